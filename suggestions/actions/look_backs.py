"""What a look-back says about a score (rule 34)."""

from datetime import date

from core import clock
from core.access import System
from core.workflow import moving
from deliberations.enums import LookBackResult
from suggestions.enums import Stage, Verdict
from suggestions.models import Suggestion

#: A look-back is recorded in its own app; here only its result arrives.
LOOK_BACK = System("look-back", frozenset({"suggestions.note_look_back"}))

#: Which verdicts a result speaks against.
CONTRADICTS: dict[str, tuple[Verdict, ...]] = {
    LookBackResult.NOT_DONE: (Verdict.SATISFIED, Verdict.BASICALLY_SATISFIED),
    LookBackResult.HALF_DONE: (Verdict.SATISFIED,),
}


def note_look_back(suggestion: Suggestion, *, result: str, visited_on: date) -> Suggestion:
    """Keeps the result of a look-back, and flags a good score that it contradicts (rule 34)."""
    facts = {"result": result, "visited_on": visited_on}
    with moving(suggestion, "note_look_back", by=LOOK_BACK, facts=facts) as suggestion:
        scores = suggestion.evaluations.filter(stage=Stage.IMPLEMENTATION).exclude(verdict=Verdict.NOT_RATED)
        verdict = scores.values_list("verdict", flat=True).last()
        suggestion.look_back_result = result
        suggestion.contradicted_at = clock.now() if verdict in CONTRADICTS.get(result, ()) else None
    return suggestion
