"""The year of the livelihood councils: which council meets when, what it votes on, and how each vote ends."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from portal.demo.cast import HOME_STATION, Cast
from portal.demo.theatre import Theatre, add_workdays_back

WISHES = json.loads((Path(__file__).parent / "projects.json").read_text(encoding="utf-8"))
TEXTS = WISHES["texts"]


@dataclass(frozen=True)
class Sitting:
    """One council of the year: so many days before its end, or after it. `projects` are written `key` or `key:plot`."""

    station: str
    days: int
    secrecy: str
    plot: str
    projects: str

    def has(self, trait: str) -> bool:
        """Whether this belongs to how the council goes."""
        return trait in self.plot.split()

    @property
    def still_goes_on(self) -> bool:
        """It is found half-way by whoever tries the software out."""
        return bool({"running", "notified", "planned"} & set(self.plot.split()))


SITTINGS = [
    Sitting("440310001-01", 290, "open", "recast", "pavilion phone-class gym-gear fire-kit wheelchairs:no_quorum"),
    Sitting("440310005-04", 268, "open", "changed late", "ramp drain-covers after-school:silent handy-day:failed"),
    Sitting("440310002-01", 225, "open", "recused",
            "street-lamps:revised free-clinic mirrors rain-outlet:over_budget open-air-film:failed smoke-alarms"),
    Sitting("440310003-01", 190, "secret", "recast paper_rejected",
            "river-rails pest-control study-desks:photo_removed hakka-class waste-point:tie"),
    Sitting(HOME_STATION, 160, "secret", "recused",
            "ebike-shed rain-canopy:ends_accepted elder-visits:slow picture-books:ends_evaluated playground:failed"),
    Sitting("440310004-02", 150, "open", "cancelled", "elder-meals footpath mirrors first-aid-class rain-outlet"),
    Sitting("440310004-02", 132, "open", "late", ""),
    Sitting("440310005-01", 108, "open", "overridden",
            "fire-kit:moved_up corridor stop-seats teen-counsel:silent drinking-water:failed"),
    Sitting("440310005-04", 80, "secret", "recused", "shared-garden gym-gear:objection wall-paint:upheld playground"),
    Sitting("440310001-01", 38, "open", "", "ball-court parking-rack:objection elder-visits"),
    Sitting("440310006-01", 13, "open", "", "ramp:notice_over free-clinic:notice_over pavilion drain-covers:failed"),
    Sitting("440310002-01", 4, "secret", "closed", "parking-rack after-school:paused stair-rails defibrillator:failed"),
    Sitting(HOME_STATION, 0, "open", "running",
            "stop-seats:first waste-point:failed study-desks phone-class footpath"),
    Sitting("440310003-01", -4, "secret", "notified", "stair-rails legal-desk shared-garden"),
    Sitting("440310005-01", -13, "open", "planned", "street-lamps first-aid-class"),
]  # fmt: skip

#: What no council has seen: station, text, plot, and how many days before the end it was brought in.
LOOSE = [
    (HOME_STATION, "handy-day", "stop:proposed", 5),
    (HOME_STATION, "teen-counsel", "stop:checked", 12),
    (HOME_STATION, "lift-repair", "excluded", 40),
    (HOME_STATION, "estate-cameras", "found_excluded", 10),
    ("440310004-02", "corridor", "stop:shortlisted", 25),
    ("440310004-02", "drinking-water", "stop:proposed", 9),
    ("440310001-01", "road-surface", "excluded", 130),
    ("440310005-01", "water-pipes", "excluded", 200),
    ("440310006-01", "hakka-class", "declined", 75),
    ("440310002-01", "legal-desk", "stop:proposed", 3),
]


class Season:
    """The programme of one year on its days, and what the stories of its councils and projects tell each other."""

    def __init__(self, theatre: Theatre, cast: Cast, last: date):
        self.theatre, self.cast, self.last = theatre, cast, last
        self.zone = ZoneInfo(settings.TIME_ZONE)
        #: How the vote on a project is to end, by its id.
        self.plots: dict[int, str] = {}
        self._used: Counter[str] = Counter()
        present = last == theatre.today
        self.sittings = {sitting: self._begins(sitting) for sitting in SITTINGS if present or not sitting.still_goes_on}

    def _begins(self, sitting: Sitting) -> datetime:
        if sitting.has("running"):
            return self._just_now()
        ahead = self.last + timedelta(days=-sitting.days)
        day = ahead if sitting.days < 0 else self.theatre.before(self.last, sitting.days)
        while not self.theatre.calendar.is_workday(day):
            day += timedelta(days=1)
        return datetime.combine(day, time(19, 30) if sitting.secrecy == "secret" else time(15), self.zone)

    def _just_now(self) -> datetime:
        """Under an hour before the curtain falls; but nobody votes at night."""
        until = self.theatre.until.astimezone(self.zone)
        evening = datetime.combine(until.date(), time(20), self.zone)
        if until.hour < 10:
            evening -= timedelta(days=1)
        return min(until, evening) - timedelta(minutes=50)

    def days_before(self, sitting: Sitting, workdays: int) -> date:
        """So many working days before the council, or before the curtain falls on one that is still to come."""
        day = min(self.sittings[sitting].date(), self.last)
        return add_workdays_back(self.theatre.calendar, day, workdays)

    def sittings_of(self, station: str, after: date) -> list[date]:
        """The days on which the station's council meets."""
        days = [at.date() for sitting, at in self.sittings.items() if sitting.station == station]
        return sorted(day for day in days if day > after)

    def place_of(self, text: dict[str, Any]) -> str:
        """A place that no other project of the year has taken."""
        self._used[text["key"]] += 1
        place: str = text["places"][self._used[text["key"]] - 1]
        return place

    def title_of(self, text: dict[str, Any], place: str) -> str:
        """The title; a project of an earlier year carries its year."""
        title: str = text["title"].format(place=place)
        return title if self.last == self.theatre.today else f"{title}（{self.last.year}年）"
