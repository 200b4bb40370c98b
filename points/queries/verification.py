"""Whether the ledger adds up: each check names the rows that are off (rules 37, 38)."""

from collections.abc import Iterator
from datetime import date
from functools import reduce
from itertools import groupby
from operator import attrgetter, or_

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import ExtractYear
from django.utils import timezone

from core.nouns import model_of
from deliberations.models import Topic
from points.enums import Automatic
from points.models import LedgerEntry, PointsRule
from points.queries import deserved

_IDENTITY = ("rule_id", "code", "representative_id", "source_noun", "source_id", "turn", "earned_on", "year")


def complaints() -> Iterator[str]:
    """One sentence per row that is off; nothing when the ledger is sound."""
    for check in (_reversals, _turns, _rules, _years, _sources, _missing):
        yield from check()


def _named(entries: QuerySet[LedgerEntry], what: str) -> Iterator[str]:
    for pk in entries.order_by("pk").values_list("pk", flat=True).iterator():
        yield f"ledger entry {pk}: {what}"


def _reversals() -> Iterator[str]:
    """A reversal takes back one original entry, whole, and nothing else."""
    same = reduce(lambda q, name: q & Q(**{name: F(f"reversal_of__{name}")}), _IDENTITY, Q())
    reversals = LedgerEntry.objects.filter(reversal_of__isnull=False)
    yield from _named(
        reversals.exclude(Q(points=-F("reversal_of__points"))),
        "the reversal does not give back what the entry gave",
    )
    yield from _named(reversals.exclude(same), "the reversal is not of the same earning as its entry")
    yield from _named(reversals.filter(reversal_of__reversal_of__isnull=False), "a reversal is itself taken back")


def _turns() -> Iterator[str]:
    """A next turn begins only after the turn before it was taken back."""
    before = LedgerEntry.objects.filter(
        source_noun=OuterRef("source_noun"),
        source_id=OuterRef("source_id"),
        code=OuterRef("code"),
        representative=OuterRef("representative"),
        turn=OuterRef("turn") - 1,
        reversal_of=None,
        reversal__isnull=False,
    )
    later = LedgerEntry.objects.filter(reversal_of=None, turn__gt=1)
    yield from _named(later.exclude(Exists(before)), "the turn before it was never taken back")


def _rules() -> Iterator[str]:
    """Each entry has the points of the version that was in force on the day it was earned."""
    fits = [
        Q(rule=rule, code=rule.code, points=rule.points, earned_on__gte=rule.valid_from, earned_on__lt=until)
        for rule, until in _periods()
    ]
    booked = LedgerEntry.objects.filter(reversal_of=None)
    unfit = booked.exclude(reduce(or_, fits)) if fits else booked
    yield from _named(unfit, "its points are not those of the rule in force on that day")


def _periods() -> Iterator[tuple[PointsRule, date]]:
    """Each version of each rule with the day on which the next one takes its place."""
    for _code, versions in groupby(PointsRule.objects.order_by("code", "version"), attrgetter("code")):
        rules = list(versions)
        yield from zip(rules, [*(rule.valid_from for rule in rules[1:]), date.max], strict=True)


def _years() -> Iterator[str]:
    """The year is that of the event."""
    entries = LedgerEntry.objects.annotate(earned_year=ExtractYear("earned_on"))
    yield from _named(entries.exclude(year=F("earned_year")), "its year is not the year of the event")


def _sources() -> Iterator[str]:
    """What earned the points exists."""
    for noun in LedgerEntry.objects.order_by("source_noun").values_list("source_noun", flat=True).distinct():
        entries = LedgerEntry.objects.filter(source_noun=noun)
        try:
            model = model_of(noun)
        except LookupError:
            yield from _named(entries, f"there is no noun “{noun}”")
        else:
            there = model._base_manager.filter(pk=OuterRef("source_id"))
            yield from _named(entries.exclude(Exists(there)), f"its source ({noun}) does not exist")


def _missing() -> Iterator[str]:
    """What was earned is booked, or was taken back."""
    for code, source, pk, person, day in _unbooked():
        if PointsRule.objects.in_force(day).counting().filter(code=code).exists():
            yield f"{source} {pk}: representative {person} earned “{code}” and it is not booked"


def _unbooked() -> Iterator[tuple[str, str, int, int | None, date]]:
    attended = deserved.attendance().exclude(
        _booked(Automatic.ATTEND, "deliberations.meeting", "meeting_id", "representative_id")
    )
    for row in attended.select_related("meeting").order_by("pk").iterator():
        yield (
            Automatic.ATTEND,
            "deliberations.meeting",
            row.meeting_id,
            row.representative_id,
            row.meeting.day,
        )
    for topic in deserved.led().exclude(_booked(Automatic.LEAD, "deliberations.topic", "pk")).order_by("pk"):
        yield Automatic.LEAD, "deliberations.topic", topic.pk, topic.lead_id, _day_led(topic)
    tracked = deserved.tracked().exclude(_booked(Automatic.TRACK, "deliberations.topic", "pk", "tracker_id"))
    for topic in tracked.order_by("pk").iterator():
        day = timezone.localdate(topic.confirmed_at)
        yield Automatic.TRACK, "deliberations.topic", topic.pk, topic.tracker_id, day


def _day_led(topic: Topic) -> date:
    return topic.agenda_items.filter(deliberated=True).latest("pk").meeting.day


def _booked(code: str, noun: str, source: str, person: str = "") -> Exists:
    """Whether the row outside has an entry, standing or taken back."""
    entries = LedgerEntry.objects.filter(code=code, source_noun=noun, source_id=OuterRef(source), reversal_of=None)
    return Exists(entries.filter(representative=OuterRef(person)) if person else entries)
