"""Sums and statements of the ledger. Every sum is taken from the entries themselves (rule 38)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import ExtractMonth

from core import clock
from core.nouns import label_of
from core.prepared import kept
from points.models import LedgerEntry, PointsRule
from stations.duties import duties_of
from stations.models import Representative


@dataclass(frozen=True)
class RuleSum:
    """What one rule brought in a year: how many entries stand, and their points."""

    rule: str
    name: str
    count: int
    points: int


@dataclass(frozen=True)
class Summary:
    """The points of one representative in one year: the total, of how many entries, by rule, by month (1–12)."""

    year: int
    total: int
    entries: int
    by_rule: list[RuleSum]
    by_month: list[tuple[int, int]]


def balance(representative: Representative, year: int) -> int:
    """The points of a year: the sum of its entries (rule 38)."""
    entries = LedgerEntry.objects.filter(representative=representative, year=year)
    return entries.aggregate(total=Sum("points"))["total"] or 0


def balances(representatives: Iterable[Representative], year: int) -> dict[int, int]:
    """The points of a year of several representatives, by their ids; in no order."""
    entries = LedgerEntry.objects.filter(representative__in=list(representatives), year=year)
    return dict(entries.values_list("representative").annotate(total=Sum("points")))


def summary(representative: Representative, year: int) -> Summary:
    """Everything that a year amounts to, from one look at the ledger and one at the rules."""
    counts: dict[str, int] = defaultdict(int)
    points: dict[str, int] = defaultdict(int)
    months: dict[int, int] = defaultdict(int)
    entries = 0
    for code, month, booked, every, total in _sums(representative=representative.pk, year=year):
        # Each reversal takes one booked entry with it.
        counts[code] += 2 * booked - every
        points[code] += total
        months[month] += total
        entries += every
    rules = _rules_of(year, points)
    return Summary(
        year=year,
        total=sum(points.values()),
        entries=entries,
        by_rule=[RuleSum(rule.code, str(rule), counts[rule.code], points[rule.code]) for rule in rules],
        by_month=[(month, months[month]) for month in range(1, 13)],
    )


@kept
def _sums(representative: int, year: int) -> QuerySet[LedgerEntry, Any]:
    # Nothing is asked of an entry but what stands in the index over the sums of a year, not even its key.
    entries = LedgerEntry.objects.filter(representative_id=representative, year=year)
    by_month = entries.annotate(month=ExtractMonth("earned_on")).values_list("code", "month")
    return by_month.annotate(booked=Count("points", filter=Q(points__gt=0)), all=Count("points"), total=Sum("points"))


def _rules_of(year: int, codes: Collection[str]) -> list[PointsRule]:
    """The rules that counted in the year, and those that earned something in it."""
    begun = PointsRule.objects.filter(valid_from__lte=min(date(year, 12, 31), clock.today()))
    # Of each rule the latest version; so few rows are chosen from sooner here than in the database.
    latest = {rule.code: rule for rule in begun.order_by("version")}
    counted = (rule for rule in latest.values() if rule.code in codes or (rule.enabled and rule.points > 0))
    return sorted(counted, key=lambda rule: (rule.order, rule.code))


def statement(representative: Representative, year: int) -> QuerySet[LedgerEntry]:
    """The entries of a year, newest first, each with its rule and what became of it."""
    entries = LedgerEntry.objects.filter(representative=representative, year=year)
    shown = entries.select_related("rule", "reversal").only(
        "earned_on", "note", "points", "reason", "source_noun", "source_id", "reversal_of",
        "rule__name", "rule__name_en", "reversal__reversal_of",
    )  # fmt: skip
    return shown.order_by("-earned_on", "-pk")


def years_of(representative: Representative) -> list[int]:
    """The years to choose from, newest first: from the first in office or with an entry until this one."""
    this_year = clock.today().year
    booked = [year for (year,) in _first_booked(representative=representative.pk)]
    return list(range(this_year, min(representative.starts_on.year, this_year, *booked) - 1, -1))


@kept
def _first_booked(representative: int) -> QuerySet[LedgerEntry, tuple[int]]:
    return LedgerEntry.objects.filter(representative_id=representative).order_by("year").values_list("year")[:1]


def entries_of(source: Any) -> QuerySet[LedgerEntry]:
    """What a meeting, a topic… earned anybody, for its chain."""
    entries = LedgerEntry.objects.filter(source_noun=label_of(source), source_id=source.pk, reversal_of=None)
    return entries.select_related("rule", "representative", "reversal").order_by("pk")


def representatives_for(user: Any) -> QuerySet[Representative]:
    """Whose ledgers the person may open, by name and never by points (rule 40)."""
    duties = duties_of(user)
    representatives = Representative.objects.select_related("home_station").order_by("sort_key", "pk")
    if duties.reads_everything:
        return representatives
    return representatives.filter(Q(pk=duties.representative_id) | Q(home_station__in=duties.officer_of))
