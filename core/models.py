"""The tables of the frame."""

from core.calendar_years import CalendarYear
from core.clocks import Clock
from core.events import Event
from core.idempotency import IdempotencyKey
from core.workdays import WorkdayOverride

__all__ = ["CalendarYear", "Clock", "Event", "IdempotencyKey", "WorkdayOverride"]
