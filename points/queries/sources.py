"""From an entry back to what earned it: the noun names the model, and the model knows its page."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from core.nouns import model_of
from points.models import LedgerEntry


def with_sources(entries: Iterable[LedgerEntry], user: Any) -> list[LedgerEntry]:
    """The entries, each with `source` set to what earned it, or None where the reader may not see that.

    One query per noun, however many entries there are.
    """
    entries = list(entries)
    wanted: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        wanted[entry.source_noun].add(entry.source_id)
    seen: dict[str, dict[int, Any]] = {}
    for noun, ids in wanted.items():
        model: Any = model_of(noun)
        # No more is asked of what earned it than where its page is.
        seen[noun] = model.objects.visible_to(user).only("pk").in_bulk(ids)
    for entry in entries:
        entry.source = seen[entry.source_noun].get(entry.source_id)
    return entries
