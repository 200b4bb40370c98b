"""How each move of this app is made in a test."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from accounts.models import Department, User
from core import clock
from suggestions import actions
from tests.factories.suggestions import GOOD_IMPLEMENTATION, GOOD_REPLY, TEXT, case_in
from tests.factories.suggestions import Case as Played
from tests.moves import Case

SUGGESTION, SUPERVISION = "suggestions.suggestion", "suggestions.supervision"
REASON = {"reason": "理由说明。"}


def at(state: str, who: str, *steps: Callable[[Played], Any]) -> Callable[[], tuple[Any, User]]:
    """A suggestion in the state, and the person of the case who makes the move."""

    def make() -> tuple[Any, User]:
        case = case_in(state)
        for step in steps:
            step(case)
        case.suggestion.refresh_from_db()
        return case.suggestion, getattr(case, who)

    return make


def to_co_sign() -> tuple[Any, User]:
    case = Played()
    case.draft(co_sponsors=[case.co_sponsor])
    return case.suggestion, case.co_sponsor.user


def asked_for_more(case: Played) -> None:
    until = case.suggestion.current_round().reply_due_on + timedelta(days=20)
    case._then(actions.request_extension, by=case.handler, until=until, reason="需要现场勘察。")


def supervised() -> tuple[Any, User]:
    case = case_in("replied")
    case.unsatisfied()
    return case.suggestion.supervisions.get(kind="committee"), case.committee


def written(suggestion: Any) -> dict[str, Any]:
    return {"instrument": suggestion.instrument, **TEXT, "situation": "情况有新的变化。", "livelihood": "on"}


def filled_in(points: dict[str, int]) -> dict[str, Any]:
    return {f"items.{code}": value for code, value in points.items()}


def to_assign() -> tuple[Any, User]:
    case = case_in("registered")
    return case.suggestion, case.committee


def a_department(_suggestion: Any) -> dict[str, Any]:
    return {"lead": Department.objects.order_by("pk").values_list("pk", flat=True)[0]}


CASES: list[Case] = [
    Case(SUGGESTION, "revise", at("draft", "sponsor_user"), written),
    Case(SUGGESTION, "discard", at("draft", "sponsor_user")),
    Case(SUGGESTION, "co_sign", to_co_sign),
    Case(
        SUGGESTION, "submit", at("draft", "sponsor_user"), lambda s: {"facts_checked": "on", "exclusions_checked": "on"}
    ),
    Case(SUGGESTION, "withdraw", at("submitted", "sponsor_user")),
    Case(SUGGESTION, "register", at("submitted", "committee")),
    Case(SUGGESTION, "return_for_revision", at("submitted", "committee"), lambda s: REASON),
    Case(SUGGESTION, "reject", at("submitted", "committee"), lambda s: REASON),
    Case(SUGGESTION, "assign", to_assign, a_department),
    Case(SUGGESTION, "accept", at("assigned", "handler")),
    Case(
        SUGGESTION, "request_return", at("assigned", "handler"),
        lambda s: REASON | {"proper_department": s.assignments.get(role="co_handling").department_id},
    ),
    Case(SUGGESTION, "decide_return", at("return_requested", "committee"), lambda s: {"granted": "yes"}),
    Case(SUGGESTION, "give_opinion", at("assigned", "helper"), lambda s: {"opinion": "建议联合巡查。"}),
    Case(
        SUGGESTION, "log_contact", at("accepted", "handler"),
        lambda s: {"contacted_on": clock.today().isoformat(), "way": "phone", "note": "商定现场查看。"},
    ),
    Case(SUGGESTION, "waive_contact", at("accepted", "sponsor_user")),
    Case(
        SUGGESTION, "request_extension", at("accepted", "handler"),
        lambda s: REASON | {"until": (s.current_round().reply_due_on + timedelta(days=20)).isoformat()},
    ),
    Case(SUGGESTION, "decide_extension", at("accepted", "committee", asked_for_more), lambda s: {"granted": "yes"}),
    Case(
        SUGGESTION, "reply", at("accepted", "handler", Played.contacted),
        lambda s: {"outcome_class": "A", "text": "已经解决。", "signed_by": "李局长"},
    ),
    Case(SUGGESTION, "score_reply", at("replied", "sponsor_user"), lambda s: filled_in(GOOD_REPLY)),
    Case(
        SUGGESTION, "report_implementation", at("implementing", "handler"),
        lambda s: {"text": "红绿灯已安装启用。", "done_on": clock.today().isoformat()},
    ),
    Case(SUGGESTION, "score_implementation", at("reported", "sponsor_user"), lambda s: filled_in(GOOD_IMPLEMENTATION)),
    Case(SUGGESTION, "release_score", at("implementing", "committee")),
    Case(SUPERVISION, "add_note", supervised, lambda s: {"text": "已约谈。"}),
    Case(SUPERVISION, "close", supervised, lambda s: REASON),
]  # fmt: skip
