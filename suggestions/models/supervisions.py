"""Supervision of the unsatisfied: a record with a beginning and an end, not a state (rule 32)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.addresses import address
from core.append_only import AppendOnlyModel
from core.choices import Labelled
from core.editions import Marked
from stations.duties import duties_of
from stations.models import Station
from suggestions.enums import SupervisionKind, SupervisionState
from suggestions.models.evaluations import Evaluation
from suggestions.models.suggestions import Suggestion


class SupervisionQuerySet(models.QuerySet["Supervision"]):
    """Supervisions, and who may see which."""

    def visible_to(self, user: Any) -> "SupervisionQuerySet":
        """Whoever sees the score; a department only the committee's record, and only after the release."""
        duties = duties_of(user)
        if duties.reads_everything:
            return self
        return self.filter(
            Q(suggestion__sponsor_id=duties.representative_id or 0)
            | Q(station_id__in=duties.officer_of)
            | Q(station__subdistrict_id__in=duties.subdistricts)
            | Q(
                kind=SupervisionKind.COMMITTEE,
                evaluation__release__isnull=False,
                suggestion__lead_id__in=duties.departments,
            )
        )

    def open(self) -> "SupervisionQuerySet":
        return self.filter(state=SupervisionState.OPEN)


class Supervision(Marked, Labelled):
    """The committee's key supervision (重点督办) or the station's key tracking (重点跟踪) of a case."""

    suggestion = models.ForeignKey(
        Suggestion, verbose_name=_("suggestion"), on_delete=models.PROTECT, related_name="supervisions"
    )
    evaluation = models.ForeignKey(
        Evaluation, verbose_name=_("evaluation"), on_delete=models.PROTECT, related_name="supervisions"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=SupervisionKind)
    station = models.ForeignKey(
        Station, verbose_name=_("station"), on_delete=models.PROTECT, related_name="supervisions"
    )
    state = models.CharField(_("state"), max_length=20, choices=SupervisionState, default=SupervisionState.OPEN)
    opened_at = models.DateTimeField(_("opened"))
    due_on = models.DateField(_("next note due"))
    meeting_called = models.BooleanField(_("meeting of both sides called"), default=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    close_reason = models.CharField(_("reason of closing"), max_length=1000, blank=True)

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("supervision")
        verbose_name_plural = _("supervisions")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["evaluation", "kind"], name="supervision_once_per_evaluation")]
        indexes = [
            models.Index(fields=["kind", "opened_at"], name="supervision_open", condition=Q(state="open")),
            models.Index(fields=["due_on"], name="supervision_note_due", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.suggestion}"

    def get_absolute_url(self) -> str:
        return address("suggestions:supervision-detail", self.pk)

    @property
    def event_place(self) -> str:
        return self.station.code

    @property
    def tone(self) -> str:
        """The colour of the state's badge."""
        return "bad" if self.state == SupervisionState.OPEN else "neutral"


class SupervisionNote(AppendOnlyModel):
    """What was done or found in a supervision."""

    supervision = models.ForeignKey(Supervision, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(_("note"), max_length=4000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("note on a supervision")
        verbose_name_plural = _("notes on supervisions")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:40]
