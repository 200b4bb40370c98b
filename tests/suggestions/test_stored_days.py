"""The days that open and close moves are kept by the suggestion itself, as its rounds, replies and reports say them."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine

from core import clock
from suggestions import actions
from suggestions.enums import OutcomeClass
from suggestions.models import Suggestion
from suggestions.workflow import SUGGESTION
from tests.factories.suggestions import PATHS, Case, case_in, days_in_the_rows, stored_days

pytestmark = pytest.mark.django_db


def fresh() -> Suggestion:
    return Suggestion.objects.get()


def give_back(case: Case, granted: bool) -> None:
    case.return_requested()
    actions.decide_return(case.suggestion, by=case.committee, granted=granted, reason="另有规定。")


def extend(case: Case, granted: bool) -> None:
    until = case.suggestion.due_on + timedelta(days=20)
    asked = actions.request_extension(case.suggestion, by=case.handler, until=until, reason="需论证。")
    actions.decide_extension(asked, by=case.committee, granted=granted)


def lapse(case: Case) -> None:
    with clock.at(clock.now() + timedelta(days=60)):
        actions.lapse_scores()


#: What else may happen, from which state on.
DETOURS: dict[str, tuple[str, Callable[[Case], object]]] = {
    "return granted": ("accepted", lambda case: give_back(case, granted=True)),
    "return refused": ("accepted", lambda case: give_back(case, granted=False)),
    "assigned again": ("assigned", lambda case: (give_back(case, granted=True), case.assigned())),
    "more time granted": ("accepted", lambda case: extend(case, granted=True)),
    "more time refused": ("accepted", lambda case: extend(case, granted=False)),
    "second round": ("replied", lambda case: case.unsatisfied()),
    "second reply": ("replied", lambda case: (case.unsatisfied(), case.replied())),
    "second round after the work": ("reported", lambda case: case.let_down()),
    "silence about the reply": ("replied", lapse),
    "silence about the work": ("reported", lapse),
    "for reference": ("accepted", lambda case: case.replied(outcome_class=OutcomeClass.D)),
}


@pytest.mark.parametrize("state", PATHS)
def test_every_state_keeps_the_days_that_its_rows_say(case: Case, state: str) -> None:
    case_in(state, case)

    assert stored_days(fresh()) == days_in_the_rows(fresh())


@pytest.mark.parametrize("detour", DETOURS)
def test_every_detour_keeps_the_days_that_its_rows_say(case: Case, detour: str) -> None:
    state, happens = DETOURS[detour]
    case_in(state, case)

    happens(case)

    assert stored_days(fresh()) == days_in_the_rows(fresh())


@time_machine.travel("2019-05-06 09:00")
def test_the_days_of_a_case_in_figures(case: Case) -> None:
    case_in("assigned", case)
    assigned = [day for day in stored_days(fresh()).values() if day]
    case.accepted()
    case.replied(promised_on=date(2019, 9, 30))
    replied = [day for day in stored_days(fresh()).values() if day]

    assert assigned == [date(2019, 5, 20), date(2019, 8, 6)]
    assert replied == [date(2019, 6, 4), date(2019, 9, 30), date(2019, 6, 3)]


@pytest.mark.parametrize(
    ("verb", "days"),
    [
        ("score_reply", {-1: True, 0: True, 1: False}),
        ("report_implementation", {-1: False, 0: False, 1: True}),
    ],
)
def test_the_report_may_come_when_the_reply_can_no_longer_be_scored(
    case: Case, verb: str, days: dict[int, bool]
) -> None:
    case_in("replied", case)
    last = fresh().rounds.get().reply.score_due_on

    possible = {}
    for offset in days:
        with clock.at(clock.midnight(last + timedelta(days=offset))):
            possible[offset] = SUGGESTION[verb].starts_from(fresh())

    assert possible == days
