"""What locks several things at once and meets on one of them: both come through, or one is told, in either order."""

from collections.abc import Callable
from typing import Any

import pytest

from core.events import Event
from deliberations import actions
from deliberations.enums import MeetingState, TopicState
from deliberations.models import Meeting, Topic
from stations.actions import route_concern
from stations.enums import ConcernState
from stations.models import Concern
from tests.factories import deliberations, stations
from tests.factories.deliberations import MeetingFactory, TopicFactory, everyone_present
from tests.factories.stations import ConcernFactory, StationFactory, officer_of
from tests.turns import in_turn

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

Call = Callable[[], Any]


@pytest.fixture
def station() -> Any:
    stations.load_clocks()
    deliberations.load_reference()
    return StationFactory()


@pytest.fixture
def officer(station: Any) -> Any:
    return officer_of(station)


def gather(topic: Topic, concerns: list[Concern], officer: Any) -> Call:
    return lambda: actions.gather_concerns(topic, by=officer, concerns=concerns)


def routing(concern: Concern, officer: Any) -> Call:
    return lambda: route_concern(concern, by=officer, route="community")


def events(verb: str) -> int:
    return Event.objects.filter(verb=verb).count()


# Gathering concerns, and routing one of them.


@pytest.mark.parametrize(
    ("locks", "ends", "route"),
    [
        # With the topic alone in hand the concern is still free.
        (1, ("done", "done"), "community"),
        (2, ("done", "IllegalMove"), "topic"),
    ],
)
def test_gathering_concerns_while_one_of_them_is_routed(
    station: Any, officer: Any, locks: int, ends: tuple[str, str], route: str
) -> None:
    topic, concerns = TopicFactory(station=station), ConcernFactory.create_batch(3, station=station)

    assert ends == in_turn(gather(topic, concerns, officer), routing(concerns[1], officer), locks=locks)

    assert (topic.concerns.count(), events("route")) == (3, 3)
    assert set(Concern.objects.values_list("state", flat=True)) == {ConcernState.ROUTED}
    assert Concern.objects.get(pk=concerns[1].pk).route == route


def test_routing_a_concern_while_it_is_gathered_with_others(station: Any, officer: Any) -> None:
    topic, concerns = TopicFactory(station=station), ConcernFactory.create_batch(3, station=station)

    ends = in_turn(routing(concerns[1], officer), gather(topic, concerns, officer), locks=1)

    assert ends == ("done", "done")
    assert (topic.concerns.count(), events("route")) == (3, 3)
    assert Concern.objects.get(pk=concerns[1].pk).route == "community"


# Two topics that want the same concerns.


@pytest.mark.parametrize(
    ("locks", "ends", "taken"),
    [
        # With its topic alone in hand the first one comes too late.
        (1, ("ValidationError", "done"), (0, 3)),
        (2, ("done", "ValidationError"), (3, 0)),
    ],
)
def test_two_topics_gather_overlapping_concerns(
    station: Any, officer: Any, locks: int, ends: tuple[str, str], taken: tuple[int, int]
) -> None:
    one, two = TopicFactory.create_batch(2, station=station)
    a, b, c, d = ConcernFactory.create_batch(4, station=station)

    assert ends == in_turn(gather(one, [c, b, a], officer), gather(two, [d, b, c], officer), locks=locks)

    assert (one.concerns.count(), two.concerns.count()) == taken
    assert events("gather") == 1


def test_two_topics_gather_apart(station: Any, officer: Any) -> None:
    one, two = TopicFactory.create_batch(2, station=station)
    a, b, c, d = ConcernFactory.create_batch(4, station=station)

    ends = in_turn(gather(one, [c, a], officer), gather(two, [d, b], officer), locks=2)

    assert ends == ("done", "done")
    assert (one.concerns.count(), two.concerns.count()) == (2, 2)


# Recording a meeting, and merging one of its topics.

DELIBERATED, ADOPTED, MERGED = TopicState.DELIBERATED, TopicState.ADOPTED, TopicState.MERGED
NOTIFIED, HELD = MeetingState.NOTIFIED, MeetingState.HELD


class Agenda:
    """A meeting that has begun, with two topics; a third one, older than both, stands beside them."""

    def __init__(self, station: Any, officer: Any):
        self.officer = officer
        self.other, *self.topics = TopicFactory.create_batch(3, station=station, adopted=True)
        self.meeting = MeetingFactory(station=station, begun=True, topics=self.topics)

    def hold(self) -> None:
        actions.hold_meeting(self.meeting, by=self.officer, attendance=everyone_present(self.meeting))

    def merge_away(self) -> None:
        actions.merge_topic(self.topics[1], by=self.officer, into=self.other)

    def merge_within(self) -> None:
        """Against the order of the numbers: the action has to lock the later one second all the same."""
        actions.merge_topic(self.topics[1], by=self.officer, into=self.topics[0])

    def states(self) -> tuple[str, ...]:
        topics = [Topic.objects.get(pk=topic.pk).state for topic in self.topics]
        return (Meeting.objects.get().state, *topics)


@pytest.fixture
def agenda(station: Any, officer: Any) -> Agenda:
    return Agenda(station, officer)


@pytest.mark.parametrize(
    ("merge", "locks", "ends", "states"),
    [
        # With the meeting alone in hand: what is merged is no longer on its list.
        (Agenda.merge_away, 1, ("done", "done"), (HELD, DELIBERATED, MERGED)),
        (Agenda.merge_within, 1, ("done", "done"), (HELD, DELIBERATED, MERGED)),
        # With its first topic.
        (Agenda.merge_away, 2, ("IllegalMove", "done"), (NOTIFIED, ADOPTED, MERGED)),
        (Agenda.merge_within, 2, ("done", "IllegalMove"), (HELD, DELIBERATED, DELIBERATED)),
        # With both.
        (Agenda.merge_away, 3, ("done", "IllegalMove"), (HELD, DELIBERATED, DELIBERATED)),
        (Agenda.merge_within, 3, ("done", "IllegalMove"), (HELD, DELIBERATED, DELIBERATED)),
    ],
)
def test_holding_a_meeting_while_one_of_its_topics_is_merged(
    agenda: Agenda, merge: Callable[[Agenda], None], locks: int, ends: tuple[str, str], states: tuple[str, ...]
) -> None:
    assert ends == in_turn(agenda.hold, lambda: merge(agenda), locks=locks)

    assert agenda.states() == states
    assert events("hold") + events("merge") == ends.count("done")


@pytest.mark.parametrize("merge", [Agenda.merge_away, Agenda.merge_within])
def test_merging_a_topic_while_its_meeting_is_held(agenda: Agenda, merge: Callable[[Agenda], None]) -> None:
    ends = in_turn(lambda: merge(agenda), agenda.hold, locks=1)

    assert ends == ("done", "IllegalMove")
    assert agenda.states() == (NOTIFIED, ADOPTED, MERGED)
    # Whoever repeats holds it with what is left.
    agenda.hold()
    assert agenda.states() == (HELD, DELIBERATED, MERGED)
