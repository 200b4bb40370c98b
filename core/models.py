"""The tables of the frame."""

from core.clocks import Clock
from core.events import Event
from core.idempotency import IdempotencyKey
from core.workdays import WorkdayOverride

__all__ = ["Clock", "Event", "IdempotencyKey", "WorkdayOverride"]
