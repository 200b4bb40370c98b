"""Starting the clocks of a suggestion: stored due dates, each with how it was computed (rules 22, 24)."""

from datetime import date

from core import clocks
from core.workdays import Calendar, Term, add_months
from suggestions.enums import Instrument
from suggestions.models import EvaluationScheme, Suggestion


def start_clocks(suggestion: Suggestion, start: date, *codes: str) -> dict[str, date]:
    """When each of the clocks, started on the day, runs out; the suggestion remembers how."""
    terms = clocks.terms(*(f"suggestions.{code}" for code in codes))
    table = Calendar()
    dues = {}
    for code in codes:
        due = terms[f"suggestions.{code}"].due(start, table)
        suggestion.keep_clock(code, due)
        dues[code] = due.on
    return dues


def reply_clock(suggestion: Suggestion) -> str:
    """A contact letter has a clock of its own (rule 22)."""
    return "reply_contact_letter" if suggestion.instrument == Instrument.CONTACT_LETTER else "reply"


def latest_reply_date(suggestion: Suggestion, assigned_on: date) -> date:
    """The day beyond which no extension leads: a fixed maximum, counted from the assignment (rule 22)."""
    maximum = clocks.Clock.objects.values_list("maximum", flat=True).get(code=f"suggestions.{reply_clock(suggestion)}")
    return Term.parse(maximum).due(assigned_on).on


def implementation_opens_on(today: date, promised_on: date | None) -> date:
    """The promised date or the next yearly check, whichever is first (rule 30)."""
    scheme = EvaluationScheme.objects.on(today)
    check = date(today.year, scheme.check_month, scheme.check_day)
    next_check = check if check > today else add_months(check, 12)
    return min(promised_on, next_check) if promised_on else next_check
