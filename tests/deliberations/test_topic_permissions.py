"""Who may see and do what with topics, meetings, commitments and look-backs: every person, every move, every state."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Model

from accounts.models import Department, User
from core.workflow import WORKFLOWS, allowed_moves
from deliberations.enums import CommitmentState, LookBackState, MeetingState, TopicState
from deliberations.models import Commitment, LookBack, Meeting, Topic
from stations.models import Station
from tests.factories.deliberations import CommitmentFactory, LookBackFactory, MeetingFactory, TopicFactory
from tests.factories.stations import everybody, handler_of, representative_of

T, M, C, L = TopicState, MeetingState, CommitmentState, LookBackState
Table = dict[str, dict[str, list[str]]]

BEFORE = ["revise", "gather", "merge", "decline"]
TOPIC: Table = {
    "officer here": {
        T.COLLECTED: ["adopt", *BEFORE],
        T.ADOPTED: ["record_study", *BEFORE],
        T.STUDIED: ["record_study", *BEFORE],
        T.DELIBERATED: ["add_commitment", "decide_outcome"],
        T.TRACKED: ["add_commitment", "resolve"],
        T.CONFIRMED: ["disclose"],
        T.DISCLOSED: ["archive"],
    },
    "lead": {T.ADOPTED: ["record_study"], T.STUDIED: ["record_study"]},
    "committee": {T.CONFIRMED: ["disclose"], T.DISCLOSED: ["archive"]},
}
MEETING: Table = {
    "officer here": {
        M.PLANNED: ["notify", "change", "cancel"],
        M.NOTIFIED: ["change", "hold", "cancel"],
        M.HELD: ["confirm_minutes", "correct_attendance"],
        M.CONFIRMED: ["disclose"],
    },
    "committee": {
        M.HELD: ["correct_attendance", "annul"],
        M.CONFIRMED: ["correct_attendance", "disclose", "annul"],
        M.DISCLOSED: ["correct_attendance", "annul"],
    },
}
COMMITMENT: Table = {
    "officer here": {C.OPEN: ["report_done", "postpone", "end"]},
    "its department": {C.OPEN: ["report_done", "postpone"]},
    "committee": {C.OPEN: ["end"]},
}
LOOK_BACK: Table = {
    "officer here": {L.PLANNED: ["record", "end"]},
    "committee": {L.PLANNED: ["end"]},
}


@pytest.fixture
def people(station: Station, department: Department) -> dict[str, User]:
    lead = representative_of(station)
    return everybody(station) | {"lead": lead, "its department": handler_of(department)}


def topic(station: Station, people: dict[str, User], department: Department, **more: Any) -> Topic:
    return TopicFactory(station=station, lead=people["lead"].representative, departments=[department], **more)


def check(thing: Model, table: Table, people: dict[str, User]) -> None:
    allowed = {kind: [move.verb for move in allowed_moves(thing, person)] for kind, person in people.items()}
    expected = {kind: sorted(table.get(kind, {}).get(thing.state, [])) for kind in people}
    assert {kind: sorted(verbs) for kind, verbs in allowed.items()} == expected


@pytest.mark.parametrize("state", TopicState)
def test_topic_for_every_kind_of_person_in_every_state(
    station: Station, people: dict[str, User], department: Department, state: TopicState
) -> None:
    check(topic(station, people, department, state=state), TOPIC, people)


@pytest.mark.parametrize("state", MeetingState)
def test_meeting_for_every_kind_of_person_in_every_state(
    station: Station, people: dict[str, User], department: Department, state: MeetingState
) -> None:
    agenda = [topic(station, people, department)]
    check(MeetingFactory(station=station, state=state, topics=agenda), MEETING, people)


@pytest.mark.parametrize("state", CommitmentState)
def test_commitment_for_every_kind_of_person_in_every_state(
    station: Station, people: dict[str, User], department: Department, state: CommitmentState
) -> None:
    promised = CommitmentFactory(topic=topic(station, people, department), department=department, state=state)
    check(promised, COMMITMENT, people)


@pytest.mark.parametrize("state", LookBackState)
def test_look_back_for_every_kind_of_person_in_every_state(
    station: Station, people: dict[str, User], department: Department, state: LookBackState
) -> None:
    check(LookBackFactory(topic=topic(station, people, department), state=state), LOOK_BACK, people)


@pytest.mark.parametrize(
    ("noun", "table"), [("topic", TOPIC), ("meeting", MEETING), ("commitment", COMMITMENT), ("lookback", LOOK_BACK)]
)
def test_every_move_is_in_the_table(noun: str, table: Table) -> None:
    verbs = {move.verb for move in WORKFLOWS[f"deliberations.{noun}"] if move.offered}

    assert {verb for states in table.values() for moves in states.values() for verb in moves} == verbs


# Sight.

STATION_SIDE = {"officer here", "representative here", "lead", "subdistrict here", "committee", "leadership"}


def seeing(model: Any, thing: Model, people: dict[str, User]) -> set[str]:
    return {kind for kind, person in people.items() if thing in model.objects.visible_to(person)}


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (M.PLANNED, False),
        (M.NOTIFIED, True),
        (M.HELD, True),
        (M.CONFIRMED, True),
        (M.DISCLOSED, True),
        (M.CANCELLED, False),
    ],
)
def test_a_department_sees_topic_and_meeting_from_the_notice_on(
    station: Station, people: dict[str, User], department: Department, state: MeetingState, told: bool
) -> None:
    on_it = topic(station, people, department, adopted=True)
    notice = {"notified": True} if told else {}
    meeting = MeetingFactory(station=station, topics=[on_it], **notice, state=state)

    expected = STATION_SIDE | ({"its department"} if told else set())
    assert seeing(Topic, on_it, people) == expected
    assert seeing(Meeting, meeting, people) == expected


def test_who_sees_commitments_and_look_backs(station: Station, people: dict[str, User], department: Department) -> None:
    on_it = topic(station, people, department, tracked=True)
    MeetingFactory(station=station, topics=[on_it], held=True)
    promised = CommitmentFactory(topic=on_it, department=department)
    look_back = LookBackFactory(topic=on_it)

    assert seeing(Commitment, promised, people) == STATION_SIDE | {"its department"}
    assert seeing(LookBack, look_back, people) == STATION_SIDE | {"its department"}


@pytest.mark.parametrize(
    "involve",
    [
        lambda topic, who: Topic.objects.filter(pk=topic.pk).update(lead=who),
        lambda topic, who: Topic.objects.filter(pk=topic.pk).update(tracker=who),
        lambda topic, who: topic.co_leads.add(who),
    ],
    ids=["lead", "tracker", "co-lead"],
)
def test_representative_from_elsewhere_sees_the_topic_they_work_on(
    station: Station, involve: Callable[[Topic, Any], Any]
) -> None:
    guest = everybody(station)["representative elsewhere"]
    on_it = TopicFactory(station=station, resolved=True)
    others = TopicFactory(station=station, resolved=True)
    for one in (on_it, others):
        LookBackFactory(topic=one)
        CommitmentFactory(topic=one)

    involve(on_it, guest.representative)

    assert list(Topic.objects.visible_to(guest)) == [on_it]
    assert [one.topic for one in Commitment.objects.visible_to(guest)] == [on_it]
    assert [one.topic for one in LookBack.objects.visible_to(guest)] == [on_it]


def test_representative_from_elsewhere_sees_the_meeting_they_attended_or_lead_at(station: Station) -> None:
    guest = everybody(station)["representative elsewhere"]
    attended = MeetingFactory(station=station, held=True, present=[guest.representative])
    leading = MeetingFactory(station=station, topics=[TopicFactory(station=station, lead=guest.representative)])
    MeetingFactory(station=station, held=True)

    assert set(Meeting.objects.visible_to(guest)) == {attended, leading}


def test_nobody_sees_anything_twice(station: Station, department: Department) -> None:
    guest = representative_of(station)
    on_it = TopicFactory(station=station, lead=guest.representative, departments=[department], adopted=True)
    on_it.co_leads.add(guest.representative)
    for _again in range(2):
        MeetingFactory(station=station, topics=[on_it], held=True, present=[guest.representative])

    assert Topic.objects.visible_to(guest).count() == 1
    assert Meeting.objects.visible_to(guest).count() == 2
    assert Topic.objects.visible_to(handler_of(department)).count() == 1
