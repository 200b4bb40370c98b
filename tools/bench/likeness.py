"""`make bench ARGS=--doubles`: how many doubles the look-up at entry finds, and how often it offers what is none.

The corpus (`tools/bench/doubles/`) was written before the look-up, by somebody who did not know how it works.
"""

import json
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).parent / "doubles"
#: Least part of the near-doubles that is found, by what stands before the matter.
RECALL = {"plain": 0.95, "greeting": 0.95, "one": 0.95, "two": 0.85}
#: Of the entries that are doubles of nothing so many may be offered something.
FALSE_OFFERS = 0.05
#: And so many of those who say the same of another place.
ELSEWHERE = 0.5


def rows(name: str) -> list[dict[str, Any]]:
    """The texts of one file of the corpus."""
    return [json.loads(line) for line in (CORPUS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


class Stations:
    """What every station of the corpus has heard, newest first, and how long the look-ups took."""

    def __init__(self, base: Sequence[dict[str, Any]]) -> None:
        from core.search import terms
        from stations.doubles import Heard

        self.heard: dict[Any, list[Heard]] = defaultdict(list)
        for row in sorted(base, key=lambda row: str(row["received"]), reverse=True):
            known = Heard(row["id"], terms(f"{row['words']} {row['place']}"), row["place"])
            self.heard[row["station"]].append(known)
        self.asked, self.seconds = 0, 0.0

    def offered(self, row: dict[str, Any]) -> list[Any]:
        """The ids that are offered while the text of the row is typed, the likest first."""
        from stations.doubles import doubles

        heard = self.heard[row["station"]]
        started = time.process_time()
        found = doubles(row["words"], row.get("place", ""), heard)
        self.seconds += time.process_time() - started
        self.asked += 1
        return list(found)


def measured() -> Iterator[tuple[str, float, float, bool]]:
    """Each figure: its name, what it is, its limit, and whether it keeps it; and the time of a look-up, at last."""
    stations = Stations(rows("base"))
    found: dict[str, list[bool]] = defaultdict(list)
    for row in rows("near"):
        found[row["variant"]].append(row["truth"] in stations.offered(row))
    for variant, hits in found.items():
        share = sum(hits) / len(hits)
        yield f"doubles found, {variant}", share, RECALL[variant], share >= RECALL[variant]
    for name, most in (("fresh", FALSE_OFFERS), ("elsewhere", ELSEWHERE)):
        offers = [bool(stations.offered(row)) if name == "fresh" else _misled(stations, row) for row in rows(name)]
        share = sum(offers) / len(offers)
        yield f"offered where it is none, {name}", share, most, share <= most
    yield "CPU-ms for a look-up", stations.seconds / stations.asked * 1000, 0, True


def _misled(stations: Stations, row: dict[str, Any]) -> bool:
    """Whether the complaint about the other place is offered, and not below the right one."""
    found = stations.offered(row)
    return row["resembles"] in found


def main() -> int:
    """Prints the table; 1 if a figure does not keep its limit."""
    missed = 0
    for name, value, limit, kept in measured():
        print(f"{name:<36}{value:>8.3f}" + (f"   (limit {limit})" if limit else "") + ("" if kept else "   MISSED"))
        missed += not kept
    return 1 if missed else 0
