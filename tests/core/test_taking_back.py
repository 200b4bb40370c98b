"""Taking a move back: who, how long, and what stands in the way."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core import clock
from core.access import NotPermitted
from core.door import creating, moving
from core.events import Event
from core.workflow import IllegalMove, allowed_moves, timeline_of
from deliberations.actions import gather_concerns
from stations.actions import take_back
from stations.models import Concern, Feedback
from tests.core.test_door import TOLD, correct, new_concern, route
from tests.factories.deliberations import TopicFactory
from tests.factories.stations import ConcernFactory, committee, officer_of


@pytest.fixture
def concern(db: None) -> Concern:
    return ConcernFactory()


@pytest.fixture
def officer(concern: Concern) -> User:
    return officer_of(concern.station)


def not_reached(concern: Concern, *, by: Any) -> Concern:
    with moving(concern, "give_feedback", by=by, to="routed", facts=TOLD | {"reached": False}):
        Feedback.objects.create(concern=concern, told_on=clock.today(), way="phone", reached=False, by=by)
    return concern


def offers_it(concern: Concern, by: User) -> bool:
    return "take_back" in {move.verb for move in allowed_moves(Concern.objects.get(pk=concern.pk), by)}


def test_own_move_is_taken_back_within_ten_minutes(concern: Concern, officer: User) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        route(concern, by=officer)
        now.shift(timedelta(minutes=10))

        assert offers_it(concern, officer)
        take_back(concern, by=officer)

    assert Concern.objects.get().state == "received"
    assert Event.objects.of(concern).last().facts["undone"] == "route"


def test_it_goes_back_to_where_the_move_had_started(concern: Concern, officer: User) -> None:
    """Feedback leads to the same state from three; only the record knows from which."""
    route(concern, by=officer)
    concern = not_reached(concern, by=officer)

    assert take_back(concern, by=officer).state == "routed"


def test_later_it_is_not(concern: Concern, officer: User) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        route(concern, by=officer)
        now.shift(timedelta(minutes=10, seconds=1))

        assert not offers_it(concern, officer)
        with pytest.raises(IllegalMove):
            take_back(concern, by=officer)


def test_somebody_else_does_not_take_it_back(concern: Concern, officer: User) -> None:
    route(concern, by=officer)
    other = officer_of(concern.station)

    assert not offers_it(concern, other)
    with pytest.raises(IllegalMove, match=officer.name):
        take_back(concern, by=other)


def test_once_something_followed_it_stays(concern: Concern, officer: User) -> None:
    route(concern, by=officer)
    correct(concern, by=officer)

    assert not offers_it(concern, officer)
    with pytest.raises(IllegalMove):
        take_back(concern, by=officer)


def test_what_was_taken_back_is_not_taken_back_again(concern: Concern, officer: User) -> None:
    route(concern, by=officer)
    concern = not_reached(concern, by=officer)
    take_back(concern, by=officer)

    assert not offers_it(concern, officer)


def test_once_something_followed_on_what_it_made_it_stays(concern: Concern, officer: User) -> None:
    new = new_concern(concern)
    facts = {"number": new.number}
    with (
        moving(concern, "route", by=officer, facts={"route": "community"}),
        creating(new, "receive", by=officer, facts=facts),
    ):
        pass
    assert Event.objects.of(concern).get().facts["along"] == [["stations.concern", new.pk]]
    assert offers_it(concern, officer)

    route(new, by=officer)

    assert not offers_it(concern, officer)


def test_what_is_a_part_of_another_move_is_not_taken_back_alone(concern: Concern, officer: User) -> None:
    """A topic gathers the concern, which routes it: without the routing it would stand behind the topic unrouted."""
    gather_concerns(TopicFactory(station=concern.station), by=officer, concerns=[concern])

    assert Concern.objects.get().route == "topic"
    assert not offers_it(concern, officer)


def test_nobody_takes_back_what_is_not_theirs_to_move(concern: Concern, officer: User) -> None:
    route(concern, by=officer)

    with pytest.raises(NotPermitted):
        take_back(concern, by=committee())


def test_whether_it_can_be_taken_back_costs_one_query_and_none_where_the_timeline_is_known(
    concern: Concern, officer: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    allowed_moves(concern, officer)
    with django_assert_num_queries(0):
        allowed_moves(concern, officer)
    concern = route(concern, by=officer)
    timeline = timeline_of(concern)

    with django_assert_num_queries(1):
        asked = allowed_moves(concern, officer)
    with django_assert_num_queries(0):
        known = allowed_moves(concern, officer, timeline)

    assert [move.verb for move in asked] == [move.verb for move in known]
    assert "take_back" in {move.verb for move in known}
