"""Doubles: which of the concerns heard lately may be the matter that is being said just now (rule 6).

All of the words count, as pairs of characters: a pair that few concerns share says more than one that stands in every
third of them, so a greeting or a sentence of one's own hides nothing. The place counts with the words, and where both
name one and the two have nothing in common, it is another matter.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from math import log, sqrt

from core.search import all_terms

#: Offered from this likeness on (0 to 1). Measured by `make bench ARGS=--doubles`.
LIKE = 0.28
#: What is left of the likeness where the places differ.
ELSEWHERE = 0.5
#: So many pairs are looked at; more change nothing.
MOST_PAIRS = 600
#: Fewer pairs in common are chance.
FEWEST_SHARED = 2
#: Where fewer were heard, pairs are as rare as among so many.
AS_IF = 200
#: So many letters of stored terms go with one pair: the pair, its characters, the blanks between.
LETTERS = 4
#: Letters of the receipt number, which stands among the terms and is like nothing.
NUMBER = 18
#: The end of a place's name tells no place: 小区, 社区, 路.
COMMON_ENDS = frozenset("区路村街巷道口门楼栋号园苑里站市场小社中")


@dataclass(frozen=True)
class Heard:
    """A concern as it is compared: its key, the terms by which it is found, and the place of the matter."""

    pk: int
    terms: str
    place: str


def doubles(words: str, place: str, heard: Sequence[Heard], most: int = 5) -> list[int]:
    """The keys of those that are like the words, the likest first."""
    said = pairs_of(f"{words} {place}")
    shared = [said.intersection(one.terms.split(" ")) for one in heard]
    many = max(len(heard), AS_IF)
    weight = _weights(shared, many)
    whole = sum(weight.values())
    found: list[tuple[float, int]] = []
    for one, common in zip(heard, shared, strict=True):
        if len(common) < FEWEST_SHARED:
            continue
        like = _likeness(sum(weight[pair] for pair in common), whole, _pairs_in(one.terms), many)
        if place and one.place and not _same_place(place, one.place):
            like *= ELSEWHERE
        if like >= LIKE:
            found.append((like, one.pk))
    return [pk for _like, pk in sorted(found, reverse=True)[:most]]


def pairs_of(text: str) -> frozenset[str]:
    """The pairs of characters and the words of a text."""
    return frozenset(islice((term for term in all_terms(text) if len(term) > 1), MOST_PAIRS))


def _pairs_in(terms: str) -> float:
    """About how many pairs the stored terms hold, without counting them."""
    return max(len(terms) - NUMBER, LETTERS) / LETTERS


def _weights(shared: Sequence[frozenset[str]], many: int) -> dict[str, float]:
    """What each pair says that anybody else used: the rarer, the more."""
    used = Counter(pair for common in shared for pair in common)
    return {pair: log((many + 1) / (times + 0.5)) for pair, times in used.items()}


def _likeness(common: float, whole: float, length: float, many: int) -> float:
    """The weight in common beside that of both texts; the known one's is judged by its length."""
    return common / sqrt(whole * length * log(many + 2)) if whole else 0.0


def _same_place(one: str, other: str) -> bool:
    return bool((set(one) & set(other)) - COMMON_ENDS)
