"""Questions about micro-projects: ceilings, the yearly envelope of a community, figures (rules 15, 16)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from core import clock
from core.events import Event
from core.workflow import IllegalMove, overtaken_by
from deliberations.enums import ProjectKind
from deliberations.models import CeilingWarning, MicroProject, ProjectCeiling
from deliberations.models.micro_projects import MONEY, passed_in
from stations.enums import ConcernState
from stations.models import Concern, Station


def settled_part(project: MicroProject, verb: str, part: str, pk: Any) -> IllegalMove | None:
    """The refusal that names who took back this picture, or answered this objection, before; None where nobody did."""
    events = Event.objects.of(project).filter(verb=verb).select_related("actor")
    found = [event for event in events if str(event.facts.get(part)) == str(pk)]
    return overtaken_by(found[-1], project) if found else None


#: The ceiling of everything that a community passes in a year.
COMMUNITY_YEAR = "community_year"


@dataclass(frozen=True)
class Reached:
    """A ceiling that a project passes, and the yuan that it comes to."""

    ceiling: ProjectCeiling
    yuan: int


@dataclass(frozen=True)
class Envelope:
    """What a community may spend on micro-projects in a year, and what is spoken for, in yuan (rule 15)."""

    station: Station
    year: int
    ceiling: int
    used: int

    @property
    def left(self) -> int:
        """What is left; nothing where the ceiling was passed."""
        return max(self.ceiling - self.used, 0)

    @property
    def over(self) -> int:
        """By how much the ceiling was passed."""
        return max(self.used - self.ceiling, 0)

    @property
    def percent(self) -> int:
        """The used part, for the bar: at most 100."""
        return min(100 * self.used // self.ceiling, 100) if self.ceiling else 0


def envelopes(stations: Iterable[Station], year: int) -> list[Envelope]:
    """The yearly envelope of several communities, in their order; two queries."""
    stations = list(stations)
    ceiling = ProjectCeiling.objects.filter(code=COMMUNITY_YEAR).values_list("amount", flat=True).first() or 0
    rows = MicroProject.objects.passed().filter(passed_in(year), station__in=stations)
    used = dict(rows.order_by().values("station").annotate(used=Sum(MONEY)).values_list("station", "used"))
    return [Envelope(station, year, ceiling, used.get(station.pk, 0)) for station in stations]


def ceilings_reached(project: MicroProject) -> list[Reached]:
    """The ceilings that the project passes with its budget: that of its kind, and its community's of this year."""
    ceilings = {ceiling.code: ceiling for ceiling in ProjectCeiling.objects.all()}
    [envelope] = envelopes([project.station], clock.today().year)
    sums = {ProjectKind(project.kind).value: project.budget, COMMUNITY_YEAR: envelope.used + project.budget}
    return [
        Reached(ceilings[code], yuan)
        for code, yuan in sums.items()
        if code in ceilings and yuan > ceilings[code].amount
    ]


def warnings_missing(project: MicroProject) -> list[Reached]:
    """The ceilings that the project passes and that nobody has yet passed for it knowingly, at that amount."""
    known: dict[int, int] = {}
    if project.pk:
        for ceiling, yuan in CeilingWarning.objects.filter(project=project).values_list("ceiling", "reached"):
            known[ceiling] = max(known.get(ceiling, 0), yuan)
    return [reached for reached in ceilings_reached(project) if reached.yuan > known.get(reached.ceiling.pk, 0)]


def concerns_to_take(user: Any, station: Station, ticked: Sequence[Concern], limit: int = 20) -> list[Concern]:
    """Concerns that a micro-project might grow from: those ticked already, then the newest that are still open."""
    seen = Concern.objects.visible_to(user).filter(station=station).exclude(state=ConcernState.CLOSED)
    known = [concern.pk for concern in ticked]
    newest = seen.exclude(pk__in=known).select_related("category").order_by("-pk")
    return [concern for concern in ticked if concern.station_id == station.pk] + list(newest[:limit])
