"""Moves that cause moves: one transaction for all of them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core.access import NotPermitted
from core.door import moving
from core.events import Event
from stations.models import Concern, Station
from tests.core.test_workflow import nothing_happened, route
from tests.factories.stations import ConcernFactory, StationFactory, officer_of


@pytest.fixture
def station(db: None) -> Station:
    return StationFactory()


@pytest.fixture
def officer(station: Station) -> User:
    officer = officer_of(station)
    officer.name = "周联络员"
    officer.save()
    return officer


@pytest.fixture
def concern(station: Station) -> Concern:
    return ConcernFactory(station=station)


def test_moves_inside_a_move_share_its_transaction(station: Station, officer: User) -> None:
    outer, inner = ConcernFactory.create_batch(2, station=station)

    facts = {"route": "community"}
    with CaptureQueriesContext(connection) as queries, moving(outer, "route", by=officer, facts=facts):
        route(inner, officer)

    # One savepoint, of the test's own transaction; the inner move opens none.
    assert sum(query["sql"].startswith("SAVEPOINT") for query in queries) == 1
    assert [event.subject_id for event in Event.objects.order_by("pk")] == [inner.pk, outer.pk]


def test_failure_after_an_inner_move_undoes_both(station: Station, officer: User) -> None:
    outer, inner = ConcernFactory.create_batch(2, station=station)

    def breaks_off() -> None:
        with moving(outer, "route", by=officer):
            route(inner, officer)
            raise RuntimeError("the line went dead")

    with pytest.raises(RuntimeError):
        breaks_off()

    assert (nothing_happened(outer), nothing_happened(inner)) == (True, True)


def test_refusal_of_an_inner_move_undoes_the_outer(station: Station, officer: User) -> None:
    outer, inner = ConcernFactory(station=station), ConcernFactory()

    def goes_too_far() -> None:
        with moving(outer, "route", by=officer) as locked:
            locked.route = "community"
            locked.save()
            route(inner, officer)

    with pytest.raises(NotPermitted):
        goes_too_far()

    assert (nothing_happened(outer), nothing_happened(inner)) == (True, True)


def test_move_after_a_failed_one_has_a_transaction_of_its_own(station: Station, officer: User) -> None:
    foreign, own = ConcernFactory(), ConcernFactory(station=station)
    with pytest.raises(NotPermitted):
        route(foreign, officer)

    route(own, officer)

    assert Event.objects.count() == 1
