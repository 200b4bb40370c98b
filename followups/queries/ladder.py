"""The ladder of a reminder: from a due date to the step it has reached today (rule 42)."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.db.models import Case, IntegerField, Value, When
from django.utils import timezone

from core.workdays import DAY, Calendar, add_workdays
from followups.enums import BEFORE, Step
from followups.queries.people import Roster

#: So many working days over, the committee hears of it (rule 42).
WORKDAYS_OVER = 5
WEEK = 7


class Ladder:
    """The steps as they stand on one day; made anew for every run: a changed calendar counts at once."""

    def __init__(self, today: date, calendar: Calendar | None = None):
        self.today = today
        self.roster = Roster(today)
        self._calendar = calendar or Calendar()
        self.late = lru_cache(maxsize=4096)(self._late)
        self.over_until = self._over_until()

    def _late(self, due_on: date) -> date:
        """The day on which a due date is five working days over."""
        return add_workdays(due_on, WORKDAYS_OVER, self._calendar)

    def _over_until(self) -> date:
        """The latest due date that is five working days over by today."""
        due_on = self.today - DAY
        while self.late(due_on) > self.today:
            due_on -= DAY
        return due_on

    def step(self, due_on: date) -> int:
        """The present step of a due date; steps that were missed are not made up for (rule 43)."""
        if due_on <= self.over_until:
            return Step.OVER + (self.today - self.late(due_on)).days // WEEK
        days = (due_on - self.today).days
        if days <= 0:
            return Step.ON_THE_DAY
        return max((step for step in BEFORE if step <= -days), default=Step.NOT_YET)

    def last_day(self, step: int) -> date:
        """The furthest due date that has reached the step by today."""
        return self.over_until if step >= Step.OVER else self.today - timedelta(days=step)

    def expression(self, due: str) -> Case:
        """The present step in SQL, with every week over as the same step."""
        reached = [When(**{f"{due}__lte": self.last_day(Step.OVER)}, then=Value(Step.OVER))]
        for step in (Step.ON_THE_DAY, *reversed(BEFORE)):
            reached.append(When(**{f"{due}__lte": self.last_day(step)}, then=Value(step)))
        return Case(*reached, default=Value(Step.NOT_YET), output_field=IntegerField())

    @property
    def week_ago(self) -> datetime:
        """The start of the seven days in which nobody is told of the same overdue thing twice."""
        return timezone.make_aware(datetime.combine(self.today - timedelta(days=WEEK - 1), time.min))
