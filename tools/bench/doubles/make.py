"""Writes the four files of the corpus from the residents' voices: `python -m tools.bench.doubles.make`."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from portal.demo.voices import (
    SPEAKERS,
    Matter,
    Sentence,
    Told,
    common,
    joined,
    laid_out,
    lengths,
    matters,
    places,
    told,
)
from tools.bench.doubles.retelling import KINDS, LONG_KINDS, mistyped, retold

HERE = Path(__file__).parent
SEED, FIRST, DAYS = 20261130, date(2026, 6, 1), 183
BASE, DOUBLES, ELSEWHERE, FRESH = 1240, 150, 150, 420
GREETED, NUMBERED, BROKEN, SPACED = 0.26, 0.09, 0.02, 0.11
#: Matters that nobody in the base speaks of.
ONLY_FRESH = {
    "power-cut", "mosquitoes", "courier", "library-seats", "ramp-disabled", "fireworks-paper", "scam-harass",
    "housing-rent", "school-meal", "migrant-permit", "veterans-honour", "shared-bikes",
}  # fmt: skip
#: How often a matter without a place is asked about at most: otherwise nobody could say which is the double of which.
MOST_WITHOUT_PLACE = 12
LONGEST_ALONE = 1000
#: What is shorter can hardly be said in other words.
SHORTEST_RETOLD = 30


class Writer:
    """Writes messages one after the other and remembers which matter was spoken of at which place."""

    def __init__(self) -> None:
        self.dice = Random(SEED)
        self.taken: set[tuple[str, str]] = set()
        self.written: set[str] = set()
        subdistricts = json.loads((HERE.parents[2] / "stations/reference/subdistricts.json").read_text("utf-8"))
        self.stations = [station for one in subdistricts["subdistricts"] for station in one["stations"]]
        self.at_home: dict[str, dict[str, str]] = {}
        self.asked: dict[str, int] = defaultdict(int)

    # Where.

    def station_of(self, place: str) -> dict[str, str]:
        """The station of a place; a place named after a community is there, the others wherever they first were."""
        named = next((row for row in self.stations if place.startswith(row["community_zh"])), None)
        # Some stations hear much more than others.
        weights = [30 / (n + 3) for n in range(len(self.stations))]
        return self.at_home.setdefault(place, named or self.dice.choices(self.stations, weights)[0])

    def place_for(self, matter: Matter, spare: float) -> str | None:
        """A place at which nobody has spoken of the matter yet; a share of them is kept for what comes later."""
        if matter.kind == "none":
            if self.asked[matter.name] >= MOST_WITHOUT_PLACE:
                return None
            self.asked[matter.name] += 1
            return ""
        left = [place for place in places(matter.kind) if (matter.name, place) not in self.taken]
        if len(left) <= len(places(matter.kind)) * spare:
            return None
        return self.take(matter, self.dice.choice(left))

    def take(self, matter: Matter, place: str) -> str:
        self.taken.add((matter.name, place))
        return place

    def written_place(self, place: str) -> str:
        """The place as somebody types it into its own field: with the community or without, sometimes more exactly."""
        if not place:
            return ""
        community = self.station_of(place)["community_zh"] + "社区"
        more = self.dice.choice(["", "", "", "北门", "南门", "对面", "附近", "旁", "{}栋", "{}号旁", "{}座"])
        before = "" if place.startswith(community[:-2]) or self.dice.random() < 0.4 else community
        return before + place + more.format(self.dice.randrange(1, 19))

    # What.

    def matter(self, only_fresh: bool, spare: float) -> tuple[Matter, str]:
        """A matter with a place for it."""
        known = [one for one in matters().values() if (one.name in ONLY_FRESH) is only_fresh]
        weights = [4 if one.kind == "none" else len(places(one.kind)) ** 0.8 for one in known]
        for _attempt in range(1000):
            matter = self.dice.choices(known, weights)[0]
            place = self.place_for(matter, spare)
            if place is not None:
                return matter, place
        raise LookupError("No place is left of which nobody has spoken: add names to places.txt.")

    def plan(self, length: int, *, only_fresh: bool = False, numbered: bool = False, spare: float = 0.35) -> "Plan":
        """What one message is to say: one matter, or several where it is long or numbered."""
        speaker = self.dice.choice(SPEAKERS)
        count = 1
        if numbered:
            count = max(3, min(9, round(length / 420)))
        elif length > LONGEST_ALONE:
            count = max(2, round(length / 480))
        parts = []
        for _number in range(count):
            matter, place = self.matter(only_fresh, spare)
            named = self.dice.random() < 0.75
            parts.append(told(self.dice, matter, place, round(length / count), speaker=speaker, named=named))
        return Plan(parts, speaker, length, numbered)


@dataclass
class Plan:
    """A message before it is said: the matters, who speaks, and how long."""

    parts: list[Told]
    speaker: str
    length: int
    numbered: bool = False

    def pieces(self, dice: Random) -> list[str]:
        """The words in paragraphs, about as long as wanted, without a greeting."""
        share = max(16, round(self.length / len(self.parts)))
        before, after = self._before(dice), self._after(dice)
        room = round(share * 1.04) - (len(before) + len(after)) // len(self.parts)
        if len(self.parts) == 1 and self.length < 34:
            self._shorten(dice)
        texts = [joined(part.said(str, room), dice) for part in self.parts]
        if self.numbered:
            mark = dice.choice(["{}、", "{}.", "第{}，", "（{}）", "{}，"])
            figures = "一二三四五六七八九" if mark in ("第{}，", "（{}）") or dice.random() < 0.4 else "123456789"
            texts = [mark.format(figures[number]) + text for number, text in enumerate(texts)]
        return [piece for piece in (before, *texts, after) if piece]

    def _before(self, dice: Random) -> str:
        lines = []
        if self.length > 170 and dice.random() < 0.6:
            lines.append(Sentence(dice.choice(common(f"intro-{self.speaker}")), str(dice.random())))
        if self.numbered and self.length > 150:
            lines.append(Sentence(dice.choice(common("number-open")), str(dice.random())))
        return "".join(line.said("", self.parts[0].place or "本社区") for line in lines)

    def _after(self, dice: Random) -> str:
        if self.length < 70 or dice.random() > 0.45:
            return ""
        return Sentence(dice.choice(common("closing")), str(dice.random())).said("", "")

    def _shorten(self, dice: Random) -> None:
        """Says the one sentence of the matter that comes nearest to a short length."""
        part = self.parts[0]
        lines = part.matter.sentences["problem"]
        tries = [Sentence(dice.choice(lines), str(dice.random()), "problem") for _number in range(12)]
        best = min(tries, key=lambda one: abs(len(one.said("", part.place)) - self.length))
        self.parts = [replace(part, sentences=(best,), named=part.named or self.length > 24)]


def chances(dice: Random, count: int, share: float) -> list[bool]:
    """Exactly so large a share of yes, shuffled."""
    found = [number < round(count * share) for number in range(count)]
    dice.shuffle(found)
    return found


def shapes(dice: Random, wanted: list[int]) -> list[str]:
    """Which messages have paragraphs: of those long enough for it."""
    long = [number for number, length in enumerate(wanted) if length > 110]
    dice.shuffle(long)
    found = ["plain"] * len(wanted)
    lines, blanks = round(len(wanted) * BROKEN), round(len(wanted) * SPACED)
    for number in long[:lines]:
        found[number] = "lines"
    for number in long[lines : lines + blanks]:
        found[number] = "blanks"
    return found


def numbering(dice: Random, wanted: list[int]) -> list[bool]:
    """Which messages number their matters: the longer the more often."""
    chance = {number: dice.random() ** (200 / max(length, 60)) for number, length in enumerate(wanted) if length > 90}
    chosen = set(sorted(chance, key=chance.__getitem__, reverse=True)[: round(len(wanted) * NUMBERED)])
    return [number in chosen for number in range(len(wanted))]


def day(dice: Random, earliest: int = 0) -> str:
    return str(FIRST + timedelta(days=dice.randrange(min(earliest, DAYS - 1), DAYS)))


def messages(writer: Writer, count: int, kinds: list[str]) -> Iterator[tuple[Plan, dict[str, Any]]]:
    """So many messages of the wanted shapes, with their plans."""
    dice = writer.dice
    wanted = lengths(count, dice, 228, 1.11)
    greeted = chances(dice, count, GREETED)
    for length, kind, greets, numbered, shape in zip(
        wanted, kinds, greeted, numbering(dice, wanted), shapes(dice, wanted), strict=True
    ):
        new = kind == "new matter"
        words = ""
        while not words or words in writer.written:
            plan = writer.plan(length, only_fresh=new, numbered=numbered, spare=0.35 if kind == "base" else 0)
            words = laid_out(plan.pieces(dice), dice, shape)
        writer.written.add(words)
        yield plan, row_of(writer, plan.parts, dice.choice(common("greeting")) + words if greets else words, kind)


def row_of(writer: Writer, parts: list[Told], words: str, kind: str) -> dict[str, Any]:
    first = parts[0]
    dice = writer.dice
    place = "" if first.named and dice.random() < 0.12 else writer.written_place(first.place)
    station = writer.station_of(first.place or f"nowhere {dice.random()}")["code"]
    return {
        "id": "", "kind": kind, "received_on": day(dice), "station": station, "category": first.matter.category,
        "place": place, "words": words,
    }  # fmt: skip


def double_of(writer: Writer, plan: Plan, row: dict[str, Any], kind: str) -> dict[str, Any]:
    dice = writer.dice
    words = mistyped(row["words"], dice) if kind == "typos" else retold(plan.parts, kind, dice)
    if kind == "typos":
        words = without_greeting(words)
    again = row_of(writer, plan.parts, words, kind)
    since = date.fromisoformat(row["received_on"]) - FIRST
    own = dice.sample(common("own") + common(f"story-{dice.choice(SPEAKERS)}"), 2)
    return again | {
        "station": row["station"], "received_on": day(dice, since.days + 1), "about": row["id"],
        "greeting": dice.choice(common("greeting")),
        "own": [Sentence(line, str(dice.random())).said("", "") for line in own],
    }  # fmt: skip


def without_greeting(words: str) -> str:
    """A near-double begins without a greeting; the measure puts one before it."""
    for greeting in sorted(common("greeting"), key=len, reverse=True):
        words = words.removeprefix(greeting)
    return words


def elsewhere_of(writer: Writer, plan: Plan, row: dict[str, Any]) -> dict[str, Any] | None:
    """The same complaint of another place: word for word the same, or in other words."""
    dice = writer.dice
    parts = []
    for part in plan.parts:
        left = [place for place in places(part.matter.kind) if (part.matter.name, place) not in writer.taken]
        if not left:
            return None
        parts.append(part.elsewhere(writer.take(part.matter, dice.choice(left))))
    kind = dice.choice(["same words", "other words", "other words"])
    if kind == "same words":
        words = without_greeting(row["words"])
        for old, new in zip(plan.parts, parts, strict=True):
            words = words.replace(old.place, new.place)
    else:
        words = retold(parts, dice.choice(["synonyms", "extended", "synonyms"]), dice)
    since = date.fromisoformat(row["received_on"]) - FIRST
    return row_of(writer, parts, words, kind) | {"about": row["id"], "received_on": day(dice, since.days + 1)}


def corpus() -> dict[str, list[dict[str, Any]]]:
    """All four files' rows."""
    writer = Writer()
    dice = writer.dice
    pairs = sorted(messages(writer, BASE, ["base"] * BASE), key=lambda pair: pair[1]["received_on"])
    for number, (_plan, row) in enumerate(pairs, 1):
        row["id"] = f"b{number:04}"
    able = [pair for pair in pairs if len(pair[1]["words"]) >= SHORTEST_RETOLD]
    chosen = dice.sample(able, DOUBLES)
    doubles = []
    for number, (plan, row) in enumerate(chosen):
        sentences = sum(len(part.sentences) for part in plan.parts)
        kinds = [kind for kind in KINDS if sentences > 4 or kind not in LONG_KINDS]
        doubles.append(double_of(writer, plan, row, kinds[number % len(kinds)]))
    placed = [pair for pair in able if all(part.place for part in pair[0].parts)]
    dice.shuffle(placed)
    found = (elsewhere_of(writer, plan, row) for plan, row in placed)
    elsewhere = list(islice(filter(None, found), ELSEWHERE))
    new = chances(dice, FRESH, 0.65)
    fresh = [row for _plan, row in messages(writer, FRESH, ["new matter" if one else "known matter" for one in new])]
    for letter, rows in (("d", doubles), ("e", elsewhere), ("f", fresh)):
        for number, row in enumerate(rows, 1):
            row["id"] = f"{letter}{number:04}"
    return {"base": [row for _plan, row in pairs], "doubles": doubles, "elsewhere": elsewhere, "fresh": fresh}


if __name__ == "__main__":
    for name, rows in corpus().items():
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        (HERE / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
