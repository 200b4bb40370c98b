"""What a department does before it replies: accept, return, contact, extension, opinion (rules 20–22)."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Subquery
from django.utils.translation import gettext as _

from accounts.models import Department
from core import clock
from core.access import Actor
from core.door import lead_to, moving
from stations.duties import duties_of
from suggestions.actions.clocks import latest_reply_date, start_clocks
from suggestions.enums import AssignmentRole, Decision, SuggestionState
from suggestions.models import (
    Assignment,
    ContactWaiver,
    ExtensionRequest,
    ReturnRequest,
    Round,
    SponsorContact,
    Suggestion,
)


def lead_of(suggestion: Suggestion) -> Assignment:
    """The assignment of the lead department that is in force."""
    return suggestion.assignments.get(role=AssignmentRole.LEAD, returned_at=None)


def open_round_of(suggestion: Suggestion) -> Round:
    """The round that runs now."""
    return suggestion.rounds.get(closed_at=None)


def handling_of(suggestion: Suggestion) -> tuple[Round, int]:
    """The round that runs now, and the key of the lead department's assignment under which it runs; one query."""
    lead = Assignment.objects.filter(suggestion=suggestion, role=AssignmentRole.LEAD, returned_at=None)
    current = suggestion.rounds.annotate(lead_assignment=Subquery(lead.values("pk"))).get(closed_at=None)
    return current, current.lead_assignment


def end_pending_extension(suggestion: Suggestion, facts: dict[str, Any]) -> None:
    """More time is not asked for any more: the request ends without a decision, and the event says so (rule 22)."""
    if suggestion.extension_asked_at is None:
        return
    request = ExtensionRequest.objects.pending().get(assignment__suggestion=suggestion)
    request.ended_at = clock.now()
    request.save()
    suggestion.extension_asked_at = None
    facts["extension_ended"] = request.until


def accept_suggestion(suggestion: Suggestion, *, by: Actor) -> Suggestion:
    """The lead department takes the assignment on (签收); from now on its reply is what is due."""
    with moving(suggestion, "accept", by=by) as suggestion:
        lead = lead_of(suggestion)
        lead.accepted_at = clock.now()
        lead.save()
        suggestion.due_on = open_round_of(suggestion).reply_due_on
    return suggestion


def request_return(suggestion: Suggestion, *, by: Actor, reason: str, proper_department: Department) -> Suggestion:
    """The lead department asks to give a wrong assignment back, naming the proper unit (rule 20)."""
    if proper_department.pk == suggestion.lead_id:
        raise ValidationError({"proper_department": _("Name another department than the one that asks.")})
    facts = {"reason": reason, "proper_department": str(proper_department)}
    with moving(suggestion, "request_return", by=by, facts=facts) as suggestion:
        ReturnRequest.objects.create(
            assignment=lead_of(suggestion), reason=reason, proper_department=proper_department,
            requested_at=clock.now(), by_id=by.pk,
        )  # fmt: skip
        suggestion.due_on = suggestion.return_due_on = None
    return suggestion


def decide_return(suggestion: Suggestion, *, by: Actor, granted: bool, reason: str = "") -> Suggestion:
    """The committee takes the assignment back, or refuses; then no return is possible (rule 20)."""
    if not granted and not reason.strip():
        raise ValidationError({"reason": _("Say why the return is refused.")})
    facts: dict[str, Any] = {"decision": Decision.of(granted), "reason": reason}
    with moving(suggestion, "decide_return", by=by, facts=facts) as suggestion:
        lead = lead_of(suggestion)
        request = lead.return_request
        request.granted, request.decision_reason, request.decided_at = granted, reason, clock.now()
        request.save()
        if granted:
            _take_back(suggestion, facts)
        else:
            _refuse_return(suggestion, lead)
    return suggestion


def _take_back(suggestion: Suggestion, facts: dict[str, Any]) -> None:
    """Ends the assignment, and with it what was asked and waived under it: the next department begins anew."""
    lead_to(suggestion, SuggestionState.REGISTERED)
    end_pending_extension(suggestion, facts)
    suggestion.contact_waived_at = suggestion.extension_due_on = None
    suggestion.assignments.filter(returned_at=None).update(returned_at=clock.now())
    suggestion.lead = None
    suggestion.assign_due_on = suggestion.due_on = start_clocks(suggestion, clock.today(), "assign")["assign"]


def _refuse_return(suggestion: Suggestion, lead: Assignment) -> None:
    """The time that the decision took is not counted against acceptance; the reply stays due as it was."""
    lead.return_was_refused = True
    if lead.accepted_at is None:
        lead.accept_due_on = start_clocks(suggestion, clock.today(), "accept")["accept"]
    lead.save()
    suggestion.due_on = open_round_of(suggestion).reply_due_on if lead.accepted_at else lead.accept_due_on
    lead_to(suggestion, SuggestionState.ACCEPTED if lead.accepted_at else SuggestionState.ASSIGNED)


def give_opinion(suggestion: Suggestion, *, by: Actor, opinion: str) -> Suggestion:
    """A co-handling department says its part; the last word of each department counts (rule 21)."""
    facts: dict[str, object] = {}
    with moving(suggestion, "give_opinion", by=by, facts=facts) as suggestion:
        mine = suggestion.assignments.filter(
            role=AssignmentRole.CO_HANDLING, returned_at=None, department__in=duties_of(by).departments
        )
        for assignment in mine.select_related("department"):
            assignment.opinion, assignment.opinion_at = opinion, clock.now()
            assignment.save()
            facts["department"] = str(assignment.department)
    return suggestion


def log_contact(suggestion: Suggestion, *, by: Actor, contacted_on: date, way: str, note: str = "") -> Suggestion:
    """The lead department has spoken with the sponsor (rule 22)."""
    if contacted_on > clock.today():
        raise ValidationError({"contacted_on": _("A contact is logged after it was made: choose today or earlier.")})
    with moving(suggestion, "log_contact", by=by, facts={"contacted_on": contacted_on, "way": way}) as suggestion:
        current, assignment = handling_of(suggestion)
        if contacted_on < current.opened_on:
            begun = {"day": current.opened_on.isoformat()}
            raise ValidationError(
                {"contacted_on": _("This round began on %(day)s: choose that day or a later one.") % begun}
            )
        SponsorContact.objects.create(
            suggestion=suggestion, assignment_id=assignment, round=current, contacted_on=contacted_on,
            way=way, note=note, by_id=by.pk, at=clock.now(),
        )  # fmt: skip
    return suggestion


def waive_contact(suggestion: Suggestion, *, by: Actor) -> Suggestion:
    """The sponsor does without a contact with this department before the reply of this round (rule 22)."""
    with moving(suggestion, "waive_contact", by=by) as suggestion:
        current, assignment = handling_of(suggestion)
        suggestion.contact_waived_at = clock.now()
        ContactWaiver.objects.create(
            assignment_id=assignment, round=current, by_id=by.pk, at=suggestion.contact_waived_at
        )
    return suggestion


def request_extension(suggestion: Suggestion, *, by: Actor, until: date, reason: str) -> Suggestion:
    """The lead department asks for more time before its own has run out, within the maximum (rule 22)."""
    facts = {"until": until, "reason": reason}
    with moving(suggestion, "request_extension", by=by, facts=facts) as suggestion:
        current, assignment = handling_of(suggestion)
        _check_extension(suggestion, current, until)
        suggestion.extension_asked_at = clock.now()
        ExtensionRequest.objects.create(
            assignment_id=assignment, round=current, until=until, reason=reason,
            requested_at=suggestion.extension_asked_at, by_id=by.pk,
        )  # fmt: skip
    return suggestion


def _check_extension(suggestion: Suggestion, current: Round, until: date) -> None:
    if until <= current.reply_due_on:
        raise ValidationError(
            {"until": _("Choose a day after the present one, %(day)s.") % {"day": current.reply_due_on}}
        )
    latest = latest_reply_date(suggestion, current.opened_on)
    if until > latest:
        raise ValidationError({"until": _("The law allows %(day)s at the latest.") % {"day": latest}})


def decide_extension(suggestion: Suggestion, *, by: Actor, granted: bool) -> Suggestion:
    """The committee grants more time or refuses it; the day that was first due is kept (rule 22).

    A grant never brings a day forward: what was asked for may have been overtaken meanwhile.
    """
    facts: dict[str, str] = {"decision": Decision.of(granted)}
    with moving(suggestion, "decide_extension", by=by, facts=facts) as suggestion:
        current = open_round_of(suggestion)
        request = current.extension_requests.pending().get()
        request.granted, request.decided_at = granted, clock.now()
        request.save()
        suggestion.extension_asked_at = None
        if granted:
            _ensure_later(current, request)
            current.reply_due_on = suggestion.due_on = suggestion.extension_due_on = request.until
            current.save()
        facts["reply_due_on"] = current.reply_due_on.isoformat()
    return suggestion


def _ensure_later(current: Round, request: ExtensionRequest) -> None:
    if request.until <= current.reply_due_on:
        days = {"due": current.reply_due_on.isoformat(), "until": request.until.isoformat()}
        raise ValidationError(
            {"granted": _("The reply is due on %(due)s, and the request asks for %(until)s only: refuse it.") % days}
        )
