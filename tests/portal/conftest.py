"""One whole story, from a resident's words to the points, and everybody who has a part in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from core import clock
from deliberations.models import Commitment, LookBack, Meeting, Topic
from points.models import LedgerEntry, PointsRule
from stations.models import Concern, Representative, Station, Visit
from suggestions.models import Suggestion
from tests.factories import deliberations
from tests.factories.deliberations import CommitmentFactory, LookBackFactory, MeetingFactory, TopicFactory
from tests.factories.stations import ConcernFactory, StationFactory, VisitFactory, load_clocks
from tests.factories.suggestions import Case, case_in

WORDS = "学校门口没有红绿灯，孩子过马路很危险。"


@dataclass
class Story:
    """The things of one story, and its case with the people."""

    case: Case
    visit: Visit
    concern: Concern
    topic: Topic
    meeting: Meeting
    commitment: Commitment
    look_back: LookBack
    entry: LedgerEntry

    @property
    def station(self) -> Station:
        return self.case.station

    @property
    def suggestion(self) -> Suggestion:
        return self.case.suggestion

    @property
    def lead(self) -> Representative:
        return self.case.sponsor

    def people(self) -> dict[str, User]:
        return self.case.people()


@pytest.fixture
def midsummer() -> Iterator[None]:
    """A Monday morning far from the ends of month and year."""
    with time_machine.travel("2026-06-15 10:00", tick=False):
        yield


@pytest.fixture
def time_machine_at_noon() -> Iterator[Any]:
    """Noon of a Monday, which the test can move."""
    with time_machine.travel("2026-06-15 12:00", tick=False) as noon:
        yield noon


@pytest.fixture
def reference(db: None) -> None:
    """Clocks, yearly minimums and rules, as the reference files have them."""
    from points.reference import load

    load_clocks()
    deliberations.load_reference()
    load()


@pytest.fixture
def station(reference: None) -> Station:
    return StationFactory()


@pytest.fixture
def story(reference: None) -> Story:
    return tell()


def tell(station: Station | None = None, state: str = "closed") -> Story:
    """A story whose suggestion has come to the state; without a station of its own it makes one."""
    case = Case(**({"station": station} if station else {}))
    visit = VisitFactory(station=case.station)
    concern = ConcernFactory(visit=visit, station=case.station, words=WORDS, told=True)
    topic = TopicFactory(
        station=case.station, lead=case.sponsor, concerns=[concern], departments=[case.lead], confirmed=True
    )
    meeting = MeetingFactory(station=case.station, topics=[topic], present=[case.sponsor], confirmed=True)
    commitment = CommitmentFactory(topic=topic, meeting=meeting, department=case.lead, done=True)
    case_in(state, case, topic=topic)
    look_back = LookBackFactory(topic=topic, recorded=True)
    return Story(case, visit, concern, topic, meeting, commitment, look_back, booked(case.sponsor, topic))


def booked(representative: Representative, topic: Topic) -> LedgerEntry:
    """Points for tracking the topic to its confirmed resolution."""
    rule = PointsRule.objects.get(code="track_to_resolution")
    today = clock.today()
    return LedgerEntry.objects.create(
        rule=rule, code=rule.code, representative=representative, source_noun="deliberations.topic",
        source_id=topic.pk, points=rule.points, earned_on=today, year=today.year, note=topic.title,
    )  # fmt: skip


def page(client: Client, user: User, address: str, **asked: Any) -> str:
    """The page as the person gets it, in words."""
    client.force_login(user)
    response = client.get(address, asked)
    assert response.status_code == 200
    return response.content.decode()


def in_days(days: int) -> Any:
    return clock.today() + timedelta(days=days)


__all__ = ["WORDS", "Story", "booked", "in_days", "page", "tell"]
