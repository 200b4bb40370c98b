"""The stations side by side: how the year goes at each of them, from a handful of sums over all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, DateTimeField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core import clock
from deliberations.models import Council, Meeting
from deliberations.queries.topics import Minimum, minimums
from stations.duties import duties_of
from stations.models import Concern, Station, Visit


@dataclass(frozen=True)
class Tile:
    """One station in one year: meetings against the minimum, councils, visits, what is open, the last sign of life."""

    station: Station
    minimum: Minimum
    councils: int
    visits: int
    open_concerns: int
    last_at: datetime | None

    @property
    def tone(self) -> str:
        """Whether the yearly minimum is met, can be met, or cannot any more (rule 8)."""
        if self.minimum.met:
            return "good"
        return "warn" if self.minimum.within_reach else "bad"


def stations_for(user: Any) -> QuerySet[Station]:
    """The stations whose year the person may follow: all, those of the subdistrict, or the own ones."""
    duties = duties_of(user)
    stations = Station.objects.select_related("subdistrict")
    if duties.reads_everything:
        return stations
    own = Q(pk__in=duties.stations_seen) | Q(subdistrict__in=duties.subdistricts)
    return stations.filter(own)


def tiles(user: Any, year: int) -> list[Tile]:
    """The stations of the person in the order of their subdistricts; six queries, however many they are."""
    visits = Visit.objects.filter(station=OuterRef("pk")).order_by("-started_at").values("started_at")[:1]
    held = Meeting.objects.took_place().filter(station=OuterRef("pk")).order_by("-starts_at")
    stations = list(
        stations_for(user).annotate(
            last_visit=Subquery(visits, DateTimeField()),
            last_meeting=Subquery(held.values("starts_at")[:1], DateTimeField()),
            councils_held=Coalesce(Subquery(_councils_held(year)), 0),
        )
    )
    required = minimums(stations, year)
    visited, waiting = _visits(user, stations, year), _open_concerns(user, stations)
    return [
        Tile(
            station, required[station.pk], station.councils_held, visited.get(station.pk, 0),
            waiting.get(station.pk, 0),
            max(filter(None, [station.last_visit, station.last_meeting]), default=None),
        )
        for station in stations
    ]  # fmt: skip


def _councils_held(year: int) -> QuerySet[Any, Any]:
    """How many livelihood councils a station held in the year; none where it held none."""
    held = Council.objects.held().filter(station=OuterRef("pk"), starts_at__gte=clock.midnight(date(year, 1, 1)))
    of_station = held.filter(starts_at__lt=clock.midnight(date(year + 1, 1, 1))).order_by().values("station")
    return of_station.annotate(count=Count("pk")).values("count")


def _visits(user: Any, stations: Sequence[Station], year: int) -> dict[int, int]:
    first, last = clock.midnight(date(year, 1, 1)), clock.midnight(date(year + 1, 1, 1))
    visits = Visit.objects.visible_to(user).filter(station__in=stations, started_at__gte=first, started_at__lt=last)
    return dict(visits.values_list("station").annotate(count=Count("*")).order_by())


def _open_concerns(user: Any, stations: Sequence[Station]) -> dict[int, int]:
    concerns = Concern.objects.visible_to(user).feedback_owed().filter(station__in=stations)
    return dict(concerns.values_list("station").annotate(count=Count("*")).order_by())
