"""What everybody may read: stations, results, micro-projects, where a concern stands. Nothing else leaves here.

Titles, statements and words are internal; of a topic only its public text is published (rule 14). A micro-project is
published by its public notice, with its title and its numbers, and nobody's words about it (rule 16).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import clock
from deliberations.enums import CouncilState, MeetingState, PhotoKind, ProjectState, TopicState
from deliberations.models import Council, Meeting, MicroProject, ProjectPhoto, Topic
from stations.actions.splitting import MOST_MATTERS
from stations.enums import ConcernState, NotAcceptedReason, Route
from stations.models import Category, Concern, Representative, Station
from stations.queries import representatives_of


@dataclass(frozen=True)
class Result:
    """One disclosed result: the public text, where it comes from, and when it was published."""

    text: str
    station: Station
    on: date
    livelihood: bool


def disclosed(station: Station | None = None) -> QuerySet[Topic]:
    """The topics whose results are published, newest first, with no internal word loaded."""
    topics = Topic.objects.disclosed().filter(disclosed_at__isnull=False).exclude(public_text="")
    if station:
        topics = topics.filter(station=station)
    internal = ("title", "statement", "terms", "outcome_reason", "decline_reason", "resolve_note")
    return topics.select_related("station").defer(*internal).order_by("-disclosed_at", "-pk")


def results(topics: Any) -> list[Result]:
    """Topics as everybody reads them."""
    return [
        Result(topic.public_text, topic.station, timezone.localdate(topic.disclosed_at), topic.livelihood)
        for topic in topics
    ]


@dataclass(frozen=True)
class PublicStation:
    """A station as everybody may know it."""

    station: Station
    next_meeting: Meeting | None
    next_council: Council | None
    representatives: list[Representative]


def public_station(station: Station) -> PublicStation:
    """Address, hours, the next meeting and council of which notice was given, and the representatives in office."""
    return PublicStation(
        station,
        _next(Meeting.objects.filter(state=MeetingState.NOTIFIED), station),
        _next(Council.objects.filter(state=CouncilState.NOTIFIED), station),
        list(representatives_of(station)),
    )


def _next(announced: QuerySet[Any], station: Station) -> Any:
    upcoming = announced.filter(station=station, starts_at__gte=clock.now()).only("starts_at", "place", "station")
    return upcoming.order_by("starts_at").first()


# Micro-projects.


@dataclass(frozen=True)
class PublicProject:
    """A micro-project as everybody may know it; text and pictures once its result is disclosed."""

    pk: int
    title: str
    station: Station
    kind: str
    budget: int
    people: int
    state: str
    tone: str
    percent: int
    #: While objections are still taken.
    on_notice: bool
    notice_from: date | None
    notice_until: date | None
    text: str
    photos: list[ProjectPhoto]


def public_projects(station: Station | None = None) -> QuerySet[MicroProject]:
    """The micro-projects that were passed and published, the newest vote first, with no internal word loaded."""
    projects = MicroProject.objects.public().filter(passed_on__isnull=False)
    if station:
        projects = projects.filter(station=station)
    internal = ("need", "benefit", "terms", "exclusions", "check_note", "decline_reason", "evaluation_note")
    pictures = Prefetch("photos", public_photos())
    return projects.select_related("station").prefetch_related(pictures).defer(*internal).order_by("-passed_on", "-pk")


def public_photos() -> QuerySet[ProjectPhoto]:
    """The pictures from before and after the work, of disclosed projects alone."""
    shown = [PhotoKind.BEFORE, PhotoKind.AFTER]
    return ProjectPhoto.objects.filter(kind__in=shown, project__in=MicroProject.objects.disclosed()).defer("caption")


def as_published(projects: Any) -> list[PublicProject]:
    """Micro-projects as everybody reads them."""
    return [_published(project) for project in projects]


def _published(project: MicroProject) -> PublicProject:
    disclosed = project.state == ProjectState.DISCLOSED
    return PublicProject(
        project.pk, project.title, project.station, str(project.get_kind_display()), project.budget, project.people,
        str(project.get_state_display()), project.tone, project.percent,
        on_notice=project.state == ProjectState.ON_NOTICE and project.notice_runs,
        notice_from=project.notice_from,
        notice_until=project.notice_until,
        text=project.public_text if disclosed else "",
        photos=list(project.photos.all()) if disclosed else [],
    )  # fmt: skip


# Where a concern stands, for whoever holds its receipt.


@dataclass(frozen=True)
class Standing:
    """Where a concern stands, in plain words: no words of the resident, no names, no internal note."""

    number: str
    station: Station
    received_on: date
    stage: str | Promise
    explanation: str | Promise
    reason: str
    redirect_to: str
    external_number: str
    told_on: date | None
    due_on: date | None
    finished: bool
    #: Tells the matters of a message apart; what staff wrote of them is not shown.
    category: Category


#: What a route means to the person who came to the station.
ROUTES: dict[str, str | Promise] = {
    Route.ANSWERED: _("It was answered on the spot."),
    Route.HOTLINE: _("It was passed to the district hotline; ask there with the number below."),
    Route.COMMUNITY: _("It was passed to the community, which takes care of it."),
    Route.SUBDISTRICT: _("It was passed to the subdistrict, which takes care of it."),
    Route.TOPIC: _("The representatives took it up for a deliberation meeting with the departments concerned."),
    Route.CONTACT_LETTER: _("A representative writes a contact letter about it to the department concerned."),
    Route.SUGGESTION: _("A representative writes a suggestion about it, which a department must answer."),
    Route.MICRO_PROJECT: _("It became a micro-project, on which the livelihood council of the community votes."),
    Route.NOT_ACCEPTED: _("The station cannot take it up; below is where you can go instead."),
}
#: How far the topic is that the concern became part of.
TOPIC_STAGES: dict[str, str | Promise] = {
    TopicState.DELIBERATED: _("It was discussed at a deliberation meeting with the departments."),
    TopicState.TRACKED: _("It was discussed at a deliberation meeting; the departments are working on it."),
    TopicState.RESOLVED: _("The departments report it as resolved; the station will go and look."),
    TopicState.CONFIRMED: _("It is resolved, and the station has seen that it is."),
    TopicState.DISCLOSED: _("It is resolved, and the result has been published."),
    TopicState.ARCHIVED: _("It is resolved, and the result has been published."),
    TopicState.DECLINED: _("It was not taken up for a deliberation meeting; the station will tell you why."),
    TopicState.ENDED: _("It was discussed at a deliberation meeting and is not pursued; the station tells you why."),
}
#: How far the micro-project is that the concern turned into.
PROJECT_STAGES: dict[str, str | Promise] = {
    ProjectState.PASSED: _("The livelihood council voted for the micro-project."),
    ProjectState.ON_NOTICE: _("The livelihood council voted for the micro-project; it is on public notice."),
    ProjectState.CONFIRMED: _("The micro-project is confirmed; the work begins."),
    ProjectState.UNDER_WAY: _("The micro-project is under way."),
    ProjectState.ACCEPTED: _("The micro-project is done."),
    ProjectState.EVALUATED: _("The micro-project is done."),
    ProjectState.DISCLOSED: _("The micro-project is done, and the result has been published."),
    ProjectState.DECLINED: _("It does not become a micro-project; the station will tell you why."),
    ProjectState.FAILED: _("The livelihood council did not vote for it; the station will tell you more."),
}
STAGES: dict[str, str | Promise] = {
    ConcernState.RECEIVED: _("Received"),
    ConcernState.ROUTED: _("Being handled"),
    ConcernState.TOLD: _("Answered"),
    ConcernState.UNREACHABLE: _("Answered, but you could not be reached"),
    ConcernState.CLOSED: _("Closed"),
}
WAITS = _("The station has taken it down and will decide who takes care of it.")


def standings_of(number: str) -> list[Standing]:
    """Where the concern with the receipt number stands, and each matter where the message was split (rule 6).

    One query, and one for each that became a topic or a micro-project.
    """
    numbers = [number, *(f"{number}/{place}" for place in range(2, MOST_MATTERS + 1))]
    concerns = Concern.objects.select_related("station", "category").filter(number__in=numbers).order_by("pk")
    return [_standing(concern) for concern in concerns.defer("words", "terms", "part")]


def _standing(concern: Concern) -> Standing:
    waiting = concern.state in (ConcernState.RECEIVED, ConcernState.ROUTED)
    return Standing(
        concern.number,
        concern.station,
        timezone.localdate(concern.received_at),
        STAGES[concern.state],
        _explained(concern),
        str(NotAcceptedReason(concern.not_accepted_reason).label) if concern.not_accepted_reason else "",
        concern.redirect_to,
        concern.external_number,
        concern.told_on,
        concern.feedback_due_on if waiting else None,
        concern.state == ConcernState.CLOSED,
        concern.category,
    )


def _explained(concern: Concern) -> str | Promise:
    if not concern.route:
        return WAITS
    if concern.route == Route.NOT_ACCEPTED:
        return ROUTES[concern.route]
    if concern.route == Route.MICRO_PROJECT:
        project = concern.micro_projects.order_by("-pk").values_list("state", flat=True).first()
        return PROJECT_STAGES.get(project or "", ROUTES[concern.route])
    topic = concern.topics.exclude(state=TopicState.MERGED).order_by("-pk").values_list("state", flat=True).first()
    return TOPIC_STAGES.get(topic or "", ROUTES[concern.route])
