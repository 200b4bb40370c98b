"""Concerns that are reminded of together, one row per station, so that an old ledger floods nobody (rule 43)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Max, Min, QuerySet

from core.workdays import DAY
from followups.enums import Kind, Step
from followups.queries.kinds import AT_ONCE, AT_STATION, COMMITTEE, feedback_owed, to_triage, urgent
from followups.queries.ladder import Ladder
from followups.queries.people import People

#: What a gathered reminder is about.
NOUN = "stations.station"
Told = tuple[tuple[int, People], ...]


class Heap(NamedTuple):
    """The concerns of one station that one person is told of together."""

    person: int
    station: int
    name: str
    size: int
    #: The nearest and the furthest of their dates.
    first: date
    last: date


@dataclass(frozen=True)
class Gathering:
    """Concerns that are told of station by station: once the nearest date has reached a step, all of them.

    `listed`: how the list of concerns is narrowed to the heap.
    """

    kind: Kind
    things: Callable[[], Any]
    due: str
    told: Told
    listed: str
    #: Only what is over today, or all that was entered late.
    over: bool = False

    def heaps(self, ladder: Ladder) -> Iterator[Heap]:
        """Every heap that has reached a step of somebody's by today; a query per audience."""
        for since, people in self.told:
            for told in people.told_of(self._concerns(ladder.today), ladder.roster):
                rows = told.order_by().values_list("person", "station", "station__name")
                counted = rows.annotate(size=Count("pk", distinct=True), first=Min(self.due), last=Max(self.due))
                yield from (Heap(*row) for row in counted.filter(first__lte=ladder.last_day(since)))

    def _concerns(self, today: date) -> QuerySet[Any]:
        concerns = self.things()
        return concerns.filter(**{f"{self.due}__lt": today}) if self.over else concerns.entered_late()

    def list_of(self, heap: Heap, today: date) -> str:
        """The parameters with which the list of concerns shows the heap."""
        day = today - DAY if self.over else heap.last
        return f"station={heap.station}&{self.listed}&due_until={day.isoformat()}"


#: The committee hears of what is over whoever entered it when; those at the station only of what was entered late.
OVER_ALL: Told = ((Step.OVER, COMMITTEE),)

GATHERINGS = (
    Gathering(Kind.TRIAGE, to_triage, "triage_due_on", AT_STATION, "state=received&late=true"),
    Gathering(Kind.TRIAGE, to_triage, "triage_due_on", OVER_ALL, "state=received", over=True),
    Gathering(Kind.FEEDBACK, feedback_owed, "feedback_due_on", AT_STATION, "state=routed&late=true"),
    Gathering(Kind.FEEDBACK, feedback_owed, "feedback_due_on", OVER_ALL, "state=routed", over=True),
    Gathering(Kind.URGENT, urgent, "feedback_due_on", AT_ONCE, "urgency=urgent&late=true"),
)
