"""The committee's corrections: an entry is never changed, a reversal is added beside it (rule 37)."""

from core.access import Actor
from core.door import moving
from points.models import LedgerEntry


def reverse_entry(entry: LedgerEntry, *, by: Actor, reason: str) -> LedgerEntry:
    """Takes back one entry for a written reason; what a person took back is never booked again by itself."""
    with moving(entry, "reverse", by=by, facts={"points": entry.points, "reason": reason}) as entry:
        entry.reversed(reason=reason, by=by).save()
    return entry
