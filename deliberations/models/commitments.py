"""Commitments (表态): what the head of a department promised, by when, and who answers for it (rule 11)."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from core.addresses import address
from core.choices import Labelled
from core.editions import Marked
from deliberations.enums import CommitmentState
from deliberations.models.meetings import Meeting
from deliberations.models.topics import Topic
from stations.duties import duties_of
from stations.models import Station

TONES: dict[str, str] = {
    CommitmentState.OPEN: "info",
    CommitmentState.DONE: "good",
    CommitmentState.ENDED: "neutral",
}


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    """Commitments, and who may see which."""

    def visible_to(self, user: Any) -> "CommitmentQuerySet":
        """Whoever sees the topic, and the department that made it."""
        duties = duties_of(user)
        if duties.reads_everything:
            return self
        seen = duties.own_places
        seen |= Q(department__in=duties.departments)
        if duties.representative_id is not None or duties.departments:
            seen |= Q(topic__in=Topic.objects.visible_to(user).values("pk"))
        return self.filter(seen)

    def open(self) -> "CommitmentQuerySet":
        """Promised and neither done nor given up."""
        return self.filter(state=CommitmentState.OPEN)

    def in_force(self) -> "CommitmentQuerySet":
        """Promised, whether done or not, and not given up."""
        return self.exclude(state=CommitmentState.ENDED)

    def search(self, words: str) -> "CommitmentQuerySet":
        return self.filter(Q(topic__terms__matches=words) | Q(measure__icontains=words))


class Commitment(Marked, Labelled):
    """What a department promised on a topic: measure, date and responsible person, all three (rule 11)."""

    station = models.ForeignKey(
        Station, verbose_name=_("station"), on_delete=models.PROTECT, related_name="commitments"
    )
    topic = models.ForeignKey(Topic, verbose_name=_("topic"), on_delete=models.PROTECT, related_name="commitments")
    meeting = models.ForeignKey(
        Meeting,
        verbose_name=_("meeting"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="commitments",
    )
    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="commitments"
    )
    state = models.CharField(_("state"), max_length=20, choices=CommitmentState, default=CommitmentState.OPEN)
    measure = models.CharField(_("measure"), max_length=1000)
    due_on = models.DateField(_("promised for"))
    first_due_on = models.DateField(_("first promised for"))
    responsible = models.CharField(_("responsible person"), max_length=60)
    done_at = models.DateTimeField(_("reported done"), null=True, blank=True)
    done_note = models.CharField(_("what was done"), max_length=4000, blank=True)
    ended_reason = models.CharField(_("reason for ending"), max_length=1000, blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        indexes = [
            models.Index(fields=["station", "-id"], name="commitment_of_station_newest"),
            models.Index(fields=["due_on", "station"], name="commitment_due", condition=Q(state=CommitmentState.OPEN)),
            models.Index(
                fields=["department", "due_on"],
                name="commitment_due_of_department",
                condition=Q(state=CommitmentState.OPEN),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department}{self.measure[:40]}" if self.department_id else self.measure[:40]

    def get_absolute_url(self) -> str:
        return address("deliberations:commitment-detail", self.pk)

    @property
    def event_place(self) -> str:
        return self.station.code

    @property
    def next_due_on(self) -> date | None:
        """The stored date that runs now, as long as the promise does."""
        return self.due_on if self.state == CommitmentState.OPEN else None

    @property
    def tone(self) -> str:
        """How the state looks on a page."""
        return TONES[self.state]
