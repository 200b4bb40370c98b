"""A year is complete when somebody says so, and when nothing speaks against it (rule 25)."""

from datetime import date
from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from core.calendar_years import CalendarYear, complete_year, gaps, load_announced, missing_years, seed_overrides
from core.workdays import WorkdayOverride
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def enter(year: int) -> None:
    """The days of the notice, and those of the notice before for the last week, are typed in."""
    WorkdayOverride.objects.bulk_create(seed_overrides([year - 1, year]).rows)


@pytest.mark.parametrize("year", range(2017, 2027))
def test_every_announced_year_can_be_called_complete(year: int) -> None:
    enter(year)

    complete_year(year, by=UserFactory(), origin="国务院办公厅通知")

    assert missing_years(year, year) == []


def test_complete_year_says_who_and_from_where() -> None:
    enter(2025)
    person = UserFactory()

    complete_year(2025, by=person, origin="国办发明电〔2024〕12号")
    complete_year(2025, by=UserFactory(), origin="again")

    said = CalendarYear.objects.get()
    assert (said.year, said.completed_by, said.origin) == (2025, person, "国办发明电〔2024〕12号")


def test_rows_alone_complete_nothing() -> None:
    enter(2025)

    assert missing_years(2024, 2026) == [2024, 2025, 2026]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2025, 1, 28), "春节"),
        (date(2025, 4, 4), "清明"),
        (date(2025, 5, 2), "劳动节"),
        (date(2025, 10, 6), "中秋"),
    ],
)
def test_year_without_a_statutory_holiday_is_refused(in_english: None, day: date, name: str) -> None:
    enter(2025)
    WorkdayOverride.objects.filter(date=day).delete()

    with pytest.raises(ValidationError, match=f"Not entered as days off: .*{day.day}, 2025 .{name}."):
        complete_year(2025, by=UserFactory(), origin="x")
    assert missing_years(2025, 2025) == [2025]


def test_statutory_holiday_entered_as_a_working_day_is_refused(in_english: None) -> None:
    enter(2025)
    # 31 May 2025, the Dragon Boat Festival, is a Saturday.
    WorkdayOverride.objects.create(date=date(2025, 5, 31), is_workday=True)

    assert list(gaps(2025)) == ["Not entered as days off: May 31, 2025 (端午)."]


def test_day_off_for_a_holiday_at_a_weekend_is_asked_for(in_english: None) -> None:
    enter(2025)
    WorkdayOverride.objects.filter(date=date(2025, 6, 2)).delete()

    assert list(gaps(2025)) == ["1 day off is lacking: a holiday at a weekend is given on another day."]


def test_announced_years_are_loaded_as_complete() -> None:
    load_announced(range(2025, 2029))
    load_announced(range(2025, 2029))

    origins = list(CalendarYear.objects.values_list("year", "origin", "completed_by"))
    assert origins == [(2025, "chinese-calendar 1.11.0", None), (2026, "chinese-calendar 1.11.0", None)]


def test_command_says_that_a_year_is_complete() -> None:
    enter(2025)
    person, out = UserFactory(), StringIO()

    call_command("complete_calendar", 2025, by=person.username, origin="通知", stdout=out)

    assert out.getvalue() == "2025 is complete.\n"
    assert CalendarYear.objects.get().completed_by == person


def test_command_names_what_is_lacking(in_english: None) -> None:
    with pytest.raises(CommandError, match=r"Not entered as days off: Jan. 1, 2027 .元旦., "):
        call_command("complete_calendar", 2027, by=UserFactory().username, origin="通知")
    with pytest.raises(CommandError, match="Nobody signs in as nobody"):
        call_command("complete_calendar", 2027, by="nobody", origin="通知")


def test_migration_calls_loaded_years_complete_and_no_begun_one() -> None:
    WorkdayOverride.objects.bulk_create(seed_overrides([2020, 2026]).rows)
    WorkdayOverride.objects.create(date=date(2025, 1, 1), is_workday=False)
    WorkdayOverride.objects.create(date=date(2027, 1, 1), is_workday=False)

    import_module("core.migrations.0005_announced_years_are_complete").call_announced_years_complete(apps, None)

    assert list(CalendarYear.objects.values_list("year", flat=True)) == [2020, 2026]
