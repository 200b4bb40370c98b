"""Livelihood councils (民生议政会): members, the list of projects, seats, recusals (rule 17)."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.addresses import address
from core.choices import Labelled
from core.editions import Marked
from core.names import NameField, one_form
from deliberations.enums import (
    COUNCIL_AHEAD,
    COUNCIL_HELD,
    CouncilState,
    MemberKind,
    MemberState,
    Secrecy,
    VoteState,
)
from deliberations.models.convened import Convened
from deliberations.models.micro_projects import MicroProject
from deliberations.models.voting_rules import VotingRule
from stations.duties import duties_of
from stations.models import Representative, Station

TONES: dict[str, str] = {
    CouncilState.PLANNED: "warn",
    CouncilState.NOTIFIED: "info",
    CouncilState.OPENED: "warn",
    CouncilState.CLOSED: "warn",
    CouncilState.CONFIRMED: "good",
    CouncilState.CANCELLED: "neutral",
}


class CouncilMemberQuerySet(models.QuerySet["CouncilMember"]):
    """Members of councils, and who may see which."""

    def visible_to(self, user: Any) -> "CouncilMemberQuerySet":
        """The people of the station and its subdistrict, and the committee."""
        duties = duties_of(user)
        if duties.reads_everything:
            return self
        return self.filter(duties.own_places | Q(user=user.pk))

    def on(self, day: date) -> "CouncilMemberQuerySet":
        """Those who sit on the day, both ends included."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)

    def search(self, words: str) -> "CouncilMemberQuerySet":
        return self.filter(name__icontains=one_form(words))


class CouncilMember(Marked, Labelled):
    """A member of the livelihood council of a community, for a period; votes on the phone with an account."""

    station = models.ForeignKey(
        Station, verbose_name=_("station"), on_delete=models.PROTECT, related_name="council_members"
    )
    state = models.CharField(_("state"), max_length=10, choices=MemberState, default=MemberState.SITTING)
    kind = models.CharField(_("sits for"), max_length=20, choices=MemberKind)
    name = NameField(_("name"), max_length=60)
    representative = models.ForeignKey(
        Representative, verbose_name=_("representative"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="council_memberships",
    )  # fmt: skip
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="council_memberships",
    )  # fmt: skip
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = CouncilMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of the council")
        verbose_name_plural = _("members of the council")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "representative"],
                name="representative_sits_once_per_council",
                condition=Q(state=MemberState.SITTING),
            ),
            models.UniqueConstraint(
                fields=["station", "user"],
                name="account_sits_once_per_council",
                condition=Q(state=MemberState.SITTING),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("deliberations:council-member-list") + f"?station={self.station_id}"

    @property
    def event_place(self) -> str:
        return self.station.code


class CouncilQuerySet(models.QuerySet["Council"]):
    """Livelihood councils, and who may see which."""

    def visible_to(self, user: Any) -> "CouncilQuerySet":
        """The people of the station and its subdistrict, the committee, and whoever has a seat."""
        duties = duties_of(user)
        if duties.reads_everything:
            return self
        seats = Seat.objects.filter(user=user.pk)
        sitting = CouncilMember.objects.filter(user=user.pk, state=MemberState.SITTING)
        return self.filter(
            duties.own_places
            | Q(pk__in=seats.values("council_id"))
            | Q(notified_at__isnull=False, station__in=sitting.values("station_id"))
        )

    def ahead(self) -> "CouncilQuerySet":
        """Has not met yet."""
        return self.filter(state__in=COUNCIL_AHEAD)

    def held(self) -> "CouncilQuerySet":
        """Has voted: what the district counts (domain §2)."""
        return self.filter(state__in=COUNCIL_HELD)

    def notice_owed(self) -> "CouncilQuerySet":
        """The notice has not gone out yet."""
        return self.filter(state=CouncilState.PLANNED)

    def minutes_owed(self) -> "CouncilQuerySet":
        """Closed, and the minutes are not confirmed yet."""
        return self.filter(state=CouncilState.CLOSED)

    def search(self, words: str) -> "CouncilQuerySet":
        found = MicroProject.objects.search(words).values("pk")
        return self.filter(Q(place__icontains=words) | Q(items__project__in=found)).distinct()


class Council(Convened):
    """One session of a community's livelihood council, which votes on each micro-project of its list."""

    station = models.ForeignKey(Station, verbose_name=_("station"), on_delete=models.PROTECT, related_name="councils")
    state = models.CharField(_("state"), max_length=20, choices=CouncilState, default=CouncilState.PLANNED)
    secrecy = models.CharField(_("way of voting"), max_length=10, choices=Secrecy, default=Secrecy.OPEN)
    projects = models.ManyToManyField(
        MicroProject, verbose_name=_("projects"), through="CouncilItem", related_name="councils"
    )
    rule = models.ForeignKey(
        VotingRule, verbose_name=_("voting rule"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(_("council opened"), null=True, blank=True)
    closed_at = models.DateTimeField(_("council closed"), null=True, blank=True)

    objects = CouncilQuerySet.as_manager()

    class Meta:
        verbose_name = _("livelihood council")
        verbose_name_plural = _("livelihood councils")
        indexes = [
            models.Index(fields=["station", "-starts_at"], name="council_of_station_newest"),
            models.Index(fields=["-starts_at"], name="council_newest"),
            models.Index(
                fields=["notice_due_on", "station"],
                name="council_notice_owed",
                condition=Q(state=CouncilState.PLANNED),
            ),
            models.Index(
                fields=["minutes_due_on", "station"],
                name="council_minutes_owed",
                condition=Q(state=CouncilState.CLOSED),
            ),
        ]

    def get_absolute_url(self) -> str:
        return address("deliberations:council-detail", self.pk)

    @property
    def event_place(self) -> str:
        return self.station.code

    @property
    def next_due_on(self) -> date | None:
        """The stored date that runs now: notice before the session, minutes after it."""
        if self.state == CouncilState.PLANNED:
            return self.notice_due_on
        return self.minutes_due_on if self.state == CouncilState.CLOSED else None

    @property
    def tone(self) -> str:
        """How the state looks on a page."""
        return TONES[self.state]

    @property
    def is_secret(self) -> bool:
        """Nobody may ever learn what a member chose (rule 17)."""
        return self.secrecy == Secrecy.SECRET

    @property
    def all_items_closed(self) -> bool:
        """The vote on every project of the list is closed."""
        return all(item.closed_at for item in self.items.all())


class CouncilItem(models.Model):
    """One project on the list of a council: voted on its own, then ranked among the others.

    Of a secret vote nothing but three numbers lies in the box, and no ballot says what it added to them.
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="items")
    project = models.ForeignKey(MicroProject, on_delete=models.PROTECT, related_name="council_items")
    position = models.PositiveSmallIntegerField(_("position"))
    box_for = models.PositiveSmallIntegerField(_("in the box: for"), default=0)
    box_against = models.PositiveSmallIntegerField(_("in the box: against"), default=0)
    box_abstain = models.PositiveSmallIntegerField(_("in the box: abstentions"), default=0)
    closed_at = models.DateTimeField(_("vote closed"), null=True, blank=True)
    #: The place by the votes alone, never changed; and the place that holds, which the committee may move.
    voted_rank = models.PositiveSmallIntegerField(_("place by the vote"), null=True, blank=True)
    rank = models.PositiveSmallIntegerField(_("place"), null=True, blank=True)

    class Meta:
        verbose_name = _("project on the list")
        verbose_name_plural = _("projects on the list")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["council", "project"], name="council_names_a_project_once")]

    def __str__(self) -> str:
        return f"{self.position}. {self.project}"

    @property
    def vote_state(self) -> VoteState:
        """Whether its vote has begun, is open, or is closed."""
        if self.closed_at:
            return VoteState.CLOSED
        return VoteState.OPEN if self.council.opened_at else VoteState.WAITING


class Seat(Marked):
    """One line of the member list, frozen when the council opened; whether the member is there may change."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="seats")
    member = models.ForeignKey(CouncilMember, on_delete=models.PROTECT, related_name="seats")
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=60)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    present = models.BooleanField(_("present"), default=False)

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["council", "member"], name="seat_once_per_member"),
            models.UniqueConstraint(fields=["council", "user"], name="seat_once_per_account"),
        ]

    def __str__(self) -> str:
        return self.name


class Recusal(models.Model):
    """A member with an interest in a project, who leaves the base of its vote, and why (rule 17)."""

    item = models.ForeignKey(CouncilItem, on_delete=models.PROTECT, related_name="recusals")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="recusals")
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["item", "seat"], name="recusal_once_per_item")]

    def __str__(self) -> str:
        return f"{self.seat}: {self.reason}"
