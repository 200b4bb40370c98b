"""Two people at once, on PostgreSQL: one succeeds, the other is told; never both."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from core.workflow import IllegalMove
from deliberations import actions
from deliberations.models import LookBack, Meeting, Topic
from stations.models import Concern
from tests.factories import deliberations, stations
from tests.factories.deliberations import (
    LookBackFactory,
    MeetingFactory,
    TopicFactory,
    everyone_present,
    in_days,
)
from tests.factories.stations import ConcernFactory, StationFactory, officer_of

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def station() -> Any:
    stations.load_clocks()
    deliberations.load_reference()
    return StationFactory()


def at_once(*calls: Callable[[], Any]) -> list[str]:
    """Runs the calls at the same moment; says of each whether it was done or refused."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> str:
        try:
            start.wait(timeout=5)
            call()
        except (IllegalMove, ValidationError) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(run, calls))


def test_a_meeting_is_recorded_once(station: Any) -> None:
    officer = officer_of(station)
    meeting = MeetingFactory(station=station, begun=True, topics=[TopicFactory(station=station, adopted=True)])
    attendance = everyone_present(meeting)

    outcomes = at_once(*[
        lambda: actions.hold_meeting(Meeting.objects.get(), by=officer, attendance=attendance)
    ] * 2)  # fmt: skip

    assert outcomes == ["IllegalMove", "done"]
    assert meeting.attendance.count() == len(attendance)


def test_two_topics_do_not_get_the_same_concern(station: Any) -> None:
    officer, concern = officer_of(station), ConcernFactory(station=station)

    outcomes = at_once(*[
        lambda: actions.propose_topic(
            by=officer, station=station, title="照明", statement="路灯", concerns=Concern.objects.all()
        )
    ] * 2)  # fmt: skip

    assert outcomes == ["ValidationError", "done"]
    assert concern.topics.count() == Topic.objects.count() == 1


def test_a_topic_is_put_on_one_agenda(station: Any) -> None:
    officer, topic = officer_of(station), TopicFactory(station=station, adopted=True)
    start = MeetingFactory.build(station=station).starts_at

    outcomes = at_once(*[
        lambda: actions.plan_meeting(by=officer, station=station, starts_at=start, place="会议室", topics=[topic])
    ] * 2)  # fmt: skip

    assert outcomes == ["ValidationError", "done"]
    assert topic.agenda_items.count() == Meeting.objects.count() == 1


def test_one_look_back_is_planned(station: Any) -> None:
    officer, topic = officer_of(station), TopicFactory(station=station, confirmed=True)

    outcomes = at_once(*[lambda: actions.plan_look_back(topic, by=officer, due_on=in_days(9))] * 2)

    assert outcomes == ["ValidationError", "done"]
    assert LookBack.objects.planned().count() == 1


def test_two_topics_merged_into_each_other_do_not_block(station: Any) -> None:
    officer, (one, two) = officer_of(station), TopicFactory.create_batch(2, station=station)

    outcomes = at_once(
        lambda: actions.merge_topic(one, by=officer, into=two), lambda: actions.merge_topic(two, by=officer, into=one)
    )

    assert outcomes == ["IllegalMove", "done"]
    assert sorted(Topic.objects.values_list("state", flat=True)) == ["collected", "merged"]


def test_a_look_back_and_the_archive_do_not_block(station: Any) -> None:
    officer, topic = officer_of(station), TopicFactory(station=station, disclosed=True)
    look_back = LookBackFactory(topic=topic)

    outcomes = at_once(
        lambda: actions.archive_topic(topic, by=officer),
        lambda: actions.record_look_back(look_back, by=officer, visited_on=in_days(0), result="not_done"),
    )

    assert outcomes == ["IllegalMove", "done"]
    topic.refresh_from_db()
    assert topic.state in ("archived", "tracked")
