"""Who is reminded of what around livelihood councils and micro-projects (domain §6, rules 41–43)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core import clock
from deliberations import actions
from deliberations.enums import Choice, CouncilState, ProjectState
from deliberations.models import Council, MicroProject
from followups.actions import run_followups
from followups.enums import Kind, Step
from followups.models import Reminder
from stations.enums import Role
from stations.models import Station
from tests.factories.accounts import UserFactory
from tests.factories.councils import CouncilFactory, MicroProjectFactory, Session
from tests.factories.stations import appoint
from tests.followups.test_reminder_runs import days, run_at, waiting, written


def council(station: Station, due_in: int) -> Council:
    """A council of which notice is to be given in so many days."""
    return CouncilFactory(
        station=station, starts_at=clock.now() + timedelta(days=due_in + 3), notice_due_on=days(due_in)
    )


def minutes(station: Station, due_in: int) -> Council:
    """A council that has voted; its minutes are to be confirmed in so many days."""
    return CouncilFactory(station=station, state=CouncilState.CLOSED, minutes_due_on=days(due_in))


def working(station: Station, due_in: int) -> MicroProject:
    """A project under way whose next report is due in so many days."""
    return MicroProjectFactory(station=station, under_way=True, report_due_on=days(due_in))


def stopped(station: Station, officer: User, due_in: int = 0) -> MicroProject:
    """A project on notice, to which somebody objected on that day."""
    project = MicroProjectFactory(station=station, on_notice=True, notice_until=days(9))
    with clock.at(clock.now() + timedelta(days=due_in)):
        return actions.object_to_project(project, by=officer, text="影响通行。")


def noticed(station: Station, until: date) -> MicroProject:
    """A project whose public notice ends on that day."""
    return MicroProjectFactory(
        station=station, on_notice=True, notice_from=until - timedelta(days=7), notice_until=until
    )


# Who is told, and when.


@pytest.mark.parametrize(
    ("owed", "kind"),
    [(council, Kind.COUNCIL_NOTICE), (minutes, Kind.COUNCIL_MINUTES), (working, Kind.PROGRESS)],
)
@pytest.mark.parametrize(
    ("due_in", "step", "reached"),
    [
        (7, Step.WEEK_BEFORE, ["officer"]),
        (0, Step.ON_THE_DAY, ["officer", "head"]),
        (-7, Step.OVER, ["officer", "head", "staff"]),
    ],
)
def test_officer_then_subdistrict_then_committee(
    station: Station, officer: User, head: User, staff: User,
    owed: Any, kind: Kind, due_in: int, step: int, reached: list[str],
) -> None:  # fmt: skip
    owed(station, due_in)

    run_followups()

    people = {"officer": officer, "head": head, "staff": staff}
    found = {name: waiting(person) for name, person in people.items()}
    assert found == {name: [(kind, step)] if name in reached else [] for name in people}


def test_a_report_is_asked_for_a_week_before_and_not_all_month(station: Station, officer: User) -> None:
    working(station, 8)

    assert (run_followups().written, waiting(officer)) == (0, [])


def test_an_objection_reaches_officer_and_subdistrict_on_its_day(
    station: Station, officer: User, head: User, staff: User
) -> None:
    stopped(station, officer)

    run_followups()

    assert waiting(officer) == waiting(head) == [(Kind.OBJECTION, Step.ON_THE_DAY)]
    assert waiting(staff) == []


def test_an_objection_left_alone_reaches_the_committee(station: Station, officer: User, staff: User) -> None:
    stopped(station, officer, due_in=-7)

    run_followups()

    assert waiting(officer) == waiting(staff) == [(Kind.OBJECTION, Step.OVER)]


def test_a_notice_that_is_over_reaches_the_subdistrict_alone(
    station: Station, officer: User, head: User, staff: User
) -> None:
    noticed(station, days(-1))
    noticed(station, days(0))

    run_followups()

    assert waiting(head) == [(Kind.CONFIRM_PROJECT, Step.ON_THE_DAY)]
    assert waiting(officer) == waiting(staff) == []


@pytest.mark.parametrize(
    ("until", "due_on"),
    [
        (date(2019, 6, 18), date(2019, 6, 19)),
        (date(2019, 6, 14), date(2019, 6, 17)),  # a Friday
        (date(2019, 6, 6), date(2019, 6, 10)),  # before the Dragon Boat Festival
    ],
)
def test_the_confirmation_is_due_on_the_next_working_day(
    station: Station, head: User, until: date, due_on: date
) -> None:
    noticed(station, until)

    run_followups()

    assert Reminder.objects.visible_to(head).open().get().due_on == due_on


def test_a_confirmation_that_is_long_owed_reaches_the_committee(station: Station, head: User, staff: User) -> None:
    noticed(station, date(2019, 6, 6))

    run_followups()

    assert waiting(head) == waiting(staff) == [(Kind.CONFIRM_PROJECT, Step.OVER)]


def test_only_the_own_subdistrict_is_told(station: Station, officer: User, now: datetime) -> None:
    elsewhere = appoint(UserFactory(), Role.SUBDISTRICT, MicroProjectFactory().station.subdistrict)
    noticed(station, days(-1))
    stopped(station, officer)

    run_followups()

    assert waiting(elsewhere) == []


def test_every_reminder_leads_to_its_thing(station: Station, officer: User) -> None:
    first, second = council(station, 0), working(station, 0)

    run_followups()

    assert {reminder.url for reminder in Reminder.objects.visible_to(officer)} == {
        reverse("deliberations:council-detail", args=[first.pk]),
        reverse("deliberations:micro-project-detail", args=[second.pk]),
    }


# Gone with the move that does the thing.


def test_the_notice_of_a_council(station: Station, officer: User, head: User) -> None:
    project = MicroProjectFactory(station=station, shortlisted=True)
    planned = CouncilFactory(station=station, notice_due_on=days(0), projects=[project])
    run_followups()
    assert waiting(officer) == [(Kind.COUNCIL_NOTICE, Step.ON_THE_DAY)]

    actions.notify_council(planned, by=officer)

    assert waiting(officer) == waiting(head) == []


def test_the_minutes_of_a_council(station: Station, now: datetime) -> None:
    session = Session(station=station).voted(Choice.FOR, Choice.FOR, Choice.AGAINST)
    run_followups()
    assert waiting(session.officer) == [(Kind.COUNCIL_MINUTES, Step.WEEK_BEFORE)]

    actions.confirm_council_minutes(session.council, by=session.officer, note="会议记录。")

    assert waiting(session.officer) == []


def test_an_objection_that_is_answered(station: Station, officer: User, head: User) -> None:
    project = stopped(station, officer)
    run_followups()

    actions.answer_objection(project, by=officer, answer="已调整位置。", upheld=False)

    assert waiting(officer) == waiting(head) == []


def test_the_second_objection_of_a_day_is_reminded_of_with_the_first_and_stays(station: Station, officer: User) -> None:
    project = stopped(station, officer)
    actions.object_to_project(project, by=officer, text="噪声大。")
    run_followups()
    assert waiting(officer) == [(Kind.OBJECTION, Step.ON_THE_DAY)]

    actions.answer_objection(
        project, by=officer, answer="已调整位置。", upheld=False, objection=project.objections.earliest("pk")
    )

    assert waiting(officer) == [(Kind.OBJECTION, Step.ON_THE_DAY)]


def test_an_upheld_objection_ends_every_reminder_of_the_project(station: Station, officer: User, head: User) -> None:
    project = stopped(station, officer)
    actions.object_to_project(project, by=officer, text="噪声大。")
    run_followups()

    actions.answer_objection(
        project, by=officer, answer="确有影响，不再实施。", upheld=True, objection=project.objections.earliest("pk")
    )

    assert waiting(officer) == waiting(head) == []


def test_a_project_that_is_confirmed(station: Station, officer: User, head: User) -> None:
    project = noticed(station, days(-1))
    run_followups()

    actions.confirm_project(project, by=head)

    assert waiting(head) == waiting(officer) == []


def test_a_report_begins_its_ladder_anew(station: Station, officer: User, now: datetime) -> None:
    project = working(station, 0)
    run_followups()

    actions.report_progress(project, by=officer, percent=50, note="已完成基础。")
    at_once = waiting(officer)
    run_at(now + timedelta(days=25))

    assert at_once == []
    assert waiting(officer) == [(Kind.PROGRESS, Step.WEEK_BEFORE)]


def test_what_was_done_behind_the_software_goes_at_the_next_run(station: Station, officer: User, head: User) -> None:
    noticed(station, days(-1))
    stopped(station, officer)
    run_followups()
    MicroProject.objects.update(state=ProjectState.DECLINED)

    run = run_followups()

    assert (run.settled, waiting(officer), waiting(head)) == (3, [], [])


# Missed nights.


def test_missed_nights_are_caught_up_with_the_present_step(
    station: Station, officer: User, head: User, now: datetime
) -> None:
    council(station, 15)
    noticed(station, days(1))
    run_at(now)

    run_at(now + timedelta(days=9))
    run_at(now + timedelta(days=9))

    # The notice ended on Thursday, 20 June; on the 28th its confirmation is five working days over.
    assert written(officer) == [(Kind.COUNCIL_NOTICE, -15), (Kind.COUNCIL_NOTICE, -7)]
    assert written(head) == [(Kind.CONFIRM_PROJECT, Step.OVER)]


@pytest.mark.parametrize("count", [1, 30])
def test_a_run_costs_the_same_however_many_projects_wait(
    station: Station, officer: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        noticed(station, days(-1 - number))
        council(station, 0)
        working(station, 0)

    with django_assert_num_queries(125):
        run_followups()
