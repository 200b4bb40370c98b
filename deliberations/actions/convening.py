"""When a meeting or a council may begin, and when its notice is due (rules 10, 17)."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from core import clock, clocks
from core.workdays import Calendar

#: A session is entered not longer after it took place, and planned not further ahead.
_PAST, _FUTURE = timedelta(days=366), timedelta(days=2 * 366)

MINUTES, OUTCOME = "deliberations.confirm_minutes", "deliberations.outcome"


def check_start(starts_at: datetime) -> None:
    """Refuses a time that nobody can mean."""
    if not clock.now() - _PAST <= starts_at <= clock.now() + _FUTURE:
        raise ValidationError({"starts_at": _("Choose a time within the past year or the next two.")})


def notice_due(code: str, starts_at: datetime) -> date:
    """The clock runs backwards: so many days before the session."""
    return timezone.localdate(starts_at) - timedelta(days=clocks.term(code).days or 0)


def minutes_due(day: date) -> date:
    """By when the minutes of a session of that day are confirmed."""
    return clocks.due(MINUTES, day).on


def minutes_and_outcome_due(day: date) -> tuple[date, date]:
    """By when the minutes of a meeting are confirmed, and by when it is said what its topics turn into (rule 12)."""
    terms, table = clocks.terms(MINUTES, OUTCOME), Calendar()
    return terms[MINUTES].due(day, table).on, terms[OUTCOME].due(day, table).on


def written(moment: datetime) -> str:
    """A moment as it stands in the record."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")
