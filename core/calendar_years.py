"""Which years of the calendar are complete: said by somebody, never guessed from a number of rows (rule 25)."""

from collections.abc import Iterable, Iterator
from datetime import date
from importlib.metadata import version
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core import clock
from core.holidays import regulation_of, statutory_days
from core.workdays import LAST_WEEK, SATURDAY, WorkdayOverride, listed, named_day, written


class CalendarYear(models.Model):
    """A year whose table of working days is complete, with where the table comes from and who said so."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    origin = models.CharField(_("origin"), max_length=200)
    completed_at = models.DateTimeField(_("complete since"))
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("said by"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip

    class Meta:
        verbose_name = _("complete year of the calendar")
        verbose_name_plural = _("complete years of the calendar")
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)


def missing_years(first: int, last: int) -> list[int]:
    """The years from one to another whose table nobody has called complete yet."""
    complete = set(CalendarYear.objects.filter(year__range=(first, last)).values_list("year", flat=True))
    return [year for year in range(first, last + 1) if year not in complete]


def complete_year(year: int, *, by: Any, origin: str) -> CalendarYear:
    """Somebody says that every day of the notice is entered; refused while a statutory holiday has no row."""
    if reasons := list(gaps(year)):
        raise ValidationError(reasons)
    said = {"origin": origin, "completed_at": clock.now(), "completed_by": by}
    return CalendarYear.objects.get_or_create(year=year, defaults=said)[0]


def gaps(year: int) -> Iterator[str]:
    """Why the table of a year cannot be complete.

    A statutory holiday at a weekend needs no row of its own, but a day off instead of it. So the days off from Monday
    to Friday, less the weekends worked, are at least as many as the regulation gives. The last days of December belong
    to the next notice: it may have them worked, as on 31 December 2011.
    """
    table = {row.date: row.is_workday for row in _rows_of_notice(year)}
    wrong = [(day, name) for day, name in statutory_days(year).items() if table.get(day, day.weekday() < SATURDAY)]
    if wrong:
        days = listed(named_day(name, written(day)) for day, name in wrong)
        yield gettext("Not entered as days off: %(days)s.") % {"days": days}
        return
    given = sum(int(day.weekday() < SATURDAY) - int(is_workday) for day, is_workday in table.items())
    lacking = regulation_of(year).days - given
    if lacking > 0:
        yield ngettext(
            "%(count)d day off is lacking: a holiday at a weekend is given on another day.",
            "%(count)d days off are lacking: a holiday at a weekend is given on another day.",
            lacking,
        ) % {"count": lacking}


def _rows_of_notice(year: int) -> models.QuerySet[WorkdayOverride]:
    return WorkdayOverride.objects.filter(date__range=(date(year - 1, 12, LAST_WEEK), date(year, 12, LAST_WEEK - 1)))


# The official table, as far as it is known.


class Seed(NamedTuple):
    """Rows to be stored, and the years that nobody has announced yet."""

    rows: list[WorkdayOverride]
    unknown: list[int]


def load_announced(years: Iterable[int]) -> None:
    """Stores the announced years as complete; what an administrator entered stays."""
    years = list(years)
    seed = seed_overrides(years)
    WorkdayOverride.objects.bulk_create(seed.rows, ignore_conflicts=True)
    said = {"origin": f"chinese-calendar {version('chinese-calendar')}", "completed_at": clock.now()}
    known = [CalendarYear(year=year, **said) for year in years if year not in seed.unknown]
    CalendarYear.objects.bulk_create(known, ignore_conflicts=True)


def seed_overrides(years: Iterable[int]) -> Seed:
    """The special days of the years as the State Council announced them; what it did not is not guessed."""
    seed = Seed([], [])
    for year in years:
        try:
            seed.rows.extend(announced(year))
        except NotImplementedError:
            seed.unknown.append(year)
    return seed


def announced(year: int) -> list[WorkdayOverride]:
    from chinese_calendar import Holiday, get_holiday_detail

    rows = []
    for number in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1):
        day = date.fromordinal(number)
        off, holiday = get_holiday_detail(day)
        if off == (day.weekday() < SATURDAY):
            name = Holiday(holiday).chinese + ("" if off else "调休上班")
            rows.append(WorkdayOverride(date=day, is_workday=not off, name=name))
    return rows
