"""Two-stage evaluation: schemes and scores that never change, release as a fact (rules 27–34)."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.append_only import AppendOnlyModel, AppendOnlyQuerySet
from stations.duties import duties_of
from suggestions.enums import Stage, Verdict
from suggestions.models.handling import Round
from suggestions.models.suggestions import CoSponsor, Suggestion


class Named(models.Model):
    """Shows itself in the reader's language."""

    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name


class EvaluationSchemeQuerySet(AppendOnlyQuerySet["EvaluationScheme"]):
    """Schemes by the day from which they hold."""

    def on(self, day: date) -> "EvaluationScheme":
        """The scheme in force on the day; no scheme is an error of the set-up."""
        scheme = self.filter(valid_from__lte=day).order_by("-valid_from", "-version").first()
        if scheme is None:
            raise LookupError(f"no evaluation scheme on {day}: run `manage.py load_reference`")
        return scheme


class EvaluationScheme(Named, AppendOnlyModel):
    """Items, weights and thresholds, valid from a day on; changed only by a next version (rule 29)."""

    version = models.PositiveSmallIntegerField(_("version"), unique=True)
    valid_from = models.DateField(_("valid from"))
    satisfied_from = models.PositiveSmallIntegerField(_("satisfied from percent"), default=80)
    basically_from = models.PositiveSmallIntegerField(_("basically satisfied from percent"), default=60)
    check_month = models.PositiveSmallIntegerField(_("month of the yearly check"), default=11)
    check_day = models.PositiveSmallIntegerField(_("day of the yearly check"), default=1)
    source = models.CharField(_("source"), max_length=400)

    objects = EvaluationSchemeQuerySet.as_manager()

    class Meta(Named.Meta):
        abstract = False
        verbose_name = _("evaluation scheme")
        verbose_name_plural = _("evaluation schemes")
        ordering = ["version"]

    def verdict_of(self, points: int, maximum: int) -> Verdict:
        """The verdict of so many points out of a maximum, by percentage and without rounding (rule 29)."""
        if points * 100 >= self.satisfied_from * maximum:
            return Verdict.SATISFIED
        if points * 100 >= self.basically_from * maximum:
            return Verdict.BASICALLY_SATISFIED
        return Verdict.UNSATISFIED

    def sheet_of(self, stage: str, points: dict[str, int]) -> list[dict[str, Any]]:
        """The score sheet of a stage with the points of each item."""
        return [
            {
                "code": item.code,
                "name": item.name,
                "name_en": item.name_en,
                "maximum": item.maximum,
                "points": points[item.code],
            }
            for item in self.items_of(stage)
        ]

    def items_of(self, stage: str) -> "list[SchemeItem]":
        """The items of a stage in their order."""
        return [item for item in self.items.all() if item.stage == stage]


class SchemeItem(Named, AppendOnlyModel):
    """One item of a stage with the most points it can get (rule 28)."""

    scheme = models.ForeignKey(EvaluationScheme, on_delete=models.PROTECT, related_name="items")
    stage = models.CharField(_("stage"), max_length=20, choices=Stage)
    code = models.SlugField(_("code"), max_length=40)
    maximum = models.PositiveSmallIntegerField(_("most points"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta(Named.Meta):
        abstract = False
        verbose_name = _("item of the evaluation")
        verbose_name_plural = _("items of the evaluation")
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="scheme_item_once")]


class EvaluationQuerySet(AppendOnlyQuerySet["Evaluation"]):
    """Scores, and who may see which."""

    def visible_to(self, user: Any) -> "EvaluationQuerySet":
        """Who brings the suggestion, the station's officer and subdistrict, and the committee.

        Everybody else who sees the suggestion, its departments above all, only after the release (rule 34).
        """
        duties = duties_of(user)
        if duties.reads_everything:
            return self
        who = duties.representative_id or 0
        joined = CoSponsor.objects.filter(representative_id=who).values("suggestion_id")
        seen = Suggestion.objects.visible_to(user).values("pk")
        return self.filter(
            Q(suggestion__sponsor_id=who)
            | Q(suggestion_id__in=joined)
            | Q(suggestion__station_id__in=duties.officer_of)
            | Q(suggestion__station__subdistrict_id__in=duties.subdistricts)
            | Q(release__isnull=False, suggestion_id__in=seen)
        )


TONES = {
    Verdict.SATISFIED: "good",
    Verdict.BASICALLY_SATISFIED: "info",
    Verdict.UNSATISFIED: "bad",
    Verdict.NOT_RATED: "neutral",
}


class Evaluation(AppendOnlyModel):
    """The sponsor's score of one stage of a round under the scheme of its day; never recomputed."""

    suggestion = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="evaluations")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="evaluations")
    stage = models.CharField(_("stage"), max_length=20, choices=Stage)
    scheme = models.ForeignKey(EvaluationScheme, on_delete=models.PROTECT, related_name="evaluations")
    # As it was filled in: [{code, name, name_en, maximum, points}]. It stands by itself, like the paper.
    sheet = models.JSONField(_("score sheet"), default=list, blank=True)
    points = models.PositiveSmallIntegerField(_("points given"), null=True, blank=True)
    maximum = models.PositiveSmallIntegerField(_("out of"))
    percent = models.DecimalField(_("percent"), max_digits=5, decimal_places=2, null=True, blank=True)
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    at = models.DateTimeField(_("at"))

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "stage"], name="evaluation_once_per_stage"),
            models.CheckConstraint(
                name="evaluation_points_unless_not_rated",
                condition=Q(verdict=Verdict.NOT_RATED, points__isnull=True, percent__isnull=True)
                | Q(~Q(verdict=Verdict.NOT_RATED), points__isnull=False, percent__isnull=False),
            ),
            models.CheckConstraint(
                name="evaluation_unsatisfied_has_reason",
                condition=~Q(verdict=Verdict.UNSATISFIED) | ~Q(reason=""),
            ),
        ]
        indexes = [models.Index(fields=["verdict", "stage"], name="evaluation_by_verdict")]

    def __str__(self) -> str:
        return f"{self.get_stage_display()}: {self.get_verdict_display()}"

    @property
    def items(self) -> dict[str, int]:
        """The points of each item."""
        return {line["code"]: line["points"] for line in self.sheet}

    @property
    def lines(self) -> list[tuple[str, int, int]]:
        """The sheet in the reader's language: item, points, most points."""
        name = "name_en" if (get_language() or "").startswith("en") else "name"
        return [(line[name] or line["name"], line["points"], line["maximum"]) for line in self.sheet]

    @property
    def tone(self) -> str:
        """The colour of the verdict's badge."""
        return TONES[Verdict(self.verdict)]

    @property
    def is_released(self) -> bool:
        """Whether the department may see it (rule 34)."""
        return hasattr(self, "release")


class EvaluationRelease(AppendOnlyModel):
    """The committee's word that the department may see a score (rule 34)."""

    evaluation = models.OneToOneField(Evaluation, on_delete=models.PROTECT, related_name="release")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("released"))

    class Meta:
        verbose_name = _("release of a score")
        verbose_name_plural = _("releases of scores")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class PressureReportQuerySet(AppendOnlyQuerySet["PressureReport"]):
    """Reports of pressure, and who may see which."""

    def visible_to(self, user: Any) -> "PressureReportQuerySet":
        """The committee, and whoever reported it; never a department."""
        duties = duties_of(user)
        return self.filter(by=user) if not duties.reads_everything else self


class PressureReport(AppendOnlyModel):
    """A sponsor's word that somebody pressed for a better score (rule 34).

    A thing of its own, with events of its own: nothing of it stands on the suggestion's timeline.
    """

    suggestion = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="pressure_reports")
    text = models.TextField(_("what happened"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    objects = PressureReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of pressure")
        verbose_name_plural = _("reports of pressure")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def sponsor_id(self) -> int:
        """Whose word it is: the permission asks for the sponsor."""
        return self.suggestion.sponsor_id

    @property
    def event_place(self) -> str:
        return self.suggestion.event_place
