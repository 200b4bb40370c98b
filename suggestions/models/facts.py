"""Facts about the handling of a suggestion that decide which moves are possible now, beyond its state.

They read relations through `.all()`, so that a list that prefetches them asks nothing per row.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from core import clock
from suggestions.enums import OutcomeClass, Stage, SuggestionState, Verdict

if TYPE_CHECKING:
    from suggestions.models.evaluations import Evaluation
    from suggestions.models.handling import Assignment, ExtensionRequest, Reply, ReturnRequest, Round


class HandlingFacts:
    """What may happen next, as facts: windows that are open, requests that wait."""

    # Given by the model that these facts belong to.
    state: str
    outcome_class: str
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

    def current_reply(self) -> "Reply | None":
        """The reply of the current round."""
        current = self.current_round()
        return getattr(current, "reply", None)

    def lead_assignment(self) -> "Assignment | None":
        """The assignment of the lead department that is in force."""
        return next((one for one in self.assignments.all() if one.is_lead and one.in_force), None)

    def may_be_returned(self) -> bool:
        """Within 10 working days of a first assignment, and only once (rule 20)."""
        lead, current = self.lead_assignment(), self.current_round()
        return bool(
            lead
            and current
            and current.number == 1
            and lead.return_due_on
            and clock.today() <= lead.return_due_on
            and not lead.return_was_refused
        )

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
        """Before expiry only, in the first round only, one request at a time (rule 22)."""
        current = self.current_round()
        return bool(
            current
            and current.number == 1
            and clock.today() <= current.reply_due_on
            and self.extension_asked_at is None
        )

    def reply_window_is_open(self) -> bool:
        """The reply can be scored until its due day has passed (rule 30)."""
        reply = self.current_reply()
        return reply is not None and clock.today() <= reply.score_due_on

    def may_be_reported(self) -> bool:
        """While it is implemented, or when the reply went unscored and a second stage follows (rule 30)."""
        if self.state == SuggestionState.REPLIED:
            return not self.reply_window_is_open() and self.outcome_class != OutcomeClass.D
        return True

    def implementation_window_is_open(self) -> bool:
        """Stage 2 opens with the report, on the promised date or at the yearly check (rule 30)."""
        current = self.current_round()
        reply = self.current_reply()
        if current is None or reply is None:
            return False
        if self.state == SuggestionState.REPORTED:
            return clock.today() <= current.report.score_due_on
        return reply.implementation_opens_on is not None and clock.today() >= reply.implementation_opens_on

    def score_waits(self) -> bool:
        """A score was given that the department has not been shown (rule 34)."""
        return self.score_waits_since is not None

    def unreleased_evaluations(self) -> "list[Evaluation]":
        """Scores that the department has not been shown (rule 34)."""
        rated = [one for one in self.evaluations.all() if one.verdict != Verdict.NOT_RATED]
        return [one for one in rated if not one.is_released]

    def stage_to_score(self) -> Stage | None:
        """Which stage the sponsor can score now."""
        if self.state == SuggestionState.REPLIED and self.reply_window_is_open():
            return Stage.REPLY
        second = (SuggestionState.IMPLEMENTING, SuggestionState.REPORTED)
        if self.state in second and self.implementation_window_is_open():
            return Stage.IMPLEMENTATION
        return None
