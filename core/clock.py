"""The one clock: every action asks it, so that history can be played and a missed night replayed.

`at()` moves the clock for what runs inside it (the demo year, `run_followups --at`); it never reaches another thread.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time

from django.utils import timezone

#: Nothing that this software records began earlier; a year like 0024 is a slip of the finger.
EARLIEST = date(2000, 1, 1)

_moved: ContextVar[datetime | None] = ContextVar("moved_clock", default=None)


def now() -> datetime:
    """The present moment, aware of its zone."""
    return _moved.get() or timezone.now()


def today() -> date:
    """The present day where the district is (settings.TIME_ZONE)."""
    return timezone.localdate(now())


def midnight(day: date) -> datetime:
    """The moment at which a day begins where the district is; bounds of this kind leave an index usable."""
    return timezone.make_aware(datetime.combine(day, time.min))


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Lets everything inside believe that it is `moment` (aware)."""
    if timezone.is_naive(moment):
        raise ValueError("the clock needs a moment with a time zone")
    token = _moved.set(moment)
    try:
        yield
    finally:
        _moved.reset(token)
