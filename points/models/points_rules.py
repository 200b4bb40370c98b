"""What earns points, versioned by date (rule 35)."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from stations.models.places import Named

#: How the documents mark where a default comes from (domain, first page).
ORIGINS = {
    "(Pingshan)": _("published by Pingshan"),
    "(law)": _("national law"),
    "(analogue)": _("a rule of another place"),
    "(proposal)": _("our proposal"),
}


class PointsRuleQuerySet(models.QuerySet["PointsRule"]):
    """The rules, in their versions."""

    def visible_to(self, user: Any) -> "PointsRuleQuerySet":
        """Everybody with an account may know what earns points."""
        return self

    def in_force(self, day: date) -> "PointsRuleQuerySet":
        """Of each rule the latest version that had begun by the day."""
        begun = self.filter(valid_from__lte=day)
        newer = self.model.objects.filter(code=OuterRef("code"), version__gt=OuterRef("version"), valid_from__lte=day)
        return begun.filter(~Exists(newer))

    def counting(self) -> "PointsRuleQuerySet":
        """Switched on, with points to give."""
        return self.filter(enabled=True, points__gt=0)


class PointsRule(Named):
    """One version of one rule (积分规则): what earns how many points from which day on (rule 35).

    A version that has begun is never edited: other points are another version.
    """

    version = models.PositiveSmallIntegerField(_("version"))
    code = models.SlugField(_("code"), max_length=40)
    what = models.CharField(_("what earns it"), max_length=400)
    what_en = models.CharField(_("what earns it, in English"), max_length=400, blank=True)
    points = models.PositiveSmallIntegerField(_("points"), default=0)
    enabled = models.BooleanField(_("switched on"), default=False)
    automatic = models.BooleanField(_("booked by itself"), default=False)
    source = models.CharField(_("source"), max_length=200)
    valid_from = models.DateField(_("valid from"))

    objects = PointsRuleQuerySet.as_manager()

    class Meta(Named.Meta):
        abstract = False
        verbose_name = _("points rule")
        verbose_name_plural = _("points rules")
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="points_rule_once_per_version"),
            models.CheckConstraint(name="points_rule_off_gives_nothing", condition=Q(enabled=True) | Q(points=0)),
        ]

    @property
    def origin(self) -> str:
        """Where the default comes from, in words; another note is shown as it stands."""
        return str(ORIGINS.get(self.source, self.source))

    @property
    def explanation(self) -> str:
        """What earns the points, in the reader's language."""
        english = self.what_en and (get_language() or "").startswith("en")
        return self.what_en if english else self.what
