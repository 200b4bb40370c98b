"""What the committee does with what is submitted: number, return, reject, assign (rules 18, 20, 21)."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Department
from core import clock
from core.access import Actor
from core.door import moving
from suggestions.actions.clocks import reply_clock, start_clocks
from suggestions.enums import AssignmentRole, Instrument
from suggestions.models import Assignment, NumberSeries, NumberTemplate, Round, Suggestion


def register_suggestion(suggestion: Suggestion, *, by: Actor) -> Suggestion:
    """Gives the suggestion the next number of its instrument and year, without a gap (rule 18)."""
    facts: dict[str, object] = {}
    with moving(suggestion, "register", by=by, facts=facts) as suggestion:
        suggestion.registered_at = clock.now()
        suggestion.year = clock.today().year
        suggestion.number = facts["number"] = _next_number(suggestion.instrument, suggestion.year)
        dues = start_clocks(suggestion, clock.today(), "assign")
        suggestion.assign_due_on = suggestion.due_on = dues["assign"]
    return suggestion


def number_to_come(instrument: str) -> str:
    """The number that the next registration gives, unless somebody else registers first (rule 18)."""
    year = clock.today().year
    last = NumberSeries.objects.filter(instrument=instrument, year=year).values_list("last", flat=True).first() or 0
    return NumberTemplate.objects.get(instrument=instrument).number(year, last + 1)


def _next_number(instrument: str, year: int) -> str:
    """The row of the series stays locked until the registration is committed, and rolls back with it."""
    NumberSeries.objects.bulk_create([NumberSeries(instrument=instrument, year=year)], ignore_conflicts=True)
    series = NumberSeries.objects.select_for_update().get(instrument=instrument, year=year)
    series.last += 1
    series.save()
    return NumberTemplate.objects.get(instrument=instrument).number(year, series.last)


def return_for_revision(suggestion: Suggestion, *, by: Actor, reason: str) -> Suggestion:
    """Gives the suggestion back to its sponsor to be improved (rule 20)."""
    with moving(suggestion, "return_for_revision", by=by, facts={"reason": reason}) as suggestion:
        suggestion.reason = reason
        suggestion.register_due_on = suggestion.due_on = None
    return suggestion


def reject_suggestion(suggestion: Suggestion, *, by: Actor, reason: str) -> Suggestion:
    """Ends the suggestion before it was registered, with a reason (rule 20)."""
    with moving(suggestion, "reject", by=by, facts={"reason": reason}) as suggestion:
        suggestion.reason = reason
        suggestion.due_on = None
    return suggestion


def assign_suggestion(
    suggestion: Suggestion, *, by: Actor, lead: Department, co_handling: Iterable[Department] = ()
) -> Suggestion:
    """Hands the suggestion to a lead department and those that help it; all their clocks start (rule 21)."""
    helping = list(dict.fromkeys(co_handling))
    _check_departments(suggestion, lead, helping)
    facts = {"lead": str(lead), "co_handling": [str(one) for one in helping]}
    with moving(suggestion, "assign", by=by, facts=facts) as suggestion:
        reply = reply_clock(suggestion)
        codes = [
            "accept",
            "request_return",
            "first_contact",
            reply,
            *(["co_handling_opinion"] if helping else []),
        ]
        dues = start_clocks(suggestion, clock.today(), *codes)
        _assign(suggestion, lead, helping, dues)
        _open_first_round(suggestion, contact=dues["first_contact"], reply=dues[reply])
        suggestion.lead = lead
        suggestion.due_on = dues["accept"]
        suggestion.return_due_on, suggestion.extension_due_on = dues["request_return"], dues[reply]
        facts["reply_due_on"] = dues[reply].isoformat()
    return suggestion


def _check_departments(suggestion: Suggestion, lead: Department, helping: list[Department]) -> None:
    if lead in helping:
        raise ValidationError({"co_handling": _("The lead department cannot be co-handling as well.")})
    if helping and suggestion.instrument == Instrument.CONTACT_LETTER:
        raise ValidationError({"co_handling": _("A contact letter goes to one department only.")})


def _assign(suggestion: Suggestion, lead: Department, helping: list[Department], dues: dict[str, date]) -> None:
    Assignment.objects.create(
        suggestion=suggestion, department=lead, role=AssignmentRole.LEAD, assigned_at=clock.now(),
        accept_due_on=dues["accept"], return_due_on=dues["request_return"],
    )  # fmt: skip
    Assignment.objects.bulk_create(
        Assignment(
            suggestion=suggestion, department=department, role=AssignmentRole.CO_HANDLING,
            assigned_at=clock.now(), opinion_due_on=dues["co_handling_opinion"],
        )
        for department in helping
    )  # fmt: skip


def _open_first_round(suggestion: Suggestion, *, contact: date, reply: date) -> None:
    """Opens the first round; an assignment after a granted return starts the same round anew."""
    Round.objects.update_or_create(
        suggestion=suggestion,
        number=1,
        defaults={
            "opened_on": clock.today(), "contact_due_on": contact,
            "reply_due_on": reply, "original_reply_due_on": reply,
        },
    )  # fmt: skip
