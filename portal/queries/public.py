"""What everybody may read: stations, disclosed results, where a concern stands. Nothing else leaves these functions.

Titles, statements and words are internal; of a topic only its public text is published (rule 14).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import clock
from deliberations.enums import MeetingState, TopicState
from deliberations.models import Meeting, Topic
from stations.enums import ConcernState, NotAcceptedReason, Route
from stations.models import Concern, Representative, Station
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
    representatives: list[Representative]


def public_station(station: Station) -> PublicStation:
    """Address, hours, the next meeting of which notice was given, and the representatives in office."""
    upcoming = Meeting.objects.filter(station=station, state=MeetingState.NOTIFIED, starts_at__gte=clock.now()).only(
        "starts_at", "place", "station"
    )
    return PublicStation(station, upcoming.order_by("starts_at").first(), list(representatives_of(station)))


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
STAGES: dict[str, str | Promise] = {
    ConcernState.RECEIVED: _("Received"),
    ConcernState.ROUTED: _("Being handled"),
    ConcernState.TOLD: _("Answered"),
    ConcernState.UNREACHABLE: _("Answered, but you could not be reached"),
    ConcernState.CLOSED: _("Closed"),
}
WAITS = _("The station has taken it down and will decide who takes care of it.")


def standing_of(number: str) -> Standing | None:
    """Where the concern with the receipt number stands; two queries."""
    concern = Concern.objects.select_related("station").defer("words", "terms").filter(number=number).first()
    if concern is None:
        return None
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
    )


def _explained(concern: Concern) -> str | Promise:
    if not concern.route:
        return WAITS
    if concern.route == Route.NOT_ACCEPTED:
        return ROUTES[concern.route]
    topic = concern.topics.exclude(state=TopicState.MERGED).order_by("-pk").values_list("state", flat=True).first()
    return TOPIC_STAGES.get(topic or "", ROUTES[concern.route])
