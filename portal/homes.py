"""The home page of a person: one block per role, made of what waits and of what the role keeps an eye on."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from core import clock
from core.addresses import address
from core.workdays import Calendar
from deliberations.queries.topics import minimums
from followups.queries import heartbeats
from points.queries import summary
from portal.queries import council_work, homes
from portal.queries.health import accounts, calendar_gaps
from portal.queries.indicators import Period, indicators
from portal.queries.stations import tiles
from portal.queries.work import SHOWN, Section, Waiting, Work, sections_of
from stations.duties import duties_of
from stations.enums import Role
from stations.models import Station
from suggestions.queries import how_computed


@dataclass
class Block:
    """What one role sees on the home page: the work that waits, and the figures of the role (`template`)."""

    role: Role
    sections: list[dict[str, Any]] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    template: str = ""
    figures: dict[str, Any] = field(default_factory=dict)
    #: Where the figures stand before the work.
    first: bool = False

    @property
    def label(self) -> str:
        return str(self.role.label)

    @property
    def acts(self) -> bool:
        """Whether the role does what waits, or only keeps an eye on it."""
        return self.role in WORK and self.role not in READS


#: Which work waits for a role; the desk keeps its order, all other work stands with the most urgent first.
WORK: dict[Role, tuple[Work, ...]] = {
    Role.OFFICER: homes.OFFICER + council_work.OFFICER,
    Role.REPRESENTATIVE: homes.REPRESENTATIVE,
    Role.COMMITTEE: homes.COMMITTEE,
    Role.LEADERSHIP: homes.LEADERSHIP,
    Role.DEPARTMENT: homes.DEPARTMENT,
    Role.SUBDISTRICT: council_work.SUBDISTRICT + homes.SUBDISTRICT,
}
KEEPS_ORDER = {Role.COMMITTEE, Role.LEADERSHIP}
READS = {Role.LEADERSHIP}
FIGURES_FIRST = {Role.REPRESENTATIVE, Role.LEADERSHIP, Role.SUBDISTRICT, Role.ADMINISTRATOR}


@dataclass
class Home:
    """Everything on a home page: the vote that goes on now, if the person has a seat there, and a block per role."""

    vote: dict[str, Any] | None
    blocks: list[Block]


def home_of(user: Any) -> Home:
    """The home page of the person; what waits in all roles is found with one query."""
    roles = list(dict.fromkeys(Role(role) for role, _name, _name_en in duties_of(user).held))
    works = dict.fromkeys([council_work.VOTE, *(work for role in roles for work in WORK.get(role, ()))])
    found = sections_of(user, tuple(works))
    vote = found[council_work.VOTE.code]
    blocks = [_block(role, [found[work.code] for work in WORK.get(role, ())], user) for role in roles]
    return Home(_shown(vote) if vote.rows else None, blocks)


def _block(role: Role, sections: list[Section], user: Any) -> Block:
    waiting = [section for section in sections if section.rows]
    if role not in KEEPS_ORDER:
        waiting.sort(key=lambda section: section.first_due)
    template, figures = FIGURES[role]
    return Block(
        role,
        sections=[_shown(section) for section in waiting],
        done=[str(section.work.label) for section in sections if not section.rows],
        template=template,
        figures=figures(user) if figures else {},
        first=role in FIGURES_FIRST,
    )


def _shown(section: Section) -> dict[str, Any]:
    work = section.work
    query = f"?{urlencode(work.all_filter)}" if work.all_filter else ""
    calendar = Calendar()
    return {
        "code": work.code,
        "label": work.label,
        "queue": [queue_item(work, row, calendar) for row in section.rows],
        "count": section.count_label,
        "more": section.total > SHOWN,
        "all_url": reverse(work.all_page) + query,
    }


def queue_item(work: Work, row: Waiting, calendar: Calendar) -> dict[str, Any]:
    """One thing that waits, as `_components/queue.html` shows it."""
    return {
        "pk": row.pk,
        "kind": work.deeds.get(row.deed, row.deed),
        "title": row.title,
        "url": address(work.page, row.pk),
        "place": row.place,
        "due_on": row.due_on if work.is_deadline else None,
        "on": None if work.is_deadline else row.due_on,
        "computed": how_computed(json.loads(row.clocks), row.due_on, calendar) if row.clocks and row.due_on else None,
    }


# The figures of each role.


def _minimums(user: Any) -> dict[str, Any]:
    """The yearly minimum of the officer's stations: held, planned, needed (rule 8)."""
    stations = list(Station.objects.filter(pk__in=duties_of(user).officer_of))
    found = minimums(stations, clock.today().year)
    return {"stations": [(one, found[one.pk]) for one in stations], "several": len(stations) > 1}


def _points(user: Any) -> dict[str, Any]:
    return {"points": summary(user.representative, clock.today().year)}


def _indicators(user: Any) -> dict[str, Any]:
    today = clock.today()
    found = indicators(Period(date(today.year, 1, 1), today))
    return {"indicators": [one for one in found if not one.note], "year": today.year}


def _tiles(user: Any) -> dict[str, Any]:
    return {"tiles": tiles(user, clock.today().year), "year": clock.today().year}


def _health(user: Any) -> dict[str, Any]:
    return {"accounts": accounts(), "heartbeats": heartbeats(), "missing_years": calendar_gaps()}


FIGURES: dict[Role, tuple[str, Callable[[Any], dict[str, Any]] | None]] = {
    Role.OFFICER: ("portal/home/officer.html", _minimums),
    Role.REPRESENTATIVE: ("portal/home/representative.html", _points),
    Role.COMMITTEE: ("", None),
    Role.LEADERSHIP: ("portal/home/leadership.html", _indicators),
    Role.DEPARTMENT: ("", None),
    Role.SUBDISTRICT: ("portal/home/subdistrict.html", _tiles),
    Role.ADMINISTRATOR: ("portal/home/administrator.html", _health),
}
