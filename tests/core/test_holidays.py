"""The statutory holidays of the regulation, against the announced calendar."""

from datetime import date

import chinese_calendar
import pytest

from core.holidays import MOVABLE, regulation_of, statutory_days

YEARS = range(2017, 2027)
#: What chinese-calendar calls them; two feasts on one day are told as one of them.
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午",
    "Mid-autumn Festival": "中秋",
    "National Day": "国庆节",
}


@pytest.mark.parametrize("year", range(2014, 2027))
def test_statutory_days_were_off_and_had_the_same_name(year: int) -> None:
    told = {day: chinese_calendar.get_holiday_detail(day) for day in statutory_days(year)}

    assert [day for day, (off, _holiday) in told.items() if not off] == []
    assert {day: NAMES[holiday] for day, (_off, holiday) in told.items() if holiday} == {
        day: name for day, name in statutory_days(year).items() if told[day][1]
    }


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2024, "0101 0210 0211 0212 0404 0501 0610 0917 1001 1002 1003"),
        (2025, "0101 0128 0129 0130 0131 0404 0501 0502 0531 1001 1002 1003 1006"),
        (2026, "0101 0216 0217 0218 0219 0405 0501 0502 0619 0925 1001 1002 1003"),
        # New Year's Day of 2027 is 6 February: the new moon comes at 23:56 in China.
        (2027, "0101 0205 0206 0207 0208 0405 0501 0502 0609 0915 1001 1002 1003"),
        (2040, "0101 0211 0212 0213 0214 0404 0501 0502 0614 0920 1001 1002 1003"),
    ],
)
def test_days_of_a_year(year: int, days: str) -> None:
    assert " ".join(f"{day:%m%d}" for day in statutory_days(year)) == days


def test_every_year_has_the_days_that_the_regulation_gives() -> None:
    # Mid-Autumn fell and falls onto National Day.
    shared = {year for year in MOVABLE if len(statutory_days(year)) < regulation_of(year).days}

    assert shared == {2020, 2028, 2031, 2039, 2058}
    assert {len(statutory_days(year)) for year in MOVABLE if year not in shared} == {11, 13}


def test_without_a_table_of_the_moon_the_fixed_days_remain() -> None:
    assert [f"{day:%m%d}" for day in statutory_days(2099)] == ["0101", "0501", "0502", "1001", "1002", "1003"]
    assert date(2099, 10, 1) in statutory_days(2099)
