"""Key supervision by the committee and key tracking by the station (rule 32)."""

from datetime import date

from core import clock, clocks
from core.access import Actor, System
from core.door import creating, moving
from suggestions.enums import SupervisionKind, Verdict
from suggestions.models import Evaluation, Suggestion, Supervision, SupervisionNote

#: An unsatisfied verdict opens supervision by itself; nobody decides about it (rule 32, fixed).
UNSATISFIED_VERDICT = System("unsatisfied verdict", frozenset({"suggestions.open_supervision"}))


def open_supervisions(suggestion: Suggestion, evaluation: Evaluation) -> list[Supervision]:
    """Opens the committee's supervision and the station's tracking; a second time a meeting is called."""
    again = suggestion.evaluations.filter(verdict=Verdict.UNSATISFIED).exclude(pk=evaluation.pk).exists()
    due_on = _next_note_due()
    return [
        _open(
            Supervision(
                suggestion=suggestion, evaluation=evaluation, kind=kind, station=suggestion.station,
                opened_at=clock.now(), due_on=due_on,
                meeting_called=again and kind == SupervisionKind.COMMITTEE,
            )
        )
        for kind in SupervisionKind
    ]  # fmt: skip


def _open(supervision: Supervision) -> Supervision:
    facts = {
        "kind": supervision.kind,
        "number": supervision.suggestion.number,
        "meeting_called": supervision.meeting_called,
    }
    with creating(supervision, "open", by=UNSATISFIED_VERDICT, facts=facts):
        return supervision


def _next_note_due() -> date:
    return clocks.due("suggestions.supervision_idle", clock.today()).on


def add_supervision_note(supervision: Supervision, *, by: Actor, text: str) -> Supervision:
    """Writes down what was done or found; the clock of an idle supervision starts again (rule 41)."""
    with moving(supervision, "add_note", by=by) as supervision:
        SupervisionNote.objects.create(supervision=supervision, text=text, by_id=by.pk, at=clock.now())
        supervision.due_on = _next_note_due()
    return supervision


def close_supervision(supervision: Supervision, *, by: Actor, reason: str) -> Supervision:
    """Ends a supervision with a reason; nothing else ends with it."""
    with moving(supervision, "close", by=by, facts={"reason": reason}) as supervision:
        supervision.closed_at = clock.now()
        supervision.close_reason = reason
    return supervision
