"""Micro-projects (民生微实事): small, wanted and near, from the wish to the disclosed result (rules 15, 16)."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core import clock
from core.addresses import address
from core.append_only import AppendOnlyModel
from core.choices import Labelled
from core.editions import Marked
from core.search import SearchTermsField
from core.text_fields import LONGEST_TEXT
from deliberations.enums import (
    PASSED_VOTE,
    Exclusion,
    MemberState,
    ProjectKind,
    ProjectState,
    Proposer,
    Rating,
)
from deliberations.models.topics import Topic
from stations.duties import duties_of
from stations.models import Concern, Representative, Station

#: Yuan; more than any micro-project can cost, and less than the database can hold.
MOST_YUAN = 100_000_000
#: As many as live in a district.
MOST_PEOPLE = 1_000_000

TONES: dict[str, str] = {
    ProjectState.PROPOSED: "warn",
    ProjectState.CHECKED: "info",
    ProjectState.SHORTLISTED: "info",
    ProjectState.VOTING: "warn",
    ProjectState.PASSED: "good",
    ProjectState.ON_NOTICE: "info",
    ProjectState.CONFIRMED: "info",
    ProjectState.UNDER_WAY: "info",
    ProjectState.ACCEPTED: "good",
    ProjectState.EVALUATED: "good",
    ProjectState.DISCLOSED: "good",
    ProjectState.DECLINED: "neutral",
    ProjectState.FAILED: "bad",
}


class ProjectCeiling(models.Model):
    """How much a micro-project of a kind, or all of a community in a year, should cost at most (rule 15)."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=120)
    amount = models.PositiveIntegerField(_("yuan"))
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("ceiling")
        verbose_name_plural = _("ceilings")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name


class MicroProjectQuerySet(models.QuerySet["MicroProject"]):
    """Micro-projects, and who may see which."""

    def visible_to(self, user: Any) -> "MicroProjectQuerySet":
        """The people of the station and its subdistrict, who proposed it, who votes on it, and the committee."""
        duties = duties_of(user)
        if duties.reads_everything:
            return self
        seen = duties.own_places
        if duties.representative_id is not None:
            seen |= Q(representative=duties.representative_id)
        # Asked backwards, because councils stand on projects: what is put to the vote, its voters may read.
        items = self.model.councils.through.objects
        seated = items.filter(council__seats__user=user.pk)
        invited = items.filter(
            council__notified_at__isnull=False,
            council__station__council_members__user=user.pk,
            council__station__council_members__state=MemberState.SITTING,
        )
        return self.filter(seen | Q(pk__in=seated.values("project_id")) | Q(pk__in=invited.values("project_id")))

    def ready_for_vote(self) -> "MicroProjectQuerySet":
        """May stand on the list of a council (rule 16)."""
        return self.filter(state=ProjectState.SHORTLISTED)

    def passed(self) -> "MicroProjectQuerySet":
        """A council passed them, whatever became of them since."""
        return self.filter(state__in=PASSED_VOTE)

    def disclosed(self) -> "MicroProjectQuerySet":
        """Whose result everybody may read (rule 14)."""
        return self.filter(state=ProjectState.DISCLOSED)

    def public(self) -> "MicroProjectQuerySet":
        """What everybody may know of: passed by vote and published by the notice (rule 16)."""
        return self.filter(notice_from__isnull=False, state__in=PASSED_VOTE)

    def notice_over(self) -> "MicroProjectQuerySet":
        """The public notice has run out undisturbed, and the subdistrict has not confirmed yet (rule 16)."""
        return self.filter(state=ProjectState.ON_NOTICE, notice_until__lt=clock.today())

    def search(self, words: str) -> "MicroProjectQuerySet":
        return self.filter(terms__matches=words)


class MicroProject(Marked, Labelled):
    """A micro-project of one community: a service, goods or works, proposed by somebody for a need (rule 15)."""

    station = models.ForeignKey(
        Station, verbose_name=_("station"), on_delete=models.PROTECT, related_name="micro_projects"
    )
    state = models.CharField(_("state"), max_length=20, choices=ProjectState, default=ProjectState.PROPOSED)
    kind = models.CharField(_("kind"), max_length=10, choices=ProjectKind)
    title = models.CharField(_("title"), max_length=120)
    need = models.TextField(_("what is needed"), max_length=LONGEST_TEXT)
    benefit = models.TextField(_("what it will bring"), max_length=LONGEST_TEXT)
    people = models.PositiveIntegerField(_("people who benefit"))
    budget = models.PositiveIntegerField(_("budget in yuan"))
    proposer = models.CharField(_("proposed by"), max_length=20, choices=Proposer)
    representative = models.ForeignKey(
        Representative, verbose_name=_("proposing representative"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="micro_projects",
    )  # fmt: skip
    topic = models.ForeignKey(
        Topic, verbose_name=_("topic"), null=True, blank=True, on_delete=models.PROTECT, related_name="micro_projects"
    )
    concerns = models.ManyToManyField(Concern, verbose_name=_("concerns"), blank=True, related_name="micro_projects")
    proposed_at = models.DateTimeField(_("proposed"), default=clock.now)
    exclusions = models.JSONField(_("exclusions found"), default=list, blank=True)
    check_note = models.TextField(_("finding of the check"), max_length=2000, blank=True)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    shortlisted_at = models.DateTimeField(_("shortlisted"), null=True, blank=True)
    decline_reason = models.CharField(_("reason for declining"), max_length=2000, blank=True)
    passed_on = models.DateField(_("passed on"), null=True, blank=True)
    notice_from = models.DateField(_("notice from"), null=True, blank=True)
    #: The last day of the notice; empty while an objection has stopped it.
    notice_until = models.DateField(_("notice until"), null=True, blank=True)
    #: Working days that were left when an objection stopped the notice.
    notice_left = models.PositiveSmallIntegerField(_("working days of notice left"), null=True, blank=True)
    #: The day after the notice; empty while an objection has stopped it.
    confirm_opens_on = models.DateField(_("can be confirmed from"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    percent = models.PositiveSmallIntegerField(_("progress in percent"), default=0)
    report_due_on = models.DateField(_("next progress report due"), null=True, blank=True)
    accepted_on = models.DateField(_("work accepted on"), null=True, blank=True)
    cost = models.PositiveIntegerField(_("cost in yuan"), null=True, blank=True)
    rating = models.CharField(_("what residents say"), max_length=20, choices=Rating, blank=True)
    evaluation_note = models.TextField(_("evaluation"), max_length=2000, blank=True)
    evaluated_at = models.DateTimeField(_("evaluated"), null=True, blank=True)
    public_text = models.TextField(_("public text"), max_length=4000, blank=True)
    disclosed_at = models.DateTimeField(_("disclosed"), null=True, blank=True)
    terms = SearchTermsField(of=("title", "need", "benefit"))

    objects = MicroProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("micro-project")
        verbose_name_plural = _("micro-projects")
        indexes = [
            models.Index(fields=["station", "-id"], name="project_of_station_newest"),
            models.Index(fields=["state", "-id"], name="project_by_state_newest"),
            models.Index(fields=["station", "passed_on"], name="project_of_station_passed"),
            models.Index(fields=["passed_on"], name="project_passed"),
            models.Index(fields=["proposed_at"], name="project_proposed"),
            models.Index(fields=["accepted_on"], name="project_accepted"),
            models.Index(fields=["-disclosed_at"], name="project_disclosed_newest"),
            models.Index(
                fields=["notice_until", "station"],
                name="project_notice_running",
                condition=Q(state=ProjectState.ON_NOTICE),
            ),
            models.Index(
                fields=["report_due_on", "station"],
                name="project_report_owed",
                condition=Q(state__in=[ProjectState.CONFIRMED, ProjectState.UNDER_WAY]),
            ),
        ]
        constraints = [
            models.CheckConstraint(name="project_percent_is_one", condition=Q(percent__gte=0) & Q(percent__lte=100)),
            models.CheckConstraint(
                name="project_of_a_representative_names_one",
                condition=~Q(proposer=Proposer.REPRESENTATIVE) | Q(representative__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("deliberations:micro-project-detail", self.pk)

    def clean(self) -> None:
        if self.budget > MOST_YUAN:
            raise ValidationError({"budget": _("No micro-project costs that much.")})

    @property
    def event_place(self) -> str:
        return self.station.code

    @property
    def next_due_on(self) -> date | None:
        """The stored date that runs now: the first day on which it can be confirmed, then that of each report."""
        if self.state == ProjectState.ON_NOTICE:
            return self.confirm_opens_on
        return self.report_due_on if self.state in (ProjectState.CONFIRMED, ProjectState.UNDER_WAY) else None

    @property
    def tone(self) -> str:
        """How the state looks on a page."""
        return TONES[self.state]

    @property
    def exclusion_labels(self) -> list[str]:
        """The exclusions that the check found, in words."""
        return [str(Exclusion(code).label) for code in self.exclusions]

    @property
    def notice_paused(self) -> bool:
        """An objection has stopped the public notice."""
        return self.notice_left is not None

    def let_notice_run(self, until: date | None) -> None:
        """The notice runs until that day, and the project can be confirmed on the next; None stops it (rule 16)."""
        self.notice_until = until
        self.confirm_opens_on = until + timedelta(days=1) if until else None

    @property
    def notice_runs(self) -> bool:
        """Objections are still taken: the last day has not passed, or the notice stands still (rule 16)."""
        return self.notice_paused or (self.notice_until is not None and clock.today() <= self.notice_until)

    @property
    def has_photos(self) -> bool:
        """There is at least one picture."""
        return bool(self.photos.all())

    @property
    def money(self) -> int:
        """What it cost, or its budget until that is known; yuan."""
        return self.budget if self.cost is None else self.cost


#: The same for the database.
MONEY = Coalesce(F("cost"), F("budget"))


class CeilingWarning(AppendOnlyModel):
    """A ceiling that was passed knowingly: which, by how much, why, and who said so (rule 15)."""

    project = models.ForeignKey(MicroProject, on_delete=models.PROTECT, related_name="ceiling_warnings")
    ceiling = models.ForeignKey(ProjectCeiling, on_delete=models.PROTECT, related_name="+")
    amount = models.PositiveIntegerField(_("ceiling in yuan"))
    reached = models.PositiveBigIntegerField(_("reached in yuan"))
    reason = models.CharField(_("reason for going on"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), default=clock.now)

    class Meta:
        verbose_name = _("warning of a ceiling")
        verbose_name_plural = _("warnings of ceilings")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.reached} > {self.amount}: {self.reason}"


class Objection(models.Model):
    """Somebody's objection inside the public notice, which stands still until it is answered (rule 16)."""

    project = models.ForeignKey(MicroProject, on_delete=models.PROTECT, related_name="objections")
    text = models.TextField(_("objection"), max_length=2000)
    raised_on = models.DateField(_("raised on"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    upheld = models.BooleanField(_("upheld"), null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="objection_answered_whole",
                condition=Q(answered_at__isnull=True, upheld__isnull=True)
                | Q(answered_at__isnull=False, upheld__isnull=False) & ~Q(answer=""),
            )
        ]

    def __str__(self) -> str:
        return self.text[:40]


class ProgressReport(AppendOnlyModel):
    """One report on the work, once a month while it is under way (rule 16)."""

    project = models.ForeignKey(MicroProject, on_delete=models.PROTECT, related_name="reports")
    percent = models.PositiveSmallIntegerField(_("progress in percent"))
    note = models.TextField(_("what was done"), max_length=2000)
    reported_on = models.DateField(_("reported on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.reported_on} {self.percent} %"


def passed_in(year: int) -> Q:
    """Passed by a vote of that year."""
    return Q(passed_on__gte=date(year, 1, 1), passed_on__lte=date(year, 12, 31))
