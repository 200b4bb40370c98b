"""Finding concerns, topics, micro-projects, councils and suggestions by words, each from its own sight."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.search import highlight
from deliberations.models import Council, MicroProject, Topic
from stations.models import Concern
from suggestions.models import Suggestion

#: Of each noun so many are shown; the rest is behind the list of the noun.
SHOWN = 10

#: Noun by noun: the page of all of them, and the texts that are searched, the one that names the thing first.
NOUNS: tuple[tuple[str | Promise, Any, str, tuple[str, ...]], ...] = (
    (_("Concerns"), Concern, "stations:concern-list", ("words",)),
    (_("Topics"), Topic, "deliberations:topic-list", ("title", "statement")),
    (_("Micro-projects"), MicroProject, "deliberations:micro-project-list", ("title", "need", "benefit")),
    (_("Livelihood councils"), Council, "deliberations:council-list", ("place",)),
    (_("Suggestions"), Suggestion, "suggestions:suggestion-list", ("title", "situation", "proposal")),
)


@dataclass(frozen=True)
class Found:
    """One thing that holds the words."""

    number: str
    title: SafeString
    excerpt: SafeString | str
    url: str
    station: str
    state: str
    tone: str


@dataclass(frozen=True)
class Group:
    """What was found of one noun, the newest first."""

    label: str | Promise
    items: list[Found]
    has_more: bool
    all_url: str


def found_for(user: Any, words: str) -> list[Group]:
    """What the person may see that holds all of the words; one query per noun."""
    groups = [_group(user, words, *noun) for noun in NOUNS]
    return [group for group in groups if group.items]


def _group(user: Any, words: str, label: str | Promise, model: Any, page: str, texts: tuple[str, ...]) -> Group:
    things = model.objects.visible_to(user).search(words).select_related("station").order_by("-pk")
    found = list(things[: SHOWN + 1])
    items = [_found(thing, texts, words) for thing in found[:SHOWN]]
    return Group(label, items, len(found) > SHOWN, f"{reverse(page)}?{urlencode({'q': words})}")


def _found(thing: Any, texts: tuple[str, ...], words: str) -> Found:
    title, *others = (getattr(thing, name) for name in texts)
    within = "" if words in title else next((text for text in others if words in text), "")
    return Found(
        _number(thing),
        highlight(excerpt(title, words), words),
        highlight(excerpt(within, words), words) if within else "",
        thing.get_absolute_url(),
        thing.station.short_name,
        thing.get_state_display(),
        thing.tone,
    )


def _number(thing: Any) -> str:
    """What tells a thing from others of the same name: its number, or the day of a council."""
    return thing.day.isoformat() if isinstance(thing, Council) else getattr(thing, "number", "") or ""


def excerpt(text: str, words: str, around: int = 30, most: int = 90) -> str:
    """The part of a text where the words stand first; the beginning where they stand elsewhere."""
    at = text.find(words)
    start = max(at - around, 0) if len(text) > most else 0
    cut = text[start : start + most]
    return ("…" if start else "") + cut + ("…" if start + most < len(text) else "")
