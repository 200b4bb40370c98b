"""The reminders that stand for many concerns of a station: one row per person, station and kind, kept up to date."""

from typing import Any

from core import clock
from followups.enums import Kind, Step
from followups.models import Reminder
from followups.queries.gathered import GATHERINGS, NOUN, Gathering, Heap
from followups.queries.ladder import Ladder

Key = tuple[str, int, int]
#: What a run changes of a row that is there.
KEPT_UP = ["title", "due_on", "step", "count", "listed", "created_at", "read_at", "settled_at"]


def remind_of_stations(ladder: Ladder) -> tuple[int, int]:
    """Writes, keeps up to date and settles the gathered reminders; how many are new to their person, how many settled.

    A row is new again when its next step has come, after a week, and when something urgent joins it.
    """
    heaps: dict[Key, tuple[Gathering, Heap]] = {}
    for gathering in GATHERINGS:
        for heap in gathering.heaps(ladder):
            heaps.setdefault((gathering.kind, heap.person, heap.station), (gathering, heap))
    rows = {(row.kind, row.person_id, row.subject_id): row for row in Reminder.objects.filter(noun=NOUN)}
    new = [
        Reminder(noun=NOUN, kind=key[0], person_id=key[1], subject_id=key[2], **_said(*found, ladder))
        for key, found in heaps.items()
        if key not in rows
    ]
    Reminder.objects.bulk_create(new, ignore_conflicts=True)
    changed = {key: _kept_up(rows[key], _said(*found, ladder), ladder) for key, found in heaps.items() if key in rows}
    Reminder.objects.bulk_update([rows[key] for key, change in changed.items() if change is not None], KEPT_UP)
    gone = [row.pk for key, row in rows.items() if key not in heaps and row.settled_at is None]
    settled = Reminder.objects.filter(pk__in=gone).update(settled_at=clock.now()) if gone else 0
    return len(new) + sum(bool(change) for change in changed.values()), settled


def _said(gathering: Gathering, heap: Heap, ladder: Ladder) -> dict[str, Any]:
    return {
        "title": heap.name, "count": heap.size, "due_on": heap.first, "step": ladder.step(heap.first),
        "listed": gathering.list_of(heap, ladder.today),
    }  # fmt: skip


def _kept_up(row: Reminder, said: dict[str, Any], ladder: Ladder) -> bool | None:
    """Whether the row has become new to its person; None where nothing about it has changed."""
    before = {name: getattr(row, name) for name in said}
    next_step = min(said["step"], Step.OVER) > row.step
    again = next_step or row.settled_at is not None or row.created_at < ladder.week_ago
    joined = row.kind == Kind.URGENT and said["count"] > (row.count or 0)
    for name, value in said.items():
        setattr(row, name, value)
    if again or joined:
        row.created_at, row.read_at, row.settled_at = clock.now(), None, None
        return True
    return False if said != before else None
