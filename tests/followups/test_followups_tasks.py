"""The tick, the command, the signs of life, and the calendar of next year."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from celery.signals import before_task_publish
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import SignInAttempt, User
from core import clock
from core.calendar_years import complete_year, seed_overrides
from core.idempotency import IdempotencyKey
from core.workdays import WorkdayOverride
from followups.actions import remind_of_calendar, run_followups
from followups.enums import Kind, Process
from followups.models import Heartbeat, Reminder
from followups.queries import heartbeats
from followups.queries.ladder import Ladder
from followups.tasks import TASK
from followups.tasks import run_followups as tick
from stations.enums import Role
from stations.models import Station
from tests.factories.accounts import SignInAttemptFactory, UserFactory
from tests.factories.stations import ConcernFactory, appoint
from tests.followups.conftest import SHANGHAI


@pytest.fixture
def administrator(db: None) -> User:
    return appoint(UserFactory(), Role.ADMINISTRATOR)


def test_the_tick_is_the_one_that_beat_calls() -> None:
    from config.celery import app

    assert [entry["task"] for entry in app.conf.beat_schedule.values()] == [TASK]
    assert tick.name == TASK


def test_the_tick_writes_reminders_and_a_sign_of_life(station: Station, officer: User, now: datetime) -> None:
    ConcernFactory(station=station, triage_due_on=clock.today())

    tick()

    worker = Heartbeat.objects.get()
    assert (worker.process, worker.at, worker.written, worker.problem) == (Process.WORKER, now, 1, "")
    assert Reminder.objects.visible_to(officer).count() == 1


def test_the_tick_forgets_what_is_old(station: Station, officer: User, now: datetime) -> None:
    SignInAttemptFactory(at=now - timedelta(days=201))
    IdempotencyKey.objects.create(user=officer, key="a", asked="", at=now - timedelta(days=8))

    Session.objects.create(session_key="ended", expire_date=timezone.now() - timedelta(minutes=1))
    Session.objects.create(session_key="lives", expire_date=timezone.now() + timedelta(minutes=1))

    tick()

    assert (SignInAttempt.objects.count(), IdempotencyKey.objects.count()) == (0, 0)
    assert list(Session.objects.values_list("pk", flat=True)) == ["lives"]


def test_a_tick_in_which_something_failed_says_so_and_fails(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> int:
        raise ValueError("no such table")

    monkeypatch.setattr("followups.actions.running.remind_of_calendar", fail)

    with pytest.raises(ExceptionGroup):
        tick()

    assert Heartbeat.objects.get().problem == "ValueError: no such table"


def test_publishing_the_tick_is_the_sign_of_life_of_beat(db: None, now: datetime) -> None:
    before_task_publish.send(sender=TASK)
    before_task_publish.send(sender="some.other.task")

    assert list(Heartbeat.objects.values_list("process", "at")) == [(Process.BEAT, now)]


@pytest.mark.parametrize(("minutes", "silent"), [(14, False), (16, True)])
def test_a_process_without_a_sign_of_life_is_silent(db: None, now: datetime, minutes: int, silent: bool) -> None:
    Heartbeat.objects.create(process=Process.BEAT, at=now - timedelta(minutes=minutes))

    assert [sign.silent for sign in heartbeats()] == [True, silent]


def test_command_runs_at_any_time_and_twice(station: Station, officer: User) -> None:
    ConcernFactory(station=station, triage_due_on="2019-07-01", feedback_due_on="2019-09-01")
    said = StringIO()

    for _time in range(2):
        call_command("run_followups", at="2019-07-01T09:00", stdout=said)

    assert said.getvalue().splitlines() == ["1 reminders written, 0 settled.", "0 reminders written, 0 settled."]
    made = Reminder.objects.visible_to(officer).get().created_at
    assert made == datetime(2019, 7, 1, 9, 0, tzinfo=SHANGHAI) == datetime(2019, 7, 1, 1, 0, tzinfo=UTC)


def test_command_leaves_no_sign_of_life_of_a_worker(station: Station) -> None:
    call_command("run_followups", at="2019-07-01T09:00", stdout=StringIO())

    assert Heartbeat.objects.get().at is None


def test_command_refuses_a_moment_that_makes_no_sense(db: None) -> None:
    with pytest.raises(CommandError, match="2019-06-24T09:00"):
        call_command("run_followups", at="tomorrow")


# The calendar of next year (rule 25).


def at(month: int, day: int, year: int = 2020) -> datetime:
    return datetime(year, month, day, 9, 0, tzinfo=SHANGHAI)


def calendar_reminders(person: User) -> list[tuple[str, int, str]]:
    open_ones = Reminder.objects.visible_to(person).open().filter(kind=Kind.CALENDAR).order_by("pk")
    return [(r.title, r.step, r.due_on.isoformat()) for r in open_ones]


def test_on_1_november_the_administrator_is_reminded_of_next_year(calendar: None, administrator: User) -> None:
    with clock.at(at(10, 31)):
        run_followups()
        before = calendar_reminders(administrator)
    with clock.at(at(11, 1)):
        run_followups()
        run_followups()

    assert before == []
    assert calendar_reminders(administrator) == [("2021", 0, "2020-11-01")]


def test_it_comes_again_every_week_and_goes_when_the_year_is_complete(calendar: None, administrator: User) -> None:
    for day in range(1, 31):
        with clock.at(at(11, day)):
            remind_of_calendar(Ladder(clock.today()))
    weekly = Reminder.objects.visible_to(administrator).order_by("pk").values_list("step", flat=True)
    steps = list(weekly)
    WorkdayOverride.objects.create(date="2021-01-01", is_workday=False, name="元旦")
    with clock.at(at(12, 1)):
        run_followups()
    begun = calendar_reminders(administrator)
    WorkdayOverride.objects.bulk_create(seed_overrides([2021]).rows, ignore_conflicts=True)
    complete_year(2021, by=administrator, origin="国办发明电〔2020〕27号")

    with clock.at(at(12, 2)):
        run_followups()

    assert steps == [0, 1, 2, 3, 4]
    assert [title for title, _step, _due in begun] == ["2021"]
    assert calendar_reminders(administrator) == []


def test_a_year_that_began_without_its_table_is_still_asked_for(calendar: None, administrator: User) -> None:
    with clock.at(at(1, 10, year=2021)):
        run_followups()

    assert [title for title, _step, _due in calendar_reminders(administrator)] == ["2021"]
