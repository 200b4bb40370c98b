"""Questions that pages, points, reminders and indicators ask about deliberations."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from accounts.models import Department
from core import clock, clocks
from core.nouns import model_of
from core.workdays import DueDate
from deliberations.enums import OPEN_TOPIC, TOOK_PLACE, UPCOMING, AttendanceStatus, TopicState
from deliberations.models import Commitment, Council, Meeting, Topic, YearlyMinimum
from stations.duties import duties_of
from stations.enums import ConcernState
from stations.models import MATTER, Concern, Representative, Station
from stations.queries import similar_keys


@dataclass(frozen=True)
class Weight:
    """What stands behind a topic: is the matter concentrated, is it prominent? (rule 9)"""

    concerns: int = 0
    people: int = 0
    visits: int = 0
    first_on: date | None = None
    last_on: date | None = None

    @property
    def days(self) -> int:
        """Over how many days the concerns came in, both ends included; 0 without concerns."""
        return (self.last_on - self.first_on).days + 1 if self.first_on and self.last_on else 0


def weight_of(topic: Topic) -> Weight:
    """The weight of one topic, in one query."""
    return weight_behind(topic.concerns.all())


def weight_behind(concerns: QuerySet[Concern]) -> Weight:
    """The weight of concerns: each stands for at least one person."""
    found = concerns.aggregate(
        concerns=Count("pk"),
        people=Sum(Greatest(Coalesce("people_affected", 1), 1)),
        visits=Count("visit", distinct=True),
        first=Min("received_at"),
        last=Max("received_at"),
    )
    if not found["concerns"]:
        return Weight()
    return Weight(
        found["concerns"], found["people"], found["visits"],
        timezone.localdate(found["first"]), timezone.localdate(found["last"]),
    )  # fmt: skip


def with_weight(topics: Any) -> Any:
    """Topics with `concerns_behind`, `people_behind` and `visits_behind`, for lists (rule 9)."""
    behind = Concern.objects.filter(topics=OuterRef("pk")).order_by().values("topics")
    people = Sum(Greatest(Coalesce("people_affected", 1), 1))
    return topics.annotate(
        concerns_behind=Coalesce(Subquery(behind.annotate(n=Count("pk")).values("n")), 0),
        people_behind=Coalesce(Subquery(behind.annotate(n=people).values("n")), 0),
        visits_behind=Coalesce(Subquery(behind.annotate(n=Count("visit", distinct=True)).values("n")), 0),
    )


def unclear_departments(topic: Topic) -> QuerySet[Department]:
    """Departments touched by a deliberated topic that have promised nothing (rule 11)."""
    promised = Commitment.objects.in_force().filter(topic=topic)
    return topic.departments.exclude(pk__in=promised.values("department_id"))


def unclear_topics(topics: QuerySet[Topic]) -> QuerySet[Topic]:
    """Those topics after the meeting with a department that gave no date (rule 11)."""
    promised = Commitment.objects.in_force().filter(topic=OuterRef("topic_id"), department=OuterRef("department_id"))
    touched = Topic.departments.through.objects.filter(topic=OuterRef("pk")).filter(~Exists(promised))
    return topics.filter(state__in=[TopicState.DELIBERATED, TopicState.TRACKED]).filter(Exists(touched))


def expected_at(meeting: Meeting) -> list[Representative]:
    """The station's own representatives in office on the day of the meeting, by name (rule 10)."""
    return list(in_office(meeting.station_id, meeting.day))


def in_office(station_id: int, day: date) -> QuerySet[Representative]:
    """The representatives at home at a station on a day."""
    found = Representative.objects.filter(home_station=station_id, starts_on__lte=day)
    return found.exclude(ends_on__lt=day)


# The yearly minimum (rule 8).


@dataclass(frozen=True)
class Minimum:
    """How a station stands against its yearly minimum of deliberation meetings (rule 8)."""

    year: int
    required: int
    held: int
    planned: int
    within_reach: bool

    @property
    def needed(self) -> int:
        """Meetings still to be planned."""
        return max(self.required - self.held - self.planned, 0)

    @property
    def met(self) -> bool:
        """As many meetings as required have been held."""
        return self.held >= self.required


def minimums(stations: Iterable[Station], year: int) -> dict[int, Minimum]:
    """The yearly minimum of several stations by their id, in two queries besides the clock."""
    stations = list(stations)
    required = dict(YearlyMinimum.objects.values_list("code", "meetings"))
    rows = Meeting.objects.filter(station__in=stations, starts_at__year=year).values("station", "state")
    counted: dict[int, dict[str, int]] = {}
    for row in rows.annotate(count=Count("pk")).order_by():
        counted.setdefault(row["station"], {})[row["state"]] = row["count"]
    room = meeting_days_left(year)
    return {
        station.pk: _minimum(year, _required(required, station), counted.get(station.pk, {}), room)
        for station in stations
    }


def minimum_of(station: Station, year: int) -> Minimum:
    """How one station stands against its yearly minimum (rule 8)."""
    return minimums([station], year)[station.pk]


def _required(required: dict[str, int], station: Station) -> int:
    return required.get("model_station" if station.is_model else "station", 0)


def _minimum(year: int, required: int, counted: dict[str, int], room: int) -> Minimum:
    held = sum(counted.get(state, 0) for state in TOOK_PLACE)
    planned = sum(counted.get(state, 0) for state in UPCOMING)
    return Minimum(year, required, held, planned, required - held - planned <= room)


def meeting_days_left(year: int) -> int:
    """Days of the year on which a meeting not planned yet could still be held after the shortest notice."""
    first = max(clock.today() + timedelta(days=shortest_notice()), date(year, 1, 1))
    return max((date(year, 12, 31) - first).days + 1, 0)


def shortest_notice() -> int:
    """How many days before a meeting its notice is late (rule 10)."""
    bounds = clocks.Clock.objects.values_list("minimum", flat=True)
    return clocks.Term.parse(bounds.get(code="deliberations.notice_before")).days or 0


# What the apps above ask.


def topics_deliberated_at(meeting: Meeting) -> QuerySet[Topic]:
    """The topics that the meeting took up, in agenda order: what points for leading hang on (rule 36)."""
    items = meeting.agenda.filter(deliberated=True)
    return Topic.objects.filter(agenda_items__in=items).order_by("agenda_items__position")


def present_at(meeting: Meeting) -> QuerySet[Representative]:
    """The representatives who were present: what points for attending hang on (rule 36)."""
    return Representative.objects.filter(attendance__meeting=meeting, attendance__status=AttendanceStatus.PRESENT)


SUGGESTION = "suggestions.suggestion"


def other_subject(user: Any, noun: str, pk: int) -> Any:
    """A thing of an app above this one that a look-back goes to, if the person may see it; else None."""
    # Asked by name: suggestions stand above deliberations and are not imported here.
    model: Any = model_of(noun)
    return model.objects.visible_to(user).filter(pk=pk).first()


def sees_inside(user: Any, gathering: Meeting | Council) -> bool:
    """Whether the person may read why somebody was on leave or recused: the people of the station, the committee."""
    duties = duties_of(user)
    if duties.reads_everything or gathering.station_id in duties.stations_seen:
        return True
    return bool(duties.subdistricts) and gathering.station.subdistrict_id in duties.subdistricts


# What stands on a page.


@dataclass
class Around:
    """Who and what a topic has around it, slim enough for one query."""

    co_leads: list[str]
    departments: dict[int, str]
    concerns: list[dict[str, Any]]


def around(topic: Topic, user: Any) -> Around:
    """Co-leads, departments, and those concerns behind the topic that the person may see, in one query."""
    nothing = Value("")
    co_leads = topic.co_leads.order_by().values_list(Value("co_lead"), "pk", "name", nothing)
    departments = topic.departments.order_by().values_list(Value("department"), "pk", "name", nothing)
    seen = Concern.objects.visible_to(user).filter(topics=topic).order_by()
    concerns = seen.values_list(Value("concern"), "pk", MATTER, "number")
    rows = sorted(co_leads.union(departments, concerns, all=True))
    return Around(
        [name for kind, _pk, name, _number in rows if kind == "co_lead"],
        {pk: name for kind, pk, name, _number in rows if kind == "department"},
        [{"pk": pk, "words": w, "number": number} for kind, pk, w, number in rows if kind == "concern"],
    )


def concerns_to_gather(user: Any, station: Station, words: str, limit: int = 20) -> list[Concern]:
    """Free concerns that a topic might grow from: those that sound alike, then the newest (rule 9)."""
    free = Concern.objects.visible_to(user).filter(station=station).exclude(state=ConcernState.CLOSED)
    free = free.exclude(pk__in=Topic.concerns.through.objects.filter(topic__state__in=OPEN_TOPIC).values("concern_id"))
    newest = free.select_related("category").order_by("-pk")
    alike = similar_keys(station, words) if words else []
    wanted = {concern.pk: concern for concern in newest.filter(pk__in=alike)}
    for concern in newest[:limit]:
        wanted.setdefault(concern.pk, concern)
    return list(wanted.values())[:limit]


def deliberated_on(topic: Topic) -> date | None:
    """The day of the meeting that took the topic up."""
    item = topic.agenda_items.filter(deliberated=True).select_related("meeting").order_by("pk").last()
    return item.meeting.day if item else None


def explained_due(code: str, start: date | None, stored: date | None) -> DueDate | None:
    """How a stored date came about; nothing where the clock would give another date today (rule 24)."""
    if start is None:
        return None
    due = clocks.due(code, start)
    return due if due.on == stored else None
