"""What a person's appointments of today amount to: the short answer that every sight and every rule asks for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from core import clock, prepared
from stations.enums import Role

#: Every page asks this. The database answers in a tenth of the time that Django takes to compose it.
APPOINTMENTS = """
SELECT held.role, held.station_id, held.subdistrict_id, held.department_id, representative.id,
    COALESCE(station.name, subdistrict.name, department.name, ''),
    COALESCE(station.name_en, subdistrict.name_en, department.name_en, ''),
    COALESCE(station.code, subdistrict.code, department.code, '')
FROM stations_appointment held
LEFT JOIN stations_representative representative ON representative.user_id = held.user_id
LEFT JOIN stations_station station ON station.id = held.station_id
LEFT JOIN stations_subdistrict subdistrict ON subdistrict.id = held.subdistrict_id
LEFT JOIN accounts_department department ON department.id = held.department_id
WHERE held.user_id = %s AND held.starts_on <= %s AND (held.ends_on IS NULL OR held.ends_on >= %s)
ORDER BY held.id
"""


@dataclass(frozen=True)
class Duties:
    """The places where a person has duties today, by role (ids)."""

    officer_of: frozenset[int] = frozenset()
    representative_id: int | None = None
    home_stations: frozenset[int] = frozenset()
    subdistricts: frozenset[int] = frozenset()
    departments: frozenset[int] = frozenset()
    committee: bool = False
    leadership: bool = False
    administrator: bool = False
    #: Each appointment in words for the top of the page: role, name of its place in Chinese and in English.
    held: tuple[tuple[str, str, str], ...] = ()
    #: The code of each place by role and the place's id, as the record names it.
    codes: Mapping[tuple[str, int], str] = field(default_factory=dict, compare=False)

    @property
    def stations_seen(self) -> frozenset[int]:
        """Stations whose work the person sees: as officer, or as a representative at home there."""
        return self.officer_of | self.home_stations

    @property
    def own_places(self) -> Q:
        """What happens at the stations that the person sees, or in the person's subdistricts."""
        here = Q(station__in=self.stations_seen)
        # Where there are no subdistricts, Django would join the stations all the same.
        return here | Q(station__subdistrict__in=self.subdistricts) if self.subdistricts else here

    @property
    def reads_everything(self) -> bool:
        """Committee staff and leadership read the work of the whole district."""
        return self.committee or self.leadership


NOBODY = Duties()


def duties_of(user: Any) -> Duties:
    """The duties of a signed-in person today: one query, remembered on the person for the request."""
    if not getattr(user, "is_authenticated", False):
        return NOBODY
    day = clock.today()
    known = getattr(user, "_duties", None)
    if known is None or known[0] != day:
        known = user._duties = (day, _load(user, day))
    return known[1]


def _load(user: Any, day: date) -> Duties:
    rows = prepared.rows(APPOINTMENTS, [user.pk, day, day])

    def places(role: Role, column: int) -> frozenset[int]:
        return frozenset(row[column] for row in rows if row[0] == role)

    roles = {row[0] for row in rows}
    return Duties(
        officer_of=places(Role.OFFICER, 1),
        representative_id=rows[0][4] if Role.REPRESENTATIVE in roles else None,
        home_stations=places(Role.REPRESENTATIVE, 1),
        subdistricts=places(Role.SUBDISTRICT, 2),
        departments=places(Role.DEPARTMENT, 3),
        committee=Role.COMMITTEE in roles,
        leadership=Role.LEADERSHIP in roles,
        administrator=Role.ADMINISTRATOR in roles,
        held=tuple((row[0], row[5], row[6]) for row in rows),
        codes={(row[0], row[1] or row[2] or row[3]): row[7] for row in rows},
    )


def place_of_role(user: Any, role: str, thing: Any) -> str:
    """The code of the place in which the person holds the role for the thing; "" where the role has no place."""
    codes = {place: code for (held, place), code in duties_of(user).codes.items() if held == role}
    if len(codes) > 1:
        return next((codes[place] for place in _places_of(thing, role) if place in codes), min(codes.values()))
    return next(iter(codes.values()), "")


def _places_of(thing: Any, role: str) -> Iterator[int | None]:
    """The places of the role that the thing has to do with, the nearest first."""
    if role in (Role.OFFICER, Role.REPRESENTATIVE):
        yield thing.station_id
    elif role == Role.SUBDISTRICT:
        yield thing.station.subdistrict_id
    elif role == Role.DEPARTMENT:
        yield getattr(thing, "lead_id", None) or getattr(thing, "department_id", None)
        if hasattr(thing, "assignments"):
            yield from (one.department_id for one in thing.assignments.all() if one.in_force)
