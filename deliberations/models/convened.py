"""What deliberation meetings and livelihood councils share: a day and a place, a notice before and minutes after."""

from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import Labelled
from core.editions import Marked


class Convened(Marked, Labelled):
    """A session to which a station invites: notice of it is due some days before, its minutes some days after."""

    starts_at = models.DateTimeField(_("begins"))
    place = models.CharField(_("place"), max_length=120)
    notice_due_on = models.DateField(_("notice due"))
    notified_at = models.DateTimeField(_("notice given"), null=True, blank=True)
    note = models.TextField(_("minutes"), max_length=20000, blank=True)
    minutes_due_on = models.DateField(_("minutes due"), null=True, blank=True)
    minutes_confirmed_at = models.DateTimeField(_("minutes confirmed"), null=True, blank=True)
    cancel_reason = models.CharField(_("reason for cancelling"), max_length=1000, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        day = timezone.localtime(self.starts_at).strftime("%Y-%m-%d %H:%M")
        return f"{day} {self.place}"

    @property
    def day(self) -> date:
        """The day of the session where the district is."""
        return timezone.localdate(self.starts_at)

    @property
    def notice_days(self) -> int | None:
        """How many days before the session the notice went out; None before the notice."""
        return (self.day - timezone.localdate(self.notified_at)).days if self.notified_at else None

    @property
    def notice_late(self) -> bool:
        """Whether the notice went out after the day on which it was due (rule 10)."""
        return self.notified_at is not None and timezone.localdate(self.notified_at) > self.notice_due_on
