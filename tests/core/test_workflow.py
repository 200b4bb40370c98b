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
from django.utils.functional import lazy

from accounts.models import User
from core.access import NotPermitted, System
from core.door import creating, moved, moving
from core.events import Event
from core.workflow import (
    IllegalMove,
    Move,
    allowed_moves,
    check_facts,
    ensure_can,
    sentence_of,
    timeline_of,
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


# Moves that cause moves.


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


# The facts that the sentence names.


@pytest.mark.parametrize(
    ("facts", "lacking"),
    [
        ({}, "told_on, way, reached"),
        ({"told_on": "2019-03-05", "way": "phone"}, "reached"),
        ({"told_on": None, "way": "phone", "reached": False}, "told_on"),
    ],
)
def test_move_without_a_fact_that_it_declares_is_a_mistake_of_the_code(
    concern: Concern, officer: User, facts: dict[str, Any], lacking: str
) -> None:
    route(concern, officer)

    with (
        pytest.raises(TypeError, match=rf"^stations\.concern give_feedback is recorded without {lacking}$"),
        moving(concern, "give_feedback", by=officer, to="told", facts=facts),
    ):
        pass

    concern.refresh_from_db()
    assert (concern.state, Event.objects.count()) == ("routed", 1)


def test_fact_that_is_truly_absent_is_given_empty(concern: Concern, officer: User) -> None:
    with moving(concern, "join", by=officer, facts={"number": ""}):
        pass

    assert Event.objects.get().facts == {"number": ""}


def test_thing_is_not_made_without_a_fact_either(station: Station, officer: User) -> None:
    like = ConcernFactory(station=station)
    new = Concern(
        visit=like.visit, station=station, category=like.category, number="9", words="路灯不亮。",
        triage_due_on=like.triage_due_on, feedback_due_on=like.feedback_due_on,
    )  # fmt: skip

    with pytest.raises(TypeError, match=r"receive is recorded without number"), creating(new, "receive", by=officer):
        pass

    assert Concern.objects.get() == like


def test_every_move_declares_the_facts_of_its_sentence() -> None:
    assert check_facts() == []


@pytest.mark.parametrize(
    ("facts", "sentence", "wrong"),
    [
        ((), "{actor} lost {number}", "number"),
        (("number", "place"), "{actor} lost {number}", "place"),
        (("number",), "{number}", ""),
        ((), "", ""),
    ],
)
def test_facts_and_sentence_are_compared(
    facts: tuple[str, ...], sentence: str, wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    move = Move("lose", ("received",), None, "stations.lose", "§4", "", sentence, facts)
    monkeypatch.setitem(workflow_of(Concern).moves, "lose", move)

    said = [(error.obj, error.msg, error.id) for error in check_facts()]

    assert said == [
        ("stations.concern lose", f"Facts and sentence ({language}) differ in {wrong}.", "core.E004")
        for language in ("zh-hans", "en")
        if wrong
    ]


def test_facts_are_compared_with_the_translation(monkeypatch: pytest.MonkeyPatch) -> None:
    says = lazy(lambda: "{actor}遗失{place}" if translation.get_language() == "zh-hans" else "{actor} lost it", str)
    move = Move("lose", ("received",), None, "stations.lose", "§4", "", says())
    monkeypatch.setitem(workflow_of(Concern).moves, "lose", move)

    assert [error.msg for error in check_facts()] == ["Facts and sentence (zh-hans) differ in place."]


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


# The record in words.


def test_timeline_tells_what_happened_oldest_first(concern: Concern, officer: User) -> None:
    route(concern, officer)
    facts = {"told_on": "2019-03-05", "way": "phone", "reached": True}
    with moving(concern, "give_feedback", by=officer, to="told", facts=facts):
        pass

    assert [event.sentence for event in timeline_of(concern)] == [
        "周联络员将问题分流：转社区",
        "周联络员于2019-03-05以电话方式反馈：已告知群众",
    ]


def test_sentence_is_in_the_reader_s_language(concern: Concern, officer: User) -> None:
    route(concern, officer)
    event = Event.objects.of(concern).get()

    with translation.override("en"):
        assert sentence_of(event) == "周联络员 routed the concern: passed to the community"


def test_fact_that_an_old_event_does_not_have_shows_as_a_dash(concern: Concern, officer: User) -> None:
    Event.objects.append(concern, "route", by=officer, before="received", after="routed", facts={})

    assert sentence_of(Event.objects.get()) == "周联络员将问题分流：—"


def test_verb_that_is_no_longer_in_the_table_is_still_told(concern: Concern, officer: User) -> None:
    event = Event.objects.append(concern, "lose", by=officer, before="", after="received", facts={})

    assert sentence_of(event) == "周联络员: lose"


# What is not made any more.


@pytest.fixture
def lost(concern: Concern, officer: User, monkeypatch: pytest.MonkeyPatch) -> Concern:
    """A concern that was lost when concerns could still be lost."""
    lose = Move(
        "lose", ("received",), None, "stations.lose_concern", "§4", "Lose", "{actor} lost the concern", retired=True
    )
    found = Move("find", (), "received", "stations.find_concern", "§4", "Find", "{actor} found it", retired=True)
    monkeypatch.setitem(workflow_of(Concern).moves, "lose", lose)
    monkeypatch.setitem(workflow_of(Concern).moves, "find", found)
    Event.objects.append(concern, "lose", by=officer, before="received", after="received", facts={})
    return concern


def test_retired_move_is_still_told(lost: Concern) -> None:
    assert [event.sentence for event in timeline_of(lost)] == [f"{Event.objects.get().actor} lost the concern"]


def test_retired_move_is_not_offered(lost: Concern, officer: User) -> None:
    verbs = [move.verb for move in allowed_moves(lost, officer)]

    assert verbs == ["route", "correct_words", "reveal_contact", "join", "split"]


@pytest.mark.parametrize("verb", ["lose", "find"])
def test_retired_move_is_refused_to_everybody(lost: Concern, officer: User, verb: str) -> None:
    software = System("finder", frozenset({"stations.lose_concern", "stations.find_concern"}))

    for actor in (officer, software):
        with pytest.raises(IllegalMove) as refusal:
            ensure_can(lost, verb, actor)
        assert refusal.value.message == "这一步现已不再办理。"


def test_door_makes_no_retired_move(lost: Concern, officer: User) -> None:
    with pytest.raises(IllegalMove), moving(lost, "lose", by=officer):
        pass
    with pytest.raises(IllegalMove), creating(Concern(), "find", by=officer):
        pass

    assert (Event.objects.count(), Concern.objects.count()) == (1, 1)


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
