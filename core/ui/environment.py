"""What every page is written with, whatever it shows: the language, addresses, dates, components.

Pages are Jinja2 templates: they cost about half of what they cost in Django's own language (docs/decisions/009).
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template import defaultfilters
from django.templatetags.static import static as django_static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from jinja2 import Environment

from core.ui import components


def environment(**options: Any) -> Environment:
    """The environment without the words of any app; undefined variables are empty, as they are for Django."""
    made = Environment(extensions=["jinja2.ext.i18n"], **options)  # noqa: S701  Django's backend passes autoescape=True
    made.globals |= GLOBALS
    made.filters |= FILTERS
    return made


# The language.


class Words(dict[str, SafeString]):
    """The texts of the catalogues in the language that is spoken now; ours, and so safe.

    The table of a list says the name of every column in every row: looked up once, not for each of them.
    """

    def __missing__(self, text: str) -> SafeString:
        said = self[text] = SafeString(translation.gettext(text))
        return said


@cache
def words_of(language: str | None) -> Words:
    """What has been said in a language so far; it must be the one that is active."""
    return Words()


def word(text: str) -> SafeString:
    """`{{ _("…") }}` in a component, which does not know the page it stands on."""
    return words_of(translation.get_language())[text]


def page(request: HttpRequest) -> dict[str, Any]:
    """What is worked out once for a page that uses it everywhere: its language, and the token of its forms."""
    language, token = translation.get_language(), get_token(request)
    return {
        "_": words_of(language).__getitem__,
        "ui_language": language,
        "csrf_token": token,
        "csrf_input": format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token),
    }


# Addresses.


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page by its name."""
    return reverse(name, args=args, kwargs=kwargs) if args or kwargs else _plain_url(name)


@cache
def _plain_url(name: str) -> str:
    return reverse(name)


@cache
def static(path: str) -> str:
    """The address of a file of ours, which stays what it is until the next release."""
    return django_static(path)


# Filters.


def day(value: date | datetime | None, form: str) -> str:
    """`{{ when|date("Y-m-d") }}`, in the district's time; nothing for no date."""
    here = timezone.localtime(value) if isinstance(value, datetime) else value
    return str(defaultfilters.date(here, form))


def moment(value: datetime) -> str:
    """`<time datetime="{{ when|moment }}">`: a moment for machines, to the second, in the district's time."""
    return timezone.localtime(value).isoformat(timespec="seconds")


class Group(NamedTuple):
    """Neighbours that have one thing in common."""

    grouper: Any
    list: list[Any]


def regrouped(rows: Iterable[Any], by: str) -> list[Group]:
    """Rows that follow each other and have the same `by`, as groups; unlike `groupby`, it leaves the order alone."""
    return [Group(key, list(group)) for key, group in groupby(rows, attrgetter(by))]


GLOBALS: dict[str, Callable[..., Any]] = {
    "_": word,
    "gettext": translation.gettext,
    "ngettext": translation.ngettext,
    "pgettext": translation.pgettext,
    "npgettext": translation.npgettext,
    "static": static,
    "url": url,
    **{
        function.__name__: function
        for function in (
            components.active_filters,
            components.badge,
            components.bar_chart,
            components.computed,
            components.due,
            components.field,
            components.form_head,
            components.icon,
            components.masked_name,
            components.masked_number,
            components.move_buttons,
            components.percent,
            components.receipt,
            components.twin,
            components.url_with,
        )
    },
}

FILTERS: dict[str, Callable[..., Any]] = {
    "date": day,
    "default_if_none": defaultfilters.default_if_none,
    "draft_name": components.draft_name,
    "floatformat": defaultfilters.floatformat,
    "grouped": components.grouped,
    "joined": components.joined,
    "linebreaksbr": defaultfilters.linebreaksbr,
    "moment": moment,
    "regrouped": regrouped,
    "truncatechars": defaultfilters.truncatechars,
    "yesno": defaultfilters.yesno,
}
