"""The record in words: the facts that a sentence names, the timeline, and moves that are not made any more."""

from typing import Any

import pytest
from django.utils import translation
from django.utils.functional import lazy

from accounts.models import User
from core.access import System
from core.door import creating, moving
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
from stations.models import Concern, Station
from tests.core.test_workflow import route
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
