"""A person's own word that a reminder was read; what it reminds of stays to be done."""

from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.access import NotPermitted
from followups.models import Reminder


def mark_read(reminder: Reminder, *, by: Any) -> Reminder:
    """Marks one reminder as read; it stays in the list until the thing is done."""
    if reminder.person_id != by.pk:
        raise NotPermitted(_("This reminder is somebody else's."))
    if reminder.read_at is None:
        reminder.read_at = clock.now()
        reminder.save(update_fields=["read_at"])
    return reminder


def mark_all_read(*, by: Any) -> int:
    """Marks everything in the person's list as read; how many were unread."""
    return Reminder.objects.visible_to(by).unread().update(read_at=clock.now())
