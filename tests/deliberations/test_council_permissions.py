"""Who may see and do what with councils, ballots and members: every person, every move, every state (rule 17)."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Model

from accounts.models import User
from core import clock
from core.access import NotPermitted
from core.workflow import WORKFLOWS, allowed_moves, ensure_can, may, timeline_of
from deliberations import actions
from deliberations.enums import Choice, CouncilState, MemberState
from deliberations.models import Ballot, Council, CouncilMember
from stations.models import Station
from tests.factories.councils import (
    CouncilFactory,
    CouncilMemberFactory,
    MicroProjectFactory,
    Session,
    proposing_representative,
)
from tests.factories.stations import everybody

C, M = CouncilState, MemberState
Table = dict[str, dict[str, list[str]]]

SECOND = ["confirm_paper_count", "reject_paper_count"]
COUNCIL: Table = {
    "officer here": {
        C.PLANNED: ["notify", "change", "cancel"],
        C.NOTIFIED: ["change", "open", "cancel"],
        C.OPENED: ["record_presence", "recuse", "enter_paper_count", *SECOND, "close_item"],
        C.CLOSED: ["confirm_minutes"],
    },
    "subdistrict here": {C.OPENED: SECOND},
    "committee": {C.OPENED: SECOND, C.CLOSED: ["override"], C.CONFIRMED: ["override"]},
    "member with a seat": {C.OPENED: SECOND},
}
MEMBER: Table = {"officer here": {M.SITTING: ["leave"]}}


@pytest.fixture
def session(station: Station) -> Session:
    return Session(4, station=station)


@pytest.fixture
def people(session: Session, station: Station) -> dict[str, User]:
    return everybody(station) | {
        "member with a seat": session.members[0].user,
        "absent member": session.members[3].user,
        "member elsewhere": CouncilMemberFactory().user,
        "proposing representative": proposing_representative(station).user,
    }


def in_state(session: Session, state: CouncilState) -> Council:
    """The council of the session, opened with three of its four members where it has met."""
    if state not in (C.PLANNED, C.NOTIFIED, C.CANCELLED):
        session.open(present=3)
    Council.objects.filter(pk=session.council.pk).update(state=state)
    return Council.objects.get(pk=session.council.pk)


def check(thing: Model, table: Table, people: dict[str, User]) -> None:
    allowed = {kind: {move.verb for move in allowed_moves(thing, person)} for kind, person in people.items()}
    assert allowed == {kind: set(table.get(kind, {}).get(thing.state, [])) for kind in people}


@pytest.mark.parametrize("state", CouncilState)
def test_council_for_every_kind_of_person_in_every_state(
    session: Session, people: dict[str, User], state: CouncilState
) -> None:
    check(in_state(session, state), COUNCIL, people)


def test_a_council_whose_items_are_closed_is_closed_by_the_officer(session: Session, people: dict[str, User]) -> None:
    council = in_state(session, C.OPENED)
    session.close_item()

    closing = {kind for kind, person in people.items() if may(person, "deliberations.close_council", council)}

    assert closing == {"officer here"}
    assert "close" in {move.verb for move in allowed_moves(council, people["officer here"])}


@pytest.mark.parametrize("state", MemberState)
def test_member_for_every_kind_of_person_in_every_state(
    session: Session, people: dict[str, User], state: MemberState
) -> None:
    check(CouncilMemberFactory(station=session.station, state=state), MEMBER, people)


def test_only_the_officer_plans_and_enters_members(session: Session, people: dict[str, User]) -> None:
    things = {
        "deliberations.plan_council": CouncilFactory.build(station=session.station),
        "deliberations.keep_members": CouncilMemberFactory.build(station=session.station, user=None),
    }

    for permission, thing in things.items():
        assert {kind for kind, person in people.items() if may(person, permission, thing)} == {"officer here"}


@pytest.mark.parametrize("secret", [False, True], ids=["open", "secret"])
def test_only_a_present_member_votes_and_only_for_themselves(station: Station, secret: bool) -> None:
    session = Session(4, station=station, secret=secret).open(present=3)
    people = everybody(station) | {"present": session.members[0].user, "absent": session.members[3].user}
    done = {}

    for kind, person in people.items():
        try:
            actions.cast_ballot(session.council.pk, by=person, project=session.project.pk, choice=Choice.FOR)
            done[kind] = Ballot.objects.get().seat.user
        except (NotPermitted, ValidationError) as refusal:
            done[kind] = type(refusal).__name__

    voted = people["present"]
    assert done == dict.fromkeys(people, "NotPermitted") | {"present": voted, "absent": "ValidationError"}


def test_a_ballot_is_moved_by_its_voter_alone(session: Session, people: dict[str, User]) -> None:
    session.open()
    session.cast(0, Choice.FOR)
    ballot = Ballot.objects.get()

    voters = {kind for kind, person in people.items() if may(person, "deliberations.cast_ballot", ballot)}

    assert voters == {"member with a seat"}
    assert [move for person in people.values() for move in allowed_moves(ballot, person)] == []


def test_nobody_votes_on_a_paper_seat(session: Session) -> None:
    session.members[0].user = None
    session.members[0].save()
    session.open()
    ballot = Ballot(item=session.item, seat=session.council.seats.get(user=None), secret=False)

    for person in everybody(session.station).values():
        with pytest.raises(NotPermitted):
            ensure_can(ballot, "cast", person)


@pytest.mark.parametrize(
    ("noun", "table", "more"),
    [("council", COUNCIL, {"close"}), ("councilmember", MEMBER, set()), ("ballot", {}, set())],
)
def test_every_move_is_in_the_table(noun: str, table: Table, more: set[str]) -> None:
    verbs = {move.verb for move in WORKFLOWS[f"deliberations.{noun}"] if move.offered}

    assert {verb for states in table.values() for moves in states.values() for verb in moves} | more == verbs


# Sight.

STATION_SIDE = {
    "officer here",
    "representative here",
    "proposing representative",
    "subdistrict here",
    "committee",
    "leadership",
}
MEMBERS = {"member with a seat", "absent member"}


def seeing(thing: Model, people: dict[str, User]) -> set[str]:
    return {kind for kind, person in people.items() if thing in type(thing).objects.visible_to(person)}


@pytest.mark.parametrize("state", CouncilState)
def test_who_sees_a_council(session: Session, people: dict[str, User], state: CouncilState) -> None:
    council = in_state(session, state)

    assert seeing(council, people) == STATION_SIDE | MEMBERS


@pytest.mark.parametrize(
    ("notified", "told"), [(None, set()), (clock.now(), MEMBERS)], ids=["before the notice", "after it"]
)
def test_members_see_a_council_from_the_notice_on(
    session: Session, people: dict[str, User], notified: object, told: set[str]
) -> None:
    council = CouncilFactory(station=session.station, notified_at=notified)

    assert seeing(council, people) == STATION_SIDE | told


@pytest.mark.parametrize(
    ("leave", "sees"),
    [(lambda member: None, True), (lambda member: CouncilMember.objects.update(state=M.LEFT), False)],
    ids=["sits", "left"],
)
def test_who_left_sees_no_further_council(session: Session, leave: Callable[[CouncilMember], None], sees: bool) -> None:
    session.open()
    further = CouncilFactory(station=session.station, notified=True)
    member = session.members[0]

    leave(member)

    seen = set(Council.objects.visible_to(member.user))
    assert seen == ({session.council, further} if sees else {session.council})


def test_who_sees_members(session: Session, people: dict[str, User]) -> None:
    assert seeing(session.members[0], people) == STATION_SIDE | {"member with a seat"}


def test_nobody_sees_a_council_twice(session: Session, people: dict[str, User]) -> None:
    session.open()
    MicroProjectFactory(station=session.station)

    counts = {kind: Council.objects.visible_to(person).count() for kind, person in people.items()}

    assert counts == {kind: int(kind in STATION_SIDE | MEMBERS) for kind in people}


def test_the_timeline_of_a_council_tells_no_reason_of_a_recusal(station: Station) -> None:
    session = Session(3, station=station).open()
    council = actions.recuse_member(
        session.council, by=session.officer, member=session.members[2], project=session.project, reason="亲属承建"
    )

    said = timeline_of(council)[-1].sentence

    assert ("第3号" in said, "亲属承建" in said, session.members[2].name in said) == (True, False, False)
