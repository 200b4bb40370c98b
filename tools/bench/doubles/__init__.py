"""A corpus for measuring how well the look-up at entry finds what was said before: residents' messages and truths.

Four files of JSON lines, described in `README.md` beside them; `make.py` wrote them. A measure reads them from here
and knows nothing of how they were made.
"""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
#: How a near-double begins: at once, behind a greeting, behind one or two sentences of the speaker's own.
VARIANTS = ("as is", "greeting", "one sentence", "two sentences")


@dataclass(frozen=True)
class Message:
    """One resident's message. Station and category are codes of the reference data; the place is free text."""

    id: str
    words: str
    place: str
    station: str
    category: str
    received_on: date
    #: How the message came about: for reading the figures by kind.
    kind: str
    #: The id of the message of the base that says the same (a double), or nearly the same of another place.
    about: str = ""


def _rows(name: str) -> list[dict[str, Any]]:
    lines = (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _message(row: dict[str, Any], words: str = "") -> Message:
    return Message(
        row["id"], words or row["words"], row["place"], row["station"], row["category"],
        date.fromisoformat(row["received_on"]), row["kind"], row.get("about", ""),
    )  # fmt: skip


def base() -> list[Message]:
    """What is known already, ordered by day; no two messages say the same of the same place."""
    return [_message(row) for row in _rows("base")]


def doubles(variant: str = "as is") -> list[Message]:
    """Messages that say what the message `about` says, of the same place, in other words."""
    opening = {
        "as is": lambda row: "",
        "greeting": lambda row: row["greeting"],
        "one sentence": lambda row: row["own"][0],
        "two sentences": lambda row: row["own"][0] + row["own"][1],
    }[variant]
    return [_message(row, opening(row) + row["words"]) for row in _rows("doubles")]


def elsewhere() -> list[Message]:
    """Messages that say nearly what the message `about` says, of another place: doubles of nothing."""
    return [_message(row) for row in _rows("elsewhere")]


def fresh() -> list[Message]:
    """Messages that are doubles of nothing."""
    return [_message(row) for row in _rows("fresh")]
