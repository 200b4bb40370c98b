"""Reminders, each written once for one person, and the signs of life of what writes them (domain §10)."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core import clock
from core.choices import Labelled
from core.nouns import NOUNS
from followups.enums import Kind, Process, Step
from stations.workflow import CONCERN


class ReminderQuerySet(models.QuerySet["Reminder"]):
    """Reminders, and who may see which."""

    def visible_to(self, user: Any) -> "ReminderQuerySet":
        """A reminder is its person's own."""
        return self.filter(person_id=user.pk)

    def open(self) -> "ReminderQuerySet":
        """What they remind of is still to be done."""
        return self.filter(settled_at=None)

    def settled(self) -> "ReminderQuerySet":
        """Done, no longer this person's, or followed by the next step."""
        return self.filter(settled_at__isnull=False)

    def unread(self) -> "ReminderQuerySet":
        """Open, and not marked as read."""
        return self.open().filter(read_at=None)


class Reminder(Labelled):
    """One step of one due thing for one person (督办提醒); at most once, by a constraint (rule 43).

    A gathered one (`count`) stands for many things of a station and is kept up to date by every run instead.
    It stands in the person's list from the hour it is written: working days and office hours (rule 44) bind
    what is *sent* through a channel, and nothing is sent yet.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT,
        related_name="reminders", db_index=False,
    )  # fmt: skip
    kind = models.CharField(_("kind"), max_length=24, choices=Kind)
    noun = models.CharField(_("noun"), max_length=60)
    subject_id = models.BigIntegerField(_("subject"))
    title = models.CharField(_("what"), max_length=200)
    place = models.CharField(_("whose"), max_length=120, blank=True)
    #: How many things a gathered reminder stands for, and how the list of concerns is narrowed to them.
    count = models.PositiveIntegerField(_("how many"), null=True, blank=True)
    listed = models.CharField(_("narrowed to"), max_length=120, blank=True)
    due_on = models.DateField(_("due"))
    step = models.SmallIntegerField(_("step"))
    created_at = models.DateTimeField(_("written"), default=clock.now)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(
                fields=["noun", "subject_id", "kind", "person", "due_on", "step"],
                name="reminder_once_per_step",
            )
        ]
        indexes = [
            models.Index(fields=["person", "due_on", "id"], name="reminder_open", condition=Q(settled_at=None)),
            models.Index(fields=["kind", "id"], name="reminder_open_by_kind", condition=Q(settled_at=None)),
            models.Index(fields=["person", "-id"], name="reminder_of_person_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"

    @property
    def url(self) -> str:
        """The page of the thing, or the list of all that are gathered; "" where there is none."""
        if self.listed:
            return f"{reverse(CONCERN.noun.list)}?{self.listed}"
        noun = NOUNS.get(self.noun)
        return noun.url(self.subject_id) if noun else ""

    @property
    def shown_title(self) -> str:
        """What it is about; of a gathered one the station and how many."""
        if self.count is None:
            return self.title
        words = ngettext("%(place)s: %(count)s concern", "%(place)s: %(count)s concerns", self.count)
        return words % {"place": self.title, "count": self.count}

    @property
    def is_escalation(self) -> bool:
        """Five working days over, or more (rule 42)."""
        return self.step >= Step.OVER

    @property
    def band(self) -> str:
        """The one part of the list it stands in: what is due today is neither over nor to come (rule 24)."""
        return band_of(self.due_on)


def band_of(due_on: date) -> str:
    """Whether a day is over, today, or to come."""
    today = clock.today()
    if due_on == today:
        return "today"
    return "over" if due_on < today else "coming"


class Heartbeat(Labelled):
    """When a process beside the site last did its work; the worker's row is also the lock of a run."""

    process = models.CharField(_("process"), max_length=20, choices=Process, unique=True)
    at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    written = models.PositiveIntegerField(_("reminders written by the last run"), default=0)
    settled = models.PositiveIntegerField(_("reminders settled by the last run"), default=0)
    problem = models.CharField(_("what went wrong in the last run"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return f"{self.get_process_display()} {self.at or ''}".strip()
