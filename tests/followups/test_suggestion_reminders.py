"""Who is reminded of what along the way of a suggestion, through an unsatisfied round to the end (rules 20–32, 41)."""

from datetime import datetime, timedelta

import pytest

from accounts.models import User
from core import clock
from followups.actions import run_followups
from followups.enums import Kind, Step
from followups.models import Reminder
from stations.models import Station
from suggestions import actions
from suggestions.models import Supervision
from tests.factories.suggestions import PATHS, Case, case_in


@pytest.fixture
def case(station: Station) -> Case:
    return Case(station=station)


def reminded(case: Case) -> dict[str, set[str]]:
    """What each person of the case is reminded of after a run; who has nothing to do is left out."""
    run_followups()
    people = {
        "sponsor": case.sponsor_user, "committee": case.committee, "lead": case.handler, "helping": case.helper,
        "officer": case.officer,
    }  # fmt: skip
    found = {name: _kinds(person) for name, person in people.items()}
    return {name: kinds for name, kinds in found.items() if kinds}


def _kinds(person: User) -> set[str]:
    return set(Reminder.objects.visible_to(person).open().values_list("kind", flat=True))


def test_every_step_reminds_whoever_has_it_to_do(case: Case) -> None:
    case_in("submitted", case)
    seen = {"submitted": reminded(case)}
    for step in [*PATHS["accepted"][1:], "contacted", "replied", "implementing", "reported", "closed"]:
        getattr(case, step)()
        seen[step] = reminded(case)

    assert seen == {
        "submitted": {"committee": {Kind.REGISTER}},
        "registered": {"committee": {Kind.ASSIGN}},
        # The reply is due in three months, which is beyond the first step of the ladder.
        "assigned": {"lead": {Kind.ACCEPT, Kind.CONTACT}, "helping": {Kind.OPINION}},
        "accepted": {"lead": {Kind.CONTACT}, "helping": {Kind.OPINION}},
        "contacted": {"helping": {Kind.OPINION}},
        "replied": {"sponsor": {Kind.SCORE_REPLY}},
        # What was promised is due in two months.
        "implementing": {},
        "reported": {"sponsor": {Kind.SCORE_IMPLEMENTATION}},
        "closed": {},
    }


def test_a_reply_that_comes_due(case: Case, now: datetime) -> None:
    case_in("accepted", case)
    with clock.at(now + timedelta(days=80)):
        kinds = reminded(case)["lead"]

    assert Kind.REPLY in kinds


def test_what_was_promised_comes_due_for_the_department_and_opens_the_score(case: Case, now: datetime) -> None:
    case_in("implementing", case)

    with clock.at(now + timedelta(days=60)):
        on_the_day = reminded(case)

    assert on_the_day == {
        "lead": {Kind.REPORT}, "committee": {Kind.REPORT}, "sponsor": {Kind.SCORE_OPEN},
        "officer": {Kind.LOOK_BACK},
    }  # fmt: skip


def test_an_extension_begins_the_ladder_anew(case: Case, now: datetime) -> None:
    case_in("accepted", case)
    soon = now + timedelta(days=80)
    with clock.at(soon):
        run_followups()
        until = case.suggestion.due_on + timedelta(days=45)
        actions.request_extension(case.suggestion, by=case.handler, until=until, reason="现场施工受阻")
        actions.decide_extension(case.suggestion, by=case.committee, granted=True)

        reminders = Reminder.objects.filter(kind=Kind.REPLY).open()
        assert list(reminders) == []


def test_unsatisfied_reminds_of_the_new_round_and_of_supervision(case: Case, now: datetime) -> None:
    case_in("replied", case)
    case.unsatisfied()

    after = reminded(case)

    assert after["committee"] >= {Kind.SUPERVISION}
    assert after["officer"] == {Kind.TRACKING}
    assert after["lead"] >= {Kind.REPLY, Kind.CONTACT}


def test_a_note_puts_the_supervision_off(case: Case, now: datetime) -> None:
    case_in("replied", case)
    case.unsatisfied()
    supervision = Supervision.objects.get(kind="committee")
    with clock.at(now + timedelta(days=13)):
        run_followups()
        before = Reminder.objects.filter(kind=Kind.SUPERVISION).open().get().step
        actions.add_supervision_note(supervision, by=case.committee, text="已现场督办。")

        assert not Reminder.objects.filter(kind=Kind.SUPERVISION).open().exists()

    assert before == Step.DAY_BEFORE


def test_a_scoring_window_that_has_ended_is_closed_by_the_run(case: Case, now: datetime) -> None:
    case_in("replied", case)

    with clock.at(now + timedelta(days=60)):
        run = run_followups()

    case.suggestion.refresh_from_db()
    assert (case.suggestion.state, run.problems) == ("implementing", [])
    assert not Reminder.objects.filter(kind=Kind.SCORE_REPLY).open().exists()


def test_a_sponsor_without_an_account_is_not_reminded_and_breaks_nothing(case: Case, now: datetime) -> None:
    case_in("replied", case)
    type(case.sponsor).objects.filter(pk=case.sponsor.pk).update(user=None)

    run = run_followups()

    assert (run.problems, Reminder.objects.filter(kind=Kind.SCORE_REPLY).count()) == ([], 0)
