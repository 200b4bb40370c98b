"""Once, and never lost: several runs at once, and runs that die in the middle (quality: faults and races)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest
from django.db import connection, transaction

from accounts.models import User
from core import clock
from followups.actions import Run, run_followups, settle_subject, write_reminders
from followups.enums import Kind, Process
from followups.models import Heartbeat, Reminder
from followups.queries.kinds import BY_KIND
from followups.queries.ladder import Ladder
from stations.models import Station
from tests.factories.stations import ConcernFactory, StationFactory, officer_of

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
DUE = 40


class Killed(BaseException):
    """The process is gone: nothing after this line runs, and nobody catches it."""


@pytest.fixture
def officer(transactional_db: None) -> User:
    station: Station = StationFactory()
    ConcernFactory.create_batch(DUE, station=station, triage_due_on=clock.today())
    return officer_of(station)


def in_threads(work: object, count: int) -> list[Run]:
    start = Barrier(count)

    def run(_number: int) -> Run:
        try:
            start.wait()
            return work()  # type: ignore[operator]
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_two_ticks_at_once_write_every_reminder_once(officer: User) -> None:
    runs = in_threads(run_followups, 4)

    assert Reminder.objects.visible_to(officer).count() == DUE
    assert [problem for run in runs for problem in run.problems] == []


def test_a_tick_that_meets_another_one_leaves_the_work_to_it(officer: User) -> None:
    Heartbeat.objects.create(process=Process.WORKER)
    with transaction.atomic():
        Heartbeat.objects.select_for_update().get(process=Process.WORKER)
        (run,) = in_threads(run_followups, 1)

    assert (run.skipped, Reminder.objects.count()) == (True, 0)


def test_without_the_lock_the_constraint_still_writes_every_reminder_once(officer: User) -> None:
    in_threads(lambda: write_reminders(BY_KIND[Kind.TRIAGE], Ladder(clock.today())), 4)

    assert Reminder.objects.visible_to(officer).count() == DUE


def test_a_killed_run_leaves_nothing_half_done_and_the_next_one_does_it_all(
    officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, killed = Reminder.objects.bulk_create, Event()

    def die_in_the_middle(*args: object, **kwargs: object) -> object:
        real(*args, **kwargs)
        if not killed.is_set():
            killed.set()
            raise Killed
        return None

    monkeypatch.setattr("followups.actions.writing.BATCH", 7)
    monkeypatch.setattr(type(Reminder.objects), "bulk_create", lambda self, *a, **k: die_in_the_middle(*a, **k))
    with pytest.raises(Killed):
        run_followups()
    after_the_kill = Reminder.objects.count()

    run_followups()

    assert after_the_kill == 0
    assert Reminder.objects.visible_to(officer).count() == DUE


def test_a_run_in_small_batches_is_the_same_run(officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("followups.actions.writing.BATCH", 7)

    assert run_followups().written == DUE
    assert Reminder.objects.visible_to(officer).count() == DUE


def test_a_thing_done_while_a_run_is_at_it_is_settled_by_the_next_run(officer: User) -> None:
    """The run has read the thing as open; the move settles what it sees; what came after goes at the next run."""
    run_followups()
    concern = Reminder.objects.first()
    assert concern is not None
    ConcernFactory._meta.model.objects.filter(pk=concern.subject_id).update(state="closed")

    with clock.at(clock.now() + timedelta(minutes=5)):
        run = run_followups()

    assert (run.settled, Reminder.objects.open().count()) == (1, DUE - 1)


def test_settling_twice_at_once_is_harmless(officer: User) -> None:
    run_followups()
    case = ConcernFactory._meta.model.objects.first()
    ConcernFactory._meta.model.objects.filter(pk=case.pk).update(state="closed")

    in_threads(lambda: settle_subject(case), 4)

    assert Reminder.objects.open().count() == DUE - 1
