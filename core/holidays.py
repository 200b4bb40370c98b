"""The statutory holidays of the regulation 全国年节及纪念日放假办法, known years ahead of any notice (rule 25).

The State Council's notice for a year arranges the days around them, and says at which weekends the work is made up.
Until it is out, the days of the regulation are the only ones that are certain to be days off.

Four of the holidays follow the moon or the sun. Their days stand here as a table: lunar_python 1.4.8 and tyme4py 1.5.0
agree on all of them, `holidays` 0.109 on 2017–2040, and chinese-calendar 1.11.0 on the announced ones to 2026. A
new moon minutes before midnight, as in February 2027, leads other programs astray (the calendar of ICU is a day late).
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

NEW_YEAR, SPRING, QINGMING, LABOUR = "元旦", "春节", "清明", "劳动节"
DRAGON_BOAT, MID_AUTUMN, NATIONAL = "端午", "中秋", "国庆节"


class Regulation(NamedTuple):
    """One version of the regulation, from the year in which it began to count."""

    since: int
    spring: range  # days of the Spring Festival; 0 is New Year's Day, -1 its Eve
    labour: range  # days of May
    days: int  # how many days off it gives in all


#: Decree 795 of 10 November 2024 added New Year's Eve and 2 May; decree 644 of 2013 before it.
REGULATIONS = (
    Regulation(2025, range(-1, 3), range(1, 3), 13),
    Regulation(2014, range(3), range(1, 2), 11),
)

#: New Year's Day of the lunar calendar, Qingming, Dragon Boat and Mid-Autumn, as month and day.
MOVABLE: dict[int, tuple[tuple[int, int], ...]] = {
    2014: ((1, 31), (4, 5), (6, 2), (9, 8)),
    2015: ((2, 19), (4, 5), (6, 20), (9, 27)),
    2016: ((2, 8), (4, 4), (6, 9), (9, 15)),
    2017: ((1, 28), (4, 4), (5, 30), (10, 4)),
    2018: ((2, 16), (4, 5), (6, 18), (9, 24)),
    2019: ((2, 5), (4, 5), (6, 7), (9, 13)),
    2020: ((1, 25), (4, 4), (6, 25), (10, 1)),
    2021: ((2, 12), (4, 4), (6, 14), (9, 21)),
    2022: ((2, 1), (4, 5), (6, 3), (9, 10)),
    2023: ((1, 22), (4, 5), (6, 22), (9, 29)),
    2024: ((2, 10), (4, 4), (6, 10), (9, 17)),
    2025: ((1, 29), (4, 4), (5, 31), (10, 6)),
    2026: ((2, 17), (4, 5), (6, 19), (9, 25)),
    2027: ((2, 6), (4, 5), (6, 9), (9, 15)),
    2028: ((1, 26), (4, 4), (5, 28), (10, 3)),
    2029: ((2, 13), (4, 4), (6, 16), (9, 22)),
    2030: ((2, 3), (4, 5), (6, 5), (9, 12)),
    2031: ((1, 23), (4, 5), (6, 24), (10, 1)),
    2032: ((2, 11), (4, 4), (6, 12), (9, 19)),
    2033: ((1, 31), (4, 4), (6, 1), (9, 8)),
    2034: ((2, 19), (4, 5), (6, 20), (9, 27)),
    2035: ((2, 8), (4, 5), (6, 10), (9, 16)),
    2036: ((1, 28), (4, 4), (5, 30), (10, 4)),
    2037: ((2, 15), (4, 4), (6, 18), (9, 24)),
    2038: ((2, 4), (4, 5), (6, 7), (9, 13)),
    2039: ((1, 24), (4, 5), (5, 27), (10, 2)),
    2040: ((2, 12), (4, 4), (6, 14), (9, 20)),
    2041: ((2, 1), (4, 4), (6, 3), (9, 10)),
    2042: ((1, 22), (4, 4), (6, 22), (9, 28)),
    2043: ((2, 10), (4, 5), (6, 11), (9, 17)),
    2044: ((1, 30), (4, 4), (5, 31), (10, 5)),
    2045: ((2, 17), (4, 4), (6, 19), (9, 25)),
    2046: ((2, 6), (4, 4), (6, 8), (9, 15)),
    2047: ((1, 26), (4, 5), (5, 29), (10, 4)),
    2048: ((2, 14), (4, 4), (6, 15), (9, 22)),
    2049: ((2, 2), (4, 4), (6, 4), (9, 11)),
    2050: ((1, 23), (4, 4), (6, 23), (9, 30)),
    2051: ((2, 11), (4, 5), (6, 13), (9, 19)),
    2052: ((2, 1), (4, 4), (6, 1), (9, 7)),
    2053: ((2, 19), (4, 4), (6, 20), (9, 26)),
    2054: ((2, 8), (4, 4), (6, 10), (9, 16)),
    2055: ((1, 28), (4, 5), (5, 30), (10, 5)),
    2056: ((2, 15), (4, 4), (6, 17), (9, 24)),
    2057: ((2, 4), (4, 4), (6, 6), (9, 13)),
    2058: ((1, 24), (4, 4), (6, 25), (10, 2)),
    2059: ((2, 12), (4, 5), (6, 14), (9, 21)),
    2060: ((2, 2), (4, 4), (6, 3), (9, 9)),
}


def regulation_of(year: int) -> Regulation:
    """The version in force; years before the first that is known are read by it."""
    return next((one for one in REGULATIONS if one.since <= year), REGULATIONS[-1])


@lru_cache(maxsize=256)
def statutory_days(year: int) -> Mapping[date, str]:
    """The statutory days off with their names; where no table leads, those that the Gregorian calendar fixes."""
    # A feast that falls onto National Day gives one more day elsewhere: only the notice says which.
    found: dict[date, str] = {}
    for day, name in _days(year):
        found.setdefault(day, name)
    return MappingProxyType(dict(sorted(found.items())))


def _days(year: int) -> Iterator[tuple[date, str]]:
    regulation = regulation_of(year)
    yield date(year, 1, 1), NEW_YEAR
    for number in range(1, 4):
        yield date(year, 10, number), NATIONAL
    for number in regulation.labour:
        yield date(year, 5, number), LABOUR
    if year in MOVABLE:
        spring, qingming, dragon_boat, mid_autumn = (date(year, *day) for day in MOVABLE[year])
        for number in regulation.spring:
            yield spring + timedelta(days=number), SPRING
        yield qingming, QINGMING
        yield dragon_boat, DRAGON_BOAT
        yield mid_autumn, MID_AUTUMN
