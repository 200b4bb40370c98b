"""The supervision desk: its lists, and one case beside them (rules 32–34)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from core.workflow import Move, allowed_moves
from suggestions.models import Suggestion, Supervision, SupervisionNote
from suggestions.queries import RoundShown, load_case, rounds_shown


@dataclass(frozen=True)
class DeskCase:
    """A suggestion as the desk shows it: its rounds with replies and scores, and what supervision says.

    `moves`: what the person can do with it now.
    """

    suggestion: Suggestion
    rounds: list[RoundShown]
    supervisions: list[Supervision]
    moves: list[Move]


def case_of(user: Any, pk: int) -> DeskCase | None:
    """One case, of what the person may see; five queries."""
    suggestions = Suggestion.objects.visible_to(user).select_related("station", "sponsor", "lead")
    suggestion = suggestions.filter(pk=pk).first()
    if suggestion is None:
        return None
    load_case(suggestion, user)
    rounds = rounds_shown(suggestion, user)
    return DeskCase(suggestion, rounds, _supervisions(rounds), allowed_moves(suggestion, user))


def _supervisions(rounds: list[RoundShown]) -> list[Supervision]:
    """The supervisions that the scores opened, the last one first, with their notes."""
    found = [one for shown in rounds for score in shown.scores for one in score.supervisions]
    prefetch_related_objects(found, Prefetch("notes", SupervisionNote.objects.select_related("by")))
    return sorted(found, key=lambda one: -one.pk)
