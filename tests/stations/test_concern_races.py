"""Concerns grouped by two people at once, on PostgreSQL: a group has one head and no second level (rule 6)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import User
from core.actions import perform
from core.workflow import IllegalMove
from stations.actions import join_concern, split_concern
from stations.models import Concern, Station
from tests.factories.stations import ConcernFactory, StationFactory, committee, load_clocks, officer_of

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 10


@pytest.fixture
def station() -> Station:
    load_clocks()
    return StationFactory()


def at_once(*calls: Callable[[], Any]) -> list[str]:
    """Runs the calls at the same moment; says of each whether it was done or refused."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> str:
        try:
            start.wait(timeout=5)
            call()
        except IllegalMove as refusal:
            return refusal.message
        except ValidationError:
            return "the same"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def grouping(officer: User, concern: Concern, other: Concern) -> Callable[[], Any]:
    """The action as a page calls it: with the things as they were read before."""
    given = [Concern.objects.get(pk=one.pk) for one in (concern, other)]
    return lambda: perform(join_concern, given[0], by=officer, other=given[1])


@pytest.mark.parametrize("reverse", [False, True], ids=["older first", "newer first"])
def test_groups_joined_at_once_have_one_level(station: Station, reverse: bool) -> None:
    officer = officer_of(station)
    for _round in range(ROUNDS):
        a, b, c, member = ConcernFactory.create_batch(4, station=station)
        if reverse:
            a, c = c, a
        Concern.objects.filter(pk=member.pk).update(joined_to=a)

        said = at_once(grouping(officer, a, b), grouping(officer, b, c), grouping(officer, member, c))

        assert Concern.objects.filter(joined_to__joined_to__isnull=False).count() == 0
        assert set(said) <= {"done", f"问题{b.number}刚刚被归入另一组，请查看最新情况后重试。"}
        assert said.count("done") >= 2


def test_groups_joined_to_each_other_at_once_make_no_circle(station: Station) -> None:
    officer = officer_of(station)
    for _round in range(ROUNDS):
        a, b = ConcernFactory.create_batch(2, station=station)

        at_once(grouping(officer, a, b), grouping(officer, b, a))

        assert Concern.objects.filter(pk__in=[a.pk, b.pk], joined_to=None).count() == 1


def test_group_across_stations_joined_at_once_by_committee_and_officer_has_one_level(station: Station) -> None:
    officer, staff = officer_of(station), committee()
    for _round in range(ROUNDS):
        a, b = ConcernFactory.create_batch(2, station=station)
        c = ConcernFactory()

        said = at_once(grouping(officer, a, b), grouping(staff, b, c), grouping(staff, c, a))

        assert Concern.objects.filter(joined_to__joined_to__isnull=False).count() == 0
        assert said.count("done") >= 1


def test_message_split_twice_at_once_is_split_once(station: Station) -> None:
    officers = [officer_of(station), officer_of(station)]
    for _round in range(ROUNDS):
        concern = ConcernFactory(station=station)
        matters = [{"part": part, "category": concern.category} for part in ("路灯不亮", "井盖松动")]

        def splitting(officer: User, concern: Concern = concern, matters: Any = matters) -> Callable[[], Any]:
            return lambda: perform(split_concern, concern, by=officer, edition=1, matters=matters)

        said = at_once(*(splitting(officer) for officer in officers))

        assert (said.count("done"), concern.parts.count()) == (1, 1)


def test_message_split_by_programs_at_once_gets_each_number_once(station: Station) -> None:
    officer, concern = officer_of(station), ConcernFactory(station=station)
    matters = [{"part": part, "category": concern.category} for part in ("路灯不亮", "井盖松动")]

    said = at_once(*[lambda: split_concern(concern, by=officer, matters=matters)] * 3)

    assert said == ["done"] * 3
    assert sorted(concern.parts.values_list("number", flat=True)) == [f"{concern.number}/{n}" for n in (2, 3, 4)]
