"""Scores in two stages, what an unsatisfied verdict sets off, and honesty about both (rules 27–34)."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from core.events import Event
from core.workflow import IllegalMove
from suggestions import actions
from suggestions.enums import Stage, Verdict
from suggestions.models import Evaluation, Round, Suggestion, Supervision
from suggestions.queries import total_of
from suggestions.workflow import SUGGESTION
from tests.factories.suggestions import (
    GOOD_REPLY,
    POOR_REPLY,
    Case,
    case_in,
)
from tests.statements import done_by

pytestmark = pytest.mark.django_db


def reply_worth(points: int) -> dict[str, int]:
    """A score sheet of stage 1 with so many points in all."""
    items = {}
    for code in GOOD_REPLY:
        items[code] = min(10, points)
        points -= items[code]
    return items


@pytest.mark.parametrize(
    ("points", "verdict"),
    [
        (40, Verdict.SATISFIED),
        (32, Verdict.SATISFIED),
        (31, Verdict.BASICALLY_SATISFIED),
        (24, Verdict.BASICALLY_SATISFIED),
        (23, Verdict.UNSATISFIED),
        (0, Verdict.UNSATISFIED),
    ],
)
def test_verdict_at_the_thresholds(case: Case, points: int, verdict: str) -> None:
    case_in("replied", case)

    actions.score_reply(case.suggestion, by=case.sponsor.user, items=reply_worth(points), reason="见附件。")

    assert Evaluation.objects.get().verdict == verdict


@pytest.mark.parametrize(
    ("items", "named"),
    [
        ({}, ["items.measures_and_timetable", "items.on_time", "items.sponsor_contact", "items.to_the_point"]),
        (GOOD_REPLY | {"on_time": 11}, ["items.on_time"]),
        (GOOD_REPLY | {"on_time": -1}, ["items.on_time"]),
        (GOOD_REPLY | {"on_time": 9.5}, ["items.on_time"]),
        (GOOD_REPLY | {"on_time": True}, ["items.on_time"]),
        (GOOD_REPLY | {"on_time": None}, ["items.on_time"]),
        (GOOD_REPLY | {"real_effect": 20}, ["items.real_effect"]),
    ],
)
def test_a_score_sheet_is_filled_in_whole(case: Case, items: dict[str, Any], named: list[str]) -> None:
    case_in("replied", case)

    with pytest.raises(ValidationError) as refusal:
        actions.score_reply(case.suggestion, by=case.sponsor.user, items=items)

    assert sorted(refusal.value.message_dict) == named
    assert Suggestion.objects.get().state == "replied"


@pytest.mark.parametrize("reason", ["", "  "])
def test_unsatisfied_needs_a_written_reason(case: Case, reason: str) -> None:
    case_in("replied", case)

    with pytest.raises(ValidationError) as refusal:
        actions.score_reply(case.suggestion, by=case.sponsor.user, items=POOR_REPLY, reason=reason)

    assert list(refusal.value.message_dict) == ["reason"]


def test_class_d_ends_with_the_first_score(case: Case) -> None:
    case_in("accepted", case)
    case.replied(outcome_class="D")

    case.implementing(GOOD_REPLY)

    assert case.suggestion.state == "closed"
    total = total_of(case.suggestion.rounds.get())
    assert (total.points, total.maximum, total.percent, total.verdict) == (36, 40, 90, Verdict.SATISFIED)


def test_the_whole_of_a_round(case: Case) -> None:
    case_in("closed", case)

    total = total_of(case.suggestion.rounds.get())

    assert (total.points, total.maximum, total.percent, total.verdict) == (88, 100, 88, Verdict.SATISFIED)


def test_a_running_round_has_no_whole_yet(case: Case) -> None:
    case_in("implementing", case)

    assert total_of(case.suggestion.rounds.get()) is None


# Unsatisfied (rule 32).


@pytest.mark.parametrize("stage", [Stage.REPLY, Stage.IMPLEMENTATION])
@time_machine.travel("2019-01-31 09:00")
def test_unsatisfied_in_either_stage_has_three_consequences(case: Case, stage: str) -> None:
    case_in("replied" if stage == Stage.REPLY else "reported", case)

    case.unsatisfied() if stage == Stage.REPLY else case.let_down()

    first, second = case.suggestion.rounds.all()
    assert (case.suggestion.state, case.suggestion.due_on) == ("accepted", date(2019, 2, 28))
    assert (first.closed_at is not None, second.closed_at, second.reply_due_on) == (True, None, date(2019, 2, 28))
    assert {(s.kind, s.evaluation.stage, s.meeting_called) for s in Supervision.objects.all()} == {
        ("committee", stage, False),
        ("station", stage, False),
    }


def test_a_second_unsatisfied_calls_a_meeting(case: Case) -> None:
    case_in("replied", case)
    case.unsatisfied()
    case.replied()
    case.implementing()
    case.reported()

    case.let_down()

    assert list(Supervision.objects.order_by("pk").values_list("kind", "meeting_called")) == [
        ("committee", False), ("station", False), ("committee", True), ("station", False),
    ]  # fmt: skip


class Failure(DatabaseError):
    """The failure that the test injects."""


@pytest.mark.parametrize("stage", [Stage.REPLY, Stage.IMPLEMENTATION])
def test_a_failure_at_any_step_of_unsatisfied_leaves_nothing_behind(case: Case, stage: str) -> None:
    """Every single writing statement of the transaction fails once (rule 32, fixed)."""
    case_in("replied" if stage == Stage.REPLY else "reported", case)
    before = everything()
    steps = 0

    while True:
        steps += 1
        try:
            with transaction.atomic(), connection.execute_wrapper(FailingAt(steps)):
                case.unsatisfied() if stage == Stage.REPLY else case.let_down()
                connection.check_constraints()
        except Failure:
            assert everything() == before
            case.suggestion = Suggestion.objects.get()
        else:
            break

    # evaluation, two supervisions with their events, two rounds, the suggestion and its event
    assert steps - 1 >= 9
    assert Supervision.objects.count() == 2


class FailingAt:
    """Lets the n-th writing statement fail."""

    def __init__(self, step: int) -> None:
        self.left = step

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if done_by(sql)[0] in ("insert", "update", "delete"):
            self.left -= 1
            if self.left == 0:
                raise Failure
        return execute(sql, params, many, context)


def everything() -> dict[str, Any]:
    """What the database holds of the case."""
    return {
        "suggestion": list(Suggestion.objects.values()),
        "rounds": list(Round.objects.order_by("pk").values()),
        "evaluations": list(Evaluation.objects.values_list("pk", flat=True)),
        "supervisions": Supervision.objects.count(),
        "events": Event.objects.count(),
    }


# Silence (rule 30).


@pytest.mark.parametrize(("day", "open_still"), [("2019-06-03 23:59", True), ("2019-06-04 00:01", False)])
def test_the_first_window_is_open_for_twenty_working_days(case: Case, day: str, open_still: bool) -> None:
    with time_machine.travel("2019-05-06 09:00"):
        case_in("replied", case)

    with time_machine.travel(day):
        assert SUGGESTION["score_reply"].starts_from(Suggestion.objects.get()) is open_still
        assert actions.lapse_scores() == (0 if open_still else 1)


def test_silence_is_not_rated_and_the_matter_goes_on(case: Case) -> None:
    with time_machine.travel("2019-05-06 09:00"):
        case_in("replied", case)
    with time_machine.travel("2019-07-06 09:00"):
        first, again = actions.lapse_scores(), actions.lapse_scores()

    suggestion = Suggestion.objects.get()
    assert (first, again) == (1, 0)
    assert (suggestion.state, suggestion.due_on) == ("implementing", date(2019, 7, 5))
    assert Evaluation.objects.get().verdict == Verdict.NOT_RATED


def test_silence_about_the_implementation_ends_the_matter(case: Case) -> None:
    with time_machine.travel("2019-05-06 09:00"):
        case_in("reported", case)
    with time_machine.travel("2019-07-06 09:00"):
        actions.lapse_scores()

    assert Suggestion.objects.get().state == "closed"
    total = total_of(Round.objects.get())
    assert (total.points, total.maximum, total.verdict) == (36, 40, Verdict.SATISFIED)


def test_a_score_after_the_window_is_refused(case: Case) -> None:
    with time_machine.travel("2019-05-06 09:00"):
        case_in("replied", case)

    with time_machine.travel("2019-07-06 09:00"), pytest.raises(IllegalMove):
        case.implementing()


def test_a_report_need_not_wait_for_a_sponsor_who_is_silent(case: Case) -> None:
    with time_machine.travel("2019-05-06 09:00"):
        case_in("replied", case)

    with time_machine.travel("2019-06-03 09:00"), pytest.raises(IllegalMove):
        case.reported()
    with time_machine.travel("2019-06-05 09:00"):
        case.reported()

    assert case.suggestion.state == "reported"
    assert Evaluation.objects.get().verdict == Verdict.NOT_RATED


@pytest.mark.parametrize(("day", "possible"), [("2019-09-29", False), ("2019-09-30", True)])
def test_without_a_report_stage_two_opens_on_the_promised_date(case: Case, day: str, possible: bool) -> None:
    with time_machine.travel("2019-05-06 09:00"):
        case_in("accepted", case)
        case.replied(promised_on=date(2019, 9, 30))
        case.implementing()

    with time_machine.travel(f"{day} 09:00"):
        assert SUGGESTION["score_implementation"].starts_from(Suggestion.objects.get()) is possible
