"""One row per station instead of thousands: what was entered late, and what the committee hears of (rules 5, 42)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core import clock
from followups.actions import run_followups
from followups.enums import Kind, Step
from followups.models import Reminder
from followups.queries import open_count
from stations import actions as stations
from stations.enums import Urgency
from stations.models import Category, Concern, Station
from tests.factories.followups import ReminderFactory
from tests.factories.stations import ConcernFactory, StationFactory, committee, officer_of


def days(count: int) -> date:
    return clock.today() + timedelta(days=count)


def run_in(now: datetime, count: int) -> tuple[int, int]:
    """A run so many days later: how many reminders are new, how many settled."""
    with clock.at(now + timedelta(days=count)):
        run = run_followups()
    return run.written, run.settled


def ledger(station: Station, count: int, **fields: Any) -> list[Concern]:
    """A page of an old ledger, typed in today and to be routed in two days."""
    due = {"triage_due_on": days(2), "feedback_due_on": days(15), "runs_from": clock.today()}
    return ConcernFactory.create_batch(count, station=station, **due | fields)


def waiting(person: User) -> list[tuple[str, int, int | None, str]]:
    """Kind, step, how many, and of which station, of what stands in the person's list."""
    rows = Reminder.objects.visible_to(person).open().order_by("due_on", "kind", "pk")
    return list(rows.values_list("kind", "step", "count", "title"))


def test_rule_43_an_old_ledger_is_one_row_per_station_for_everybody(
    station: Station, officer: User, head: User, staff: User, now: datetime
) -> None:
    other = committee()
    ledger(station, 30)

    run_in(now, 0)
    typed = waiting(officer), waiting(head), waiting(staff)
    run_in(now, 2)
    due = waiting(officer), waiting(head), waiting(staff)
    run_in(now, 10)

    name = station.name
    assert typed == ([(Kind.TRIAGE, Step.WEEK_BEFORE, 30, name)], [], [])
    assert due == ([(Kind.TRIAGE, Step.ON_THE_DAY, 30, name)], [(Kind.TRIAGE, Step.ON_THE_DAY, 30, name)], [])
    over = [(Kind.TRIAGE, Step.OVER, 30, name)]
    assert waiting(officer) == waiting(head) == waiting(staff) == waiting(other) == over
    assert (Reminder.objects.count(), open_count(staff)) == (4, 1)


def test_rule_42_committee_hears_of_each_station_once_a_week(station: Station, staff: User, now: datetime) -> None:
    elsewhere = StationFactory()
    ConcernFactory.create_batch(3, station=station, triage_due_on=days(-9))
    ConcernFactory(station=elsewhere, triage_due_on=days(-30))

    told = [run_in(now, day)[0] for day in range(15)]

    assert told == [2, 0, 0, 0, 0, 0, 0] * 2 + [2]
    assert [row[2:] for row in waiting(staff)] == [(1, elsewhere.name), (3, station.name)]


def test_a_row_counts_all_that_is_over_once_the_first_is_five_working_days_over(
    station: Station, staff: User, now: datetime
) -> None:
    for due_in in (-9, -1, 0):
        ConcernFactory(station=station, triage_due_on=days(due_in))

    run_in(now, 0)

    assert waiting(staff) == [(Kind.TRIAGE, Step.OVER, 2, station.name)]


def test_a_row_follows_what_is_done_and_goes_with_the_last(
    station: Station, officer: User, staff: User, now: datetime
) -> None:
    first, second = (
        ConcernFactory(station=station, triage_due_on=days(due), feedback_due_on=days(60)) for due in (-9, -8)
    )
    run_in(now, 0)
    Reminder.objects.visible_to(staff).update(read_at=clock.now())
    stations.route_concern(first, by=officer, route="community")

    one_left = run_in(now, 0), waiting(staff), Reminder.objects.visible_to(staff).get()
    stations.route_concern(second, by=officer, route="community")
    none_left = run_in(now, 0), waiting(staff)

    assert one_left[:2] == ((0, 0), [(Kind.TRIAGE, Step.OVER, 1, station.name)])
    assert (one_left[2].due_on, one_left[2].read_at is None) == (days(-8), False)
    assert none_left == ((0, 1), [])


def test_a_row_comes_back_as_a_new_one(station: Station, officer: User, now: datetime) -> None:
    (first,) = ledger(station, 1)
    run_in(now, 0)
    stations.route_concern(first, by=officer, route="community")
    run_in(now, 0)
    Reminder.objects.update(read_at=clock.now())
    ledger(station, 2)

    assert run_in(now, 0) == (1, 0)
    assert [row.read_at for row in Reminder.objects.visible_to(officer).unread().filter(kind=Kind.TRIAGE)] == [None]


def test_rule_6_an_urgent_concern_entered_late_joins_a_row_that_is_new_again(
    station: Station, officer: User, head: User, staff: User, category: Category, now: datetime
) -> None:
    def type_in() -> None:
        said = {"words": "电梯困人", "category": category, "urgency": Urgency.URGENT}
        stations.record_visit(
            by=officer, station=station, kind="reception", started_at=now - timedelta(days=40), place="联络站",
            concerns=[said],
        )  # fmt: skip

    type_in()
    at_once = waiting(staff)
    run_in(now, 0)
    Reminder.objects.update(read_at=clock.now())
    type_in()
    run_in(now, 0)

    urgent = [(Kind.URGENT, Step.FORTNIGHT_BEFORE, 2, station.name)]
    assert (at_once, waiting(staff), waiting(head)) == ([], urgent, urgent)
    assert Reminder.objects.filter(kind=Kind.URGENT, read_at=None).count() == 2


def test_what_the_committee_was_told_one_by_one_before_is_settled(station: Station, staff: User, now: datetime) -> None:
    late = ConcernFactory(station=station, triage_due_on=days(-9))
    old = ReminderFactory(person=staff, subject_id=late.pk, due_on=late.triage_due_on, step=Step.OVER)

    run_in(now, 0)

    assert waiting(staff) == [(Kind.TRIAGE, Step.OVER, 1, station.name)]
    assert Reminder.objects.get(pk=old.pk).settled_at is not None


@pytest.mark.parametrize("who", ["officer", "committee"])
def test_a_row_leads_to_the_concerns_it_counts(station: Station, now: datetime, client: Client, who: str) -> None:
    person = officer_of(station) if who == "officer" else committee()
    ledger(station, 3, triage_due_on=days(-9))
    ledger(StationFactory(), 2, triage_due_on=days(-9))
    ConcernFactory(station=station, triage_due_on=days(5))
    run_in(now, 0)
    client.force_login(person)
    (reminder, *_others) = Reminder.objects.visible_to(person).filter(kind=Kind.TRIAGE, title=station.name)

    listed = client.get(reminder.url).context["page"]
    shown = client.get("/followups/").content.decode()

    assert ({concern.station for concern in listed}, len(listed)) == ({station}, 3)
    assert f"{station.name}：3 件反映问题" in shown


@pytest.mark.parametrize("count", [1, 3])
def test_a_run_costs_the_same_however_many_stations_wait(
    station: Station, officer: User, staff: User, count: int, now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    for place in (station, *StationFactory.create_batch(count - 1)):
        ledger(place, count * 5, triage_due_on=days(-9))
    run_in(now, 0)
    Concern.objects.filter(pk__in=[Concern.objects.order_by("pk")[0].pk]).update(state="closed")

    # The last one brings the rows up to date.
    with django_assert_num_queries(146):
        run_in(now, 0)
