"""Look-backs (回头看): going back to see whether what was promised is there (rule 13)."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.addresses import address
from core.choices import Labelled
from core.editions import Marked
from core.nouns import NOUNS, label_of, noun_of
from deliberations.enums import LookBackResult, LookBackState
from deliberations.models.commitments import Commitment
from deliberations.models.topics import Topic
from stations.duties import duties_of
from stations.models import Station

TONES: dict[str, str] = {
    LookBackState.PLANNED: "info",
    LookBackState.ENDED: "neutral",
    LookBackResult.IMPLEMENTED: "good",
    LookBackResult.HALF_DONE: "warn",
    LookBackResult.NOT_DONE: "bad",
}


class LookBackQuerySet(models.QuerySet["LookBack"]):
    """Look-backs, and who may see which."""

    def visible_to(self, user: Any) -> "LookBackQuerySet":
        """Whoever sees the topic or the commitment, and the people of the station."""
        duties = duties_of(user)
        if duties.reads_everything:
            return self
        seen = duties.own_places
        if duties.representative_id is not None or duties.departments:
            seen |= Q(topic__in=Topic.objects.visible_to(user).values("pk"))
            seen |= Q(commitment__in=Commitment.objects.visible_to(user).values("pk"))
        return self.filter(seen)

    def planned(self) -> "LookBackQuerySet":
        """Still to be made."""
        return self.filter(state=LookBackState.PLANNED)

    def of(self, subject: models.Model) -> "LookBackQuerySet":
        """The look-backs on one topic, commitment or suggestion, newest first."""
        return self.filter(**subject_of(subject)).order_by("-pk")

    def search(self, words: str) -> "LookBackQuerySet":
        return self.filter(Q(topic__terms__matches=words) | Q(title__icontains=words))


def subject_of(subject: models.Model) -> dict[str, Any]:
    """The fields of a look-back that name its subject."""
    if isinstance(subject, Topic):
        return {"topic": subject}
    if isinstance(subject, Commitment):
        return {"commitment": subject}
    # A suggestion belongs to an app above this one: it is named, not imported.
    return {"subject_noun": label_of(subject), "subject_id": subject.pk}


class LookBack(Marked, Labelled):
    """One look on the spot at what became of a topic, commitment or suggestion (rule 13)."""

    station = models.ForeignKey(Station, verbose_name=_("station"), on_delete=models.PROTECT, related_name="look_backs")
    topic = models.ForeignKey(
        Topic,
        verbose_name=_("topic"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="look_backs",
    )
    commitment = models.ForeignKey(
        Commitment, verbose_name=_("commitment"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="look_backs",
    )  # fmt: skip
    subject_noun = models.CharField(_("other subject"), max_length=60, blank=True)
    subject_id = models.BigIntegerField(_("number of the other subject"), null=True, blank=True)
    title = models.CharField(_("what is looked at"), max_length=200)
    state = models.CharField(_("state"), max_length=20, choices=LookBackState, default=LookBackState.PLANNED)
    due_on = models.DateField(_("due"))
    visited_on = models.DateField(_("visited on"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=20, choices=LookBackResult, blank=True)
    residents_agree = models.BooleanField(_("residents agree"), null=True, blank=True)
    note = models.TextField(_("what was seen"), max_length=4000, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("recorded by"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="+",
    )  # fmt: skip
    recorded_at = models.DateTimeField(_("recorded"), null=True, blank=True)
    ended_reason = models.CharField(_("reason for ending"), max_length=1000, blank=True)
    previous = models.ForeignKey(
        "self",
        verbose_name=_("look-back before"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="next",
    )

    objects = LookBackQuerySet.as_manager()

    class Meta:
        verbose_name = _("look-back")
        verbose_name_plural = _("look-backs")
        indexes = [
            models.Index(fields=["station", "-id"], name="look_back_of_station_newest"),
            models.Index(fields=["due_on", "station"], name="look_back_due", condition=Q(state=LookBackState.PLANNED)),
            models.Index(fields=["subject_noun", "subject_id"], name="look_back_of_subject"),
        ]
        constraints = [
            models.CheckConstraint(
                name="look_back_has_one_subject",
                condition=Q(topic__isnull=False, commitment__isnull=True, subject_noun="", subject_id__isnull=True)
                | Q(topic__isnull=True, commitment__isnull=False, subject_noun="", subject_id__isnull=True)
                | (Q(topic__isnull=True, commitment__isnull=True, subject_id__isnull=False) & ~Q(subject_noun="")),
            ),
            models.UniqueConstraint(
                fields=["topic"],
                name="look_back_planned_once_per_topic",
                condition=Q(state=LookBackState.PLANNED),
            ),
            models.UniqueConstraint(
                fields=["commitment"],
                name="look_back_planned_once_per_commitment",
                condition=Q(state=LookBackState.PLANNED),
            ),
            models.UniqueConstraint(
                fields=["subject_noun", "subject_id"],
                name="look_back_planned_once_per_subject",
                condition=Q(state=LookBackState.PLANNED, subject_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("deliberations:look-back-detail", self.pk)

    @property
    def event_place(self) -> str:
        return self.station.code

    @property
    def next_due_on(self) -> date | None:
        """The stored date that runs now, until somebody has looked."""
        return self.due_on if self.state == LookBackState.PLANNED else None

    @property
    def tone(self) -> str:
        """How the state, or once recorded the result, looks on a page."""
        return TONES[self.result or self.state]

    @property
    def standing(self) -> str:
        """The result in words, or the state as long as there is none."""
        return self.get_result_display() if self.result else self.get_state_display()

    @property
    def subject_url(self) -> str:
        """The page of what is looked at."""
        if self.topic_id:
            return noun_of(Topic).url(self.topic_id)
        if self.commitment_id:
            return noun_of(Commitment).url(self.commitment_id)
        return NOUNS[self.subject_noun].url(self.subject_id or 0)
