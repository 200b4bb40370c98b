"""Concerns: what residents say, in their own words, until they have been told what became of it (rules 2–6)."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import clock
from core.addresses import address
from core.append_only import AppendOnlyModel
from core.choices import Labelled
from core.crypto import EncryptedTextField
from core.editions import Marked
from core.search import SearchTermsField
from core.telephones import digits_of, indexes_sought, phone_index
from core.text_fields import LONGEST_TEXT
from stations.duties import duties_of
from stations.enums import ConcernOrder, ConcernState, FeedbackWay, Nature, NotAcceptedReason, Route, Urgency
from stations.models.places import Category, Station
from stations.models.visits import Visit

#: Characters that say which matter of a message a part is about.
LONGEST_PART = 200

TONES: dict[str, str] = {
    ConcernState.RECEIVED: "warn",
    ConcernState.ROUTED: "info",
    ConcernState.TOLD: "good",
    ConcernState.UNREACHABLE: "warn",
    ConcernState.CLOSED: "neutral",
}


#: What a concern is about, as the database tells it: `Concern.matter`.
MATTER = Case(When(part="", then=F("words")), default=F("part"), output_field=models.TextField())


class ConcernQuerySet(models.QuerySet["Concern"]):
    """Concerns, and who may see which."""

    def visible_to(self, user: Any) -> "ConcernQuerySet":
        """The station's officer and subdistrict, representatives of the station or present, the committee.

        A department meets residents' words only through topics and suggestions, never here.
        """
        duties = duties_of(user)
        if duties.reads_everything:
            return self
        seen = duties.own_places
        if duties.representative_id is not None:
            present = Visit.representatives.through.objects.filter(representative_id=duties.representative_id)
            seen |= Q(visit__in=present.values("visit_id"))
        return self.filter(seen)

    def to_triage(self) -> "ConcernQuerySet":
        """Nobody has said yet where it goes."""
        return self.filter(state=ConcernState.RECEIVED)

    def entered_late(self, late: bool = True) -> "ConcernQuerySet":
        """Recorded so long after they were said that their terms run from the day of recording (rule 5); or not so."""
        return self.filter(runs_from__isnull=not late)

    def due_until(self, day: date) -> "ConcernQuerySet":
        """Those whose running date, triage or feedback, is the day or one before it."""
        triage = Q(state=ConcernState.RECEIVED, triage_due_on__lte=day)
        return self.filter(triage | Q(state=ConcernState.ROUTED, feedback_due_on__lte=day))

    def in_order(self, order: str) -> "ConcernQuerySet":
        """By the day on which they were said, whenever they were recorded."""
        newest_first = ("-received_at", "-pk")
        return self.order_by(*(newest_first if order == ConcernOrder.RECEIVED_LAST else ("received_at", "pk")))

    def feedback_owed(self) -> "ConcernQuerySet":
        """The resident has not been told yet."""
        return self.filter(state__in=[ConcernState.RECEIVED, ConcernState.ROUTED])

    def with_what_its_row_shows(self) -> "ConcernQuerySet":
        """What stands in a list of concerns; the terms of a search alone are longer than all of it."""
        return self.select_related("station", "category").only(
            "number", "part", "words", "state", "urgency", "received_at", "runs_from",
            "triage_due_on", "feedback_due_on",
            "station__community", "station__community_en", "category__name", "category__name_en",
        )  # fmt: skip

    def with_what_its_page_shows(self) -> "ConcernQuerySet":
        """What nearly every concern has beside it, in one query; the contact data themselves stay in the database."""
        leads = Exists(Concern.objects.filter(joined_to=OuterRef("pk")))
        beside = self.select_related("station", "category", "second_category", "visit", "contact")
        return beside.annotate(leads_group=leads).defer(
            "terms",
            "visit__terms",
            "visit__note",
            "contact__name",
            "contact__phone",
            "contact__phone_extension",
            "contact__phone_other",
            "contact__phone_index",
            "contact__phone_other_index",
        )

    def search(self, words: str) -> "ConcernQuerySet":
        return self.filter(terms__matches=words)

    def search_by(self, user: Any, words: str) -> "ConcernQuerySet":
        """By words; and by the resident's telephone number, for whoever may uncover it (rule 3)."""
        indexes = indexes_sought(words)
        duties = duties_of(user)
        if not indexes or not (duties.committee or duties.officer_of):
            return self.search(words)
        left = Q(phone_index__in=indexes) | Q(phone_other_index__in=indexes)
        callers = Contact.objects.filter(left).values("concern_id")
        called = Q(pk__in=callers) | Q(split_from__in=callers)
        if not duties.committee:
            called &= Q(station_id__in=duties.officer_of)
        return self.filter(Q(terms__matches=words) | called)


class Concern(Marked, Labelled):
    """What one resident said at a visit (群众反映的问题). `words` never change; corrections stand beside them."""

    visit = models.ForeignKey(Visit, verbose_name=_("visit"), on_delete=models.PROTECT, related_name="concerns")
    station = models.ForeignKey(Station, verbose_name=_("station"), on_delete=models.PROTECT, related_name="concerns")
    number = models.CharField(_("receipt number"), max_length=24, unique=True)
    state = models.CharField(_("state"), max_length=20, choices=ConcernState, default=ConcernState.RECEIVED)
    words = models.TextField(_("the resident's own words"), max_length=LONGEST_TEXT)
    nature = models.CharField(_("nature"), max_length=20, choices=Nature, default=Nature.COMPLAINT)
    category = models.ForeignKey(
        Category, verbose_name=_("category"), on_delete=models.PROTECT, related_name="concerns"
    )
    second_category = models.ForeignKey(
        Category, verbose_name=_("second category"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    category_note = models.CharField(_("note on the category"), max_length=100, blank=True)
    place = models.CharField(_("place of the matter"), max_length=120, blank=True)
    people_affected = models.PositiveIntegerField(_("people affected"), null=True, blank=True)
    urgency = models.CharField(_("urgency"), max_length=20, choices=Urgency, default=Urgency.ORDINARY)
    livelihood = models.BooleanField(_("livelihood matter"), default=True)
    confidential = models.BooleanField(_("asks for confidentiality"), default=False)
    joined_to = models.ForeignKey(
        "self", verbose_name=_("grouped with"), null=True, blank=True, on_delete=models.PROTECT, related_name="joined"
    )
    split_from = models.ForeignKey(
        "self", verbose_name=_("split from"), null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    part = models.CharField(
        _("which matter of the message"), max_length=LONGEST_PART, blank=True, default="", db_default=""
    )
    route = models.CharField(_("route"), max_length=20, choices=Route, blank=True)
    not_accepted_reason = models.CharField(_("reason"), max_length=20, choices=NotAcceptedReason, blank=True)
    route_note = models.CharField(_("note on the route"), max_length=1000, blank=True)
    redirect_to = models.CharField(_("where to go instead"), max_length=200, blank=True)
    external_number = models.CharField(_("external number"), max_length=60, blank=True)
    received_at = models.DateTimeField(_("received"), default=clock.now)
    #: The day of recording, where that was so long after it was said that the terms run from it (rule 5); else none.
    runs_from = models.DateField(_("terms run from"), null=True, blank=True)
    triage_due_on = models.DateField(_("triage due"))
    feedback_due_on = models.DateField(_("feedback due"))
    routed_at = models.DateTimeField(_("routed"), null=True, blank=True)
    told_on = models.DateField(_("resident told on"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    terms = SearchTermsField(of=("part", "words", "place", "number"))

    objects = ConcernQuerySet.as_manager()

    class Meta:
        verbose_name = _("concern")
        verbose_name_plural = _("concerns")
        indexes = [
            models.Index(fields=["station", "-id"], name="concern_of_station_newest"),
            models.Index(fields=["station", "state", "-id"], name="concern_by_state_newest"),
            models.Index(fields=["category", "-id"], name="concern_by_category_newest"),
            models.Index(fields=["received_at"], name="concern_received"),
            models.Index(fields=["station", "-received_at", "-id"], name="concern_of_station_received"),
            models.Index(
                fields=["triage_due_on", "station"], name="concern_to_triage", condition=Q(state=ConcernState.RECEIVED)
            ),
            models.Index(
                fields=["feedback_due_on", "station"],
                name="concern_feedback_owed",
                condition=Q(state__in=[ConcernState.RECEIVED, ConcernState.ROUTED]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.matter[:30]}"

    def get_absolute_url(self) -> str:
        return address("stations:concern-detail", self.pk)

    @property
    def event_place(self) -> str:
        return self.station.code

    @property
    def clock_start(self) -> date:
        """The day from which its terms run: when it was said, or when it was recorded much later (rule 5)."""
        return self.runs_from or timezone.localdate(self.received_at)

    @property
    def next_due_on(self) -> date | None:
        """The stored date that runs now: triage, then feedback, then none."""
        if self.state == ConcernState.RECEIVED:
            return self.triage_due_on
        return self.feedback_due_on if self.state == ConcernState.ROUTED else None

    @property
    def group(self) -> int:
        """The key of the concern that leads its group; its own, where it is in none (rule 6)."""
        return self.joined_to_id or self.pk

    @property
    def matter(self) -> str:
        """What it is about: which matter of the message where it was split, else all of the words."""
        return self.part or self.words

    @property
    def is_member(self) -> bool:
        """It is in the group of another concern."""
        return self.joined_to_id is not None

    @property
    def is_message(self) -> bool:
        """It came as it is: what was split off has no parts of its own."""
        return self.split_from_id is None

    @property
    def message(self) -> int:
        """The key of the concern that came as the message: it keeps receipt and contact data for its parts (rule 6)."""
        return self.split_from_id or self.pk

    @property
    def contact_data(self) -> "Contact | None":
        """The contact data's row, or None where the resident left none; the parts of a message share it (rule 3)."""
        if self.split_from_id:
            return Contact.objects.only("anonymised_at").filter(concern=self.split_from_id).first()
        return getattr(self, "contact", None)

    @property
    def corrections_of_words(self) -> "models.QuerySet[WordsCorrection]":
        """The corrected versions of the words, whichever part of the message they were added at (rule 2)."""
        said_together = Q(concern=self.message) | Q(concern__split_from=self.message)
        return WordsCorrection.objects.filter(said_together).select_related("by")

    @property
    def tone(self) -> str:
        """How the state looks on a page."""
        return TONES[self.state]


class WordsCorrection(AppendOnlyModel):
    """A corrected version of a concern's words, beside the original (rule 2)."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="corrections")
    words = models.TextField(_("corrected words"), max_length=LONGEST_TEXT)
    reason = models.CharField(_("reason"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), default=clock.now)

    class Meta:
        verbose_name = _("correction of words")
        verbose_name_plural = _("corrections of words")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.words[:30]


class Contact(models.Model):
    """How to reach the resident: encrypted, masked, revealed one at a time for a reason (rule 3)."""

    concern = models.OneToOneField(Concern, on_delete=models.PROTECT, related_name="contact")
    name = EncryptedTextField(_("name"), blank=True)
    phone = EncryptedTextField(_("phone"), blank=True)
    phone_extension = EncryptedTextField(_("extension"), blank=True)
    phone_other = EncryptedTextField(_("other phone"), blank=True)
    phone_index = models.CharField(_("phone index"), max_length=64, blank=True, db_index=True, editable=False)
    phone_other_index = models.CharField(
        _("index of the other phone"), max_length=64, blank=True, db_index=True, editable=False
    )
    anonymised_at = models.DateTimeField(_("anonymised"), null=True, blank=True)

    class Meta:
        verbose_name = _("contact data")
        verbose_name_plural = _("contact data")

    def __str__(self) -> str:
        return str(_("contact data"))

    @property
    def phone_to_dial(self) -> str:
        """The number as a telephone dials it."""
        return ("+" if self.phone.startswith("+") else "") + digits_of(self.phone)

    def index_phones(self) -> None:
        """Makes both numbers findable, whatever was typed (rule 3)."""
        self.phone_index, self.phone_other_index = phone_index(self.phone), phone_index(self.phone_other)


class ContactReveal(AppendOnlyModel):
    """One look at contact data: who, when, and why (rule 3)."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="reveals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=1000)
    at = models.DateTimeField(_("at"), default=clock.now)

    class Meta:
        verbose_name = _("look at contact data")
        verbose_name_plural = _("looks at contact data")

    def __str__(self) -> str:
        return f"{self.by} {self.at:%Y-%m-%d %H:%M}"


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    """Attempts to tell a resident."""

    def standing(self) -> "FeedbackQuerySet":
        """Those that nobody has taken back."""
        return self.filter(taken_back_at=None)


class Feedback(Labelled):
    """One attempt to tell the resident what became of the concern; one that was taken back counts no more (rule 5)."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="feedbacks")
    told_on = models.DateField(_("date"))
    way = models.CharField(_("way"), max_length=20, choices=FeedbackWay)
    reached = models.BooleanField(_("the resident was reached"), default=True)
    satisfied = models.BooleanField(_("the resident is satisfied"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.told_on} {self.get_way_display()}"
