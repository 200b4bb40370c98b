"""Telephone numbers as people type and paste them, brought into one form (rule 3).

    １３８ ０００００００１, +86-138-0000-0001, 0086 13800000001      13800000001
    （0755）8000　0000转801, 0755-80000000-801                    0755-80000000, extension 801
    80000000 / 13800000001                                     80000000, other 13800000001

No library: phonenumbers 9.0.43 knows neither 转 nor 分机, takes `A;B` as an extension, and calls 146, 148, 149 invalid.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.crypto import blind_index

#: So long a text is no telephone number, whatever stands in it.
LONGEST = 80

ACCEPTED = _(
    "Enter a mobile number of 11 digits, a landline such as 0755-80000000 or 80000000, or a service number such as "
    "12345 or 400-800-0000. An extension follows after 转, a second number after a comma."
)

_DASHES = re.compile(r"[\u2010-\u2015\u2212\u30fc\u2500\ufe58\u02d7]+")
_SEVERAL = re.compile(r"[、/;,|或和及]+")
_EXTENSION = re.compile(
    r"(?:转接|转|轉|分机号?|內線|内线|extension|ext|x|#|\*)[\s:.\-]*(?:分机号?)?[\s:.\-]*(\d{1,6})$", re.IGNORECASE
)
_BETWEEN_DIGITS = re.compile(r"[\s\-.()]+")
_MOBILE = re.compile(r"0?(1[3-9]\d{9})")
# 010 and 02x have three digits, all other areas four.
_WITH_AREA = re.compile(r"(010|02\d|0[3-9]\d{2})(\d{7,8})")
_LOCAL = re.compile(r"[2-9]\d{6,7}")
_SERVICE = re.compile(r"9[56]\d{3,4}|1[0-2]\d{3}|11[68]\d{3}|[48]00\d{7}")
_ABROAD = re.compile(r"(?:\+|00)(?!0|86)(\d{7,15})")
_COUNTRY = re.compile(r"(?:\+|00)?86")


@dataclass(frozen=True)
class Telephone:
    """A number in its one form, its extension, and the other numbers that were typed beside it."""

    number: str
    extension: str = ""
    other: str = ""

    def __str__(self) -> str:
        """`0755-80000000转801`."""
        return f"{self.number}转{self.extension}" if self.extension else self.number


def telephone(text: str, extension: str = "", other: str = "") -> Telephone | None:
    """The number in one form; an extension and another number may stand in the text or beside it. None for nothing."""
    numbers = list(_numbers(text))
    beside = [str(one) for one in _numbers(other)]
    if not numbers:
        if beside or extension.strip():
            raise ValidationError(ACCEPTED, code="telephone")
        return None
    first, *rest = numbers
    if typed := digits_of(extension):
        if len(typed) > 6 or first.extension not in ("", typed):
            raise ValidationError(_("The extension is a number of at most 6 digits."), code="telephone_extension")
        first = Telephone(first.number, typed)
    others = dict.fromkeys([*map(str, rest), *beside])
    return Telephone(first.number, first.extension, "、".join(others))


def digits_of(text: str) -> str:
    """The digits of a text, whatever width they were typed in and whatever stands between them."""
    return "".join(str(unicodedata.digit(sign)) for sign in plain(text) if sign.isdecimal())


def phone_index(text: str) -> str:
    """The blind index of the first number in a text: of its digits alone, so that every spelling is found by any other.

    What is no number that we know is found by the digits in it; an extension is not part of the number.
    """
    try:
        found = telephone(text)
    except ValidationError:
        return blind_index(digits_of(text))
    return blind_index(digits_of(found.number)) if found else ""


def indexes_sought(text: str) -> list[str]:
    """The blind indexes to look for when a text is searched; none unless it is a telephone number."""
    try:
        found = telephone(text)
    except ValidationError:
        # Kept as it was typed before numbers had one form: found by its digits.
        return [phone_index(text)] if re.fullmatch(r"[+\d\s()-]{5,24}", plain(text)) else []
    return [phone_index(one) for one in (found.number, *found.other.split("、")) if one] if found else []


def masked_number(text: str) -> str:
    """The first three characters and the last two; of a short number the first alone."""
    if len(text) < 7:
        return text[:1] + "*" * (len(text) - 1)
    return text[:3] + "*" * (len(text) - 5) + text[-2:]


def plain(text: str) -> str:
    """Half width, one dash, one blank, and nothing of what cannot be seen (U+200B, U+202D and their like)."""
    seen = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    return " ".join(_DASHES.sub("-", seen).split())


def _numbers(text: str) -> Iterator[Telephone]:
    if len(text) > LONGEST:
        raise ValidationError(ACCEPTED, code="telephone")
    for part in filter(None, map(str.strip, _SEVERAL.split(plain(text)))):
        if found := _one(part):
            yield found
            continue
        # Two numbers with nothing but a blank between them.
        apart = [_one(piece) for piece in part.split(" ")]
        if len(apart) < 2 or None in apart:
            raise ValidationError(ACCEPTED, code="telephone")
        yield from filter(None, apart)


def _one(text: str) -> Telephone | None:
    """One number with or without an extension; None where it is none that we know."""
    if said := _EXTENSION.search(text):
        number = _number(text[: said.start()])
        return Telephone(number, said[1]) if number else None
    head, dash, tail = text.rpartition("-")
    if dash and 1 <= len(tail) <= 6 and tail.isdecimal() and _before_extension(head):
        return Telephone(_number(head), tail)
    number = _number(text)
    return Telephone(number) if number else None


def _before_extension(head: str) -> bool:
    """A whole landline or service number; `0755-8000-0000` and `138-0000-0001` go on."""
    last = _BETWEEN_DIGITS.split(head)[-1]
    number = digits_of(_number(head))
    return bool(number and not _MOBILE.fullmatch(number) and (len(last) >= 7 or _SERVICE.fullmatch(number)))


def _number(text: str) -> str:
    """The one form of a number without extension; "" where it is none that we know."""
    digits = _BETWEEN_DIGITS.sub("", text)
    if abroad := _ABROAD.fullmatch(digits):
        return f"+{abroad[1]}"
    if not re.fullmatch(r"\+?[0-9]+", digits):
        return ""
    if known := _at_home(digits):
        return known
    if country := _COUNTRY.match(digits):
        rest = digits[country.end() :]
        return (_MOBILE.fullmatch(rest) and _at_home(rest)) or _area(rest) or _area(f"0{rest}")
    return ""


def _at_home(digits: str) -> str:
    if mobile := _MOBILE.fullmatch(digits):
        return mobile[1]
    if _LOCAL.fullmatch(digits) or _SERVICE.fullmatch(digits):
        return digits
    return _area(digits)


def _area(digits: str) -> str:
    found = _WITH_AREA.fullmatch(digits)
    return f"{found[1]}-{found[2]}" if found else ""


def validate_telephone(text: str) -> None:
    """Refuses what is no telephone number."""
    telephone(text)


class TelephoneField(forms.CharField):
    """A telephone number as it is typed; the keyboard of a phone shows digits."""

    def __init__(self, **options: Any) -> None:
        keyboard = {"type": "tel", "inputmode": "tel"}
        super().__init__(widget=forms.TextInput(attrs=keyboard), max_length=LONGEST, **options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # Nothing that is pasted is cut: what is too long is refused with everything kept.
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}

    def validate(self, value: str) -> None:
        super().validate(value)
        telephone(value)
