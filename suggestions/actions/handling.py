"""What a department does before it replies: accept, return, contact, extension, opinion (rules 20–22)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Department
from core import clock
from core.access import Actor
from core.door import lead_to, moving
from stations.duties import duties_of
from suggestions.actions.clocks import latest_reply_date, start_clocks
from suggestions.enums import AssignmentRole, Decision, SuggestionState
from suggestions.models import Assignment, ExtensionRequest, ReturnRequest, Round, SponsorContact, Suggestion


def lead_of(suggestion: Suggestion) -> Assignment:
    """The assignment of the lead department that is in force."""
    return suggestion.assignments.get(role=AssignmentRole.LEAD, returned_at=None)


def open_round_of(suggestion: Suggestion) -> Round:
    """The round that runs now."""
    return suggestion.rounds.get(closed_at=None)


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
        suggestion.due_on = None
    return suggestion


def decide_return(suggestion: Suggestion, *, by: Actor, granted: bool, reason: str = "") -> Suggestion:
    """The committee takes the assignment back, or refuses; then no return is possible (rule 20)."""
    if not granted and not reason.strip():
        raise ValidationError({"reason": _("Say why the return is refused.")})
    facts = {"decision": Decision.of(granted), "reason": reason}
    with moving(suggestion, "decide_return", by=by, facts=facts) as suggestion:
        lead = lead_of(suggestion)
        request = lead.return_request
        request.granted, request.decision_reason, request.decided_at = granted, reason, clock.now()
        request.save()
        if granted:
            _take_back(suggestion)
        else:
            _refuse_return(suggestion, lead)
    return suggestion


def _take_back(suggestion: Suggestion) -> None:
    lead_to(suggestion, SuggestionState.REGISTERED)
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
        current = open_round_of(suggestion)
        if contacted_on < current.opened_on:
            begun = {"day": current.opened_on.isoformat()}
            raise ValidationError(
                {"contacted_on": _("This round began on %(day)s: choose that day or a later one.") % begun}
            )
        SponsorContact.objects.create(
            suggestion=suggestion, round=current, contacted_on=contacted_on, way=way,
            note=note, by_id=by.pk, at=clock.now(),
        )  # fmt: skip
    return suggestion


def waive_contact(suggestion: Suggestion, *, by: Actor) -> Suggestion:
    """The sponsor does without a contact before the reply of this round (rule 22)."""
    with moving(suggestion, "waive_contact", by=by) as suggestion:
        current = open_round_of(suggestion)
        current.contact_waived_at = clock.now()
        current.save()
    return suggestion


def request_extension(suggestion: Suggestion, *, by: Actor, until: date, reason: str) -> Suggestion:
    """The lead department asks for more time before its own has run out, within the maximum (rule 22)."""
    facts = {"until": until, "reason": reason}
    with moving(suggestion, "request_extension", by=by, facts=facts) as suggestion:
        current = open_round_of(suggestion)
        _check_extension(suggestion, current, until)
        ExtensionRequest.objects.create(
            round=current, until=until, reason=reason, requested_at=clock.now(), by_id=by.pk
        )
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
    """The committee grants more time or refuses it; the day that was first due is kept (rule 22)."""
    facts: dict[str, str] = {"decision": Decision.of(granted)}
    with moving(suggestion, "decide_extension", by=by, facts=facts) as suggestion:
        current = open_round_of(suggestion)
        request = current.extension_requests.get(granted=None)
        request.granted, request.decided_at = granted, clock.now()
        request.save()
        if granted:
            current.reply_due_on = suggestion.due_on = request.until
            current.save()
        facts["reply_due_on"] = current.reply_due_on.isoformat()
    return suggestion
