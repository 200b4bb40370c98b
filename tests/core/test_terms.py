"""Terms and due dates: how they are read, what was left out, what is not known, and the sentence that says so."""

from datetime import date

import pytest

from core import clock
from core.calendar_years import CalendarYear, load_announced, missing_years
from core.workdays import (
    Calendar,
    DueDate,
    Term,
    WorkdayOverride,
    is_workday,
    workdays_between,
)
from tests.core.test_workdays import ANNOUNCED


@pytest.fixture
def announced(db: None) -> None:
    """The announced years are in the table."""
    WorkdayOverride.objects.bulk_create(WorkdayOverride(**row) for row in ANNOUNCED)
    said = {"origin": "test", "completed_at": clock.now()}
    CalendarYear.objects.bulk_create(CalendarYear(year=year, **said) for year in range(2017, 2027))


@pytest.fixture
def year_2019(db: None) -> None:
    """Only one year is in the table; its neighbours are missing."""
    load_announced([2019])


@pytest.mark.parametrize(
    ("code", "term"),
    [("2wd", Term(workdays=2)), ("15d", Term(days=15)), ("3m", Term(months=3)), ("0d", Term(days=0))],
)
def test_term_is_read_and_written(code: str, term: Term) -> None:
    assert Term.parse(code) == term
    assert str(term) == code


@pytest.mark.parametrize("code", ["", "2", "wd", "2 wd", "-1d", "2w", "3M", "1.5m", "99999d", "２d", "3m\n", "2wd3m"])
def test_term_that_makes_no_sense_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="Not a term"):
        Term.parse(code)


@pytest.mark.parametrize("counts", [{}, {"days": 1, "months": 1}, {"days": -1}, {"workdays": 10_000}])
def test_term_has_one_count(counts: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="A term is a number"):
        Term(**counts)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("1wd", "1 working day"),
        ("2wd", "2 working days"),
        ("1d", "1 day"),
        ("15d", "15 days"),
        ("3m", "3 months"),
    ],
)
def test_term_in_words(in_english: None, code: str, words: str) -> None:
    assert Term.parse(code).label() == words


def test_due_in_days_and_months_needs_no_table(db: None) -> None:
    assert Term(days=15).due(date(2019, 2, 20)) == DueDate(
        on=date(2019, 3, 7), start=date(2019, 2, 20), term=Term(days=15), day_zero=date(2019, 2, 20)
    )
    assert Term(months=3).due(date(2019, 11, 30)).on == date(2020, 2, 29)


def test_due_names_what_was_left_out(announced: None) -> None:
    due = Term(workdays=5).due(date(2019, 9, 30))

    assert due.skipped == (
        (date(2019, 10, 1), "国庆节"),
        (date(2019, 10, 2), "国庆节"),
        (date(2019, 10, 3), "国庆节"),
        (date(2019, 10, 4), "国庆节"),
        (date(2019, 10, 5), ""),
        (date(2019, 10, 6), ""),
        (date(2019, 10, 7), "国庆节"),
    )
    assert due.made_up == ((date(2019, 10, 12), "国庆节调休上班"),)


@pytest.mark.parametrize(
    ("start", "count", "missing"),
    [
        (date(2019, 6, 3), 20, ()),
        (date(2019, 12, 23), 1, ()),
        (date(2019, 12, 24), 1, (2020,)),  # the last week may be moved by the notice for 2020
        (date(2019, 12, 30), 1, (2020,)),
        (date(2019, 12, 30), 2, (2020,)),
        (date(2020, 1, 1), 0, (2020,)),
        (date(2018, 12, 28), 1, (2018,)),
        (date(2018, 12, 29), 1, (2018,)),
        (date(2019, 1, 1), 0, (2018,)),  # day 0 lies in the year before
        (date(2018, 12, 3), 300, (2018, 2020)),
    ],
)
def test_due_through_a_missing_year_is_provisional(
    year_2019: None, start: date, count: int, missing: tuple[int, ...]
) -> None:
    due = Term(workdays=count).due(start)

    assert (due.missing, due.provisional) == (missing, bool(missing))


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        (date(2027, 9, 30), 5, date(2027, 10, 8)),  # National Day, 1–3 October
        (date(2027, 12, 31), 1, date(2028, 1, 3)),  # 1 January is a Saturday
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
        (date(2027, 2, 4), 1, date(2027, 2, 9)),  # Eve on Friday 5, New Year's Day on Saturday 6 February
        (date(2027, 4, 30), 1, date(2027, 5, 3)),
        (date(2028, 4, 28), 1, date(2028, 5, 3)),  # both days of May
        (date(2024, 4, 30), 1, date(2024, 5, 2)),  # only one of them before 2025
        (date(2029, 4, 3), 1, date(2029, 4, 5)),  # Qingming
        (date(2099, 12, 31), 1, date(2100, 1, 4)),  # beyond the table of lunar days
    ],
)
def test_missing_year_leaves_out_weekends_and_statutory_holidays(db: None, start: date, count: int, due: date) -> None:
    found = Term(workdays=count).due(start)

    assert (found.on, found.provisional) == (due, True)
    assert workdays_between(start, due) == count
    assert is_workday(due)


def test_begun_year_is_not_complete_and_keeps_its_days(year_2019: None) -> None:
    WorkdayOverride.objects.create(date=date(2020, 1, 2), is_workday=False, name="停工")

    due = Term(workdays=1).due(date(2019, 12, 31))

    assert (due.on, due.missing) == (date(2020, 1, 3), (2020,))
    assert missing_years(2019, 2020) == [2020]


def test_statutory_holiday_that_was_left_out_is_named(db: None) -> None:
    due = Term(workdays=1).due(date(2027, 9, 30))

    assert due.skipped == (
        (date(2027, 10, 1), "国庆节"),
        (date(2027, 10, 2), ""),
        (date(2027, 10, 3), ""),
    )


@pytest.mark.parametrize("start", [date(2019, 12, 27), date(2019, 6, 3), date(2020, 2, 3)])
def test_what_counts_in_days_is_never_provisional(year_2019: None, start: date) -> None:
    assert not Term(days=15).due(start).provisional


def test_stored_date_is_certain_once_the_calendar_gives_the_same_day(year_2019: None) -> None:
    moved, kept = Term(workdays=1).due(date(2020, 1, 22)), Term(workdays=1).due(date(2020, 3, 4))
    last_week = Term(workdays=1).due(date(2019, 12, 30))
    load_announced([2020])
    table = Calendar()

    known = [due.as_known_today(table).provisional for due in (moved, kept, last_week)]

    # 23 January 2020 was worked, as computed: nothing moved.
    assert [due.provisional for due in (moved, kept, last_week)] == [True, True, True]
    assert known == [False, False, False]


def test_stored_date_that_the_calendar_moved_stays_provisional(year_2019: None) -> None:
    stored = Term(workdays=1).due(date(2020, 1, 23))  # the 24th was Eve, off by the notice only
    load_announced([2020])

    assert (stored.on, stored.as_known_today(Calendar()).missing) == (date(2020, 1, 24), (2020,))


def test_missing_years(year_2019: None) -> None:
    assert missing_years(2018, 2021) == [2018, 2020, 2021]
    assert missing_years(2019, 2019) == []


@pytest.mark.parametrize(
    ("code", "start", "sentence"),
    [
        ("15d", date(2019, 2, 20), "15 days from Feb. 20, 2019, which is day 0: due on March 7, 2019."),
        ("3m", date(2019, 11, 30), "3 months from Nov. 30, 2019: due on Feb. 29, 2020."),
        ("1wd", date(2019, 6, 17), "1 working day from June 17, 2019, which is day 0: due on June 18, 2019."),
        (
            "5wd",
            date(2019, 9, 30),
            "5 working days from Sept. 30, 2019, which is day 0: due on Oct. 12, 2019. "
            "Days off left out: Oct. 1, 2019 to Oct. 7, 2019 (国庆节). "
            "Make-up working days counted: Oct. 12, 2019 (国庆节调休上班).",
        ),
        (
            "2wd",
            date(2019, 6, 15),
            "2 working days from June 15, 2019: due on June 18, 2019. "
            "The start is a day off, so day 0 is June 14, 2019. Days off left out: 2 days at weekends.",
        ),
        (
            "20wd",
            date(2019, 4, 22),
            "20 working days from April 22, 2019, which is day 0: due on May 21, 2019. "
            "Days off left out: May 1, 2019 to May 3, 2019 (劳动节), 6 days at weekends. "
            "Make-up working days counted: April 28, 2019 (劳动节调休上班), May 5, 2019 (劳动节调休上班).",
        ),
        (
            "1wd",
            date(2019, 6, 6),
            "1 working day from June 6, 2019, which is day 0: due on June 10, 2019. "
            "Days off left out: June 7, 2019 (端午), 2 days at weekends.",
        ),
        (
            "2wd",
            date(2027, 9, 30),
            "2 working days from Sept. 30, 2027, which is day 0: due on Oct. 5, 2027. "
            "Days off left out: Oct. 1, 2027 (国庆节), 2 days at weekends. "
            "Provisional: the table of working days of 2027 is not complete yet; "
            "weekends and statutory holidays are left out.",
        ),
        (
            "1wd",
            date(2026, 12, 30),
            "1 working day from Dec. 30, 2026, which is day 0: due on Dec. 31, 2026. "
            "Provisional: the notice for 2027 may still move the last days of 2026.",
        ),
    ],
)
def test_explanation(announced: None, in_english: None, code: str, start: date, sentence: str) -> None:
    assert Term.parse(code).due(start).explanation() == sentence


def test_explanation_in_chinese(announced: None) -> None:
    assert Term(workdays=5).due(date(2019, 10, 5)).explanation() == (
        "自 2019年10月5日 起 5 个工作日，2019年10月12日 到期。"
        "起始日不是工作日，第 0 天按 2019年9月30日 计。"
        "扣除的休息日：2019年10月1日至2019年10月7日（国庆节）。"
        "计入的调休工作日：2019年10月12日（国庆节调休上班）。"
    )
