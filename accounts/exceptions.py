"""Refusals of the accounts app."""

from datetime import datetime, timedelta

from django.utils.translation import ngettext

from core import clock


class LockedOut(Exception):
    """Too many failed sign-ins for this account name from this address; says when the next try is heard."""

    def __init__(self, until: datetime):
        super().__init__(until)
        self.until = until

    @property
    def seconds(self) -> int:
        """How long to wait, in whole seconds and at least one."""
        return max(1, -((clock.now() - self.until) // timedelta(seconds=1)))

    @property
    def message(self) -> str:
        minutes = -(-self.seconds // 60)
        return ngettext(
            "Too many failed tries. Please try again in %(minutes)s minute.",
            "Too many failed tries. Please try again in %(minutes)s minutes.",
            minutes,
        ) % {"minutes": minutes}
