"""The texts that a bench's database holds: of real lengths and shapes, and with many words; the same for every build.

They are written into a file once. `inside/worded.py` reads it in the tree of each build and puts them into the rows.
"""

import hashlib
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from portal.demo import wording
from portal.demo.voices import HERE as VOICES
from portal.demo.voices import NEAR, matters, names, places, told
from tools.venv import ROOT

FOLDER = ROOT / "var" / "bench"
#: So many messages are composed; each row adds particulars of its own, so that no two rows say the same.
MESSAGES, PAPERS = 20_000, 2_000
#: Median and spread that are aimed at; with its particulars a message is a little longer.
LENGTHS = (225, 1.35)
#: A database of the usual size holds fewer different words than a large one.
WORDS_OF, MOST_WORDS = 4, 60_000
WRITTEN_BY = (Path(__file__), Path(__file__).parent / "inside" / "worded.py", Path(wording.__file__))


def digest() -> str:
    """Of everything that decides what the texts are."""
    found = hashlib.sha256()
    for path in [*WRITTEN_BY, *sorted(VOICES.glob("*"))]:
        if path.is_file():
            found.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return found.hexdigest()[:16]


def written(concerns: int) -> Path:
    """The file of texts for a database of so many concerns; written where it is not there yet."""
    path = FOLDER / f"texts-{concerns}-{digest()}.json"
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(texts(concerns), ensure_ascii=False), encoding="utf-8")
    return path


def texts(concerns: int, messages: int = MESSAGES, papers: int = PAPERS) -> dict[str, Any]:
    """Messages with their places, the parts of papers, and the words that make each row's own particulars."""
    return {
        "messages": [message(number) for number in range(min(messages, concerns))],
        **{part: [paper(part, number) for number in range(papers)] for part in ("situation", "proposal", "reply")},
        "statement": [paper("statement", number) for number in range(papers)],
        "words": list(islice(words(), min(MOST_WORDS, concerns // WORDS_OF))),
    }


def message(number: int) -> dict[str, str]:
    """What one resident says, with the place: any matter, any speaker."""
    dice = Random(f"message {number}")  # noqa: S311  texts are to be the same every time
    matter = dice.choice(list(matters().values()))
    place = "" if matter.kind == "none" else dice.choice(places(matter.kind))
    core = told(dice, matter, place, 40).said(str, 60)
    concern = {"words": "".join(core), "nature": "complaint", "place": place or NEAR["none"]}
    return {"words": wording.as_said(concern, f"bench {number}", matter.name, LENGTHS), "place": place}


def paper(part: str, number: int) -> str:
    dice = Random(f"{part} {number}")  # noqa: S311
    matter = dice.choice(list(matters().values()))
    place = dice.choice(places("road" if matter.kind == "none" else matter.kind))
    first = "您的建议收悉，现答复如下。" if part == "reply" else "".join(told(dice, matter, place, 160).said(str, 200))
    return wording.on_paper(first, part, str(number), place)


def words() -> Iterator[str]:
    """People, companies, products and places, composed: without end, each once."""
    dice = Random("words")  # noqa: S311
    suffixes = [
        *"街路巷苑阁里村坊桥塘",
        "花园",
        "新村",
        "大厦",
        "公寓",
        "广场",
        "工业园",
        "小学",
        "市场",
        "公园",
        "水库",
    ]
    kinds = (
        (names("surname"), "name-char", [""]),
        ([""], "firm-char", names("firm-last")),
        ([""], "firm-char", names("thing")),
        ([""], "place-char", suffixes),
    )
    known: set[str] = set()
    while True:
        for first, characters, last in kinds:
            middle = dice.choice(names(characters)) + dice.choice(names(characters))
            word = f"{dice.choice(first)}{middle}{dice.choice(last)}"
            if word not in known:
                known.add(word)
                yield word
