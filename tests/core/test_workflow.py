"""The door of every move: lock, permission, state, one transaction, one event, the news."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from threading import Barrier
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import User
from core.access import NotPermitted, System
from core.door import creating, moved, moving
from core.events import Event
from core.workflow import (
    IllegalMove,
    Move,
    allowed_moves,
    ensure_can,
    workflow_of,
)
from points.models import LedgerEntry
from stations.enums import ConcernState
from stations.models import Concern, Station
from tests.factories.points import LedgerEntryFactory
from tests.factories.stations import ConcernFactory, StationFactory, committee, officer_of
from tests.statements import done_by

KEEPER = System("contact keeper", frozenset({"stations.anonymise_contact"}))


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


def route(concern: Concern, by: Any) -> Concern:
    with moving(concern, "route", by=by, facts={"route": "community"}) as concern:
        concern.route = "community"
    return concern


@contextmanager
def heard(**wanted: Any) -> Iterator[list[tuple[Any, Event]]]:
    """What is announced inside the block."""
    news: list[tuple[Any, Event]] = []

    def listen(subject: Any, event: Event, **_kwargs: Any) -> None:
        news.append((subject, event))

    moved.connect(listen, **wanted)
    try:
        yield news
    finally:
        moved.disconnect(listen, **wanted)


# What a move leaves behind.


def test_move_changes_the_thing_appends_one_event_and_announces_it(concern: Concern, officer: User) -> None:
    with heard(sender=Concern) as news:
        route(concern, officer)

    concern.refresh_from_db()
    event = Event.objects.of(concern).get()
    assert (concern.state, concern.route) == ("routed", "community")
    assert (event.verb, event.before, event.after) == ("route", "received", "routed")
    assert (event.actor, event.facts, event.place) == (officer, {"route": "community"}, concern.station.code)
    assert event.acting_for == f"officer@{concern.station.code}"
    assert [(subject.pk, told) for subject, told in news] == [(concern.pk, event)]


def test_move_that_creates_begins_the_chain(station: Station, officer: User) -> None:
    like = ConcernFactory(station=station)
    new = Concern(
        visit=like.visit, station=station, category=like.category, number="9", words="路灯不亮。",
        triage_due_on=like.triage_due_on, feedback_due_on=like.feedback_due_on,
    )  # fmt: skip

    with creating(new, "receive", by=officer, facts={"number": "9"}):
        assert new.pk is not None

    event = Event.objects.of(new).get()
    assert (event.sequence, event.before, event.after) == (1, "", "received")


def test_move_of_the_system_names_it_and_no_person(station: Station) -> None:
    concern = ConcernFactory(station=station, closed=True)

    with moving(concern, "anonymise", by=KEEPER):
        pass

    event = Event.objects.of(concern).get()
    assert (event.actor, event.system, event.acting_for) == (None, "contact keeper", "")


def test_the_action_works_on_what_the_database_has(concern: Concern, officer: User) -> None:
    Concern.objects.filter(pk=concern.pk).update(place="南门")
    concern.place = "东门"

    with moving(concern, "route", by=officer, facts={"route": "community"}) as locked:
        seen = locked.place

    assert seen == "南门"
    assert Concern.objects.get().place == "南门"


def test_relations_already_loaded_are_kept(station: Station, officer: User) -> None:
    concern = Concern.objects.select_related("station").get(pk=ConcernFactory(station=station).pk)

    with moving(concern, "route", by=officer, facts={"route": "community"}) as locked:
        assert "station" in locked._state.fields_cache


@pytest.mark.postgres
def test_row_is_locked(concern: Concern, officer: User) -> None:
    with CaptureQueriesContext(connection) as queries:
        route(concern, officer)

    done = [done_by(query["sql"]) for query in queries]
    assert [table for what, table in done if what == "lock"] == ["stations_concern"]


def test_entry_that_never_changes_is_moved_by_a_row_beside_it(db: None) -> None:
    entry = LedgerEntryFactory()
    staff = committee()

    with moving(entry, "reverse", by=staff, facts={"points": 5, "reason": "重复"}) as entry:
        entry.reversed(reason="重复", by=staff).save()

    assert LedgerEntry.objects.count() == 2
    assert Event.objects.of(entry).get().after == "reversed"


# What a move refuses, leaving nothing.


def nothing_happened(concern: Concern) -> bool:
    concern.refresh_from_db()
    return (concern.state, concern.route, Event.objects.count()) == ("received", "", 0)


def test_who_may_not_is_told_so(concern: Concern) -> None:
    with pytest.raises(NotPermitted) as refusal:
        route(concern, officer_of(StationFactory()))

    assert str(refusal.value) == "这一步不属于您在此处的职责。"
    assert nothing_happened(concern)


def test_permission_comes_before_state(station: Station) -> None:
    closed = ConcernFactory(station=station, closed=True)

    with pytest.raises(NotPermitted):
        route(closed, officer_of(StationFactory()))


def test_closed_account_may_nothing(concern: Concern, officer: User) -> None:
    officer.is_active = False

    with pytest.raises(NotPermitted):
        route(concern, officer)


def test_system_may_only_what_its_list_says(concern: Concern) -> None:
    with pytest.raises(NotPermitted):
        route(concern, KEEPER)


def test_permission_that_nobody_defined_is_an_error_not_a_no(
    concern: Concern, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    moves = workflow_of(Concern).moves
    monkeypatch.setitem(moves, "lose", Move("lose", ("received",), None, "stations.lose", "§4", "", ""))

    with pytest.raises(LookupError, match=r"stations\.lose"):
        ensure_can(concern, "lose", officer)


def test_illegal_move_says_who_did_what_before(concern: Concern, officer: User) -> None:
    with time_machine.travel("2019-03-04 09:30"):
        route(concern, officer)

    with pytest.raises(IllegalMove) as refusal:
        route(concern, officer)

    assert refusal.value.message == (
        "已不能“分流”：周联络员将问题分流：转社区（2019-03-04 09:30）。目前状态为“已分流”。"
    )


def test_illegal_move_is_told_in_english_as_well(concern: Concern, officer: User, in_english: None) -> None:
    with time_machine.travel("2019-03-04 09:30"):
        route(concern, officer)

    with pytest.raises(IllegalMove) as refusal:
        route(concern, officer)

    assert refusal.value.message == (
        "“Route” is not possible any more: 周联络员 routed the concern: passed to the community "
        "(2019-03-04 09:30). The state is now “routed”."
    )


def test_illegal_move_of_a_thing_without_a_past_names_its_state(station: Station, officer: User) -> None:
    with pytest.raises(IllegalMove) as refusal:
        route(ConcernFactory(station=station, closed=True), officer)

    assert refusal.value.message == "现在不能“分流”：目前状态为“已办结”。"


def test_target_outside_of_the_table_is_a_mistake_of_the_code(concern: Concern, officer: User) -> None:
    with (
        pytest.raises(ValueError, match="route leads to"),
        moving(concern, "route", by=officer, to=ConcernState.CLOSED),
    ):
        pass

    assert nothing_happened(concern)


def test_value_that_does_not_fit_leaves_nothing(concern: Concern, officer: User) -> None:
    with (
        pytest.raises(ValidationError) as refusal,
        moving(concern, "route", by=officer, facts={"route": "moon"}) as locked,
    ):
        locked.route = "moon"

    assert list(refusal.value.error_dict) == ["route"]
    assert nothing_happened(concern)


def test_failure_of_the_action_leaves_nothing(concern: Concern, officer: User) -> None:
    def breaks_off() -> None:
        with moving(concern, "route", by=officer) as locked:
            locked.route = "community"
            locked.save()
            raise RuntimeError("the line went dead")

    with pytest.raises(RuntimeError):
        breaks_off()

    assert nothing_happened(concern)


def test_failure_of_a_listener_leaves_nothing(concern: Concern, officer: User) -> None:
    def fails(**_kwargs: Any) -> None:
        raise RuntimeError("the ledger is full")

    moved.connect(fails, sender=Concern)
    try:
        with pytest.raises(RuntimeError):
            route(concern, officer)
    finally:
        moved.disconnect(fails, sender=Concern)

    assert nothing_happened(concern)


# What is offered.


@pytest.mark.parametrize(
    ("state", "verbs"),
    [
        ({}, ["route", "correct_words", "reveal_contact", "join", "split"]),
        ({"routed": True}, ["give_feedback", "correct_words", "reveal_contact", "join"]),
        ({"told": True}, ["give_feedback", "close", "correct_words", "reveal_contact"]),
        ({"closed": True}, ["reveal_contact"]),
    ],
)
def test_offered_is_what_is_legal_and_permitted(
    station: Station, officer: User, state: dict[str, bool], verbs: list[str]
) -> None:
    concern = ConcernFactory(station=station, **state)

    assert [move.verb for move in allowed_moves(concern, officer)] == verbs
    assert [move.verb for move in allowed_moves(concern, committee())] == [
        verb for verb in verbs if verb in ("reveal_contact", "join")
    ]
    assert allowed_moves(concern, officer_of(StationFactory())) == []


@pytest.mark.parametrize(
    ("days", "open_on"),
    [
        ({}, [8, 9, 10, 11, 12]),
        ({"opens": 9}, [9, 10, 11, 12]),
        ({"closes": 10}, [8, 9, 10]),
        ({"opens": 9, "closes": 10}, [9, 10]),
        ({"opens": None, "closes": 10}, []),
        ({"opens": 9, "closes": None}, [9, 10, 11, 12]),
    ],
)
def test_a_move_is_open_between_the_days_that_its_thing_keeps(days: dict[str, int | None], open_on: list[int]) -> None:
    """An empty opening has not come yet; an empty closing is no end."""
    kept = {f"{name}_on": date(2019, 3, day) if day else None for name, day in days.items()}
    thing, named = SimpleNamespace(state="here", **kept), {name: f"{name}_on" for name in days}
    move = Move("wait", ("here",), None, "stations.route_concern", "§2", "", "", **named)

    possible = []
    for day in range(8, 13):
        with time_machine.travel(f"2019-03-{day:02} 23:59"):
            possible += [day] if move.starts_from(thing) else []

    assert possible == open_on


def test_caused_moves_are_never_offered(station: Station) -> None:
    assert allowed_moves(ConcernFactory(station=station, closed=True), KEEPER) == []


# Two at once.


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_wins_and_the_other_learns_who_was_faster() -> None:
    station = StationFactory()
    officers = [officer_of(station), officer_of(station)]
    concern = ConcernFactory(station=station)
    start = Barrier(2)

    def press(officer: User) -> Exception | None:
        try:
            start.wait()
            with translation.override("zh-hans"):
                route(Concern.objects.get(pk=concern.pk), officer)
        except IllegalMove as refusal:
            return refusal
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(press, officers))

    refusal = next(end for end in ends if end)
    faster = officers[ends.index(None)]
    assert ends.count(None) == 1
    assert f"：{faster.name}将问题分流：转社区（" in str(refusal)
    assert list(Event.objects.values_list("actor", flat=True)) == [faster.pk]
