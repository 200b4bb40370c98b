"""The words pages are written in: fields, badges, due dates, buttons for moves. None of them asks the database."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import forms, template
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags._chart import drawn_bars

register = template.Library()

TONE_ICONS = {"neutral": "dot", "info": "info", "good": "check-circle", "warn": "alert", "bad": "x-circle"}
BUTTON_TONES = {"primary": "button-primary", "good": "button-primary", "danger": "button-danger", "bad": "button-danger"}
SOON = 3
ENOUGH_CASES = 5


@lru_cache(maxsize=1)
def _sprite() -> str:
    return static("icons/sprite.svg")


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One picture of the sprite; decorative unless a label says what it means."""
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"></use></svg>', label, _sprite(), name
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', _sprite(), name)


@register.simple_tag
def badge(tone: str, text: Any, icon: str = "") -> SafeString:
    """A status: colour, icon and words together, so that none of them is needed alone."""
    return format_html(
        '<span class="badge badge-{}"><svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>{}</span>',
        tone,
        _sprite(),
        icon or TONE_ICONS.get(tone, "dot"),
        text,
    )


@register.simple_tag
def due(when: date | datetime | None, settled: Any = None) -> SafeString:
    """A due date and what it means today; today itself is still in time. `settled` (true or a date) ends the clock."""
    if when is None:
        return format_html('<span class="due due-none">{}</span>', _("no date"))
    day = timezone.localtime(when).date() if isinstance(when, datetime) else when
    tone, words = ("good", _("done")) if settled else due_words(day)
    return format_html(
        '<span class="due due-{}"><time datetime="{}">{}</time> <span class="due-words">'
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>{}</span></span>',
        tone,
        day.isoformat(),
        day.isoformat(),
        _sprite(),
        {"good": "check", "bad": "alert"}.get(tone, "clock"),
        words,
    )


def due_words(day: date) -> tuple[str, str]:
    """The tone and the words of a due date as seen today."""
    left = (day - timezone.localdate()).days
    if left < 0:
        return "bad", ngettext("overdue %(days)s day", "overdue %(days)s days", -left) % {"days": -left}
    if left == 0:
        return "warn", _("due today")
    words = ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left}
    return ("warn" if left <= SOON else "neutral"), words


@register.simple_tag
def percent(part: int | None, whole: int | None, minimum: int = ENOUGH_CASES) -> SafeString:
    """A share with the cases behind it; under `minimum` cases only the cases are shown (quality §4.15)."""
    if not whole or part is None:
        return format_html('<span class="percent percent-none">{}</span>', _("no cases"))
    cases = format_html('<span class="percent-cases">{}/{}</span>', part, whole)
    if whole < minimum:
        return format_html('<span class="percent percent-few">{} <span>{}</span></span>', cases, _("too few cases"))
    return format_html('<span class="percent"><b>{}%</b> {}</span>', f"{100 * part / whole:.1f}".removesuffix(".0"), cases)


@register.simple_tag
def url_with(request: HttpRequest, **changes: Any) -> str:
    """The address of this page with some parameters changed (None or "" removes one) and all others kept."""
    query = request.GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else request.path


@register.inclusion_tag("_components/field.html")
def field(bound: forms.BoundField, label: str = "", suffix: str = "", kind: str = "", private: bool = False) -> dict[str, Any]:
    """A form field whole: label, mark, help, control, errors; `private` keeps it out of drafts, `kind` is a CSS class."""
    widget = bound.field.widget
    attrs = {"data-private": True} if private else {}
    described = f"{bound.auto_id}_helptext" if bound.help_text else ""
    if bound.errors:
        described = f"{described} {bound.auto_id}_error".strip()
    if described and not bound.use_fieldset:
        attrs["aria-describedby"] = described
    return {
        "field": bound,
        "label": label or bound.label,
        "suffix": suffix,
        "kind": kind,
        "shape": _shape(widget),
        "described": described,
        "control": bound.as_widget(attrs=attrs),
    }


def _shape(widget: forms.Widget) -> str:
    """Which of the few layouts of a field suits its widget."""
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple | forms.MultiWidget):
        return "group"
    return "hidden" if widget.is_hidden else "plain"


@register.inclusion_tag("_components/form_errors.html")
def form_errors(*parts: Any) -> dict[str, Any]:
    """A summary of everything that is wrong in the forms and formsets, each line a link to its field."""
    lines = [line for part in parts for line in _error_lines(part)]
    return {"lines": lines, "count": len(lines)}


def _error_lines(part: Any) -> Iterable[dict[str, str]]:
    if not part.is_bound:
        return
    if hasattr(part, "forms"):
        yield from ({"text": error, "target": "", "label": ""} for error in part.non_form_errors())
        for row in part.forms:
            yield from _error_lines(row)
        return
    yield from ({"text": error, "target": "", "label": ""} for error in part.non_field_errors())
    for name in part.errors:
        if name in part.fields:
            bound = part[name]
            yield from ({"text": error, "target": _target(bound), "label": bound.label} for error in bound.errors)


def _target(bound: forms.BoundField) -> str:
    """The id of the first control of a field: a group has no control of its own name."""
    return f"{bound.auto_id}_0" if bound.use_fieldset else bound.id_for_label


@register.simple_tag(takes_context=True)
def moves(context: template.Context, moves: Iterable[Any], thing: Any = None) -> SafeString:
    """The buttons of the open moves: each a link to the page of the move, or a form of its own when it is a bare POST."""
    buttons = [_button(context, move, thing) for move in moves]
    return format_html('<div class="moves">{}</div>', mark_safe("".join(buttons))) if buttons else SafeString("")


def _button(context: template.Context, move: Any, thing: Any) -> SafeString:
    url = getattr(move, "url", "") or _move_url(move, thing)
    tone = BUTTON_TONES.get(getattr(move, "tone", ""), "")
    if getattr(move, "method", "get") == "get":
        return format_html('<a class="button {}" href="{}">{}</a>', tone, url, move.label)
    return format_html(
        '<form method="post" action="{}" data-confirm="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<button class="button {}">{}</button></form>',
        url,
        getattr(move, "confirm", ""),
        get_token(context["request"]),
        tone,
        move.label,
    )


def _move_url(move: Any, thing: Any) -> str:
    noun = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", type(thing).__name__).lower()
    return reverse(f"{thing._meta.app_label}:{noun}-{move.verb.replace('_', '-')}", args=[thing.pk])


@register.simple_tag
def receipt(number: Any, label: str = "") -> SafeString:
    """A number to read out or copy down: large, in groups as written, selected with one click."""
    return format_html(
        '<p class="receipt"><span class="receipt-label">{}</span> <strong class="receipt-number">{}</strong></p>',
        label or _("Receipt number"),
        number,
    )


@register.simple_tag
def masked(text: str, reveal_url: str = "") -> SafeString:
    """Personal data with its middle covered (again, if the caller forgot), and the way to reveal it with a reason."""
    covered = text if "*" in text else _covered(text)
    shown = format_html(
        '<span class="masked"><svg class="icon" aria-hidden="true"><use href="{}#lock"></use></svg>'
        '<span class="masked-text">{}</span>',
        _sprite(),
        covered,
    )
    link = format_html(' <a href="{}">{}</a>', reveal_url, _("reveal")) if reveal_url else ""
    return format_html("{}{}</span>", shown, link)


def _covered(text: str) -> str:
    if len(text) < 7:
        return text[:1] + "*" * max(len(text) - 1, 0)
    return text[:3] + "*" * (len(text) - 5) + text[-2:]


@register.inclusion_tag("_components/bar_chart.html")
def bar_chart(series: Sequence[tuple[Any, float]], title: str = "", unit: str = "", columns: bool = False) -> dict[str, Any]:
    """Bars drawn by the server (lying, or standing as `columns` for months), with the same figures as a table."""
    rows = [{"label": label, "value": value} for label, value in series]
    return {"rows": rows, "title": title, "unit": unit, "drawing": drawn_bars(rows, title, columns)}


@register.simple_tag
def active_filters(request: HttpRequest, form: forms.BaseForm) -> list[dict[str, str]]:
    """What the list is narrowed by now: label, value in words, and the address without it."""
    if not form.is_bound:
        return []
    form.is_valid()
    return [
        {"label": bound.label, "value": words, "url": url_with(request, **{bound.html_name: None, "page": None})}
        for bound in form
        if not bound.is_hidden and (words := _in_words(form, bound))
    ]


def _in_words(form: forms.BaseForm, bound: forms.BoundField) -> str:
    value = form.cleaned_data.get(bound.name)
    if value in (None, "", False, []):
        return ""
    if value is True:
        return _("yes")
    choices = {} if isinstance(bound.field, forms.ModelChoiceField) else _choices_of(bound.field)
    several = value if isinstance(value, list | tuple | set) or hasattr(value, "iterator") else [value]
    return _(", ").join(str(choices.get(str(one), one)) for one in several)


def _choices_of(field: forms.Field) -> dict[str, Any]:
    flat = {}
    for key, label in getattr(field, "choices", ()):
        flat.update({str(k): v for k, v in label} if isinstance(label, list | tuple) else {str(key): label})
    return flat


@register.simple_tag
def twin(bound: forms.BoundField) -> SafeString:
    """The slider beside a number field of a score: same limits, no name of its own, shown by the script."""
    attrs = bound.field.widget.attrs | bound.field.widget_attrs(bound.field.widget)
    return format_html(
        '<input type="range" class="score-slider" min="{}" max="{}" step="{}" value="{}" aria-label="{}" hidden>',
        attrs.get("min", 0),
        attrs.get("max", 100),
        attrs.get("step", 1),
        bound.value() if bound.value() not in (None, "") else attrs.get("min", 0),
        bound.label,
    )


@register.filter
def joined(values: Iterable[Any]) -> SafeString:
    """Several things in one line, separated as the language does."""
    return format_html_join(_(", "), "{}", ((value,) for value in values))


@register.filter
def draft_name(thing: Any, verb: str) -> str:
    """The name under which the browser keeps the unfinished words of one move of one thing."""
    return f"{thing._meta.label_lower}-{thing.pk}-{verb}"
