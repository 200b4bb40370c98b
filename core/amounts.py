"""Numbers of yuan, people and the like as people type and paste them (rule 15): one reader for pages and programs.

    5万元, ￥50,000, 5 万, 50000.00, 伍万元整          50 000
    4.87万, 4万8700                               48 700
    1亿3000万元, 一亿三千万, 1.3亿                    130 000 000
    １，２００人, 1 200 人, 约1200人, 一千二百余人        1 200

What can be meant in two ways is refused, never guessed: 5万3, 三百二, 七八十, 5-6万, 1,20.
No library: jionlp 1.5.31 reads 1亿3000万元 as 230 030 000, and cn2an 0.5 finds numbers inside of names.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

#: So long a text is no number, whatever stands in it.
LONGEST = 40

_SAME = str.maketrans(
    "壹贰貳弍叁叄參肆伍陆陸柒捌玖两兩〇拾佰仟萬億圆圓塊￥餘約",
    "一二二二三三三四五六六七八九二二零十百千万亿元元块¥余约",
)
_DIGITS = {sign: Decimal(value) for value, sign in enumerate("零一二三四五六七八九")}
_UNITS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_MYRIAD = _UNITS["万"]
_TOKEN = re.compile(
    r" *(?:(?P<figures>(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?![0-9])(?:\.[0-9]+)?)"
    r"|(?P<digit>[零一二三四五六七八九])|(?P<unit>[十百千万亿]))"
)
#: What says that the number is not exact, and changes nothing about it.
_ABOUT = r"(?:大约|大概|约为|约|将近|近)?"
_MORE = re.compile(r"(?<=[0-9零一二三四五六七八九十百千万亿]) *[余多](?= *[万亿]?$)")


class Unclear(ValueError):
    """A text that is not one number, or can be meant as two."""


@dataclass(frozen=True)
class Kind:
    """What is counted: the words that may stand before and after the number, and how it is said back."""

    code: str
    before: str
    after: str
    said: Any
    refusal: Any
    #: The keyboard of a phone: `decimal` has the point that 4.87万 needs.
    keyboard: str = "decimal"

    def read(self, text: str) -> int:
        """The whole number that the text means; `ValidationError` says what is read instead."""
        try:
            value = _number(self._bare(_folded(text)))
        except Unclear:
            raise ValidationError(self.refusal, "amount", {"typed": text.strip()[:LONGEST]}) from None
        if value != value.to_integral_value():
            words = _("“%(typed)s” comes to %(number)s: enter a whole number.")
            raise ValidationError(words, "amount", {"typed": text.strip(), "number": f"{value.normalize():,f}"})
        return int(value)

    def _bare(self, text: str) -> str:
        found = re.fullmatch(
            rf"{_ABOUT} *(?:{self.before})? *(?P<number>.+?) *(?:{self.after})? *(?:左右|上下)?", text, re.IGNORECASE
        )
        if not found:
            raise Unclear(text)
        return _MORE.sub("", found["number"])

    def say(self, value: Any) -> str:
        """How the number is said back beside its field: `= 50,000 yuan`; "" for what is none."""
        try:
            number = value if isinstance(value, int) else self.read(str(value or ""))
        except ValidationError:
            return ""
        return str(self.said % {"number": f"{number:,}"})


_NOT_READ = _("“%(typed)s” is not read as one number. Enter for example 1200, 1,200, 4.87万 or 约50人.")

YUAN = Kind(
    "yuan", r"人民币|rmb|cny|¥", r"(?:元人民币|元|块钱|块|人民币|yuan|rmb|cny)?[整正]?",
    _("= %(number)s yuan"),
    _("“%(typed)s” is not read as one sum. Enter yuan, for example 50000, 50,000, 5万 or 4.87万元."),
)  # fmt: skip
PEOPLE = Kind("people", "", "个人|人|名|位|people", _("= %(number)s people"), _NOT_READ)
PAPERS = Kind(
    "papers", "", "票|张|份", pgettext_lazy("amount", "= %(number)s"),
    _("“%(typed)s” is not read as one number. Enter for example 12 or 12票."), "numeric",
)  # fmt: skip
POINTS = Kind(
    "points", "", "分", pgettext_lazy("amount", "= %(number)s"),
    _("“%(typed)s” is not read as one number. Enter for example 12 or 12分."), "numeric",
)  # fmt: skip
PERCENT = Kind(
    "percent", "百分之", "%|percent", _("= %(number)s percent"),
    _("“%(typed)s” is not read as one number. Enter for example 60 or 60%%."), "numeric",
)  # fmt: skip
PLACE = Kind(
    "place", "第", "位|名", pgettext_lazy("amount", "= %(number)s"),
    _("“%(typed)s” is not read as one number. Enter for example 3 or 第3位."), "numeric",
)  # fmt: skip
KINDS = {kind.code: kind for kind in (YUAN, PEOPLE, PAPERS, POINTS, PERCENT, PLACE)}


class AmountField(forms.IntegerField):
    """A whole number of something, typed as people write it; a text field, for fields of numbers drop characters."""

    widget = forms.TextInput

    def __init__(self, kind: Kind, *, min_value: int = 0, **options: Any) -> None:
        self.kind = kind
        super().__init__(min_value=min_value, **options)

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        return value if isinstance(value, int) else self.kind.read(str(value))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        if widget.is_hidden:
            return attrs
        attrs |= {"inputmode": self.kind.keyboard, "autocomplete": "off"}
        return attrs if self.max_value is None else attrs | {"data-most": self.max_value}


def _folded(text: str) -> str:
    """Half width, simple characters, single blanks, nothing invisible. Not NFKC, which makes 103 of 10³."""
    seen = []
    for sign in unicodedata.normalize("NFC", text):
        how, _blank, code = unicodedata.decomposition(sign).partition(" ")
        if unicodedata.category(sign) == "Cf":
            continue
        if sign.isspace():
            seen.append(" ")
        elif how in ("<wide>", "<narrow>", "<compat>") and " " not in code:
            seen.append(chr(int(code, 16)))
        else:
            seen.append(sign)
    folded = " ".join("".join(seen).split()).translate(_SAME)
    if len(folded) > LONGEST:
        raise Unclear(folded)
    return folded


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if not found:
            raise Unclear(text)
        kind = str(found.lastgroup)
        yield kind, found[kind]
        place = found.end()


def _number(text: str) -> Decimal:
    """The value of figures with or without units, or of Chinese numerals, by the strict grammar of both."""
    tokens = list(_tokens(text))
    if tokens == [("digit", "零")]:
        return Decimal(0)
    figures = [one for kind, one in tokens if kind == "figures"]
    if any("." in one for one in figures) and (len(figures) > 1 or any(kind == "digit" for kind, _one in tokens)):
        raise Unclear(text)
    reading = _Reading(text)
    for kind, one in tokens:
        if kind == "unit":
            reading.unit(_UNITS[one])
        elif one == "零":
            reading.zero()
        else:
            reading.number(_DIGITS[one] if kind == "digit" else Decimal(re.sub("[, ]", "", one)), one)
    return reading.end()


class _Reading:
    """Adds up a number from left to right; every unit is smaller than the one before."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.total = self.section = Decimal(0)
        #: The number that waits for its unit, and how it was written.
        self.waiting: Decimal | None = None
        self.written = ""
        #: The last unit of the section (below 万), the last of all, and the last of 万 and 亿.
        self.small: int | None = None
        self.last: int | None = None
        self.big: int | None = None
        #: A zero stands between the last unit and what follows: 三百零二; and between the last of 万 and 亿 and it.
        self.gap = self.big_gap = False

    def number(self, value: Decimal, written: str) -> None:
        if self.waiting is not None:
            raise Unclear(self.text)
        self.waiting, self.written = value, written

    def zero(self) -> None:
        if self.last is None or self.waiting is not None or self.gap:
            raise Unclear(self.text)
        self.gap = True
        self.big_gap = self.last == self.big

    def unit(self, unit: int) -> None:
        if unit < _MYRIAD:
            self._small(unit)
        else:
            self._big(unit)
        self.waiting, self.gap, self.last = None, False, unit

    def _small(self, unit: int) -> None:
        if self.waiting is None and unit == 10 and self.last is None:
            self.waiting = Decimal(1)  # 十五
        if not self.waiting or (self.small or _MYRIAD) <= unit:
            raise Unclear(self.text)
        if self.waiting >= 10 and (self.last is not None or unit == 10):
            raise Unclear(self.text)
        self.section += self.waiting * unit
        self.small = unit

    def _big(self, unit: int) -> None:
        value = self._closed()
        if value == 0 or (self.big is not None and (unit >= self.big or value * unit >= self.big)):
            raise Unclear(self.text)
        self.total += value * unit
        self.big, self.small, self.section, self.big_gap = unit, None, Decimal(0), False

    def _closed(self) -> Decimal:
        """The section with the number at its end."""
        if self.waiting is None:
            if self.gap or self.small is None:
                raise Unclear(self.text)
            return self.section
        # After 百 and more a lone digit is either ones or tens of the next: 三百二 is said for 320.
        if self.small is not None and self.small > 10 and not self.gap and not self._is_long():
            raise Unclear(self.text)
        if self.small is not None and self.waiting >= self.small:
            raise Unclear(self.text)
        return self.section + self.waiting

    def _is_long(self) -> bool:
        return len(self.written) > 2

    def end(self) -> Decimal:
        if self.waiting is None and self.small is None:
            if self.big is None or self.gap:
                raise Unclear(self.text)
            return self.total
        value = self._closed()
        if self.big is not None:
            # 一亿三千 is said for 一亿三千万, and 5万3 for 53 000.
            lone = self.big > _MYRIAD or (self.small is None and not self._is_long())
            if (lone and not self.big_gap) or value >= self.big:
                raise Unclear(self.text)
        return self.total + value
