"""The table of moves: every legal move is made, every other is refused with the one who was faster."""

from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from core.door import moving
from core.workflow import WORKFLOWS, IllegalMove, workflow_of
from deliberations.actions.schedule import SCHEDULE
from deliberations.enums import CommitmentState, LookBackState, MeetingState, TopicState
from stations.enums import Role
from stations.models import Station
from tests.factories.deliberations import CommitmentFactory, LookBackFactory, MeetingFactory, TopicFactory
from tests.factories.stations import appoint

T, M, C, L = TopicState, MeetingState, CommitmentState, LookBackState

#: Verb → from which states it leads where. What is not here is refused.
MOVES: dict[str, dict[str, dict[str, str | tuple[str, ...] | None]]] = {
    "topic": {
        "adopt": {T.COLLECTED: T.ADOPTED},
        "record_study": {T.ADOPTED: T.STUDIED, T.STUDIED: T.STUDIED},
        "revise": dict.fromkeys([T.COLLECTED, T.ADOPTED, T.STUDIED]),
        "gather": dict.fromkeys([T.COLLECTED, T.ADOPTED, T.STUDIED]),
        "deliberate": {T.ADOPTED: T.DELIBERATED, T.STUDIED: T.DELIBERATED},
        "add_commitment": dict.fromkeys([T.DELIBERATED, T.TRACKED]),
        "decide_outcome": {T.DELIBERATED: (T.TRACKED, T.RESOLVED, T.ENDED)},
        "resolve": {T.TRACKED: T.RESOLVED},
        "confirm": {T.RESOLVED: T.CONFIRMED},
        "reopen": dict.fromkeys([T.RESOLVED, T.CONFIRMED, T.DISCLOSED], T.TRACKED),
        "disclose": {T.CONFIRMED: T.DISCLOSED},
        "archive": {T.DISCLOSED: T.ARCHIVED},
        "merge": dict.fromkeys([T.COLLECTED, T.ADOPTED, T.STUDIED], T.MERGED),
        "absorb": dict.fromkeys([T.COLLECTED, T.ADOPTED, T.STUDIED]),
        "decline": dict.fromkeys([T.COLLECTED, T.ADOPTED, T.STUDIED], T.DECLINED),
        "return_to_agenda": {T.DELIBERATED: (T.ADOPTED, T.STUDIED)},
    },
    "meeting": {
        "notify": {M.PLANNED: M.NOTIFIED},
        "change": dict.fromkeys([M.PLANNED, M.NOTIFIED]),
        "hold": {M.NOTIFIED: M.HELD},
        "confirm_minutes": {M.HELD: M.CONFIRMED},
        "correct_attendance": dict.fromkeys([M.HELD, M.CONFIRMED, M.DISCLOSED]),
        "disclose": {M.CONFIRMED: M.DISCLOSED},
        "cancel": dict.fromkeys([M.PLANNED, M.NOTIFIED], M.CANCELLED),
        "annul": dict.fromkeys([M.HELD, M.CONFIRMED, M.DISCLOSED], M.CANCELLED),
    },
    "commitment": {
        "report_done": {C.OPEN: C.DONE},
        "postpone": {C.OPEN: None},
        "reopen": {C.DONE: C.OPEN},
        "end": {C.OPEN: C.ENDED},
    },
    "lookback": {
        "record": {L.PLANNED: L.RECORDED},
        "reschedule": {L.PLANNED: None},
        "end": {L.PLANNED: L.ENDED},
    },
}
FACTORIES: dict[str, tuple[Any, Any]] = {
    "topic": (TopicFactory, TopicState),
    "meeting": (MeetingFactory, MeetingState),
    "commitment": (CommitmentFactory, CommitmentState),
    "lookback": (LookBackFactory, LookBackState),
}
CASES = [(noun, state) for noun, (_factory, states) in FACTORIES.items() for state in states]


@pytest.fixture
def everything(officer: User) -> User:
    """Officer and committee in one person, so that only the table of moves decides."""
    return appoint(officer, Role.COMMITTEE)


def some_facts(thing: Any, verb: str) -> dict[str, Any]:
    return dict.fromkeys(workflow_of(thing)[verb].facts, "")


def tried(thing: Any, verb: str, by: Any, to: str | None) -> str:
    """The state to which the move leads from the thing's present one, or that it is refused."""
    state = thing.state
    try:
        with transaction.atomic(), moving(thing, verb, by=by, to=to, facts=some_facts(thing, verb)) as moved:
            pass
    except IllegalMove:
        return "refused"
    type(thing).objects.filter(pk=thing.pk).update(state=state)
    return str(moved.state)


@pytest.mark.parametrize(("noun", "state"), CASES)
def test_legal_and_illegal_moves(station: Station, everything: User, noun: str, state: str) -> None:
    factory, _states = FACTORIES[noun]
    place = {"station": station} if noun in ("topic", "meeting") else {"topic__station": station}
    thing = factory(state=state, **place)

    outcomes, expected = {}, {}
    for verb, ways in MOVES[noun].items():
        by = SCHEDULE if verb == "reschedule" else everything
        targets = ways.get(state, "refused")
        for to in targets if isinstance(targets, tuple) else (targets,):
            outcomes[verb, to] = tried(thing, verb, by, None if to == "refused" else to)
            expected[verb, to] = to or state

    assert outcomes == expected


@pytest.mark.parametrize("noun", MOVES)
def test_the_table_names_every_move(noun: str) -> None:
    assert set(MOVES[noun]) == {m.verb for m in WORKFLOWS[f"deliberations.{noun}"] if not (m.creates or m.retired)}


def test_a_late_move_says_who_was_faster(station: Station, officer: User) -> None:
    topic = TopicFactory(station=station)
    with moving(topic, "adopt", by=officer, facts=some_facts(topic, "adopt")):
        pass

    with pytest.raises(IllegalMove, match=officer.name), moving(topic, "adopt", by=officer):
        pass
