"""What a look-back says about a score (rule 34)."""

from datetime import date

from core import clock, clocks
from core.access import System
from core.door import moving
from deliberations.actions import plan_look_back
from deliberations.enums import LookBackResult
from deliberations.models import LookBack
from suggestions.enums import Stage, Verdict
from suggestions.models import Suggestion

#: Look-backs follow from promises; a look-back is recorded in its own app, and here only its result arrives.
LOOK_BACK = System("look-back", frozenset({"suggestions.note_look_back", "deliberations.plan_look_back"}))

#: Which verdicts a result speaks against.
CONTRADICTS: dict[str, tuple[Verdict, ...]] = {
    LookBackResult.NOT_DONE: (Verdict.SATISFIED, Verdict.BASICALLY_SATISFIED),
    LookBackResult.HALF_DONE: (Verdict.SATISFIED,),
}


def plan_first_look_back(suggestion: Suggestion, promised_on: date | None) -> None:
    """Somebody goes to see, some time after the promised date (rule 13).

    A suggestion that grew from a topic is looked at together with it.
    """
    if suggestion.topic_id or LookBack.objects.of(suggestion).planned().exists():
        return
    due = clocks.due("deliberations.look_back_first", promised_on or clock.today())
    plan_look_back(suggestion, by=LOOK_BACK, due_on=due.on)


def note_look_back(suggestion: Suggestion, *, result: str, visited_on: date) -> Suggestion:
    """Keeps the result of a look-back, and flags a good score that it contradicts (rule 34)."""
    facts = {"result": result, "visited_on": visited_on}
    with moving(suggestion, "note_look_back", by=LOOK_BACK, facts=facts) as suggestion:
        scores = suggestion.evaluations.filter(stage=Stage.IMPLEMENTATION).exclude(verdict=Verdict.NOT_RATED)
        verdict = scores.values_list("verdict", flat=True).last()
        suggestion.look_back_result = result
        suggestion.contradicted_at = clock.now() if verdict in CONTRADICTS.get(result, ()) else None
    return suggestion
