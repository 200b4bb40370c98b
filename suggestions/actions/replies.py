"""Replies and reports of implementation (rules 20, 22, 23)."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import clock
from core.access import Actor
from core.door import moving
from suggestions.actions.clocks import implementation_opens_on, start_clocks
from suggestions.actions.handling import end_pending_extension, open_round_of
from suggestions.actions.look_backs import plan_first_look_back
from suggestions.actions.scoring import record_not_rated
from suggestions.enums import OutcomeClass, Stage, SuggestionState
from suggestions.models import ImplementationReport, Reply, Round, Suggestion

#: No promise lies further ahead than this; a look-back follows it.
FURTHEST = timedelta(days=4 * 365)
#: A promise of something still to be done needs its day (rule 23).
PROMISED = (OutcomeClass.B, OutcomeClass.C)


def reply_to_suggestion(
    suggestion: Suggestion,
    *,
    by: Actor,
    outcome_class: str,
    text: str,
    signed_by: str,
    promised_on: date | None = None,
    reason: str = "",
) -> Suggestion:
    """The lead department answers in writing, after a contact with the sponsor; scoring opens (rule 23).

    The reason of a class D may stand in `reason` or in the text itself.
    """
    _check_promise(outcome_class, promised_on)
    facts: dict[str, object] = {"outcome_class": outcome_class, "promised_on": promised_on}
    with moving(suggestion, "reply", by=by, facts=facts) as suggestion:
        current = open_round_of(suggestion)
        _ensure_contact(suggestion, current)
        end_pending_extension(suggestion, facts)
        dues = start_clocks(suggestion, clock.today(), "score_reply")
        opens_on = None if outcome_class == OutcomeClass.D else implementation_opens_on(clock.today(), promised_on)
        Reply.objects.create(
            round=current, outcome_class=outcome_class, text=text, reason=reason, promised_on=promised_on,
            signed_by=signed_by, replied_at=clock.now(), score_due_on=dues["score_reply"],
            implementation_opens_on=opens_on, by_id=by.pk,
        )  # fmt: skip
        if opens_on:
            plan_first_look_back(suggestion, promised_on)
        suggestion.outcome_class = outcome_class
        suggestion.return_due_on = suggestion.extension_due_on = None
        _open_scoring(suggestion, dues["score_reply"], opens_on)
        facts["round"] = current.number
    return suggestion


def _open_scoring(suggestion: Suggestion, score_due_on: date, implementation_opens_on: date | None) -> None:
    """The reply is scored first; a sponsor who stays silent does not keep the report waiting (rule 30)."""
    suggestion.due_on = suggestion.score_due_on = score_due_on
    suggestion.implementation_opens_on = implementation_opens_on
    suggestion.report_opens_on = score_due_on + timedelta(days=1) if implementation_opens_on else None


def _check_promise(outcome_class: str, promised_on: date | None) -> None:
    if outcome_class in PROMISED and promised_on is None:
        raise ValidationError({"promised_on": _("Classes B and C need the day by which it will be done.")})
    if outcome_class not in PROMISED and promised_on is not None:
        raise ValidationError({"promised_on": _("Only classes B and C carry a promised date.")})
    if promised_on is not None and not clock.today() <= promised_on <= clock.today() + FURTHEST:
        raise ValidationError({"promised_on": _("Choose a day from today on, within four years.")})


def _ensure_contact(suggestion: Suggestion, current: Round) -> None:
    """What an earlier department spoke with the sponsor does not count for this one (rule 22)."""
    spoken = current.contacts.filter(assignment__returned_at=None)
    if suggestion.contact_waived_at is None and not spoken.exists():
        raise ValidationError(
            _("Log a contact with the sponsor first, unless the sponsor does without one in this round.")
        )


def report_implementation(suggestion: Suggestion, *, by: Actor, text: str, done_on: date) -> Suggestion:
    """The lead department reports that it was done; the second score opens (rules 20, 30).

    Where the window of the first score ended without a score, that is recorded on the way.
    """
    if done_on > clock.today():
        raise ValidationError({"done_on": _("A report comes after the work: choose today or earlier.")})
    with moving(suggestion, "report_implementation", by=by, facts={"done_on": done_on}) as suggestion:
        current = open_round_of(suggestion)
        if suggestion.state == SuggestionState.REPLIED:
            record_not_rated(suggestion, current, Stage.REPLY)
        dues = start_clocks(suggestion, clock.today(), "score_implementation")
        ImplementationReport.objects.create(
            round=current, text=text, done_on=done_on, reported_at=clock.now(),
            score_due_on=dues["score_implementation"], by_id=by.pk,
        )  # fmt: skip
        suggestion.due_on = suggestion.score_due_on = dues["score_implementation"]
        suggestion.report_opens_on = None
        # The report opens the second stage, unless the promised date or the yearly check did before.
        suggestion.implementation_opens_on = min(suggestion.implementation_opens_on or clock.today(), clock.today())
    return suggestion
