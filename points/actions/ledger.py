"""Booking what was earned and taking back what was undone (rules 35–37).

Each `settle_…` compares what a source earns now with what is booked for it, and books the difference. So it
does not matter how often it is called, in which order, or by how many at once: the ledger ends up the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Model
from django.utils import timezone

from core.events import Event
from core.workflow import sentence_of
from deliberations.models import Meeting, Topic
from points.enums import Automatic
from points.models import LedgerEntry, PointsRule
from points.queries import deserved


@dataclass(frozen=True)
class Earned:
    """What one representative earned by one source on one day."""

    representative_id: int
    source: Model
    on: date


def post(code: str, earned: Sequence[Earned], *, event: Event) -> None:
    """Books what was earned under the rule in force on its day; what is booked already is left alone.

    After a reversal by an event the source earns in its next turn. What a person took back stays taken back.
    """
    if not earned:
        return
    rules = _rules_by_day(code, {one.on for one in earned})
    turns = _turns(code, [one.source for one in earned])
    entries = []
    for one in earned:
        rule, turn = rules[one.on], turns.get((one.representative_id, one.source.pk), 1)
        if rule and turn:
            entries.append(_entry(rule, one, turn, event))
    # Two at once would book the same turn: the constraint lets one through.
    LedgerEntry.objects.bulk_create(entries, ignore_conflicts=True)


def _rules_by_day(code: str, days: Iterable[date]) -> dict[date, PointsRule | None]:
    return {day: PointsRule.objects.in_force(day).counting().filter(code=code).first() for day in days}


def _turns(code: str, sources: Sequence[Model]) -> dict[tuple[int, int], int]:
    """The next turn of each representative and source that had one; 0 where nothing may be booked."""
    noun = sources[0]._meta.label_lower
    entries = LedgerEntry.objects.filter(
        source_noun=noun, source_id__in=[s.pk for s in sources], code=code, reversal_of=None
    ).order_by("turn")
    return {
        (entry.representative_id, entry.source_id): entry.turn + 1 if _undone_by_event(entry) else 0
        for entry in entries.select_related("reversal")
    }


def _undone_by_event(entry: LedgerEntry) -> bool:
    return hasattr(entry, "reversal") and entry.reversal.booked_by_id is None


def _entry(rule: PointsRule, one: Earned, turn: int, event: Event) -> LedgerEntry:
    return LedgerEntry(
        rule=rule, code=rule.code, representative_id=one.representative_id,
        source_noun=one.source._meta.label_lower, source_id=one.source.pk, turn=turn, points=rule.points,
        earned_on=one.on, year=one.on.year, note=str(one.source)[:200], event=event,
    )  # fmt: skip


def take_back(entries: Iterable[LedgerEntry], *, event: Event) -> None:
    """Answers entries whose source was undone by reversals, with the reason of the event (rule 37)."""
    reason = str(event.facts.get("reason") or sentence_of(event))[:1000]
    reversals = [entry.reversed(reason=reason, event=event) for entry in entries]
    LedgerEntry.objects.bulk_create(reversals, ignore_conflicts=True)


def settle_attendance(meeting: Meeting, event: Event) -> None:
    """5 for each representative present on the confirmed attendance list, and nobody else (rule 36)."""
    present = set(deserved.attendance().filter(meeting=meeting).values_list("representative_id", flat=True))
    booked = {entry.representative_id: entry for entry in LedgerEntry.objects.of(Automatic.ATTEND, meeting).standing()}
    take_back([entry for who, entry in booked.items() if who not in present], event=event)
    missing = sorted(present - booked.keys())
    post(Automatic.ATTEND, [Earned(who, meeting, meeting.day) for who in missing], event=event)


def settle_leads(meeting: Meeting, event: Event) -> None:
    """10 for the lead of each livelihood topic that the meeting took up, once per topic (rule 36)."""
    topics = list(Topic.objects.filter(agenda_items__meeting=meeting).order_by("pk"))
    led = set(deserved.led().filter(pk__in=[topic.pk for topic in topics]).values_list("pk", flat=True))
    booked = LedgerEntry.objects.filter(
        source_noun=Topic._meta.label_lower, source_id__in=[topic.pk for topic in topics], code=Automatic.LEAD
    ).standing()
    standing = {entry.source_id: entry for entry in booked}
    take_back([entry for pk, entry in standing.items() if pk not in led], event=event)
    earned = [topic for topic in topics if topic.pk in led and topic.pk not in standing]
    post(Automatic.LEAD, [Earned(int(topic.lead_id or 0), topic, meeting.day) for topic in earned], event=event)


def settle_tracking(topic: Topic, event: Event) -> None:
    """15 for whoever tracked the topic until a look-back confirmed it; reopened, they go (rule 36)."""
    tracker = topic.tracker_id if deserved.tracked().filter(pk=topic.pk).exists() else None
    booked = list(LedgerEntry.objects.of(Automatic.TRACK, topic).standing())
    take_back([entry for entry in booked if entry.representative_id != tracker], event=event)
    if tracker and not any(entry.representative_id == tracker for entry in booked):
        day = timezone.localdate(topic.confirmed_at)
        post(Automatic.TRACK, [Earned(tracker, topic, day)], event=event)
