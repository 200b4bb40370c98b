"""Suggestions and contact letters: the paper itself, who brings it, and where it stands (rules 18–20)."""

from datetime import date
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from core import clock
from core.addresses import address
from core.choices import Labelled
from core.editions import Marked
from core.search import SearchTermsField
from core.text_fields import LONGEST_TEXT
from core.workdays import DueDate
from stations.duties import duties_of
from stations.models import Category, Representative, Station
from suggestions.enums import Instrument, OutcomeClass, SuggestionState
from suggestions.models.facts import HandlingFacts

#: The text may change only here; after submission it is frozen (rule 19, fixed).
EDITABLE = (SuggestionState.DRAFT, SuggestionState.RETURNED)
#: Known to those who write it and to nobody else: it was not submitted, or taken back before it was registered.
UNSUBMITTED = (SuggestionState.DRAFT, SuggestionState.DISCARDED)
#: Neither the committee nor a department has anything to do with it: not submitted, sent back, or at an end.
AT_REST = (*EDITABLE, SuggestionState.DISCARDED, SuggestionState.REJECTED, SuggestionState.CLOSED)
TEXT = ("title", "situation", "proposal")
TONES = {
    SuggestionState.DRAFT: "neutral",
    SuggestionState.DISCARDED: "neutral",
    SuggestionState.RETURNED: "warn",
    SuggestionState.REJECTED: "bad",
    SuggestionState.RETURN_REQUESTED: "warn",
    SuggestionState.CLOSED: "good",
}


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    """Suggestions, and who may see which."""

    def visible_to(self, user: Any) -> "SuggestionQuerySet":
        """Who brings it and the station's officer from the first word; the congress once it was submitted.

        A department from its assignment on. A draft is nobody else's, discarded or not.
        """
        duties = duties_of(user)
        who = duties.representative_id or 0
        joined = CoSponsor.objects.filter(representative_id=who).values("suggestion_id")
        handled = apps.get_model("suggestions", "Assignment").objects.filter(
            department_id__in=duties.departments, returned_at__isnull=True
        )
        submitted = ~Q(state__in=UNSUBMITTED)
        if duties.reads_everything:
            return self.filter(submitted | Q(sponsor_id=who) | Q(pk__in=joined))
        return self.filter(
            Q(sponsor_id=who)
            | Q(pk__in=joined)
            | Q(station_id__in=duties.officer_of)
            | (submitted & Q(station_id__in=duties.home_stations))
            | (submitted & Q(station__subdistrict_id__in=duties.subdistricts))
            | Q(pk__in=handled.values("suggestion_id"))
        )

    def search(self, words: str) -> "SuggestionQuerySet":
        return self.filter(terms__matches=words)

    def open(self) -> "SuggestionQuerySet":
        """Submitted and not at an end."""
        return self.exclude(state__in=AT_REST)

    def overdue(self) -> "SuggestionQuerySet":
        """The present step was due before today; what is due today is in time (rule 24)."""
        return self.filter(due_on__lt=clock.today())

    def due_within(self, days: int) -> "SuggestionQuerySet":
        """Due today or within so many days; what is overdue is not among them (rule 24)."""
        today = clock.today()
        return self.filter(due_on__gte=today, due_on__lte=date.fromordinal(today.toordinal() + days))


class Suggestion(HandlingFacts, Marked, Labelled):
    """A suggestion (代表建议) or contact letter (代表联系函): one matter that departments must answer."""

    instrument = models.CharField(
        _("instrument"), max_length=20, choices=Instrument, default=Instrument.BETWEEN_SESSIONS
    )
    number = models.CharField(_("number"), max_length=40, null=True, blank=True, unique=True)
    year = models.PositiveSmallIntegerField(_("year"))
    state = models.CharField(_("state"), max_length=20, choices=SuggestionState, default=SuggestionState.DRAFT)
    title = models.CharField(_("title"), max_length=120)
    situation = models.TextField(_("situation"), max_length=LONGEST_TEXT, blank=True)
    proposal = models.TextField(_("proposal"), max_length=LONGEST_TEXT, blank=True)
    sponsor = models.ForeignKey(
        Representative, verbose_name=_("sponsor"), on_delete=models.PROTECT, related_name="suggestions"
    )
    topic = models.ForeignKey(
        "deliberations.Topic", verbose_name=_("topic"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="suggestions",
    )  # fmt: skip
    station = models.ForeignKey(
        Station, verbose_name=_("station"), on_delete=models.PROTECT, related_name="suggestions"
    )
    category = models.ForeignKey(
        Category, verbose_name=_("category"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="suggestions",
    )  # fmt: skip
    livelihood = models.BooleanField(_("livelihood matter"), default=True)
    facts_checked = models.BooleanField(_("facts checked"), default=False)
    exclusions_checked = models.BooleanField(_("exclusions checked"), default=False)
    joined_by = models.JSONField(_("co-sponsors' names as submitted"), default=list, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+"
    )
    lead = models.ForeignKey(
        Department, verbose_name=_("lead department"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="led_suggestions",
    )  # fmt: skip
    outcome_class = models.CharField(_("outcome class"), max_length=1, choices=OutcomeClass, blank=True)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    drafted_at = models.DateTimeField(_("drafted"), default=clock.now)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    register_due_on = models.DateField(_("registration due"), null=True, blank=True)
    registered_at = models.DateTimeField(_("registered"), null=True, blank=True)
    assign_due_on = models.DateField(_("assignment due"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    due_on = models.DateField(_("present step due"), null=True, blank=True)
    # The days between which moves are possible, kept by the moves; each is empty where it has no meaning.
    return_due_on = models.DateField(_("return possible until"), null=True, blank=True)
    extension_due_on = models.DateField(_("more time possible until"), null=True, blank=True)
    report_opens_on = models.DateField(_("implementation can be reported from"), null=True, blank=True)
    implementation_opens_on = models.DateField(_("implementation can be scored from"), null=True, blank=True)
    score_due_on = models.DateField(_("score due"), null=True, blank=True)
    # How each stored date came about, by clock; see `core.workdays.DueDate`.
    clocks = models.JSONField(_("clocks"), default=dict, blank=True)
    look_back_result = models.CharField(_("result of the last look-back"), max_length=20, blank=True)
    contradicted_at = models.DateTimeField(_("contradicted by a look-back"), null=True, blank=True)
    # What was asked and waived under the assignment in force, in its open round; the rows themselves are history.
    extension_asked_at = models.DateTimeField(_("more time asked for"), null=True, blank=True)
    contact_waived_at = models.DateTimeField(_("contact waived"), null=True, blank=True)
    # The oldest score that the department has not been shown: what waits is found without reading all that was scored.
    score_waits_since = models.DateTimeField(_("score waits for its release since"), null=True, blank=True)
    terms = SearchTermsField(of=("title", "situation", "proposal", "number"))

    #: The text and the state as the database has them.
    _stored: dict[str, str] = {}

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        indexes = [
            models.Index(fields=["state", "due_on", "id"], name="suggestion_by_state_due"),
            models.Index(fields=["station", "-id"], name="suggestion_of_station_newest"),
            models.Index(fields=["sponsor", "state"], name="suggestion_of_sponsor"),
            models.Index(fields=["lead", "state", "due_on"], name="suggestion_of_lead_due"),
            models.Index(fields=["due_on", "id"], name="suggestion_due", condition=Q(due_on__isnull=False)),
            models.Index(fields=["submitted_at"], name="suggestion_submitted"),
            models.Index(
                fields=["due_on", "id"],
                name="suggestion_extension_to_decide",
                condition=Q(extension_asked_at__isnull=False),
            ),
            models.Index(
                fields=["score_waits_since", "id"],
                name="suggestion_score_to_release",
                condition=Q(score_waits_since__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="suggestion_has_number_once_registered",
                condition=Q(state__in=["draft", "discarded", "submitted", "returned", "rejected"])
                | Q(number__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}" if self.number else self.title

    def get_absolute_url(self) -> str:
        return address("suggestions:suggestion-detail", self.pk)

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> "Suggestion":
        suggestion = super().from_db(*args, **kwargs)
        known = suggestion.__dict__
        suggestion._stored = {name: known[name] for name in (*TEXT, "state") if name in known}
        return suggestion

    def clean(self) -> None:
        """Refuses a changed text once the suggestion was submitted (rule 19, fixed)."""
        stored = self._stored
        frozen = stored.get("state", SuggestionState.DRAFT) not in EDITABLE
        changed = [name for name in TEXT if name in stored and getattr(self, name) != stored[name]]
        if frozen and changed:
            raise ValidationError({name: _("The text is frozen since it was submitted.") for name in changed})

    @property
    def event_place(self) -> str:
        return self.station.code

    @property
    def next_due_on(self) -> date | None:
        """The stored date that runs now."""
        return self.due_on

    @property
    def text(self) -> tuple[str, ...]:
        """What co-sponsors put their names to."""
        return tuple(getattr(self, name) for name in TEXT)

    @property
    def tone(self) -> str:
        """The colour of the state's badge."""
        return TONES.get(SuggestionState(self.state), "info")

    def keep_clock(self, code: str, due: DueDate) -> None:
        """Remembers how a due date was computed, whatever becomes of calendar and terms (rule 24)."""
        self.clocks = {
            **self.clocks,
            code: {
                "start": due.start.isoformat(),
                "term": str(due.term),
                "on": due.on.isoformat(),
                "day_zero": due.day_zero.isoformat(),
                "skipped": [(day.isoformat(), name) for day, name in due.skipped],
                "made_up": [(day.isoformat(), name) for day, name in due.made_up],
                "missing": list(due.missing),
            },
        }


class CoSponsor(models.Model):
    """A representative who joins a suggestion (附议) by opening its text and confirming (rule 19)."""

    suggestion = models.ForeignKey(
        Suggestion, verbose_name=_("suggestion"), on_delete=models.CASCADE, related_name="co_sponsors"
    )
    representative = models.ForeignKey(
        Representative,
        verbose_name=_("representative"),
        on_delete=models.PROTECT,
        related_name="co_sponsorships",
    )
    confirmed_at = models.DateTimeField(_("confirmed the text"), null=True, blank=True)
    voided = models.BooleanField(_("confirmation voided by a change of the text"), default=False)

    class Meta:
        verbose_name = _("co-sponsor")
        verbose_name_plural = _("co-sponsors")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["suggestion", "representative"], name="co_sponsor_once_per_suggestion")
        ]
        indexes = [models.Index(fields=["representative", "confirmed_at"], name="co_sponsor_of_representative")]

    def __str__(self) -> str:
        return str(self.representative)
