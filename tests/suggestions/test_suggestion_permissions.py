"""Who may see and do what with suggestions: every kind of person × every move × every state."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from core.access import NotPermitted
from core.workflow import IllegalMove, allowed_moves, ensure_can
from suggestions import actions
from suggestions.models import Evaluation, Suggestion, Supervision
from suggestions.workflow import SUGGESTION, SUPERVISION
from tests.factories.suggestions import PATHS, Case, case_in

pytestmark = pytest.mark.django_db

PEOPLE = [
    "sponsor", "co-sponsor", "representative here", "representative elsewhere", "officer here", "officer elsewhere",
    "subdistrict here", "subdistrict elsewhere", "lead department", "co-handling department", "other department",
    "committee", "leadership", "administrator", "nobody",
]  # fmt: skip

#: Who sees a suggestion that only its own people know, one that was submitted, and one that was assigned.
OWN = {"sponsor", "co-sponsor", "officer here"}
CONGRESS = OWN | {"representative here", "subdistrict here", "committee", "leadership"}
HANDLED = CONGRESS | {"lead department", "co-handling department"}
SEEN = {
    "draft": OWN,
    "discarded": OWN,
    "submitted": CONGRESS,
    "returned": CONGRESS,
    "rejected": CONGRESS,
    "registered": CONGRESS,
    "assigned": HANDLED,
    "return_requested": HANDLED,
    "accepted": HANDLED,
    "replied": HANDLED,
    "implementing": HANDLED,
    "reported": HANDLED,
    "closed": HANDLED,
}

#: Who is offered which move in which state, just after it was reached; everybody not named is offered nothing.
ALLOWED = {
    "draft": {"sponsor": "revise discard submit", "officer here": "revise", "co-sponsor": "co_sign"},
    "discarded": {},
    "submitted": {"sponsor": "withdraw", "committee": "register return_for_revision reject"},
    "returned": {"sponsor": "revise submit", "officer here": "revise"},
    "rejected": {},
    "registered": {"committee": "assign"},
    "assigned": {
        "lead department": "accept request_return",
        "co-handling department": "give_opinion",
        "sponsor": "waive_contact",
    },
    "return_requested": {"committee": "decide_return"},
    "accepted": {
        "lead department": "request_return log_contact request_extension reply",
        "co-handling department": "give_opinion",
        "sponsor": "waive_contact",
    },
    "replied": {"lead department": "log_contact", "sponsor": "score_reply"},
    "implementing": {"lead department": "log_contact report_implementation", "committee": "release_score"},
    "reported": {
        "lead department": "log_contact",
        "sponsor": "score_implementation",
        "committee": "release_score",
    },
    "closed": {"committee": "release_score"},
}

#: Whose move it is, whatever the state: a refusal of anybody else is "not yours", never "too late".
WHOSE = {
    "revise": {"sponsor", "officer here"},
    "discard": {"sponsor"},
    "co_sign": {"co-sponsor"},
    "submit": {"sponsor"},
    "withdraw": {"sponsor"},
    "register": {"committee"},
    "return_for_revision": {"committee"},
    "reject": {"committee"},
    "assign": {"committee"},
    "accept": {"lead department"},
    "request_return": {"lead department"},
    "decide_return": {"committee"},
    "give_opinion": {"co-handling department"},
    "log_contact": {"lead department"},
    "waive_contact": {"sponsor"},
    "request_extension": {"lead department"},
    "decide_extension": {"committee"},
    "reply": {"lead department"},
    "score_reply": {"sponsor"},
    "lapse_reply_score": set(),
    "report_implementation": {"lead department"},
    "score_implementation": {"sponsor"},
    "lapse_implementation_score": set(),
    "release_score": {"committee"},
    "note_look_back": set(),
}


def told(case: Case, state: str) -> Case:
    """The case in the state; a draft waits for its co-sponsor, later states have the co-sponsor's word."""
    if state == "draft":
        return case_in(state, case, co_sponsors=[case.co_sponsor])
    case.draft(co_sponsors=[case.co_sponsor])
    actions.co_sign_suggestion(case.suggestion, by=case.co_sponsor.user)
    for step in PATHS[state]:
        getattr(case, step)()
    return case


@pytest.mark.parametrize("state", PATHS)
def test_who_sees_a_suggestion(case: Case, state: str) -> None:
    told(case, state)

    seen = {
        name
        for name, user in case.people().items()
        if Suggestion.objects.visible_to(user).filter(pk=case.suggestion.pk)
    }

    assert seen == SEEN[state]


@pytest.mark.parametrize("state", PATHS)
def test_who_is_offered_which_move_and_every_other_is_refused(case: Case, state: str) -> None:
    told(case, state)
    people = case.people()

    offered = {name: [move.verb for move in allowed_moves(case.suggestion, user)] for name, user in people.items()}

    assert {name: " ".join(verbs) for name, verbs in offered.items() if verbs} == ALLOWED[state]
    for name, user in people.items():
        for move in SUGGESTION:
            if move.creates or move.retired or move.verb in offered[name]:
                continue
            theirs = name in WHOSE[move.verb] and (name in SEEN[state] or "department" not in name)
            with pytest.raises(IllegalMove if theirs else NotPermitted):
                ensure_can(case.suggestion, move.verb, user)


def test_the_table_names_every_person_and_every_move(case: Case) -> None:
    assert list(case.people()) == PEOPLE
    assert set(WHOSE) == {move.verb for move in SUGGESTION if not (move.creates or move.retired)}


#: Who sees a score, its release aside: the side of the congress that stands behind the suggestion.
SCORED_FOR = {"sponsor", "co-sponsor", "officer here", "subdistrict here", "committee", "leadership"}


@pytest.mark.parametrize("released", [False, True])
def test_who_sees_a_score(case: Case, released: bool) -> None:
    told(case, "replied")
    case.unsatisfied()
    if released:
        actions.release_score(case.suggestion, by=case.committee)

    seen = {name for name, user in case.people().items() if Evaluation.objects.visible_to(user).exists()}

    assert seen == (HANDLED if released else SCORED_FOR)


#: Who sees the committee's supervision and the station's tracking, before the release and after it.
SUPERVISED_FOR = {"sponsor", "officer here", "subdistrict here", "committee", "leadership"}


@pytest.mark.parametrize(
    ("kind", "released", "expected"),
    [
        ("committee", False, SUPERVISED_FOR),
        ("committee", True, SUPERVISED_FOR | {"lead department"}),
        ("station", False, SUPERVISED_FOR),
        ("station", True, SUPERVISED_FOR),
    ],
)
def test_who_sees_a_supervision(case: Case, kind: str, released: bool, expected: set[str]) -> None:
    told(case, "replied")
    case.unsatisfied()
    if released:
        actions.release_score(case.suggestion, by=case.committee)
    supervision = Supervision.objects.get(kind=kind)

    people = case.people()
    seen = {n for n, user in people.items() if Supervision.objects.visible_to(user).filter(pk=supervision.pk)}

    assert seen == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("committee", {"committee": "add_note close"}),
        ("station", {"committee": "add_note close", "officer here": "add_note close"}),
    ],
)
def test_who_works_a_supervision(case: Case, kind: str, expected: dict[str, str]) -> None:
    told(case, "replied")
    case.unsatisfied()
    supervision = Supervision.objects.get(kind=kind)

    people = case.people()
    offered = {n: " ".join(m.verb for m in allowed_moves(supervision, user)) for n, user in people.items()}

    assert {name: verbs for name, verbs in offered.items() if verbs} == expected
    assert not [move.verb for move in SUPERVISION if move.caused and move.verb in str(offered)]


def test_scores_are_not_counted_for_a_department(case: Case) -> None:
    """Neither a list, nor a count, nor a filter tells a department of a score that was not released (rule 34)."""
    told(case, "replied")
    case.unsatisfied()
    client = APIClient()
    client.force_authenticate(case.handler)

    answers: list[Any] = [
        client.get("/api/v1/evaluations/").data["count"],
        client.get("/api/v1/evaluations/", {"verdict": "unsatisfied"}).data["count"],
        client.get("/api/v1/suggestions/", {"verdict": "unsatisfied"}).data["count"],
        client.get("/api/v1/supervisions/").data["count"],
        client.get(f"/api/v1/evaluations/{Evaluation.objects.get().pk}/").status_code,
    ]

    assert answers == [0, 0, 0, 0, 404]
    assert "没有针对性" not in client.get(f"/api/v1/suggestions/{case.suggestion.pk}/").content.decode()
