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
from core.nouns import label_of
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


class Booked:
    """What is booked under one rule for some sources: what stands, and which turn comes next."""

    def __init__(self, code: str, sources: Sequence[Model]):
        self._last: dict[tuple[int, int], LedgerEntry] = {}
        if sources:
            noun, ids = label_of(sources[0]), [source.pk for source in sources]
            entries = LedgerEntry.objects.filter(source_noun=noun, source_id__in=ids, code=code, reversal_of=None)
            for entry in entries.select_related("reversal").order_by("turn"):
                self._last[entry.representative_id, entry.source_id] = entry

    def standing(self) -> list[LedgerEntry]:
        """The entries that nothing has taken back."""
        return [entry for entry in self._last.values() if not hasattr(entry, "reversal")]

    def next_turn(self, one: Earned) -> int:
        """The turn in which it would be booked; 0 where it stands, or where a person took it back for good."""
        entry = self._last.get((one.representative_id, one.source.pk))
        if entry is None:
            return 1
        undone = hasattr(entry, "reversal") and entry.reversal.booked_by_id is None
        return entry.turn + 1 if undone else 0


def post(code: str, earned: Sequence[Earned], booked: Booked, *, event: Event) -> None:
    """Books what was earned under the rule in force on its day; what is booked already is left alone.

    After a reversal by an event the source earns in its next turn. What a person took back stays taken back.
    """
    missing = [(one, turn) for one in earned if (turn := booked.next_turn(one))]
    rules = {day: _rule_on(day, code) for day in {one.on for one, _turn in missing}}
    entries = [_entry(rule, one, turn, event) for one, turn in missing if (rule := rules[one.on])]
    # Two at once would book the same turn: the constraint lets one through.
    LedgerEntry.objects.bulk_create(entries, ignore_conflicts=True)


def _rule_on(day: date, code: str) -> PointsRule | None:
    return PointsRule.objects.in_force(day).counting().filter(code=code).first()


def _entry(rule: PointsRule, one: Earned, turn: int, event: Event) -> LedgerEntry:
    return LedgerEntry(
        rule=rule, code=rule.code, representative_id=one.representative_id,
        source_noun=label_of(one.source), source_id=one.source.pk, turn=turn, points=rule.points,
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
    booked = Booked(Automatic.ATTEND, [meeting])
    take_back([one for one in booked.standing() if one.representative_id not in present], event=event)
    earned = [Earned(who, meeting, meeting.day) for who in sorted(present)]
    post(Automatic.ATTEND, earned, booked, event=event)


def settle_leads(meeting: Meeting, event: Event) -> None:
    """10 for the lead of each livelihood topic that the meeting took up, once per topic (rule 36)."""
    topics = list(Topic.objects.filter(agenda_items__meeting=meeting).order_by("pk"))
    led = set(deserved.led().filter(pk__in=[topic.pk for topic in topics]).values_list("pk", flat=True))
    booked = Booked(Automatic.LEAD, topics)
    take_back([one for one in booked.standing() if one.source_id not in led], event=event)
    # Whoever led it at the meeting keeps the points, whoever leads it later.
    given = {one.source_id for one in booked.standing()}
    earned = [Earned(topic.lead_id or 0, topic, meeting.day) for topic in topics if topic.pk in led - given]
    post(Automatic.LEAD, earned, booked, event=event)


def settle_tracking(topic: Topic, event: Event) -> None:
    """15 for whoever tracked the topic until a look-back confirmed it; reopened, they go (rule 36)."""
    tracker = topic.tracker_id if deserved.tracked().filter(pk=topic.pk).exists() else None
    booked = Booked(Automatic.TRACK, [topic])
    take_back([one for one in booked.standing() if one.representative_id != tracker], event=event)
    if tracker:
        day = timezone.localdate(topic.confirmed_at)
        post(Automatic.TRACK, [Earned(tracker, topic, day)], booked, event=event)
