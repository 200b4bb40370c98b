"""Names of people in one form, found by their pinyin, and in the order in which a roster has them.

Word sets a name of two characters apart with U+3000, and the dot of 阿卜杜·热合曼 is typed in five ways: one form makes
one person of them. Surnames are read by their own table first (`core.surnames`).
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db import models

from core.search import CHINESE
from core.surnames import readings_of, surname_of

if TYPE_CHECKING:
    Char = models.CharField[Any, Any]
else:
    Char = models.CharField

#: What the computed columns have room for.
LONGEST_INITIALS = 20
LONGEST_KEYS = 400

DOT = "\u00b7"
_DOTS = re.compile(rf"(?<=[{CHINESE}])\s*[.\u00b7\u0387\u2022\u2027\u2219\u22c5\u30fb\uff0e\uff65]\s*(?=[{CHINESE}])")
_BLANKS = re.compile(rf"(?<=[{CHINESE}])\s+(?=[{CHINESE}])")
_ADDITION = re.compile(r"[(（\[［【〔]([^)）\]］】〕]*)[)）\]］】〕]")
_HAN = re.compile(rf"[{CHINESE}]")
# pypinyin reads 卜 as in 萝卜; in 阿卜杜 and as a given name it is bu.
_READ_AS = str.maketrans({"卜": "补"})
_LATIN = re.compile(r"[a-z]+")
_TYPED_LETTERS = re.compile(r"[a-z'’\s]+")


def one_form(text: str) -> str:
    """The name without blanks between Chinese characters, with one dot between them, and nothing invisible."""
    seen = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return " ".join(_BLANKS.sub("", _DOTS.sub(DOT, seen)).split())


def split_name(text: str) -> tuple[str, str]:
    """The name in one form, and what was added in brackets, as in 马小兰（女，回族）."""
    additions = [addition.strip() for addition in _ADDITION.findall(text)]
    return one_form(_ADDITION.sub(" ", text)), "，".join(filter(None, additions))


def masked_name(text: str) -> str:
    """The first character alone, however long the name is."""
    return text[:1] + "*" * (len(text) - 1)


# Pinyin.


def initials(name: str) -> str:
    """The first letters: `zwd` for 曾伟东; letters only."""
    return next(_initials(name), "")[:LONGEST_INITIALS]


def search_keys(name: str) -> str:
    """What a name is found by from its beginning, apart by blanks: initials and full pinyin, in every reading."""
    keys = [*_keys(name)]
    parts = re.split(rf"[{DOT}\s]", name)
    if len(parts) > 1:
        keys += [key for part in parts for key in _keys(part)] + ["".join(parts)]
    kept = "".join(f" {key}" for key in dict.fromkeys(keys) if key)
    return kept[:LONGEST_KEYS]


def sort_key(name: str) -> str:
    """Surname by surname in the order of pinyin, then the given name; ties by the characters themselves.

    Nothing but small letters and figures, so that every collation has the same order.
    """
    surname = _surname(name)
    given = name[len(surname) :]
    read = [_sorted(next(_surname_readings(surname)), surname)] if surname else []
    return "0".join([*read, _sorted(_syllables(given), given)])[:LONGEST_KEYS]


def _sorted(syllables: list[str], text: str) -> str:
    """A shorter reading stands before a longer one that begins alike: 0 ends it, 1 goes on."""
    return f"{'1'.join(syllables)}0{''.join(f'{ord(sign):05x}' for sign in text)}"


def letters_sought(words: str) -> str:
    """The letters of a query that is typed in pinyin: `Zeng Wei` is `zengwei`; "" for any other."""
    typed = unicodedata.normalize("NFKC", words).lower()
    return re.sub(r"[^a-z]", "", typed) if _TYPED_LETTERS.fullmatch(typed) else ""


def _keys(name: str) -> Iterator[str]:
    yield from _initials(name)
    yield from ("".join(reading) for reading in _readings(name))


def _initials(name: str) -> Iterator[str]:
    return ("".join(syllable[0] for syllable in reading) for reading in _readings(name))


def _readings(name: str) -> Iterator[list[str]]:
    """Each reading of a name, syllable by syllable; Latin words are their own."""
    surname = _surname(name)
    rest = _syllables(name[len(surname) :])
    if not surname:
        yield rest
        return
    yield from (first + rest for first in _surname_readings(surname))


def _surname_readings(surname: str) -> Iterator[list[str]]:
    yield from readings_of(surname) or [_syllables(surname)]


def _surname(name: str) -> str:
    """The surname of a Chinese name; names with a dot or of other letters begin with none that we could tell."""
    return surname_of(name) if name and all(map(_HAN.match, name)) else ""


def _syllables(text: str) -> list[str]:
    from pypinyin import lazy_pinyin

    plain = unicodedata.normalize("NFKD", text).lower().translate(_READ_AS)
    read = (re.sub(r"[\u0300-\u036f]", "", syllable) for syllable in lazy_pinyin(plain))
    return [letters for syllable in read for letters in _LATIN.findall(syllable)]


class NameField(Char):
    """The name of a person, stored and compared in its one form; a part that is looked for is brought there first."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        name = super().pre_save(model_instance, add)
        if isinstance(name, str):
            name = one_form(name)
            setattr(model_instance, self.attname, name)
        return name

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return one_form(prepared) if isinstance(prepared, str) else prepared
