"""The chain of a thing as a page shows it: from the visit to the points, only what the reader may see."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from core.nouns import NOUNS, Noun
from core.ui.components import drawn
from deliberations.enums import (
    CommitmentState,
    CouncilState,
    LookBackResult,
    LookBackState,
    MeetingState,
    ProjectState,
    TopicState,
)
from deliberations.models import commitments, councils, look_backs, meetings, micro_projects, topics
from points.enums import EntryState
from portal.queries.chain import MOST, Link, links, scope_of
from stations.duties import duties_of
from stations.enums import ConcernState, VisitKind
from stations.models import concerns
from suggestions.badges import CLASS_TONES
from suggestions.enums import OutcomeClass, Stage, SuggestionState, Verdict
from suggestions.models import evaluations, suggestions

#: The groups in the order in which work passes through them, by the noun of their things.
GROUPS: dict[str, str | Promise] = {
    "visit": gettext_lazy("Visit"),
    "concern": gettext_lazy("Concern"),
    "topic": gettext_lazy("Topic"),
    "meeting": gettext_lazy("Deliberation meeting"),
    "commitment": gettext_lazy("Commitment"),
    "microproject": gettext_lazy("Micro-project"),
    "council": gettext_lazy("Livelihood council"),
    "suggestion": gettext_lazy("Suggestion"),
    "reply": gettext_lazy("Reply"),
    "evaluation": gettext_lazy("Score"),
    "lookback": gettext_lazy("Look-back"),
    "ledgerentry": gettext_lazy("Points"),
}
#: From a concern two ways lead on. Of the way that was not taken no empty group is shown.
COUNCIL_WAY = {"microproject", "council"}
SUGGESTION_WAY = {"commitment", "suggestion", "reply", "evaluation", "lookback", "ledgerentry"}
STATES: dict[str, tuple[type[TextChoices], ...]] = {
    "concern": (ConcernState,),
    "topic": (TopicState,),
    "meeting": (MeetingState,),
    "commitment": (CommitmentState,),
    "microproject": (ProjectState,),
    "council": (CouncilState,),
    "suggestion": (SuggestionState,),
    "reply": (OutcomeClass,),
    "evaluation": (Verdict,),
    "lookback": (LookBackResult, LookBackState),
    "ledgerentry": (EntryState,),
}
#: How a state looks, by noun; each noun says so itself.
TONES: dict[str, Mapping[Any, str]] = {
    "concern": concerns.TONES,
    "topic": topics.TONES,
    "meeting": meetings.TONES,
    "commitment": commitments.TONES,
    "microproject": micro_projects.TONES,
    "council": councils.TONES,
    "suggestion": suggestions.TONES,
    "reply": CLASS_TONES,
    "evaluation": evaluations.TONES,
    "lookback": look_backs.TONES,
    "ledgerentry": {EntryState.POSTED: "good", EntryState.REVERSED: "neutral", EntryState.REVERSAL: "warn"},
}


@pass_context
def chain(context: Context, thing: Any) -> Markup:
    """`{{ chain(thing) }}`: where the thing stands between the visit and the points, for the reader of the page."""
    user = context["request"].user
    duties = duties_of(user)
    # To whoever sees a part only, an empty group says nothing about what there is.
    nothing = _("not yet") if duties.reads_everything or duties.officer_of else _("nothing to show")
    return drawn(context.environment, "_components/chain.html", chain=chain_of(thing, user), nothing=nothing)


def chain_of(thing: Any, user: Any) -> list[dict[str, Any]]:
    """The groups of `_components/chain.html`; two queries at most, however long the chain."""
    found: dict[str, list[Link]] = defaultdict(list)
    for link in links(scope_of(thing), user):
        found[link.noun].append(link)
    silent = SUGGESTION_WAY if thing._meta.model_name in COUNCIL_WAY else COUNCIL_WAY
    shown = [noun for noun in GROUPS if found[noun] or noun not in silent]
    return [{"label": GROUPS[noun], "items": _items(found[noun], thing)} for noun in shown]


def _items(group: list[Link], thing: Any) -> list[dict[str, Any]]:
    items = [_item(link, thing) for link in group[:MOST]]
    if len(group) > MOST:
        items.append(_plain(_("and more")))
    return items


def _item(link: Link, thing: Any) -> dict[str, Any]:
    number, title = _words(link)
    return _plain(title) | {
        "number": number,
        "url": _noun(link.noun).url(link.parent),
        "state": _state(link),
        "tone": TONES.get(link.noun, {}).get(link.state, "info"),
        "current": link.noun == thing._meta.model_name and link.pk == thing.pk,
    }


@cache
def _noun(name: str) -> Noun:
    """The noun by its last word; a reply or a score is shown on the page of its suggestion."""
    return next(noun for label, noun in NOUNS.items() if label.endswith(f".{name}"))


def _plain(title: str) -> dict[str, Any]:
    return {"title": title, "number": "", "url": "", "state": "", "tone": "", "current": False}


def _state(link: Link) -> str:
    for choices in STATES.get(link.noun, ()):
        if link.state in choices.values:
            return str(choices(link.state).label)
    return ""


def _words(link: Link) -> tuple[str, str]:
    """What stands before the title, and the title."""
    match link.noun:
        case "visit":
            return _day(link.on), f"{VisitKind(link.state).label} · {link.title}"
        case "meeting" | "council" | "lookback":
            return _day(link.on), link.title
        case "commitment":
            return _day(link.on), f"{link.extra} · {link.title}"
        case "reply":
            return _day(link.on), _("round %(number)s") % {"number": link.extra}
        case "evaluation":
            stage = Stage(link.title).label
            return link.number, _("%(stage)s, round %(number)s") % {"stage": stage, "number": link.extra}
        case "ledgerentry":
            return f"{int(link.number):+}", f"{link.extra} · {link.title}"
    return link.number, link.title


def _day(day: date) -> str:
    return day.isoformat()
