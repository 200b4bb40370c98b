"""The supervision desk: its lists, and one case beside them (rules 32–34)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from suggestions.models import (
    Evaluation,
    ImplementationReport,
    Reply,
    Round,
    Suggestion,
    Supervision,
    SupervisionNote,
)


@dataclass(frozen=True)
class DeskRound:
    """One round of handling: what was replied and reported, and how it was scored (rule 33)."""

    round: Round
    reply: Reply | None
    report: ImplementationReport | None
    scores: list[Evaluation]

    @property
    def replied_at(self) -> datetime | None:
        """When the department replied; None while it owes the reply."""
        return self.reply.replied_at if self.reply else None


@dataclass(frozen=True)
class DeskCase:
    """A suggestion as the desk shows it: its rounds with replies and scores, and what supervision says."""

    suggestion: Suggestion
    rounds: list[DeskRound]
    supervisions: list[Supervision]


def case_of(user: Any, pk: int) -> DeskCase | None:
    """One case, of what the person may see; five queries."""
    suggestions = Suggestion.objects.visible_to(user).select_related("station", "sponsor", "lead")
    suggestion = suggestions.filter(pk=pk).first()
    if suggestion is None:
        return None
    notes = Prefetch("notes", SupervisionNote.objects.select_related("by"))
    supervisions = Supervision.objects.visible_to(user).filter(suggestion=suggestion).prefetch_related(notes)
    return DeskCase(suggestion, _rounds(suggestion, user), list(supervisions.order_by("-pk")))


def _rounds(suggestion: Suggestion, user: Any) -> list[DeskRound]:
    """The rounds, the first one first, each with the scores that the person may see."""
    scores = list(Evaluation.objects.visible_to(user).filter(suggestion=suggestion).order_by("pk"))
    rounds = Round.objects.filter(suggestion=suggestion).select_related("reply", "report").order_by("number")
    return [
        DeskRound(
            one,
            getattr(one, "reply", None),
            getattr(one, "report", None),
            [score for score in scores if score.round_id == one.pk],
        )
        for one in rounds
    ]
