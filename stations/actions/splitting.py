"""Splitting a message with several matters into a concern for each of them (rule 6)."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import clock
from core.access import Actor
from core.door import creating, moving
from stations.actions.visits import not_offered
from stations.models import Concern

#: A message with more matters is a list of demands, for which one digit behind the receipt number is not enough.
MOST_MATTERS = 9
#: What is only one is not split.
FEWEST_MATTERS = 2

#: What was said and when, which each matter has from the message.
_AS_SAID = (
    "visit", "station", "words", "nature", "place", "people_affected", "urgency", "livelihood", "confidential",
    "received_at", "runs_from", "triage_due_on", "feedback_due_on",
)  # fmt: skip


def split_concern(concern: Concern, *, by: Actor, matters: Sequence[dict[str, Any]]) -> Concern:
    """Makes a concern of each matter of a message, before it is routed; each keeps words, visit, days (rule 6).

    Each matter says in `part` which one it is, and its `category`. The first one stays with the concern and its receipt
    number; each of the others gets the number with its place behind it ("…/2"). Receipt and contact data stay with the
    first one, for all of them. What was split may be split further.
    """
    if len(matters) < FEWEST_MATTERS:
        raise ValidationError({"matters": _("Name two matters at least: what is only one is not split.")})
    if not all(matter["part"] for matter in matters):
        raise ValidationError({"matters": _("Say of each matter which one it is.")})
    ended = [str(matter["category"]) for matter in matters if not matter["category"].is_offered(clock.today())]
    if ended:
        raise ValidationError({"matters": not_offered(ended[0])})
    facts: dict[str, Any] = {}
    with moving(concern, "split", by=by, facts=facts) as concern:
        known = concern.parts.count()
        if known + len(matters) > MOST_MATTERS:
            over = {"most": MOST_MATTERS, "known": known + 1}
            raise ValidationError(
                {"matters": _("A message has %(most)s matters at most; this one has %(known)s already.") % over}
            )
        facts |= _first(concern, matters[0])
        parts = [_split_off(concern, place, matter, by) for place, matter in enumerate(matters[1:], known + 2)]
        facts |= {"matters": known + len(matters), "numbers": ", ".join(part.number for part in parts)}
    return concern


def _first(message: Concern, matter: dict[str, Any]) -> dict[str, Any]:
    """What stays with the message itself; returns the category it had, where it has another one now."""
    before = message.category_id
    for name, value in matter.items():
        setattr(message, name, value)
    if message.second_category_id == message.category_id:
        message.second_category = None
    return {"category_before": before} if message.category_id != before else {}


def _split_off(message: Concern, place: int, matter: dict[str, Any], by: Actor) -> Concern:
    said = {name: getattr(message, name) for name in _AS_SAID}
    part = Concern(split_from=message, number=f"{message.number}/{place}", **said | matter)
    with creating(part, "split_off", by=by, facts={"number": part.number, "message": message.number}):
        return part
