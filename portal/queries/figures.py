"""Micro-projects in figures: the money that councils passed, by kind, by subdistrict and by year (domain §6)."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Sum
from django.db.models.functions import ExtractYear
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deliberations.enums import ProjectKind
from deliberations.models import MicroProject
from deliberations.models.micro_projects import MONEY
from stations.models import Subdistrict


class Passed(NamedTuple):
    """What was passed of one kind in one subdistrict in one year: how many projects, and how many yuan."""

    year: int
    kind: str
    subdistrict: int
    projects: int
    yuan: int


@dataclass(frozen=True)
class Line:
    """One line of a table: what, how many projects, and their money."""

    label: str | Promise
    projects: int
    yuan: int


@dataclass(frozen=True)
class Table:
    """The money in one respect; every project stands in exactly one line."""

    code: str
    title: str | Promise
    lines: list[Line]

    @property
    def total(self) -> Line:
        """The sum of the lines."""
        projects, yuan = (sum(getattr(line, name) for line in self.lines) for name in ("projects", "yuan"))
        return Line(_("Total"), projects, yuan)

    @property
    def series(self) -> list[tuple[str | Promise, int]]:
        """The money as a chart draws it."""
        return [(line.label, line.yuan) for line in self.lines]


def project_figures(year: int) -> list[Table]:
    """The money of a year by kind and by subdistrict, and of all years by year; two queries."""
    passed = _passed()
    this_year = [one for one in passed if one.year == year]
    places = {place.pk: str(place) for place in Subdistrict.objects.order_by("pk")}
    years = sorted({year, *(one.year for one in passed)})
    return [
        Table("kind", _("By kind"), _lines(this_year, lambda one: one.kind, dict(ProjectKind.choices))),
        Table("subdistrict", _("By subdistrict"), _lines(this_year, lambda one: one.subdistrict, places)),
        Table("year", _("By year"), _lines(passed, lambda one: one.year, {one: str(one) for one in years})),
    ]


def _passed() -> list[Passed]:
    """The cost once it is known, the budget before."""
    passed = MicroProject.objects.passed().filter(passed_on__isnull=False).order_by()
    of = passed.values_list(ExtractYear("passed_on"), "kind", "station__subdistrict")
    return [Passed(*row) for row in of.annotate(projects=Count("pk"), yuan=Sum(MONEY))]


def _lines(passed: Iterable[Passed], of: Callable[[Passed], Any], labels: dict[Any, Any]) -> list[Line]:
    projects, yuan = Counter[Any](), Counter[Any]()
    for one in passed:
        projects[of(one)] += one.projects
        yuan[of(one)] += one.yuan
    return [Line(label, projects[key], yuan[key]) for key, label in labels.items()]
