"""Who sits in a livelihood council: entered once, leaving on a day (rule 17)."""

from datetime import date
from typing import Any

import pytest

from deliberations import actions
from deliberations.enums import MemberKind, MemberState
from deliberations.models import CouncilMember
from stations.models import Station
from tests.deliberations.refusals import refusal_of
from tests.factories.accounts import UserFactory
from tests.factories.stations import RepresentativeFactory, StationFactory, officer_of


def join(station: Station, **given: Any) -> CouncilMember:
    known = {"kind": MemberKind.RESIDENT, "name": "李阿姨", "starts_on": date(2019, 1, 1)}
    return actions.join_council(by=officer_of(station), station=station, **known | given)


def test_a_representative_sits_under_the_own_name(station: Station) -> None:
    representative = RepresentativeFactory(home_station=station, with_account=True)

    member = join(
        station, kind=MemberKind.REPRESENTATIVE, representative=representative, name="别名", user=UserFactory()
    )

    assert (member.name, member.user) == (representative.name, representative.user)


def test_a_member_is_named(station: Station) -> None:
    assert list(refusal_of(lambda: join(station, name=""))) == ["name"]
    assert list(refusal_of(lambda: join(station, kind=MemberKind.REPRESENTATIVE))) == ["representative"]


def test_nobody_sits_twice(station: Station) -> None:
    person, representative = UserFactory(), RepresentativeFactory(home_station=station)
    join(station, user=person)
    join(station, kind=MemberKind.REPRESENTATIVE, representative=representative)

    assert list(refusal_of(lambda: join(station, user=person))) == ["user"]
    again = {"kind": MemberKind.REPRESENTATIVE, "representative": representative}
    assert list(refusal_of(lambda: join(station, **again))) == ["representative"]
    assert join(StationFactory(), user=person).user == person


@pytest.mark.parametrize(("starts_on", "joins"), [(date(2019, 6, 30), False), (date(2019, 7, 1), True)])
def test_who_left_comes_back_on_a_later_day(station: Station, starts_on: date, joins: bool) -> None:
    person = UserFactory()
    member = join(station, user=person)
    actions.leave_council(member, by=officer_of(station), ends_on=date(2019, 6, 30), reason="搬走")

    if joins:
        assert join(station, user=person, starts_on=starts_on).state == MemberState.SITTING
    else:
        assert list(refusal_of(lambda: join(station, user=person, starts_on=starts_on))) == ["user"]


def test_a_membership_does_not_end_before_it_begins(station: Station) -> None:
    member = join(station)
    leave = {"by": officer_of(station), "ends_on": date(2018, 12, 31), "reason": "误录"}

    assert list(refusal_of(lambda: actions.leave_council(member, **leave))) == ["ends_on"]
