"""Residents' voices: sentences by matter, place and speaker, and how a text of a wanted length is made of them.

The sentences stand in text files beside this module, all written for this product. In a sentence `[a|b]` are
different facts, `{a|b}` the same fact in other words, `<place>` a place or a name. A text is first planned and then
said: the plan holds the facts, so the same plan can be said again in other words.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from statistics import NormalDist

HERE = Path(__file__).parent
#: The parts of what is said about a matter, in the order in which people usually say them.
PARTS = ("problem", "detail", "effect", "tried", "wish")
SPEAKERS = ("elder", "parent", "worker", "merchant", "young", "formal", "angry")
#: How people call a place that the listener knows anyway.
NEAR = {
    "estate": "我们小区",
    "road": "我们门口这条路",
    "village": "我们村",
    "school": "我们学校",
    "market": "我们这边的市场",
    "stop": "我们这一站",
    "park": "家旁边的公园",
    "river": "屋后的河",
    "factory": "那家厂",
    "none": "我们这里",
}
FULL_STOPS = "。！？!?…：；;，,~）)"
STOPS_IN_QUOTES = ('。"', '？"', '！"', "。”")


@dataclass(frozen=True)
class Matter:
    """What people complain of or ask about, with the sentences for it. `kind` says at what kind of place."""

    name: str
    category: str
    kind: str
    sentences: dict[str, list[str]]


@dataclass(frozen=True)
class Sentence:
    """A sentence that is planned: its facts are decided by `facts`, its words only when it is said."""

    frame: str
    facts: str
    part: str = ""

    def said(self, manner: str, place: str) -> str:
        """The sentence in the words of a manner of speaking; the same facts and place in every manner."""
        words = Random(f"{self.facts}{manner}")
        text = _chosen(self.frame, Random(self.facts), words)
        text = text.replace("<place>", place)
        particulars = Random(f"{self.facts}names")
        while "<" in text:
            before, _opening, rest = text.partition("<")
            slot, _closing, after = rest.partition(">")
            text = before + detail(slot, particulars) + after
        if self.part != "paper":
            text = _otherwise(text, words)
        return text if text[-1] in FULL_STOPS or text.endswith(STOPS_IN_QUOTES) else text + "。"


def _otherwise(text: str, words: Random) -> str:
    """The text with some of its usual words exchanged for others of the same meaning."""
    for usual, *others in synonyms():
        if usual in text and words.random() < 0.3:
            text = text.replace(usual, words.choice(others), 1)
    return text


def detail(slot: str, dice: Random) -> str:
    """A name, day, sum or the like, invented."""
    if slot in MADE_UP:
        return MADE_UP[slot](dice)
    return dice.choice(places(slot) if slot in ("bus", "shop", "road") else names(slot))


def _sum(dice: Random) -> str:
    return dice.choice(["{}元", "{}块", "{}多块", "{}来块"]).format(dice.randrange(3, 98) * dice.choice([10, 50, 100]))


def _person(dice: Random) -> str:
    surname = dice.choice(names("surname"))
    return surname + dice.choice(names("called" if dice.random() < 0.65 else "given"))


def _clock(dice: Random) -> str:
    part, first, last = dice.choice(
        [("早上", 6, 11), ("中午", 12, 12), ("下午", 2, 6), ("晚上", 7, 11), ("凌晨", 1, 5)]
    )
    return f"{part}{dice.randrange(first, last + 1)}点{dice.choice(['', '', '半', '一刻', '多', '二十', '四十'])}"


def _firm(dice: Random) -> str:
    return "".join(dice.choice(names(f"firm-{part}")) for part in ("first", "second", "last"))


#: What is composed, not chosen from a list.
MADE_UP: dict[str, Callable[[Random], str]] = {
    "date": lambda dice: f"{dice.randrange(1, 13)}月{dice.randrange(1, 29)}{dice.choice('日号')}",
    "month": lambda dice: f"{dice.randrange(1, 13)}月",
    "year": lambda dice: str(dice.randrange(2003, 2026)),
    "time": _clock,
    "money": _sum,
    "budget": lambda dice: f"{dice.randrange(3, 180)}万元",
    "person": _person,
    "few": lambda dice: dice.choice("两三四五六七八九"),
    "count": lambda dice: str(dice.randrange(11, 240)),
    "age": lambda dice: f"{dice.randrange(61, 95)}岁",
    "number": lambda dice: str(dice.randrange(1000, 99999)),
    "no": lambda dice: f"{dice.randrange(1, 23)}{dice.choice(['栋', '座', '巷', '号楼'])}{dice.randrange(101, 2906)}",
    "firm": _firm,
}


def _chosen(frame: str, facts: Random, words: Random) -> str:
    """The frame with one of each choice; a choice holds no other choice."""
    found, rest = [], frame
    while rest:
        plain, opening, rest = _cut(rest)
        found.append(plain)
        if opening:
            closing = "]" if opening == "[" else "}"
            inside, _closing, rest = rest.partition(closing)
            found.append((facts if opening == "[" else words).choice(inside.split("|")))
    return "".join(found)


def _cut(text: str) -> tuple[str, str, str]:
    """What stands before the first choice, its opening bracket, and the rest."""
    at = min((place for place in (text.find("["), text.find("{")) if place >= 0), default=len(text))
    return text[:at], text[at : at + 1], text[at + 1 :]


def blocks(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    """The blocks of a file of sentences: the words of the heading, and the lines below it."""
    heading: list[str] = []
    lines: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            if heading:
                yield heading, lines
            heading, lines = line[3:].split(), []
        elif line:
            lines.append(line)
    yield heading, lines


@cache
def matters() -> dict[str, Matter]:
    """All matters, by name."""
    found = {}
    for path in sorted(HERE.glob("matters-*.txt")):
        for (name, category, kind), lines in blocks(path):
            sentences: dict[str, list[str]] = {}
            for line in lines:
                if line[1:-1] in PARTS:
                    part = sentences.setdefault(line[1:-1], [])
                else:
                    part.append(line)
            found[name] = Matter(name, category, kind, sentences)
    return found


@cache
def common(name: str) -> list[str]:
    """Sentences that belong to no matter: greetings, who speaks, stories, asides, closings."""
    files = (HERE / "common.txt", HERE / "specifics.txt")
    return {heading[0]: lines for path in files for heading, lines in blocks(path)}[name]


@cache
def names(kind: str) -> list[str]:
    """Names of people, things and towns of a kind, and the parts of which those of companies are made."""
    return {heading[0]: " ".join(lines).split() for heading, lines in blocks(HERE / "names.txt")}[kind]


@cache
def papers(part: str) -> list[str]:
    """Sentences for a part of a paper: its situation, its proposal, the reply to it; or the statement of a topic."""
    return {heading[0]: lines for heading, lines in blocks(HERE / "papers.txt")}[part]


@cache
def synonyms() -> list[list[str]]:
    """Usual words, each with others that may stand in their place."""
    return [line.split() for line in (HERE / "synonyms.txt").read_text(encoding="utf-8").splitlines()]


@cache
def places(kind: str) -> list[str]:
    """Invented names of places of a kind."""
    found = {heading[0]: " ".join(lines).split() for heading, lines in blocks(HERE / "places.txt")}
    return found[kind]


@dataclass(frozen=True)
class Told:
    """What one resident says about one matter at one place, planned sentence by sentence."""

    matter: Matter
    place: str
    sentences: tuple[Sentence, ...]
    #: Whether the place is called by its name in the words themselves.
    named: bool = True

    def said(self, manners: Callable[[], str], most: int = 10**6) -> list[str]:
        """The sentences in words, as many as come near to so many characters, at least one."""
        called = self.place if self.named else NEAR[self.matter.kind]
        found: list[str] = []
        for sentence in self.sentences:
            text = sentence.said(manners(), called)
            if found and sum(map(len, found)) + len(text) / 2 > most:
                break
            found.append(text)
        return found

    def elsewhere(self, place: str) -> "Told":
        """The same, said of another place."""
        return replace(self, place=place)


def told(
    dice: Random, matter: Matter, place: str, length: int, *, speaker: str = "", named: bool = True, begun: bool = False
) -> Told:
    """Plans about so many characters on a matter; a speaker adds stories of their own to what is long.

    What is `begun` already goes on without saying once more what the matter is.
    """
    chosen = [sentence for sentence in _about(dice, matter, length) if not (begun and sentence.part == "problem")]
    more = [("specific", length / 150 if length > 45 else 0)]
    if speaker and length > 120:
        more += [(f"story-{speaker}", length / 420), ("aside", length / 800)]
    for name, wanted in more:
        count = min(len(common(name)), int(wanted + dice.random()))
        for frame in dice.sample(common(name), count):
            chosen.insert(dice.randrange(min(1, len(chosen)), len(chosen) + 1), Sentence(frame, _facts(dice), "story"))
    return Told(matter, place, tuple(chosen), named)


def _about(dice: Random, matter: Matter, length: int) -> Iterator[Sentence]:
    """A selection of the matter's sentences, about as long as wanted, usually in the usual order."""
    count = max(1, round(length / 40))
    shares: dict[str, float] = {
        "problem": 1,
        "detail": count * 0.5,
        "effect": count * 0.18,
        "tried": count * 0.1,
        "wish": count * 0.2,
    }
    if count < 4:
        asked = dice.sample(["detail", "effect", "wish", "tried"], count - 1)
        shares = dict.fromkeys(["problem", *asked], 1.0)
    parts: list[list[Sentence]] = []
    for part in PARTS:
        lines = matter.sentences.get(part, [])
        wanted = min(len(lines), max(round(shares.get(part, 0)), 1 if count > 6 and part == "wish" else 0))
        parts.append([Sentence(line, _facts(dice), part) for line in dice.sample(lines, wanted)])
    if dice.random() < 0.3:
        middle = parts[1:4]
        dice.shuffle(middle)
        parts[1:4] = middle
    for some in parts:
        yield from some


def _facts(dice: Random) -> str:
    return str(dice.getrandbits(48))


def lengths(count: int, dice: Random, median: float = 200, spread: float = 1.036) -> list[int]:
    """So many lengths of residents' messages, shuffled: half below the median, one in twenty above 5.5 times it."""
    normal = NormalDist()
    found = [round(median * 2.718281828 ** (spread * normal.inv_cdf((n + 0.5) / count))) for n in range(count)]
    dice.shuffle(found)
    return found


def joined(sentences: Iterable[str], dice: Random) -> str:
    """Sentences one behind the other; people often put a comma where a full stop belongs."""
    text = ""
    for sentence in sentences:
        if text.endswith("。") and dice.random() < 0.22:
            text = text[:-1] + "，"
        text += sentence
    return text


def laid_out(pieces: list[str], dice: Random, shape: str) -> str:
    """Paragraphs behind one another, on lines of their own, or marked by blanks."""
    if shape == "plain":
        return "".join(pieces)
    if len(pieces) < 2:
        sentences = re.split(r'(?<=。)(?!["”）])', pieces[0])
        half = max(1, len(sentences) // 2)
        pieces = ["".join(sentences[:half]), "".join(sentences[half:])]
    between = dice.choice(["\n", "\n", "\n\n"]) if shape == "lines" else dice.choice(["  ", "　　", "    "])
    return between.join(piece for piece in pieces if piece)
