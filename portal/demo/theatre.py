"""Plays stories in the order of time: each story is a generator that does something and says when it goes on."""

import heapq
from collections.abc import Generator
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random
from zoneinfo import ZoneInfo

from django.conf import settings

from core import clock
from core.workdays import Calendar

#: A story yields how many days it waits, or the day or the very moment at which it goes on.
Story = Generator[int | date, None, None]


def add_workdays_back(calendar: Calendar, last: date, count: int) -> date:
    """The day that lies so many working days before `last`."""
    day = last
    while count > 0:
        day -= timedelta(days=1)
        count -= calendar.is_workday(day)
    return day


class Theatre:
    """A stage with one clock. What would happen after `until` does not happen: so the present is found half-way."""

    def __init__(self, until: datetime, seed: int):
        self.until = until
        self.seed = seed
        self.calendar = Calendar()
        self._zone = ZoneInfo(settings.TIME_ZONE)
        self._random = Random(seed)
        self._waiting: list[tuple[datetime, int, Story]] = []
        self._order = count()

    @property
    def today(self) -> date:
        """The day on which the curtain falls."""
        return self.until.astimezone(self._zone).date()

    def before(self, last: date, days: int) -> date:
        """So many days before `last`; a few weeks are counted in working days, so that a holiday does not eat them."""
        if days > 60:
            return last - timedelta(days=days)
        return add_workdays_back(self.calendar, last, round(days * 5 / 7))

    def dice(self, name: str) -> Random:
        """Chance of one story's own, so that a change in another story does not change this one."""
        return Random(f"{self.seed}:{name}")

    def enter(self, story: Story, on: date) -> None:
        """Lets a story begin on the day, or on the next working day, in office hours."""
        while not self.calendar.is_workday(on):
            on += timedelta(days=1)
        nine = datetime.combine(on, time(9), self._zone)
        self._go_on(story, nine + timedelta(minutes=self._random.randrange(0, 480)))

    def _go_on(self, story: Story, moment: datetime) -> None:
        heapq.heappush(self._waiting, (moment, next(self._order), story))

    def play(self) -> int:
        """Plays everything up to the end; says how many scenes there were."""
        scenes = 0
        while self._waiting and self._waiting[0][0] <= self.until:
            moment, _order, story = heapq.heappop(self._waiting)
            with clock.at(moment):
                wait = next(story, None)
            scenes += 1
            if isinstance(wait, datetime):
                self._go_on(story, wait)
            elif wait is not None:
                day = wait if isinstance(wait, date) else moment.date() + timedelta(days=wait)
                self.enter(story, max(day, moment.date() + timedelta(days=1)))
        return scenes
