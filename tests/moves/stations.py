"""How each move of this app is made in a test."""

from collections.abc import Callable
from typing import Any

from accounts.models import User
from core import clock
from stations.actions import close_concern, give_feedback, join_concern, route_concern
from stations.enums import Role
from stations.models import Concern
from tests.factories.accounts import UserFactory
from tests.factories.stations import (
    CategoryFactory,
    ConcernFactory,
    ContactFactory,
    appoint,
    committee,
    load_clocks,
    officer_of,
)
from tests.moves import Case

Stage = Callable[[], tuple[Concern, User]]


def concern(**traits: Any) -> Stage:
    """A concern with a resident who left a telephone, and the officer of its station."""

    def make() -> tuple[Concern, User]:
        load_clocks()
        thing = ContactFactory(concern=ConcernFactory(**traits)).concern
        return thing, officer_of(thing.station)

    return make


def urgent() -> tuple[Concern, User]:
    thing, officer = concern(urgency="urgent")()
    appoint(UserFactory(), Role.SUBDISTRICT, thing.station.subdistrict)
    committee()
    return thing, officer


def similar() -> tuple[Concern, User]:
    thing, officer = concern()()
    ConcernFactory(station=thing.station)
    return thing, officer


def grouped() -> tuple[Concern, User]:
    """In a group of another station, as the committee has put it."""
    thing, officer = concern()()
    return join_concern(thing, by=committee(), other=ConcernFactory()), officer


def across() -> tuple[Concern, User]:
    thing, _officer = concern()()
    ConcernFactory()
    return thing, committee()


def matters(thing: Concern) -> dict[str, Any]:
    """Two matters, the second of another category."""
    return {
        "part_1": "路灯不亮", "category_1": thing.category_id, "part_2": "井盖松动", "category_2": CategoryFactory().pk,
    }  # fmt: skip


def closed() -> tuple[Concern, User]:
    """Routed, told and closed by the officer, a moment ago."""
    thing, officer = concern()()
    thing = route_concern(thing, by=officer, route="community")
    thing = give_feedback(thing, by=officer, told_on=clock.today(), way="phone")
    return close_concern(thing, by=officer), officer


def routed() -> tuple[Concern, User]:
    thing, officer = concern()()
    return route_concern(thing, by=officer, route="community"), officer


def once_missed() -> tuple[Concern, User]:
    thing, officer = routed()
    return give_feedback(thing, by=officer, told_on=clock.today(), way="phone", reached=False), officer


def told(reached: bool) -> Callable[[Concern], dict[str, Any]]:
    """A feedback of today; a box that is not ticked is not sent."""
    return lambda thing: {"told_on": clock.today().isoformat(), "way": "phone"} | ({"reached": "on"} if reached else {})


CASES = [
    Case("stations.concern", "route", concern(), lambda thing: {"route": "community"}),
    Case("stations.concern", "give_feedback", concern(routed=True), told(reached=True)),
    Case("stations.concern", "close", concern(told=True)),
    Case("stations.concern", "take_back", closed),
    Case("stations.concern", "correct_words", concern(), lambda thing: {"words": "两盏路灯坏了。", "reason": "漏记"}),
    Case("stations.concern", "join", similar, lambda thing: {"other": Concern.objects.exclude(pk=thing.pk).get().pk}),
    Case("stations.concern", "leave_group", grouped),
    Case("stations.concern", "split", concern(), matters),
    Case("stations.concern", "reveal_contact", concern(), lambda thing: {"reason": "回访告知结果"}, looks=True),
]
#: Other stages of the same moves, from which something else follows.
OTHER_STAGES = [
    Case("stations.concern", "route", urgent, lambda thing: {"route": "community"}),
    Case("stations.concern", "give_feedback", concern(told=True), told(reached=True)),
    Case("stations.concern", "take_back", routed),
    Case("stations.concern", "join", across, lambda thing: {"other": Concern.objects.exclude(pk=thing.pk).get().pk}),
    Case("stations.concern", "take_back", once_missed),
    Case(
        "stations.concern", "correct_words", concern(routed=True), lambda thing: {"words": "两盏。", "reason": "漏记"}
    ),
]
