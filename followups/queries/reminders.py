"""What waits for a person, and whether the processes that remind are alive."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from core import clock
from core.prepared import kept
from followups.enums import Process
from followups.models import Heartbeat, Reminder

#: More is shown as "99+": nobody reads a longer number.
COUNTED = 99
#: Three ticks of beat without a sign of life mean that something stands still.
SILENT_AFTER = timedelta(minutes=15)


def open_reminders(user: Any) -> QuerySet[Reminder]:
    """What waits for the person, the nearest date first."""
    return Reminder.objects.visible_to(user).open().order_by("due_on", "pk")


def settled_reminders(user: Any) -> QuerySet[Reminder]:
    """What the person was reminded of before, newest first."""
    return Reminder.objects.visible_to(user).settled().order_by("-pk")


def open_count(user: Any) -> int:
    """How many wait, for the badge of the navigation; stops counting at 100."""
    if not getattr(user, "is_authenticated", False):
        return 0
    return len(_waiting(person=user.pk))


@kept
def _waiting(person: int) -> QuerySet[Reminder, tuple[int]]:
    # So few keys are counted here: having the database count them takes Django longer to write.
    return Reminder.objects.filter(person_id=person).open().values_list("pk")[: COUNTED + 1]


@dataclass(frozen=True)
class SignOfLife:
    """When a process was last seen, and whether that is long enough ago to worry."""

    process: str
    at: datetime | None
    silent: bool
    written: int
    settled: int
    problem: str
    #: Beat only calls; the worker's row also says what the last run did.
    counts_work: bool


def heartbeats() -> list[SignOfLife]:
    """Worker and beat, each with its last sign of life, for the administrator."""
    known = {beat.process: beat for beat in Heartbeat.objects.all()}
    return [_sign(process, known.get(process) or Heartbeat(process=process)) for process in Process]


def _sign(process: Process, beat: Heartbeat) -> SignOfLife:
    silent = beat.at is None or clock.now() - beat.at > SILENT_AFTER
    return SignOfLife(
        str(process.label),
        beat.at,
        silent,
        beat.written,
        beat.settled,
        beat.problem,
        process == Process.WORKER,
    )
