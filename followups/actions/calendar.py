"""The one reminder that hangs on no case: next year's working days (rules 25, 41)."""

from datetime import date

from core import clock
from core.calendar_years import missing_years
from followups.enums import Kind, Step
from followups.models import Reminder
from followups.queries.ladder import Ladder
from stations.enums import Role

#: On this day the administrator is reminded of the year to come (rule 25).
ASKED_ON = (11, 1)
NOUN = "core.workdayoverride"


def remind_of_calendar(ladder: Ladder) -> int:
    """Reminds the administrators of each year that should be entered by now; how many were written."""
    this_year = ladder.today.year
    asked = [year for year in missing_years(this_year, this_year + 1) if _asked_on(year) <= ladder.today]
    open_ones = Reminder.objects.open().filter(kind=Kind.CALENDAR)
    administrators = ladder.roster.everyone(Role.ADMINISTRATOR)
    open_ones.exclude(subject_id__in=asked, person_id__in=administrators).update(settled_at=clock.now())
    return sum(_remind(person, year, ladder) for year in asked for person in administrators)


def _asked_on(year: int) -> date:
    return date(year - 1, *ASKED_ON)


def _remind(person: int, year: int, ladder: Ladder) -> bool:
    due_on = _asked_on(year)
    step = ladder.step(due_on)
    earlier = Reminder.objects.filter(person_id=person, kind=Kind.CALENDAR, noun=NOUN, subject_id=year)
    told = earlier.filter(step__gte=min(step, Step.OVER))
    if (told if step < Step.OVER else told.filter(created_at__gte=ladder.week_ago)).exists():
        return False
    earlier.open().update(settled_at=clock.now())
    Reminder.objects.bulk_create(
        [
            Reminder(
                person_id=person, kind=Kind.CALENDAR, noun=NOUN, subject_id=year, title=str(year),
                due_on=due_on, step=step,
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return True
