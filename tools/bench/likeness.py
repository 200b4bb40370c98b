"""`make bench ARGS=--doubles`: how many doubles the look-up at entry finds, and how often it offers what is none.

The corpus (`tools/bench/doubles/`) was written by somebody who did not know how the look-up works.
"""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tools.bench import doubles as corpus

#: Least part of the near-doubles that is found, by what stands before the matter.
RECALL = {"as is": 0.95, "greeting": 0.95, "one sentence": 0.95, "two sentences": 0.85}
#: Of the entries that are doubles of nothing so many may be offered something.
FALSE_OFFERS = 0.05
#: And of those who say the same of another place so many may be offered the first one.
ELSEWHERE = 0.5


#: Stands among the terms of every concern.
RECEIPT = "0604261201-9M85RF"


@dataclass(frozen=True)
class Figure:
    """A share with its limit: the least where `least`, else the most."""

    name: str
    share: float
    limit: float
    least: bool = False

    @property
    def kept(self) -> bool:
        return self.share >= self.limit if self.least else self.share <= self.limit


class Stations:
    """What every station of the corpus has heard, newest first, and how long the look-ups took."""

    def __init__(self, base: Sequence[corpus.Message]) -> None:
        from core.search import terms
        from stations.doubles import Heard

        self.heard: dict[str, list[Heard]] = defaultdict(list)
        for number, one in sorted(enumerate(base), key=lambda pair: pair[1].received_on, reverse=True):
            stored = terms(f"{one.words} {one.place} {RECEIPT}")
            self.heard[one.station].append(Heard(number, stored, one.place))
        self.ids = [one.id for one in base]
        self.asked, self.seconds = 0, 0.0

    def offered(self, said: corpus.Message) -> list[str]:
        """The ids that are offered while the message is typed, the likest first."""
        from stations.doubles import doubles

        started = time.process_time()
        found = doubles(said.words, said.place, self.heard[said.station])
        self.seconds += time.process_time() - started
        self.asked += 1
        return [self.ids[number] for number in found]


def measured(stations: Stations) -> Iterator[Figure]:
    """Each share that has a limit, and the false offers by the kind of the entry."""
    for variant, least in RECALL.items():
        found = [said.about in stations.offered(said) for said in corpus.doubles(variant)]
        yield Figure(f"doubles found, {variant}", _share(found), least, least=True)
    by_kind: dict[str, list[bool]] = defaultdict(list)
    for said in corpus.fresh():
        by_kind[said.kind].append(bool(stations.offered(said)))
    every = [offer for offers in by_kind.values() for offer in offers]
    yield Figure("offered to what is no double", _share(every), FALSE_OFFERS)
    for kind, offers in by_kind.items():
        yield Figure(f"  of these, {kind}", _share(offers), 1)
    misled = [said.about in stations.offered(said) for said in corpus.elsewhere()]
    yield Figure("offered to the same elsewhere", _share(misled), ELSEWHERE)


def _share(answers: Sequence[bool]) -> float:
    return sum(answers) / len(answers)


def main() -> int:
    """Prints the table; 1 if a share does not keep its limit."""
    stations = Stations(corpus.base())
    figures = list(measured(stations))
    for one in figures:
        limit = f"   at {'least' if one.least else 'most'} {one.limit:.0%}" if one.limit < 1 else ""
        print(f"{one.name:<40}{one.share:>8.1%}{limit}{'' if one.kept else '   MISSED'}")
    print(f"{'CPU-ms for a look-up, no database':<40}{stations.seconds / stations.asked * 1000:>8.1f}")
    return 0 if all(one.kept for one in figures) else 1
