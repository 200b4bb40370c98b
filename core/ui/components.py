"""The words pages are written in: statuses, due dates, buttons, fields. None of them asks the database."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from jinja2 import Environment, pass_context, pass_environment
from jinja2.runtime import Context
from markupsafe import Markup

from core import clock, names, telephones
from core.amounts import AmountField
from core.ui.charts import drawn_bars, written
from core.ui.fields import error_lines, in_words, parts_of
from core.workdays import DueDate

TONE_ICONS = {"neutral": "dot", "info": "info", "good": "check-circle", "warn": "alert", "bad": "x-circle"}
DUE_ICONS = {"good": "check", "bad": "alert"}
PRIMARY = "button button-primary"
BUTTON_CLASSES = {
    "primary": PRIMARY,
    "good": PRIMARY,
    "danger": "button button-danger",
    "bad": "button button-danger",
}
SOON = 3
ENOUGH_CASES = 5


@lru_cache(maxsize=256)
def _picture(name: str) -> SafeString:
    sprite = static("icons/sprite.svg")
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', sprite, name)


def icon(name: str, label: str = "") -> SafeString:
    """One picture of the sprite; decorative unless a label says what it means."""
    if not label:
        return _picture(name)
    return format_html('{}<span class="visually-hidden">{}</span>', _picture(name), label)


def badge(tone: str, text: Any, icon: str = "") -> SafeString:
    """A status: colour, icon and words together, so that none of them is needed alone."""
    return _badge(tone, str(text), icon or TONE_ICONS.get(tone, "dot"))


@lru_cache(maxsize=1024)
def _badge(tone: str, text: str, icon: str) -> SafeString:
    return format_html('<span class="badge badge-{}">{}{}</span>', tone, _picture(icon), text)


def due(when: date | datetime | None, settled: Any = None) -> SafeString:
    """A due date and what it means; today is still in time; `settled` (true or a date) ends the clock."""
    if when is None:
        return format_html('<span class="due due-none">{}</span>', _("no date"))
    day = timezone.localtime(when).date() if isinstance(when, datetime) else when
    return _due(day, *(("good", _("done")) if settled else due_words(day)))


@lru_cache(maxsize=1024)
def _due(day: date, tone: str, words: str) -> SafeString:
    return format_html(
        '<span class="due due-{}"><time>{}</time> <span class="due-words">{}{}</span></span>',
        tone,
        day.isoformat(),
        _picture(DUE_ICONS.get(tone, "clock")),
        words,
    )


def computed(due: DueDate | None, look: str = "fold") -> SafeString:
    """Behind a due date: that it is provisional, where it is, and how it came about (rule 24); nothing without."""
    if not due:
        return SafeString("")
    return format_html(
        '{}<details class="{}"><summary>{}</summary><p class="hint">{}</p></details>',
        badge("warn", _("provisional")) if due.provisional else "",
        look,
        _("How this date was computed"),
        due.explanation(),
    )


def due_words(day: date) -> tuple[str, str]:
    """The tone and the words of a due date as seen today."""
    left = (day - clock.today()).days
    if left < 0:
        return "bad", ngettext("overdue %(days)s day", "overdue %(days)s days", -left) % {"days": -left}
    if left == 0:
        return "warn", _("due today")
    words = ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left}
    return ("warn" if left <= SOON else "neutral"), words


def percent(part: int | None, whole: int | None, minimum: int = ENOUGH_CASES) -> SafeString:
    """A share with the cases behind it; under `minimum` cases only the cases are shown (quality §4.15)."""
    if not whole or part is None:
        return format_html('<span class="percent percent-none">{}</span>', _("no cases"))
    cases = format_html('<span class="percent-cases">{}/{}</span>', part, whole)
    if whole < minimum:
        return format_html('<span class="percent percent-few">{} {}</span>', cases, _("too few cases"))
    share = f"{100 * part / whole:.1f}".removesuffix(".0")
    return format_html('<span class="percent"><b>{}%</b> {}</span>', share, cases)


def url_with(request: HttpRequest, **changes: Any) -> str:
    """The address of this page with some parameters changed (None or "" removes one) and all others kept."""
    query = request.GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else request.path


def drawn(environment: Environment, template: str, **parts: Any) -> Markup:
    """A component that has a template of its own, drawn from nothing but its parts."""
    return Markup(environment.get_template(template).render(parts))  # noqa: S704


@pass_environment
def field(
    environment: Environment,
    bound: forms.BoundField,
    label: str = "",
    suffix: str = "",
    kind: str = "",
    private: bool = False,
) -> Markup:
    """A form field whole: label, mark, help, control, errors; `private` keeps it out of drafts.

    A field of `form.conditional` is marked neither required nor optional: another answer decides.
    """
    if bound.name in getattr(bound.form, "conditional", ()):
        kind = f"conditional {kind}".strip()
    parts = parts_of(bound, private)
    return drawn(environment, "_components/field.html", **parts, label=label or bound.label, suffix=suffix, kind=kind)


@pass_environment
def form_head(environment: Environment, *parts: Any) -> Markup:
    """What stands above the fields: what the page carries along, and a summary of everything that is wrong.

    Each line leads to its field. Where somebody changed the thing meanwhile, the present text stands beside the typed.
    """
    lines = [line for part in parts for line in error_lines(part)]
    return drawn(environment, "_components/form_head.html", form=parts[0], lines=lines, count=len(lines))


@pass_context
def move_buttons(context: Context, moves: Sequence[Any], thing: Any = None, back: str = "") -> SafeString:
    """The buttons of the open moves: each a link to its page, or a form of its own when it is a bare POST.

    Of several primary moves only the first, which usually comes first, stands out. `back` is the address to return to
    when the move is done, where that is not the page of the thing.
    """
    styles = [BUTTON_CLASSES.get(getattr(move, "tone", ""), "button") for move in moves]
    first = styles.index(PRIMARY) if PRIMARY in styles else -1
    buttons = [
        (_button(context, move, thing, style if style != PRIMARY or place == first else "button", back),)
        for place, (move, style) in enumerate(zip(moves, styles, strict=True))
    ]
    if not buttons:
        return SafeString("")
    return format_html('<div class="moves">{}</div>', format_html_join("", "{}", buttons))


def _button(context: Context, move: Any, thing: Any, style: str, back: str) -> SafeString:
    url = getattr(move, "url", "") or _move_url(move, thing)
    if getattr(move, "method", "get") == "get":
        onward = f"?{urlencode({'next': back})}" if back else ""
        return format_html('<a class="{}" href="{}{}">{}</a>', style, url, onward, move.label)
    return format_html(
        '<form method="post" action="{}" data-confirm="{}">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">{}<button class="{}">{}</button></form>',
        url,
        getattr(move, "confirm", ""),
        context["csrf_token"],
        format_html('<input type="hidden" name="next" value="{}">', back) if back else "",
        style,
        move.label,
    )


def _move_url(move: Any, thing: Any) -> str:
    noun = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", type(thing).__name__).lower()
    return reverse(f"{thing._meta.app_label}:{noun}-{move.verb.replace('_', '-')}", args=[thing.pk])


def receipt(number: Any, label: str = "") -> SafeString:
    """A number to read out or copy down: large, selected with one click."""
    return format_html(
        '<p class="receipt"><span class="receipt-label">{}</span> <strong>{}</strong></p>',
        label or _("Receipt number"),
        number,
    )


def masked_name(text: str, reveal_url: str = "") -> SafeString:
    """A person's name but for its first character, and the way to reveal it with a reason."""
    return _masked(text if "*" in text else names.masked_name(text), reveal_url)


def masked_number(text: str, reveal_url: str = "") -> SafeString:
    """A telephone number but for three figures and the last two, and the way to reveal it with a reason."""
    return _masked(text if "*" in text else telephones.masked_number(text), reveal_url)


def _masked(covered: str, reveal_url: str) -> SafeString:
    link = format_html(' <a href="{}">{}</a>', reveal_url, _("reveal")) if reveal_url else ""
    return format_html('<span class="masked">{}<span>{}</span>{}</span>', _picture("lock"), covered, link)


@pass_environment
def bar_chart(
    environment: Environment,
    series: Sequence[tuple[Any, float]],
    title: str = "",
    unit: str = "",
    columns: bool = False,
    unfolded: bool = False,
    name: str = "",
) -> Markup:
    """Bars drawn by the server (lying, or standing as `columns` for months), with the figures as a table.

    The table is folded away unless `unfolded`, as on a projector, where nobody can open it. By its `name` a page that
    is replaced while one looks at it finds the table again.
    """
    rows = [{"label": label, "value": value} for label, value in series]
    drawing = drawn_bars(rows, title, columns)
    parts = {"rows": rows, "title": title, "unit": unit, "drawing": drawing, "unfolded": unfolded, "name": name}
    return drawn(environment, "_components/bar_chart.html", **parts)


def active_filters(request: HttpRequest, form: forms.BaseForm) -> list[dict[str, str]]:
    """What the list is narrowed by now: label, value in words, and the address without it."""
    if not form.is_bound:
        return []
    form.is_valid()
    chosen = ((bound, in_words(form, bound)) for bound in form if not bound.is_hidden)
    return [
        {
            "label": str(bound.label),
            "value": words,
            "url": url_with(request, **{bound.html_name: None, "page": None}),
        }
        for bound, words in chosen
        if words
    ]


def twin(bound: forms.BoundField) -> SafeString:
    """The slider beside a number field of a score: same limits, no name of its own, shown by the script."""
    field = cast(AmountField, bound.field)
    value = bound.value()
    return format_html(
        '<input type="range" class="score-slider" min="{}" max="{}" value="{}" aria-label="{}" hidden>',
        field.min_value,
        field.max_value,
        field.min_value if value in (None, "") else value,
        bound.label,
    )


def joined(values: Iterable[Any]) -> SafeString:
    """Several things in one line, separated as the language does."""
    return format_html_join(_(", "), "{}", ((value,) for value in values))


def grouped(number: float | None) -> str:
    """A large number in groups of three digits."""
    return written(number)


def draft_name(thing: Any, verb: str) -> str:
    """The name under which the browser keeps the unfinished words of one move of one thing."""
    return f"{thing._meta.label_lower}-{thing.pk}-{verb}"
