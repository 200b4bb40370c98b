"""Whose move it is, and who only came too late for it."""

from typing import Any

import pytest
import rules

from core import access
from core.access import NotPermitted, ensure_may, fact, may, permit
from core.workflow import IllegalMove
from stations.actions import route_concern
from stations.models import Concern
from tests.factories.accounts import UserFactory
from tests.factories.stations import ConcernFactory, officer_of


@rules.predicate
def is_officer(actor: Any, thing: Any) -> bool:
    return actor.name == "周联络员"


@rules.predicate
@fact("route")
def waits(actor: Any, thing: Any) -> bool:
    """Nobody has routed it yet."""
    return thing.route == ""


@pytest.fixture
def concern(db: None, monkeypatch: pytest.MonkeyPatch) -> Concern:
    monkeypatch.setattr(access, "PERMISSIONS", {})
    permit("stations.look_at", {"officer": is_officer & waits})
    return ConcernFactory()


@pytest.fixture
def officer(concern: Concern) -> Any:
    return UserFactory(name="周联络员")


def test_while_the_fact_holds_the_role_permits(concern: Concern, officer: Any) -> None:
    assert ensure_may(officer, "stations.look_at", concern) == "officer"


def test_who_holds_the_role_but_for_the_fact_is_told_of_the_move_that_changed_it(
    concern: Concern, officer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    colleague = officer_of(concern.station)
    routed = route_concern(concern, by=colleague, route="community")
    monkeypatch.setattr(access, "PERMISSIONS", {"stations.look_at": {"officer": is_officer & waits}})

    with pytest.raises(IllegalMove, match=f"{colleague.name}将问题分流"):
        ensure_may(officer, "stations.look_at", routed)
    assert not may(officer, "stations.look_at", routed)


def test_a_fact_without_a_move_on_record_is_too_late_as_well(concern: Concern, officer: Any) -> None:
    concern.route = "community"

    with pytest.raises(IllegalMove, match="现在不能进行这一步"):
        ensure_may(officer, "stations.look_at", concern)


def test_who_has_not_got_the_role_is_a_stranger_whatever_the_facts(concern: Concern) -> None:
    for route in ("", "community"):
        concern.route = route
        with pytest.raises(NotPermitted):
            ensure_may(UserFactory(), "stations.look_at", concern)
