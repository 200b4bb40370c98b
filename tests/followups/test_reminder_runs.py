"""A run of the reminders: who is told of what, when, once, and never of what is gone (rules 41–43)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core import clock
from deliberations.actions import postpone_commitment
from followups.actions import run_followups, settle_subject, write_reminders
from followups.enums import Kind, Step
from followups.models import Reminder
from followups.queries.kinds import BY_KIND
from followups.queries.ladder import Ladder
from stations import actions as stations
from stations.enums import Role, Urgency
from stations.models import Station
from tests.factories.accounts import DepartmentFactory, UserFactory
from tests.factories.deliberations import CommitmentFactory, LookBackFactory, MeetingFactory, TopicFactory
from tests.factories.stations import (
    ConcernFactory,
    RepresentativeFactory,
    appoint,
    handler_of,
    officer_of,
)


def days(count: int) -> date:
    return clock.today() + timedelta(days=count)


def run_at(moment: datetime) -> int:
    """A run at another time; how many reminders it wrote."""
    with clock.at(moment):
        return run_followups().written


def triage_at(moment: datetime) -> int:
    """The part of a run that is about triage, at another time."""
    with clock.at(moment):
        return write_reminders(BY_KIND[Kind.TRIAGE], Ladder(clock.today()))


def waiting(person: User) -> list[tuple[str, int]]:
    """Kind and step of what stands in the person's list, the nearest date first."""
    open_ones = Reminder.objects.visible_to(person).open().order_by("due_on", "pk")
    return list(open_ones.values_list("kind", "step"))


def written(person: User) -> list[tuple[str, int]]:
    """Kind and step of everything the person was ever told of."""
    return list(Reminder.objects.visible_to(person).order_by("pk").values_list("kind", "step"))


def told_after(person: User, first: datetime) -> list[int]:
    """On which days after the first the person was told anything."""
    times = Reminder.objects.visible_to(person).order_by("pk").values_list("created_at", flat=True)
    return [(timezone.localdate(time) - timezone.localdate(first)).days for time in times]


def concern(station: Station, due_in: int, **fields: Any) -> Any:
    """A concern to be routed in so many days."""
    return ConcernFactory(station=station, triage_due_on=days(due_in), feedback_due_on=days(60), **fields)


# Who is told, and when.


def test_owner_is_told_before_the_day(station: Station, officer: User, head: User, staff: User) -> None:
    concern(station, due_in=15)

    run_followups()

    assert waiting(officer) == [(Kind.TRIAGE, Step.FORTNIGHT_BEFORE)]
    assert waiting(head) == waiting(staff) == []


def test_owner_and_head_are_told_on_the_day(station: Station, officer: User, head: User, staff: User) -> None:
    concern(station, due_in=0)

    run_followups()

    assert waiting(officer) == waiting(head) == [(Kind.TRIAGE, Step.ON_THE_DAY)]
    assert waiting(staff) == []


def test_committee_is_told_five_working_days_over(station: Station, officer: User, head: User, staff: User) -> None:
    concern(station, due_in=-7)

    run_followups()

    assert waiting(officer) == waiting(head) == waiting(staff) == [(Kind.TRIAGE, Step.OVER)]


def test_nobody_is_told_of_what_is_far_off(station: Station, officer: User) -> None:
    concern(station, due_in=31)

    assert (run_followups().written, waiting(officer)) == (0, [])


def test_only_those_whose_duty_it_is_are_told(station: Station, officer: User, now: datetime) -> None:
    elsewhere = officer_of(concern(RepresentativeFactory().home_station, due_in=99).station)
    resting = appoint(UserFactory(is_active=False), Role.OFFICER, station)
    former = appoint(UserFactory(), Role.OFFICER, station)
    former.appointments.update(ends_on=days(-1))
    coming = appoint(UserFactory(), Role.OFFICER, station)
    coming.appointments.update(starts_on=days(1))
    concern(station, due_in=0)

    run_followups()

    assert waiting(officer) == [(Kind.TRIAGE, Step.ON_THE_DAY)]
    assert waiting(elsewhere) == waiting(resting) == waiting(former) == waiting(coming) == []


def test_somebody_with_the_same_duty_twice_is_told_once(station: Station, officer: User) -> None:
    appoint(officer, Role.OFFICER, station)
    concern(station, due_in=0)

    run_followups()

    assert waiting(officer) == [(Kind.TRIAGE, Step.ON_THE_DAY)]


def test_every_matter_of_a_station_has_its_kind(station: Station, officer: User, now: datetime) -> None:
    handler = handler_of(DepartmentFactory())
    department = handler.appointments.get().department
    concern(station, due_in=1)
    ConcernFactory(station=station, routed=True, feedback_due_on=days(2))
    MeetingFactory(station=station, notice_due_on=days(3))
    MeetingFactory(station=station, held=True, minutes_due_on=days(4))
    TopicFactory(station=station, deliberated=True, outcome_due_on=days(5))
    CommitmentFactory(topic=TopicFactory(station=station, tracked=True), department=department, due_on=days(6))
    LookBackFactory(topic=TopicFactory(station=station, resolved=True), due_on=days(7))

    run_followups()

    assert [kind for kind, _step in waiting(officer)] == [
        Kind.TRIAGE, Kind.FEEDBACK, Kind.NOTICE, Kind.MINUTES, Kind.OUTCOME, Kind.COMMITMENT, Kind.LOOK_BACK,
    ]  # fmt: skip
    assert waiting(handler) == [(Kind.COMMITMENT, Step.WEEK_BEFORE)]


def test_urgent_concern_reaches_head_and_committee_with_the_move_itself(
    station: Station, officer: User, head: User, staff: User, category: Any
) -> None:
    said = {"words": "电梯困人", "category": category, "urgency": Urgency.URGENT}

    stations.record_visit(
        by=officer, station=station, kind="reception", started_at=clock.now(), place="联络站", concerns=[said]
    )

    assert [kind for kind, _step in waiting(head)] == [kind for kind, _step in waiting(staff)] == [Kind.URGENT]


# Once, and only the present step.


def test_a_second_run_writes_nothing(station: Station, officer: User) -> None:
    concern(station, due_in=0)

    first, second = run_followups(), run_followups()

    assert (first.written, second.written, second.settled, len(written(officer))) == (1, 0, 0, 1)


def test_each_step_takes_the_place_of_the_one_before(
    station: Station, officer: User, head: User, now: datetime
) -> None:
    concern(station, due_in=30)

    for day in range(60):
        triage_at(now + timedelta(days=day))

    # Due on 19 July, five working days over on 26 July, then weekly.
    assert [step for _kind, step in written(officer)] == [-30, -15, -7, -1, 0, 1, 2, 3, 4]
    assert [step for _kind, step in written(head)] == [0, 1, 2, 3, 4]
    assert waiting(officer) == waiting(head) == [(Kind.TRIAGE, 4)]


def test_a_missed_night_is_caught_up(station: Station, officer: User, now: datetime) -> None:
    concern(station, due_in=15)
    concern(station, due_in=16)
    run_at(now)

    run_at(now + timedelta(days=2))

    assert sorted(step for _kind, step in written(officer)) == [-30, -15, -15]


def test_nine_days_off_are_caught_up_without_a_flood(
    station: Station, officer: User, head: User, staff: User, now: datetime
) -> None:
    for due_in in range(31):
        concern(station, due_in=due_in)
    run_at(now)
    before = len(written(officer))

    wrote = run_at(now + timedelta(days=9))

    assert before == 31
    # At most one new reminder per thing and person, with the step of today.
    assert len(written(officer)) - before <= 31
    assert len(waiting(officer)) == 31
    assert len(waiting(head)) == 10
    assert wrote == (len(written(officer)) - before) + (len(written(head)) - 1) + len(written(staff))


def test_what_is_long_over_comes_at_most_once_a_week(station: Station, officer: User, now: datetime) -> None:
    concern(station, due_in=-100)

    for hour in range(0, 15 * 24, 8):
        triage_at(now + timedelta(hours=hour))

    assert told_after(officer, now) == [0, 7, 14]


def test_a_pause_moves_the_week_and_does_not_make_up_for_it(station: Station, officer: User, now: datetime) -> None:
    concern(station, due_in=-7)

    for day in (0, 9, 10, 15, 16):
        triage_at(now + timedelta(days=day))

    assert told_after(officer, now) == [0, 9, 16]


def test_a_run_at_an_earlier_time_writes_no_earlier_step(station: Station, officer: User, now: datetime) -> None:
    concern(station, due_in=0)
    run_at(now)

    assert run_at(now - timedelta(days=3)) == 0


# Gone when the cause is gone.


def test_a_reminder_goes_with_the_move_that_does_the_thing(station: Station, officer: User, head: User) -> None:
    case = concern(station, due_in=0)
    run_followups()

    stations.route_concern(case, by=officer, route="community")

    assert waiting(officer) == waiting(head) == []


def test_a_reminder_comes_back_with_the_thing_that_is_taken_back(
    station: Station, officer: User, now: datetime
) -> None:
    case = concern(station, due_in=0)
    run_followups()
    before = waiting(officer)
    with clock.at(now + timedelta(minutes=1)):
        case = stations.route_concern(case, by=officer, route="community")

    with clock.at(now + timedelta(minutes=2)):
        stations.take_back(case, by=officer)

    assert waiting(officer) == before == [(Kind.TRIAGE, Step.ON_THE_DAY)]


def test_what_was_done_before_stays_settled_when_the_next_move_is_taken_back(
    station: Station, officer: User, now: datetime
) -> None:
    case = ConcernFactory(station=station, triage_due_on=days(0), feedback_due_on=days(0))
    run_followups()
    case = stations.route_concern(case, by=officer, route="community")
    run_followups()
    case = stations.give_feedback(case, by=officer, told_on=clock.today(), way="phone")

    stations.take_back(case, by=officer)

    assert waiting(officer) == [(Kind.FEEDBACK, Step.ON_THE_DAY)]


def test_a_reminder_of_another_thing_stays(station: Station, officer: User) -> None:
    first, _second = concern(station, due_in=0), concern(station, due_in=0)
    run_followups()

    stations.route_concern(first, by=officer, route="community")

    assert waiting(officer) == [(Kind.TRIAGE, Step.ON_THE_DAY)]


def test_a_reminder_goes_at_the_next_run_when_the_thing_was_done_behind_the_software(
    station: Station, officer: User
) -> None:
    case = concern(station, due_in=0)
    run_followups()
    type(case).objects.filter(pk=case.pk).update(state="closed")

    run = run_followups()

    assert (run.settled, waiting(officer)) == (1, [])


def test_a_reminder_goes_with_the_duty(station: Station, officer: User, now: datetime) -> None:
    concern(station, due_in=0)
    run_followups()
    officer.appointments.update(ends_on=days(-1))
    successor = officer_of(station)

    run_followups()

    assert (waiting(officer), waiting(successor)) == ([], [(Kind.TRIAGE, Step.ON_THE_DAY)])


def test_a_date_put_off_begins_its_ladder_anew(station: Station, officer: User) -> None:
    promise = CommitmentFactory(topic=TopicFactory(station=station, tracked=True), due_on=days(0))
    run_followups()

    postpone_commitment(promise, by=officer, due_on=days(30), reason="等待配件")
    at_once = waiting(officer)
    run_followups()

    assert at_once == []
    assert waiting(officer) == [(Kind.COMMITMENT, Step.MONTH_BEFORE)]


# What it costs.


@pytest.mark.parametrize("count", [1, 30])
def test_a_run_costs_the_same_however_much_is_due(
    station: Station, officer: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(count):
        concern(station, due_in=0)

    with django_assert_num_queries(121):
        run_followups()


def test_a_move_without_reminders_costs_one_query_more(
    station: Station, officer: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = concern(station, due_in=0)

    with django_assert_num_queries(1):
        settle_subject(case)


def test_a_broken_kind_keeps_no_other_from_its_turn(
    station: Station, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    concern(station, due_in=0)
    MeetingFactory(station=station, notice_due_on=days(0))
    monkeypatch.setattr("followups.actions.running.write_reminders", _fails_for(Kind.TRIAGE))

    run = run_followups()

    assert [str(problem) for problem in run.problems] == ["triage is broken"]
    assert waiting(officer) == [(Kind.NOTICE, Step.ON_THE_DAY)]


def _fails_for(broken: Kind) -> Any:
    def write(kind: Any, ladder: Any) -> int:
        if kind.kind == broken:
            raise ValueError(f"{broken} is broken")
        return write_reminders(kind, ladder)

    return write
