"""Points come by themselves: the moves that earn or undo them, in the same transaction (rule 36)."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.dispatch import receiver

from core.door import moved
from core.events import Event
from points.actions.ledger import settle_attendance, settle_leads, settle_tracking

#: What is settled after which move.
SETTLED_AFTER: dict[tuple[str, str], tuple[Callable[[Any, Event], None], ...]] = {
    ("deliberations.meeting", "hold"): (settle_leads,),
    ("deliberations.meeting", "confirm_minutes"): (settle_attendance,),
    ("deliberations.meeting", "correct_attendance"): (settle_attendance,),
    ("deliberations.meeting", "annul"): (settle_attendance, settle_leads),
    ("deliberations.topic", "confirm"): (settle_tracking,),
    ("deliberations.topic", "reopen"): (settle_tracking,),
}


@receiver(moved, dispatch_uid="points.book_what_was_earned")
def book_what_was_earned(subject: Model, event: Event, **_kwargs: Any) -> None:
    """Books or takes back what the move earned or undid."""
    for settle in SETTLED_AFTER.get((event.noun, event.verb), ()):
        settle(subject, event)
