"""Working days and due dates (rules 24, 25), against the official calendar and a naive reference."""

from bisect import bisect_right
from datetime import date, datetime, timedelta

import chinese_calendar
import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from core import clock
from core.calendar_years import CalendarYear, seed_overrides
from core.workdays import (
    Calendar,
    Term,
    WorkdayOverride,
    add_months,
    add_workdays,
    is_workday,
    workdays_between,
)

FIRST, LAST = date(2017, 1, 1), date(2026, 12, 31)
DAY = timedelta(days=1)
# Starts whose ninety working days stay inside the announced years.
starts = st.dates(min_value=FIRST + 15 * DAY, max_value=date(2026, 8, 1))
same_table = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


# Read once: the package behind it is slow.
ANNOUNCED = [
    {"date": row.date, "is_workday": row.is_workday, "name": row.name} for row in seed_overrides(range(2017, 2027)).rows
]


@pytest.fixture
def announced(db: None) -> None:
    """The announced years are in the table."""
    WorkdayOverride.objects.bulk_create(WorkdayOverride(**row) for row in ANNOUNCED)
    said = {"origin": "test", "completed_at": clock.now()}
    CalendarYear.objects.bulk_create(CalendarYear(year=year, **said) for year in range(2017, 2027))


def reference(start: date, count: int) -> date:
    """Rule 25 word by word, straight from the announced calendar."""
    day = start
    while not chinese_calendar.is_workday(day):
        day -= DAY
    while count > 0:
        day += DAY
        if chinese_calendar.is_workday(day):
            count -= 1
    return day


ALL_DAYS = [FIRST + number * DAY for number in range((LAST - FIRST).days + 1)]
WORKDAYS = [day for day in ALL_DAYS if chinese_calendar.is_workday(day)]


# Every day of ten years.


def test_every_day_is_a_working_day_or_not_as_announced(announced: None) -> None:
    table = Calendar()

    assert [day for day in ALL_DAYS if table.is_workday(day)] == WORKDAYS


@pytest.mark.parametrize("count", [0, 1, 2, 5, 7, 20, 90])
def test_every_day_as_a_start(announced: None, count: int) -> None:
    table = Calendar()
    days = [day for day in ALL_DAYS if date(2017, 1, 15) <= day <= date(2026, 8, 1)]

    found = {day: add_workdays(day, count, table) for day in days}

    assert found == {day: WORKDAYS[bisect_right(WORKDAYS, day) - 1 + count] for day in days}


@same_table
@given(start=starts, count=st.integers(0, 90))
def test_any_start_and_count(announced: None, start: date, count: int) -> None:
    assert add_workdays(start, count) == reference(start, count)


@same_table
@given(start=starts, count=st.integers(0, 90))
def test_counting_back_what_was_added(announced: None, start: date, count: int) -> None:
    due = add_workdays(start, count)

    assert is_workday(due)
    assert workdays_between(start, due) == (count if count or is_workday(start) else 0)


@same_table
@given(first=st.dates(FIRST, LAST), last=st.dates(FIRST, LAST))
def test_between_counts_one_by_one(announced: None, first: date, last: date) -> None:
    early, late = sorted((first, last))
    expected = sum(early < day <= late for day in WORKDAYS)

    assert workdays_between(early, late) == expected
    assert workdays_between(late, early) == -expected


@same_table
@given(start=starts, count=st.integers(1, 90))
def test_explained_days_add_up(announced: None, start: date, count: int) -> None:
    due = Term(workdays=count).due(start)

    assert (due.on - due.day_zero).days == count + len(due.skipped)
    assert [day for day, _name in due.skipped if chinese_calendar.is_workday(day)] == []
    assert [day for day, _name in due.made_up if day.weekday() < 5 or not chinese_calendar.is_workday(day)] == []
    assert not due.provisional


# Days that were got wrong elsewhere.


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        (date(2019, 9, 30), 1, date(2019, 10, 8)),  # over the whole of National Day
        (date(2019, 9, 30), 5, date(2019, 10, 12)),  # ends on a make-up Saturday
        (date(2019, 9, 27), 1, date(2019, 9, 29)),  # Friday to a make-up Sunday
        (date(2019, 10, 12), 1, date(2019, 10, 14)),  # starts on a make-up Saturday
        (date(2019, 10, 5), 0, date(2019, 9, 30)),  # a start on a day off is the working day before
        (date(2019, 10, 5), 1, date(2019, 10, 8)),
        (date(2019, 6, 15), 1, date(2019, 6, 17)),  # a Saturday start is a Friday start
        (date(2019, 6, 14), 1, date(2019, 6, 17)),
        (date(2019, 6, 17), 0, date(2019, 6, 17)),
        (date(2018, 12, 29), 1, date(2019, 1, 2)),  # a make-up Saturday before a New Year over two years
        (date(2020, 1, 23), 1, date(2020, 2, 3)),  # the Spring Festival that was prolonged
        (date(2020, 2, 28), 1, date(2020, 3, 2)),  # over 29 February, a Saturday
        (date(2024, 2, 28), 1, date(2024, 2, 29)),  # onto 29 February
    ],
)
def test_known_dates(announced: None, start: date, count: int, due: date) -> None:
    assert add_workdays(start, count) == due


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2019, 10, 1), False),
        (date(2019, 10, 7), False),
        (date(2019, 10, 12), True),
        (date(2019, 9, 29), True),
        (date(2019, 10, 13), False),
        (date(2019, 10, 14), True),
        (date(2024, 2, 29), True),
    ],
)
def test_is_workday(announced: None, day: date, expected: bool) -> None:
    assert is_workday(day) == expected


def test_table_is_read_anew_each_time(db: None) -> None:
    before = add_workdays(date(2019, 6, 17), 1)
    WorkdayOverride.objects.create(date=date(2019, 6, 18), is_workday=False, name="台风停工")

    assert (before, add_workdays(date(2019, 6, 17), 1)) == (date(2019, 6, 18), date(2019, 6, 19))


def test_long_closure_is_walked_through(db: None) -> None:
    days = [date(2020, 2, 3) + number * DAY for number in range(60)]
    WorkdayOverride.objects.bulk_create(WorkdayOverride(date=day, is_workday=False) for day in days)

    assert add_workdays(date(2020, 1, 31), 1) == date(2020, 4, 3)
    assert add_workdays(date(2020, 4, 2), 0) == date(2020, 1, 31)


def test_one_day_stands_in_the_table_once(db: None) -> None:
    WorkdayOverride.objects.create(date=date(2019, 6, 18), is_workday=False)

    with pytest.raises(IntegrityError), transaction.atomic():
        WorkdayOverride.objects.create(date=date(2019, 6, 18), is_workday=True)


@pytest.mark.parametrize("moment", [datetime(2019, 6, 17, 23, 30), datetime(2019, 6, 17)])
def test_moment_is_refused(db: None, moment: datetime) -> None:
    for question in (
        lambda: is_workday(moment),
        lambda: add_workdays(moment, 1),
        lambda: workdays_between(moment, moment),
        lambda: add_months(moment, 1),
        lambda: Term(days=1).due(moment),
    ):
        with pytest.raises(TypeError, match="not from a moment"):
            question()


# How often the table is read.


@pytest.mark.parametrize("start", [date(2019, 1, 1), date(2019, 6, 17), date(2019, 10, 5), date(2019, 12, 31)])
def test_one_query_per_computation(
    announced: None, django_assert_num_queries: DjangoAssertNumQueries, start: date
) -> None:
    with django_assert_num_queries(1):
        add_workdays(start, 90)
    with django_assert_num_queries(1):
        workdays_between(start, start + 500 * DAY)
    with django_assert_num_queries(1):
        is_workday(start)
    with django_assert_num_queries(0):
        Term(months=3).due(start)
    with django_assert_num_queries(0):
        Term(days=15).due(start)


def test_one_query_for_many_computations_in_a_year(
    announced: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    table = Calendar()
    table.read(date(2019, 1, 1), date(2020, 12, 31))

    with django_assert_num_queries(0):
        for number in range(20, 320):
            Term(workdays=20).due(date(2019, 1, 1) + number * DAY, table)


# Months.


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date(2019, 1, 31), 1, date(2019, 2, 28)),
        (date(2020, 1, 31), 1, date(2020, 2, 29)),
        (date(2019, 11, 30), 3, date(2020, 2, 29)),
        (date(2020, 2, 29), 12, date(2021, 2, 28)),
        (date(2020, 2, 29), 48, date(2024, 2, 29)),
        (date(2019, 12, 31), 6, date(2020, 6, 30)),
        (date(2019, 12, 15), 1, date(2020, 1, 15)),
        (date(2019, 5, 20), 0, date(2019, 5, 20)),
        (date(2019, 3, 31), -1, date(2019, 2, 28)),
        (date(2019, 1, 15), -1, date(2018, 12, 15)),
    ],
)
def test_add_months(start: date, count: int, expected: date) -> None:
    assert add_months(start, count) == expected


@given(st.dates(FIRST, LAST), st.integers(0, 60))
def test_add_months_lands_in_the_right_month_on_the_day_or_its_last(start: date, count: int) -> None:
    due = add_months(start, count)

    assert due.year * 12 + due.month == start.year * 12 + start.month + count
    assert due.day == start.day or (due.day < start.day and (due + DAY).day == 1)


# The official table.


def test_seed_holds_only_days_that_differ_from_the_plain_week() -> None:
    rows, unknown = seed_overrides([2019])

    assert unknown == []
    assert [row.date for row in rows if row.is_workday == (row.date.weekday() < 5)] == []
    assert [(row.date, row.is_workday, row.name) for row in rows if row.date.month == 10] == [
        (date(2019, 10, 1), False, "国庆节"),
        (date(2019, 10, 2), False, "国庆节"),
        (date(2019, 10, 3), False, "国庆节"),
        (date(2019, 10, 4), False, "国庆节"),
        (date(2019, 10, 7), False, "国庆节"),
        (date(2019, 10, 12), True, "国庆节调休上班"),
    ]


def test_seed_lists_years_that_nobody_announced() -> None:
    rows, unknown = seed_overrides([1999, 2026, 2099])

    assert unknown == [1999, 2099]
    assert {row.date.year for row in rows} == {2026}


def test_seed_leaves_what_was_entered(db: None) -> None:
    WorkdayOverride.objects.create(date=date(2019, 10, 1), is_workday=False, name="国庆")

    WorkdayOverride.objects.bulk_create(seed_overrides([2019]).rows, ignore_conflicts=True)

    assert WorkdayOverride.objects.get(date=date(2019, 10, 1)).name == "国庆"
    assert str(WorkdayOverride.objects.get(date=date(2019, 10, 12))) == "2019-10-12 国庆节调休上班"
