"""Facts about the handling of a suggestion that decide which moves are possible now, beyond its state.

They read relations through `.all()`, so that a list that prefetches them asks nothing per row.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from suggestions.enums import Verdict

if TYPE_CHECKING:
    from suggestions.models.evaluations import Evaluation
    from suggestions.models.handling import Assignment, ExtensionRequest, ReturnRequest, Round


class HandlingFacts:
    """What may happen next, as facts: requests that wait, scores that nobody released. No fact asks for today."""

    # Given by the model that these facts belong to.
    return_due_on: date | None
    extension_due_on: date | None
    extension_asked_at: datetime | None
    contact_waived_at: datetime | None
    score_waits_since: datetime | None
    rounds: Any
    assignments: Any
    evaluations: Any

    def current_round(self) -> "Round | None":
        """The round of handling that runs now or ran last."""
        rounds = sorted(self.rounds.all(), key=lambda one: one.number)
        return rounds[-1] if rounds else None

    def lead_assignment(self) -> "Assignment | None":
        """The assignment of the lead department that is in force."""
        return next((one for one in self.assignments.all() if one.is_lead and one.in_force), None)

    def may_be_returned(self) -> bool:
        """After a first assignment, and only once (rule 20)."""
        return self.return_due_on is not None

    def pending_return(self) -> "ReturnRequest | None":
        """The request to give the assignment back that nobody has decided (rule 20)."""
        asked = getattr(self.lead_assignment(), "return_request", None)
        return asked if asked and asked.granted is None else None

    def contact_may_be_waived(self) -> bool:
        """The sponsor has not done without a contact with this department in this round yet (rule 22)."""
        return self.contact_waived_at is None

    def pending_extension(self) -> "ExtensionRequest | None":
        """The request for more time that waits for a decision (rule 22)."""
        current = self.current_round() if self.extension_asked_at else None
        return next((one for one in current.extension_requests.all() if one.is_pending), None) if current else None

    def extension_waits(self) -> bool:
        """The department has asked for more time, and nobody has decided (rule 22)."""
        return self.extension_asked_at is not None

    def may_be_extended(self) -> bool:
        """In the first round only, and one request at a time (rule 22)."""
        return self.extension_due_on is not None and self.extension_asked_at is None

    def score_waits(self) -> bool:
        """A score was given that the department has not been shown (rule 34)."""
        return self.score_waits_since is not None

    def unreleased_evaluations(self) -> "list[Evaluation]":
        """Scores that the department has not been shown (rule 34)."""
        rated = [one for one in self.evaluations.all() if one.verdict != Verdict.NOT_RATED]
        return [one for one in rated if not one.is_released]
