"""Working days of the Chinese calendar, terms, and due dates that say how they were computed (rules 24, 25).

The table holds only the days that differ from the plain Monday–Friday week. A year is a *missing year* until somebody
says that its table is complete (`core.calendar_years`): of such a year weekends, the statutory holidays and the days
entered so far are left out, and every date computed through it says it is provisional. So is the last week of a
complete year while the next one is missing, because the notice for a year may move days of the week before it.
"""

import calendar
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple, Self

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from core.holidays import statutory_days
from core.prepared import day_of, rows

DAY = timedelta(days=1)
SATURDAY = 5
LONGEST_GAP = 3  # days from one day of a holiday to its next, over a weekend that has no row of its own
LAST_WEEK = 25  # from this day of December on, days may be moved by the notice for the next year

SpecialDay = tuple[date, str]


class WorkdayOverride(models.Model):
    """A day that differs from the plain week: a public holiday, or a weekend worked to make up for one."""

    date = models.DateField(_("date"), unique=True)
    is_workday = models.BooleanField(_("working day"))
    name = models.CharField(_("name"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name}"


#: Asked for every date that is worked out: the special days, and the years that are complete.
OVERRIDES = """
SELECT date, is_workday, name, 0 FROM core_workdayoverride WHERE date BETWEEN %s AND %s
UNION ALL SELECT NULL, NULL, NULL, year FROM core_calendaryear WHERE year BETWEEN %s AND %s"""


class Override(NamedTuple):
    """A day of the table as a computation sees it."""

    date: date
    is_workday: bool
    name: str


class Calendar:
    """The working days as one computation sees them: read by whole years, never kept in the process.

    Hand one calendar to many computations to read the table once for all of them.
    """

    def __init__(self) -> None:
        self._years: dict[int, dict[date, Override]] = {}
        self._complete: set[int] = set()

    def read(self, first: date, last: date) -> None:
        """Reads the years from one day to another in one query, unless they were read before."""
        wanted = [year for year in range(first.year, last.year + 1) if year not in self._years]
        if not wanted:
            return
        self._years.update({year: {} for year in wanted})
        span = (date(wanted[0], 1, 1), date(wanted[-1], 12, 31), wanted[0], wanted[-1] + 1)
        for stored, is_workday, name, complete in rows(OVERRIDES, span):
            if complete:
                self._complete.add(complete)
                continue
            day = day_of(stored)
            self._years[day.year][day] = Override(day, bool(is_workday), name)

    def special_days(self, first: date, last: date) -> Iterator[date]:
        """The days that may differ from the plain week: those of the table, and the statutory holidays."""
        self.read(first, last)
        for year in range(first.year, last.year + 1):
            yield from (day for day in self._years[year].keys() | statutory_days(year).keys() if first <= day <= last)

    def override(self, day: date) -> Override | None:
        if day.year not in self._years:
            self.read(day, day)
        return self._years[day.year].get(day)

    def is_workday(self, day: date) -> bool:
        override = self.override(day)
        if override:
            return override.is_workday
        return day.weekday() < SATURDAY and day not in statutory_days(day.year)

    def name(self, day: date) -> str:
        override = self.override(day)
        if override:
            return override.name
        return statutory_days(day.year).get(day, "") if day.weekday() < SATURDAY else ""

    def missing(self, first: date, last: date) -> tuple[int, ...]:
        """The years whose table is not complete, and on which the days of the span depend."""
        self.read(first, last)
        years = range(first.year, last.year + 1)
        missing = [year for year in years if year not in self._complete]
        if in_last_week(last) and last.year in self._complete and last.year + 1 not in self._complete:
            missing.append(last.year + 1)
        return tuple(missing)

    def read_around(self, start: date, workdays: int) -> None:
        """One query for a whole computation, wide enough for the longest holidays."""
        first = max(start.toordinal() - 16, 1)
        last = min(start.toordinal() + workdays * 3 // 2 + 31, date.max.toordinal())
        self.read(date.fromordinal(first), date.fromordinal(last))


def in_last_week(day: date) -> bool:
    """The notice for 2019 had 29 December 2018 worked and 31 December off."""
    return (day.month, day.day) >= (12, LAST_WEEK)


def checked(day: date) -> date:
    """A moment has no day until it has a time zone, so it is refused rather than cut."""
    if isinstance(day, datetime):
        raise TypeError("Working days are counted from a day, not from a moment.")
    return day


def is_workday(day: date) -> bool:
    return Calendar().is_workday(checked(day))


def workdays_between(first: date, last: date, table: Calendar | None = None) -> int:
    """The working days after one day up to and with another; negative when the other is earlier (rule 25)."""
    if checked(last) < checked(first):
        return -workdays_between(last, first, table)
    if first == last:
        return 0
    plain = weekdays_until(last) - weekdays_until(first)
    calendar = table or Calendar()
    special = calendar.special_days(first + DAY, last)
    return plain + sum(int(calendar.is_workday(day)) - int(day.weekday() < SATURDAY) for day in special)


def weekdays_until(day: date) -> int:
    """How many Mondays to Fridays lie between the first day there is, a Monday, and this one."""
    weeks, rest = divmod(day.toordinal(), 7)
    return weeks * 5 + min(rest, 5)


def add_workdays(start: date, count: int, table: Calendar | None = None) -> date:
    """Working day `count` after a start; a start on a day off is like the working day before it (rule 25)."""
    return Term(workdays=count).due(start, table).on


def add_months(start: date, count: int) -> date:
    """The same day some months later, or the last day of a month that is too short for it."""
    year, month = divmod(checked(start).year * 12 + start.month - 1 + count, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


# Terms and due dates.


@dataclass(frozen=True)
class Term:
    """How long something may take: in working days, in days or in months. Written `2wd`, `15d`, `3m`."""

    workdays: int | None = None
    days: int | None = None
    months: int | None = None

    def __post_init__(self) -> None:
        given = [count for count in (self.workdays, self.days, self.months) if count is not None]
        if len(given) != 1 or not 0 <= given[0] <= 9999:
            raise ValueError("A term is a number of working days, of days or of months.")

    @classmethod
    def parse(cls, code: str) -> Self:
        found = re.fullmatch(r"([0-9]{1,4})(wd|d|m)", code)
        if not found:
            raise ValueError(f"Not a term: {code!r}")
        count = int(found[1])
        return {"wd": cls(workdays=count), "d": cls(days=count), "m": cls(months=count)}[found[2]]

    def __str__(self) -> str:
        if self.workdays is not None:
            return f"{self.workdays}wd"
        return f"{self.days}d" if self.days is not None else f"{self.months}m"

    def label(self) -> str:
        """The term in words, such as “2 working days”."""
        if self.workdays is not None:
            words, count = (
                ngettext("%(count)d working day", "%(count)d working days", self.workdays),
                self.workdays,
            )
        elif self.days is not None:
            words, count = ngettext("%(count)d day", "%(count)d days", self.days), self.days
        else:
            count = self.months or 0
            words = ngettext("%(count)d month", "%(count)d months", count)
        return words % {"count": count}

    def due(self, start: date, table: Calendar | None = None) -> "DueDate":
        """The date on which the term ends; working days take one query, unless a table is handed in."""
        checked(start)
        if self.workdays is not None:
            return count_workdays(start, self, self.workdays, table or Calendar())
        on = add_months(start, self.months) if self.months is not None else start + timedelta(self.days or 0)
        return DueDate(on=on, start=start, term=self, day_zero=start)


def count_workdays(start: date, term: Term, count: int, table: Calendar) -> "DueDate":
    """Walks from day to day; day 0 is the start, or the last working day before it (rule 25)."""
    table.read_around(start, count)
    day_zero = start
    while not table.is_workday(day_zero):
        day_zero -= DAY
    day, skipped, made_up = day_zero, [], []
    while count:
        day += DAY
        if not table.is_workday(day):
            skipped.append((day, table.name(day)))
            continue
        count -= 1
        if day.weekday() >= SATURDAY:
            made_up.append((day, table.name(day)))
    return DueDate(
        on=day,
        start=start,
        term=term,
        day_zero=day_zero,
        skipped=tuple(skipped),
        made_up=tuple(made_up),
        missing=table.missing(day_zero, max(day, start)),
    )


@dataclass(frozen=True, kw_only=True)
class DueDate:
    """When a term ends, with everything needed to say how that date came about (rule 24)."""

    on: date
    start: date
    term: Term
    day_zero: date
    skipped: tuple[SpecialDay, ...] = ()
    made_up: tuple[SpecialDay, ...] = ()
    missing: tuple[int, ...] = ()

    @property
    def provisional(self) -> bool:
        """A day on the way may still become a working day or a day off."""
        return bool(self.missing)

    def as_known_today(self, table: Calendar) -> Self:
        """A date that was stored, with today's reservations: certain once the complete calendar gives the same day."""
        if self.term.workdays is None or not (self.missing or in_last_week(self.on) or in_last_week(self.start)):
            return self
        now = self.term.due(self.start, table)
        return replace(self, missing=now.missing if now.on == self.on else self.missing or now.missing)

    def explanation(self) -> str:
        """How the date came about: start, count, days left out, make-up days counted, and any reservation."""
        # Chinese sentences follow each other without a space.
        return " ".join(self.sentences()).replace("。 ", "。")

    def sentences(self) -> Iterator[str]:
        words = {"term": self.term.label(), "start": written(self.start), "due": written(self.on)}
        shifted = self.day_zero != self.start
        if shifted or self.term.months is not None:
            yield gettext("%(term)s from %(start)s: due on %(due)s.") % words
        else:
            yield gettext("%(term)s from %(start)s, which is day 0: due on %(due)s.") % words
        if shifted:
            yield gettext("The start is a day off, so day 0 is %(day)s.") % {"day": written(self.day_zero)}
        if self.skipped:
            yield gettext("Days off left out: %(days)s.") % {"days": listed(days_off(self.skipped))}
        if self.made_up:
            days = listed(named_day(name, written(day)) for day, name in self.made_up)
            yield gettext("Make-up working days counted: %(days)s.") % {"days": days}
        yield from self.reservations()

    def reservations(self) -> Iterator[str]:
        """What is not certain yet about the date."""
        last = max(self.on, self.start).year
        if incomplete := [str(year) for year in self.missing if year <= last]:
            warning = gettext(
                "Provisional: the table of working days of %(years)s is not complete yet; weekends and statutory "
                "holidays are left out."
            )
            yield warning % {"years": listed(incomplete)}
        if last + 1 in self.missing:
            warning = gettext("Provisional: the notice for %(next)s may still move the last days of %(year)s.")
            yield warning % {"next": last + 1, "year": last}


def written(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def listed(items: Iterable[str]) -> str:
    return pgettext("between the items of a list", ", ").join(items)


def named_day(name: str, days: str) -> str:
    return gettext("%(days)s (%(name)s)") % {"name": name, "days": days} if name else days


def days_off(skipped: Sequence[SpecialDay]) -> Iterator[str]:
    """The holidays by name, first to last day with the weekend between, and the number of other days off."""
    spans: list[tuple[str, date, date]] = []
    for day, name in skipped:
        if not name:
            continue
        if spans and spans[-1][0] == name and (day - spans[-1][2]).days <= LONGEST_GAP:
            spans[-1] = (name, spans[-1][1], day)
        else:
            spans.append((name, day, day))
    for name, first, last in spans:
        yield named_day(name, span(first, last))
    rest = sum(not any(first <= day <= last for _name, first, last in spans) for day, _name in skipped)
    if rest:
        yield ngettext("%(count)d day at weekends", "%(count)d days at weekends", rest) % {"count": rest}


def span(first: date, last: date) -> str:
    if first == last:
        return written(first)
    return gettext("%(first)s to %(last)s") % {"first": written(first), "last": written(last)}
