"""Topics: what a station brings before a deliberation meeting, and what becomes of it (rules 9, 12, 14)."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from core import clock
from core.addresses import address
from core.append_only import AppendOnlyModel
from core.choices import Labelled
from core.editions import Marked
from core.search import SearchTermsField
from core.text_fields import LONGEST_TEXT
from deliberations.enums import OPEN_TOPIC, READY_FOR_AGENDA, Outcome, TopicState
from stations.duties import Duties, duties_of
from stations.models import Category, Concern, Representative, Station

TONES: dict[str, str] = {
    TopicState.COLLECTED: "warn",
    TopicState.ADOPTED: "info",
    TopicState.STUDIED: "info",
    TopicState.DELIBERATED: "warn",
    TopicState.TRACKED: "info",
    TopicState.RESOLVED: "info",
    TopicState.CONFIRMED: "good",
    TopicState.DISCLOSED: "good",
    TopicState.ARCHIVED: "neutral",
    TopicState.DECLINED: "neutral",
    TopicState.MERGED: "neutral",
    TopicState.ENDED: "neutral",
}


class TopicQuerySet(models.QuerySet["Topic"]):
    """Topics, and who may see which."""

    def visible_to(self, user: Any) -> "TopicQuerySet":
        """The people of the station; who leads or tracks the topic; departments; the committee.

        A department sees a topic that touches it from the notice of the meeting on.
        """
        duties = duties_of(user)
        if duties.reads_everything:
            return self
        return self.filter(duties.own_places | self._led_by(duties) | self._touching(duties))

    def _led_by(self, duties: Duties) -> Q:
        who = duties.representative_id
        if who is None:
            return Q(pk__in=[])
        co_led = self.model.co_leads.through.objects.filter(representative_id=who)
        return Q(lead=who) | Q(tracker=who) | Q(pk__in=co_led.values("topic_id"))

    def _touching(self, duties: Duties) -> Q:
        if not duties.departments:
            return Q(pk__in=[])
        touched = self.model.departments.through.objects.filter(department_id__in=duties.departments)
        told = self.model.meetings.through.objects.filter(meeting__notified_at__isnull=False)
        return Q(pk__in=touched.values("topic_id")) & Q(pk__in=told.values("topic_id"))

    def open(self) -> "TopicQuerySet":
        """Work is still owed."""
        return self.filter(state__in=OPEN_TOPIC)

    def ready_for_agenda(self) -> "TopicQuerySet":
        """May stand on the agenda of a meeting (rule 10)."""
        return self.filter(state__in=READY_FOR_AGENDA)

    def outcome_missing(self) -> "TopicQuerySet":
        """Deliberated, and nobody has said yet what it turns into (rule 12)."""
        return self.filter(state=TopicState.DELIBERATED)

    def disclosed(self) -> "TopicQuerySet":
        """Whose result everybody may read (rule 14)."""
        return self.filter(state__in=[TopicState.DISCLOSED, TopicState.ARCHIVED])

    def search(self, words: str) -> "TopicQuerySet":
        return self.filter(terms__matches=words)


class Topic(Marked, Labelled):
    """A matter that a station deliberates (议题), grown from concerns, led by a representative."""

    station = models.ForeignKey(Station, verbose_name=_("station"), on_delete=models.PROTECT, related_name="topics")
    state = models.CharField(_("state"), max_length=20, choices=TopicState, default=TopicState.COLLECTED)
    title = models.CharField(_("title"), max_length=120)
    statement = models.TextField(_("what it is about"), max_length=LONGEST_TEXT)
    category = models.ForeignKey(
        Category,
        verbose_name=_("category"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="topics",
    )
    livelihood = models.BooleanField(_("livelihood matter"), default=True)
    lead = models.ForeignKey(
        Representative, verbose_name=_("lead representative"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="topics_led",
    )  # fmt: skip
    co_leads = models.ManyToManyField(
        Representative, verbose_name=_("co-leads"), blank=True, related_name="topics_co_led"
    )
    concerns = models.ManyToManyField(Concern, verbose_name=_("concerns"), blank=True, related_name="topics")
    departments = models.ManyToManyField(Department, verbose_name=_("departments"), blank=True, related_name="topics")
    proposed_at = models.DateTimeField(_("proposed"), default=clock.now)
    decline_reason = models.CharField(_("reason for declining"), max_length=1000, blank=True)
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged",
    )
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, blank=True)
    outcome_reason = models.CharField(_("reason of the outcome"), max_length=1000, blank=True)
    outcome_due_on = models.DateField(_("outcome due"), null=True, blank=True)
    outcome_at = models.DateTimeField(_("outcome decided"), null=True, blank=True)
    tracker = models.ForeignKey(
        Representative, verbose_name=_("tracked by"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="topics_tracked",
    )  # fmt: skip
    resolve_note = models.TextField(_("how it was resolved"), max_length=4000, blank=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    public_text = models.TextField(_("public text"), max_length=4000, blank=True)
    disclosed_at = models.DateTimeField(_("disclosed"), null=True, blank=True)
    terms = SearchTermsField(of=("title", "statement"))

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        indexes = [
            models.Index(fields=["station", "-id"], name="topic_of_station_newest"),
            models.Index(fields=["station", "state", "-id"], name="topic_by_state_newest"),
            models.Index(fields=["-disclosed_at"], name="topic_disclosed_newest"),
            models.Index(fields=["confirmed_at"], name="topic_confirmed"),
            models.Index(
                fields=["outcome_due_on", "station"],
                name="topic_outcome_missing",
                condition=Q(state=TopicState.DELIBERATED),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("deliberations:topic-detail", self.pk)

    @property
    def event_place(self) -> str:
        return self.station.code

    @property
    def next_due_on(self) -> date | None:
        """The stored date that runs now: that of the outcome after the meeting, else none."""
        return self.outcome_due_on if self.state == TopicState.DELIBERATED else None

    @property
    def tone(self) -> str:
        """How the state looks on a page."""
        return TONES[self.state]

    @property
    def last_promise(self) -> date | None:
        """The latest date that a department promised and has not been released from."""
        return self.commitments.in_force().aggregate(last=models.Max("due_on"))["last"]


class Study(AppendOnlyModel):
    """One field study before the meeting (会前调研), or the reason why it was waived (rule 9)."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="studies")
    studied_on = models.DateField(_("studied on"), null=True, blank=True)
    note = models.TextField(_("what was found"), max_length=4000, blank=True)
    waived_reason = models.CharField(_("reason for doing without"), max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), default=clock.now)

    class Meta:
        verbose_name = _("study")
        verbose_name_plural = _("studies")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="study_made_or_waived",
                condition=Q(studied_on__isnull=False, waived_reason="")
                | Q(studied_on__isnull=True) & ~Q(waived_reason=""),
            )
        ]

    def __str__(self) -> str:
        return str(self.studied_on or self.waived_reason)
