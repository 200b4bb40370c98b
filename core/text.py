"""Text as it comes in: one normal form, nothing that cannot be kept, and *empty* means that nothing can be seen.

Every text from outside passes here, once: pages through `TextMiddleware` and `core.forms.TextForm`, programs through
`core.api.Input`. Words that are stored already are never rewritten; `same_text` compares them in the normal form.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

#: NUL, lone surrogates and the noncharacters of Unicode: databases, JSON or the next program break over them.
UNKEEPABLE = re.compile(
    "[\x00\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)
#: What stands where such a character stood.
REPLACEMENT = "\ufffd"
#: Characters without a picture that Unicode does not count among controls, formats and blanks: fillers, selectors.
UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
#: Controls, formats and blanks.
UNSEEN_KINDS = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
#: So many of the characters at fault are named.
NAMED = 3


class UnkeepableText(BadRequest):
    """A text that cannot be kept was read where no form would show it again (400)."""

    def __init__(self, name: str, text: str):
        self.name = replaced(name)
        self.message = refusal_of(text)
        super().__init__(f"{self.name}: {self.message}")


def refusal_of(text: str) -> str:
    """What is wrong with the text, and the remedy, in the reader's language."""
    found = dict.fromkeys(f"U+{ord(one):04X}" for one in UNKEEPABLE.findall(text))
    return _(
        "There is a character here that cannot be kept (%(characters)s, shown as “�”). "
        "Delete it and type that place again."
    ) % {"characters": ", ".join(list(found)[:NAMED])}


def with_line_ends(text: str) -> str:
    r"""The text with `\n` at the end of each line, as browsers count it."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def is_blank(text: str) -> bool:
    """Whether nothing of the text can be seen."""
    return all(unicodedata.category(one) in UNSEEN_KINDS or UNSEEN.match(one) for one in text)


def normal(text: str) -> str:
    """The text as it is taken in; one of which nothing can be seen is empty."""
    return "" if is_blank(text) and not UNKEEPABLE.search(text) else with_line_ends(text)


def replaced(text: str) -> str:
    """The text with a sign where a character cannot be kept: what a page may show of it."""
    return UNKEEPABLE.sub(REPLACEMENT, text)


def same_text(one: str | tuple[str, ...], other: str | tuple[str, ...]) -> bool:
    """Whether two texts (or several, each with its counterpart) say the same, however they were typed and stored."""
    return _compared(one) == _compared(other)


def _compared(text: str | tuple[str, ...]) -> list[str]:
    texts = (text,) if isinstance(text, str) else text
    return [unicodedata.normalize("NFC", with_line_ends(one)) for one in texts]


def each(value: Any, change: Callable[[str], str]) -> Any:
    """The same lists and dictionaries with every text in them changed; names keep theirs but for the line ends."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list | tuple):
        return [each(one, change) for one in value]
    if isinstance(value, MultiValueDict):
        changed = QueryDict(mutable=True) if isinstance(value, QueryDict) else MultiValueDict()
        for name, values in value.lists():
            changed.setlist(with_line_ends(name), each(values, change))
        return changed
    if isinstance(value, Mapping):
        return {with_line_ends(str(name)): each(one, change) for name, one in value.items()}
    return value


def unkeepable(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text that cannot be kept, after the name of its place: `concerns.0.words`. A name may be one, too."""
    if isinstance(value, str):
        if UNKEEPABLE.search(value):
            yield place, value
    elif isinstance(value, list | tuple):
        for number, one in enumerate(value):
            yield from unkeepable(one, f"{place}.{number}" if place else str(number))
    elif isinstance(value, Mapping):
        rows = value.lists() if isinstance(value, MultiValueDict) else value.items()
        for name, one in rows:
            inner = f"{place}.{replaced(str(name))}" if place else replaced(str(name))
            yield from unkeepable(str(name), inner)
            if isinstance(value, MultiValueDict):
                yield from ((inner, text) for _number, text in unkeepable(one))
            else:
                yield from unkeepable(one, inner)


class Typed(QueryDict):
    """What a form or an address brought, in the normal form; whoever reads from it what cannot be kept is stopped.

    A form takes it with `for_a_form`, refuses the field, and shows everything again.
    """

    #: The names whose refusal a form has said; copies share it.
    said: set[str]

    @classmethod
    def of(cls, given: QueryDict, raw: bytes = b"") -> "Typed":
        """`raw`: as it was sent, to tell what was no UTF-8 from a sign of replacement that somebody typed."""
        typed = cls(mutable=True, encoding=given.encoding)
        typed.said = set()
        for name, values in (_undecoded(raw) if raw and _has_replacement(given) else given).lists():
            typed.setlist(with_line_ends(name), each(values, normal))
        typed._mutable = False
        return typed

    def __deepcopy__(self, memo: Any) -> "Typed":
        copied = super().__deepcopy__(memo)
        copied.said = self.said
        return copied

    def __getitem__(self, key: str) -> Any:
        return self._kept(key, super().__getitem__(key))

    def getlist(self, key: str, default: Any = None) -> Any:
        return [self._kept(key, value) for value in super().getlist(key, default)]

    def _kept(self, key: str, value: Any) -> Any:
        if isinstance(value, str) and UNKEEPABLE.search(value):
            raise UnkeepableText(key, value)
        return value

    def urlencode(self, safe: str | None = None) -> str:
        """No link carries on what was refused."""
        return str(each(self, replaced).urlencode(safe)) if self.refused else super().urlencode(safe)

    @property
    def refused(self) -> dict[str, str]:
        """What cannot be kept: by name, the text."""
        everything = "".join(text for name, values in self.lists() for text in (name, *values))
        return dict(unkeepable(self)) if UNKEEPABLE.search(everything) else {}


def _has_replacement(given: QueryDict) -> bool:
    return any(REPLACEMENT in text for name, values in given.lists() for text in (name, *values))


def _undecoded(raw: bytes) -> MultiValueDict[str, str]:
    """The pairs with a lone surrogate for every byte that is no UTF-8."""
    pairs: MultiValueDict[str, str] = MultiValueDict()
    text = raw.decode("utf-8", "surrogateescape")
    for name, value in parse_qsl(text, keep_blank_values=True, errors="surrogateescape"):
        pairs.appendlist(name, value)
    return pairs


def for_a_form(data: Any) -> tuple[Any, dict[str, str]]:
    """What a form works with and shows again, and by name the texts that it refuses."""
    taken = data if isinstance(data, Typed) else each(data, normal)
    refused = taken.refused if isinstance(taken, Typed) else dict(unkeepable(taken))
    return (each(taken, replaced) if refused else taken), refused
