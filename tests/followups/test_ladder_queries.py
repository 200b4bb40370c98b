"""The ladder: from a due date to the step it has reached (rule 42), in Python and in SQL alike."""

from datetime import date, timedelta

import pytest
from django.db.models import DateField, F, Value

from accounts.models import User
from core.workdays import WorkdayOverride, add_workdays
from followups.enums import Step
from followups.queries.ladder import Ladder
from tests.factories.accounts import UserFactory

TODAY = date(2019, 6, 19)


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (31, Step.NOT_YET), (30, Step.MONTH_BEFORE), (16, Step.MONTH_BEFORE), (15, Step.FORTNIGHT_BEFORE),
        (8, Step.FORTNIGHT_BEFORE), (7, Step.WEEK_BEFORE), (2, Step.WEEK_BEFORE), (1, Step.DAY_BEFORE),
        (0, Step.ON_THE_DAY), (-1, Step.ON_THE_DAY), (-6, Step.ON_THE_DAY), (-7, Step.OVER), (-13, Step.OVER),
        (-14, Step.OVER), (-15, Step.OVER + 1), (-21, Step.OVER + 2), (-700, Step.OVER + 99),
    ],
)  # fmt: skip
def test_step_of_a_due_date(db: None, days: int, step: int) -> None:
    assert Ladder(TODAY).step(TODAY + timedelta(days=days)) == step


def test_five_working_days_over_leave_out_a_holiday(calendar: None) -> None:
    """Due on 27 September 2019: the National Day week lies between, and 29 September is worked to make up for it."""
    due_on = date(2019, 9, 27)

    steps = {day: Ladder(day).step(due_on) for day in (date(2019, 9, 29), date(2019, 10, 9), date(2019, 10, 10))}

    assert add_workdays(due_on, 5) == date(2019, 10, 10)
    assert steps == {date(2019, 9, 29): 0, date(2019, 10, 9): 0, date(2019, 10, 10): Step.OVER}


def test_a_make_up_day_counts_as_working_day(calendar: None) -> None:
    """Due on 26 April 2019, a Friday: Sunday 28 April and Sunday 5 May are worked, 1 to 4 May are off."""
    due_on = date(2019, 4, 26)

    assert [Ladder(day).step(due_on) for day in (date(2019, 5, 5), date(2019, 5, 6))] == [0, Step.OVER]


def test_a_changed_calendar_counts_at_once(db: None) -> None:
    due_on = date(2019, 6, 12)
    before = Ladder(TODAY).step(due_on)
    WorkdayOverride.objects.create(date=date(2019, 6, 14), is_workday=False, name="停工")

    assert (before, Ladder(TODAY).step(due_on)) == (Step.OVER, Step.ON_THE_DAY)


@pytest.mark.parametrize("today", [date(2019, 1, 31), date(2019, 2, 28), date(2020, 2, 29), date(2019, 12, 31)])
def test_month_and_year_ends(calendar: None, today: date) -> None:
    ladder = Ladder(today)

    assert ladder.step(today) == Step.ON_THE_DAY
    assert ladder.step(today + timedelta(days=1)) == Step.DAY_BEFORE
    assert ladder.step(today + timedelta(days=30)) == Step.MONTH_BEFORE


def test_the_database_finds_the_same_step(calendar: None) -> None:
    person: type[User] = UserFactory()
    ladder = Ladder(TODAY)
    days = [TODAY + timedelta(days=n) for n in range(-40, 40)]

    in_sql = [
        type(person).objects.annotate(due=Value(day, output_field=DateField()))
        .annotate(step=ladder.expression("due")).values_list(F("step"), flat=True).get(pk=person.pk)
        for day in days
    ]  # fmt: skip

    assert in_sql == [min(ladder.step(day), Step.OVER) for day in days]


def test_every_day_as_today_the_over_line_is_right(calendar: None) -> None:
    """What is over by today is exactly what has five working days behind it."""
    for number in range(date(2019, 1, 1).toordinal(), date(2020, 1, 1).toordinal()):
        ladder = Ladder(date.fromordinal(number))
        line = ladder.over_until
        assert add_workdays(line, 5) <= ladder.today < add_workdays(line + timedelta(days=1), 5)
