"""The forms of a page as a browser would send them, and what nobody would type into them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

#: What is typed into a field: values that its form takes for what they are not, or that a database refuses.
DAYS = ["0001-01-01", "9999-12-31", "0001-01-01T00:00", "9999-12-31T23:59", "2019-02-29"]
NUMBERS = ["-1", "0", "2147483648", "9" * 30, "1e400", "NaN", "٣"]
TEXTS = ["", "字\x00", b"\xed\xa0\x80\xff", "字\ufffe", "\u202e👨‍👩‍👧", "长" * 33_400]
NONSENSE: list[str | bytes] = [*TEXTS, *NUMBERS, *DAYS]
#: What a browser would send for a field of this kind that stands there empty.
TYPED = {"date": "2026-11-25", "datetime-local": "2026-11-25T09:30", "number": "1", "password": "Demo-password-1"}


@dataclass
class Field:
    """A field of a form: what kind of control it is, and the values that it offers."""

    kind: str = "text"
    values: list[str] = field(default_factory=list)

    @property
    def odd(self) -> list[str | bytes]:
        """What this kind of field may stumble over, the rest of the form being all right."""
        if self.kind in ("text", "textarea", "password"):
            return TEXTS
        return TEXTS[:4] + (DAYS if self.kind.startswith("date") else NUMBERS)


Fields = dict[str, Field]


class Forms(HTMLParser):
    """What a page asks for itself, by the method it is sent with.

    Forms that are sent elsewhere (the language, the way out) belong to the frame and not to the page.
    """

    def __init__(self, body: str):
        super().__init__()
        self.fields: dict[str, Fields] = {"get": {}, "post": {}}
        self._method = self._select = ""
        self._in_template = False
        self.feed(body)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        name, value, kind = known.get("name", ""), known.get("value", ""), known.get("type", "text")
        if known.get("inputmode") in ("numeric", "decimal"):
            kind = "number"
        if tag == "template":
            self._in_template = True
        elif tag == "form":
            elsewhere = known.get("method") == "post" and known.get("action")
            self._method = "" if elsewhere else known.get("method", "get").lower()
        elif tag == "select":
            self._select = name
            self._offer(name, tag)
        elif tag == "option":
            self._offer(self._select, "select", value)
        elif tag == "textarea":
            self._offer(name, tag, "路口的树枝遮住了红绿灯。")
        elif tag == "input":
            self._offer(name, kind, value or TYPED.get(kind, "林先生"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._in_template = False
        elif tag == "form":
            self._method = ""

    def _offer(self, name: str, kind: str, value: str = "") -> None:
        if name and self._method and not self._in_template and name != "csrfmiddlewaretoken":
            known = self.fields[self._method].setdefault(name, Field(kind))
            known.values += [value] if value else []


def plausible(fields: Fields) -> dict[str, Any]:
    """What somebody in a hurry would send: the first value of each field."""
    return {name: known.values[0] if known.values else "" for name, known in fields.items()}


def of_each_kind(names: Iterable[str]) -> list[str]:
    """One of the fields that differ by a number only: rows are alike."""
    return list({re.sub(r"\d+", "0", name): name for name in names}.values())


def all_at_once(fields: Fields) -> Iterator[dict[str, Any]]:
    """The whole form filled with the same nonsense."""
    return (dict.fromkeys(fields, value) for value in NONSENSE)


def odd(fields: Fields) -> Iterator[dict[str, Any]]:
    """Forms that nobody would send: empty, odd all over, and with one field missing, repeated or odd."""
    good = plausible(fields)
    yield from (good, {})
    yield from all_at_once(fields)
    for name in of_each_kind(fields):
        yield {other: value for other, value in good.items() if other != name}
        yield good | {name: [*fields[name].values[-2:], "x", "x"]}
        yield from (good | {name: value} for value in fields[name].odd)
