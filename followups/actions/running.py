"""One run of the reminders: works off everything that is due, however long the pause before it (rule 43)."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction

from accounts.actions import forget_old_attempts
from core import clock
from core.idempotency import forget_old_keys
from followups.actions.calendar import remind_of_calendar
from followups.actions.gathering import remind_of_stations
from followups.actions.writing import settle_groundless, write_reminders
from followups.enums import Kind, Process
from followups.models import Heartbeat, Reminder
from followups.queries.kinds import KINDS
from followups.queries.ladder import Ladder
from suggestions.actions import lapse_scores

log = logging.getLogger(__name__)


#: What is deleted when its time is over: nobody asks for it any more.
FORGOTTEN = {
    "old sign-ins": forget_old_attempts,
    # By the time of the machine: sessions do not end when somebody rehearses another day.
    "ended sessions": SessionStore.clear_expired,
    "old idempotency keys": forget_old_keys,
}


@dataclass
class Run:
    """What a run did; `skipped` when another one was at it."""

    written: int = 0
    settled: int = 0
    skipped: bool = False
    problems: list[Exception] = field(default_factory=list)


def run_followups() -> Run:
    """Closes scoring windows that have ended (rule 30), settles what is gone, writes what is due, forgets what is old.

    Called twice it does so once, and two at once do not both write: the lock is the worker's row, held until
    the end. It falls with the process that holds it, so nothing is left to be cleared up after a kill.
    """
    Heartbeat.objects.bulk_create([Heartbeat(process=Process.WORKER)], ignore_conflicts=True)
    run = Run()
    # Before the long transaction: each window is a move of its own, and keeps nobody from another case.
    with _noted(run, "scoring windows"):
        lapse_scores()
    with transaction.atomic():
        # SQLite knows no row locks; there the whole database admits one writer at a time.
        lock = Heartbeat.objects.select_for_update(skip_locked=True).filter(process=Process.WORKER).first()
        if lock is None:
            run.skipped = True
            return run
        _work(run)
        lock.written, lock.settled = run.written, run.settled
        lock.problem = "; ".join(f"{type(problem).__name__}: {problem}" for problem in run.problems)[:400]
        lock.save(update_fields=["written", "settled", "problem"])
    return run


def _work(run: Run) -> None:
    ladder = Ladder(clock.today())
    reminded = set(Reminder.objects.open().order_by().values_list("kind", flat=True).distinct())
    for kind in KINDS:
        with _kept_apart(run, kind.kind):
            if kind.kind in reminded:
                run.settled += settle_groundless(kind, ladder)
            run.written += write_reminders(kind, ladder)
    with _kept_apart(run, "stations"):
        written, settled = remind_of_stations(ladder)
        run.written, run.settled = run.written + written, run.settled + settled
    with _kept_apart(run, Kind.CALENDAR):
        run.written += remind_of_calendar(ladder)
    for what, forget in FORGOTTEN.items():
        with _kept_apart(run, what):
            forget()


@contextmanager
def _kept_apart(run: Run, what: str) -> Iterator[None]:
    """One part of the run: when it fails it leaves nothing behind, and the others still have their turn."""
    with _noted(run, what), transaction.atomic():
        yield


@contextmanager
def _noted(run: Run, what: str) -> Iterator[None]:
    try:
        yield
    except Exception as problem:
        log.exception("the follow-ups failed at “%s”", what)
        run.problems.append(problem)


def give_sign_of_life(process: Process) -> None:
    """Stores that a process was at work just now, for the administrator's page."""
    Heartbeat.objects.update_or_create(process=process, defaults={"at": clock.now()})
