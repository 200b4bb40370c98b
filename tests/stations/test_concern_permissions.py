"""Who may see and do what with visits and concerns: every kind of person, every move, every state."""

import pytest

from accounts.models import User
from core.workflow import WORKFLOWS, allowed_moves
from stations.actions import route_concern
from stations.enums import ConcernState
from stations.models import Concern, Station, Visit
from tests.factories.stations import ConcernFactory, everybody, officer_of

SEES = {"officer here", "representative here", "subdistrict here", "committee", "leadership"}
NOTHING: list[str] = []
#: State → what the officer here may do in it. The committee groups concerns and may look at contact data.
#: Nothing has happened to these concerns, so there is nothing to take back.
OFFICER_MOVES = {
    ConcernState.RECEIVED: ["route", "correct_words", "reveal_contact", "join", "split"],
    ConcernState.ROUTED: ["give_feedback", "correct_words", "reveal_contact", "join"],
    ConcernState.TOLD: ["give_feedback", "close", "correct_words", "reveal_contact"],
    ConcernState.UNREACHABLE: ["give_feedback", "close", "correct_words", "reveal_contact"],
    ConcernState.CLOSED: ["reveal_contact"],
}


@pytest.mark.parametrize("state", ConcernState)
def test_every_kind_of_person_in_every_state(station: Station, state: ConcernState) -> None:
    people = everybody(station)
    concern = ConcernFactory(station=station, state=state)

    allowed = {kind: [move.verb for move in allowed_moves(concern, person)] for kind, person in people.items()}

    expected = dict.fromkeys(people, NOTHING)
    committee = [verb for verb in OFFICER_MOVES[state] if verb in {"reveal_contact", "join"}]
    expected |= {"officer here": OFFICER_MOVES[state], "committee": committee}
    assert allowed == expected


def test_every_move_is_in_the_table() -> None:
    verbs = {move.verb for move in WORKFLOWS["stations.concern"] if move.offered}

    assert {verb for verbs_of_state in OFFICER_MOVES.values() for verb in verbs_of_state} == verbs - {
        "take_back",
        "leave_group",
    }


@pytest.mark.parametrize("state", ConcernState)
def test_officer_here_and_committee_take_out_of_a_group(station: Station, state: ConcernState) -> None:
    people = everybody(station)
    member = ConcernFactory(station=station, state=state, joined_to=ConcernFactory())

    may = {who for who, person in people.items() if "leave_group" in verbs_of(member, person)}

    assert may == (set() if state == ConcernState.CLOSED else {"officer here", "committee"})


def test_part_of_a_message_is_not_split_again(station: Station, officer: User) -> None:
    part = ConcernFactory(station=station, split_from=ConcernFactory(station=station))

    assert "split" not in verbs_of(part, officer)


def test_only_the_officer_here_who_did_it_takes_it_back(station: Station) -> None:
    people = everybody(station) | {"officer here too": officer_of(station)}
    concern = route_concern(ConcernFactory(station=station), by=people["officer here"], route="community")

    allowed = {who for who, person in people.items() if "take_back" in verbs_of(concern, person)}

    assert allowed == {"officer here"}


def verbs_of(concern: Concern, person: User) -> set[str]:
    return {move.verb for move in allowed_moves(concern, person)}


def test_who_sees_visits_and_concerns(station: Station) -> None:
    people = everybody(station)
    concern = ConcernFactory(station=station)

    sees = {
        kind
        for kind, person in people.items()
        if concern in Concern.objects.visible_to(person) and concern.visit in Visit.objects.visible_to(person)
    }
    counts = {kind: Concern.objects.visible_to(person).count() for kind, person in people.items()}

    assert sees == SEES
    assert {kind for kind, count in counts.items() if count} == SEES


def test_representative_from_elsewhere_sees_the_visit_at_which_they_were_present(station: Station) -> None:
    guest = everybody(station)["representative elsewhere"]
    concern = ConcernFactory(station=station)
    concern.visit.representatives.add(guest.representative)

    assert list(Concern.objects.visible_to(guest)) == [concern]
    assert list(Visit.objects.visible_to(guest)) == [concern.visit]
