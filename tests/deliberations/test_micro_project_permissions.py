"""Who may see and do what with micro-projects: every kind of person, every move, every state (domain §6)."""

from datetime import timedelta

import pytest

from accounts.models import User
from core import clock
from core.workflow import WORKFLOWS, allowed_moves, may
from deliberations.enums import BEFORE_VOTE, PASSED_VOTE, ProjectState, Proposer
from deliberations.models import Council, MicroProject
from stations.models import Station
from tests.factories.councils import MicroProjectFactory, Session, photo_of, proposing_representative
from tests.factories.stations import everybody

P = ProjectState
Table = dict[str, dict[str, list[str]]]

#: What the officer and the subdistrict do alike.
BOTH = {
    P.PROPOSED: ["check", "decline"],
    P.CHECKED: ["shortlist", "decline"],
    P.SHORTLISTED: ["decline"],
    P.CONFIRMED: ["report_progress"],
    P.UNDER_WAY: ["report_progress", "accept"],
}
OFFICER = {
    P.PROPOSED: ["revise"],
    P.CHECKED: ["revise"],
    P.SHORTLISTED: ["revise"],
    P.ON_NOTICE: ["object"],
    P.ACCEPTED: ["evaluate"],
    P.EVALUATED: ["disclose"],
}
PICTURES = {state: ["add_photo", "remove_photo"] for state in (*BEFORE_VOTE, *PASSED_VOTE)}
OTHERS: Table = {
    "representative here": {P.ON_NOTICE: ["object"]},
    "proposing representative": {P.ON_NOTICE: ["object"]},
    "committee": {P.ON_NOTICE: ["object"], P.EVALUATED: ["disclose"]},
}


def allowed(project: MicroProject, people: dict[str, User]) -> dict[str, set[str]]:
    """What each kind of person is offered; who is offered nothing is left out."""
    moves = {kind: {move.verb for move in allowed_moves(project, person)} for kind, person in people.items()}
    return {kind: verbs for kind, verbs in moves.items() if verbs}


def expected(state: ProjectState) -> dict[str, set[str]]:
    """The table, read for one state."""
    work = {*BOTH.get(state, []), *PICTURES.get(state, [])}
    table = {"officer here": work | set(OFFICER.get(state, [])), "subdistrict here": work}
    table |= {kind: set(states.get(state, [])) for kind, states in OTHERS.items()}
    return {kind: verbs for kind, verbs in table.items() if verbs}


@pytest.fixture
def people(station: Station) -> dict[str, User]:
    return everybody(station) | {"proposing representative": proposing_representative(station).user}


def project_in(state: ProjectState, station: Station, people: dict[str, User]) -> MicroProject:
    """Proposed by a representative, with a picture, its notice running."""
    project = MicroProjectFactory(
        station=station, notice_until=clock.today(), proposer=Proposer.REPRESENTATIVE,
        representative=people["proposing representative"].representative,
    )  # fmt: skip
    photo_of(project)
    MicroProject.objects.filter(pk=project.pk).update(state=state)
    return MicroProject.objects.get(pk=project.pk)


@pytest.mark.parametrize("state", ProjectState)
def test_every_kind_of_person_in_every_state(station: Station, people: dict[str, User], state: ProjectState) -> None:
    assert allowed(project_in(state, station, people), people) == expected(state)


def test_when_the_notice_is_over_the_subdistrict_confirms(station: Station, people: dict[str, User]) -> None:
    project = project_in(P.ON_NOTICE, station, people)
    project.let_notice_run(clock.today() - timedelta(days=1))

    pictures = set(PICTURES[P.ON_NOTICE])
    assert allowed(project, people) == {"officer here": pictures, "subdistrict here": pictures | {"confirm"}}


def test_while_an_objection_waits_it_is_answered(station: Station, people: dict[str, User]) -> None:
    project = project_in(P.ON_NOTICE, station, people)
    project.let_notice_run(None)
    project.notice_left = 2

    answering = {*PICTURES[P.ON_NOTICE], "answer_objection"}
    assert allowed(project, people) == {
        "officer here": answering | {"object"},
        "subdistrict here": answering,
        "representative here": {"object"},
        "proposing representative": {"object"},
        "committee": {"object"},
    }


def test_what_the_check_weeded_out_is_not_shortlisted(station: Station, people: dict[str, User]) -> None:
    project = project_in(P.CHECKED, station, people)
    project.exclusions = ["duplicate"]

    assert "shortlist" not in set().union(*allowed(project, people).values())


def test_without_pictures_none_is_removed(station: Station, people: dict[str, User]) -> None:
    project = MicroProjectFactory(station=station)

    assert "remove_photo" not in set().union(*allowed(project, people).values())


def test_who_may_propose(station: Station, people: dict[str, User]) -> None:
    nobodys = MicroProjectFactory.build(station=station)
    own = MicroProjectFactory.build(
        station=station, representative=people["proposing representative"].representative, proposer="representative"
    )

    def proposing(project: MicroProject) -> set[str]:
        return {kind for kind, person in people.items() if may(person, "deliberations.propose_project", project)}

    assert proposing(nobodys) == {"officer here"}
    assert proposing(own) == {"officer here", "proposing representative"}


def test_every_move_is_in_the_table() -> None:
    verbs = {move.verb for move in WORKFLOWS["deliberations.microproject"] if move.offered}
    tables = [BOTH, OFFICER, PICTURES, *OTHERS.values()]

    told = {verb for table in tables for moves in table.values() for verb in moves}

    assert told | {"confirm", "answer_objection"} == verbs


# Sight.

STATION_SIDE = {
    "officer here",
    "representative here",
    "proposing representative",
    "subdistrict here",
    "committee",
    "leadership",
}


def seeing(project: MicroProject, people: dict[str, User]) -> set[str]:
    return {kind for kind, person in people.items() if project in MicroProject.objects.visible_to(person)}


@pytest.mark.parametrize("state", ProjectState)
def test_who_sees_a_project(station: Station, people: dict[str, User], state: ProjectState) -> None:
    assert seeing(project_in(state, station, people), people) == STATION_SIDE


def test_a_representative_from_elsewhere_sees_what_they_proposed(station: Station, people: dict[str, User]) -> None:
    guest = people["representative elsewhere"]
    project = MicroProjectFactory(
        station=station, proposer=Proposer.REPRESENTATIVE, representative=guest.representative
    )
    MicroProjectFactory(station=station)

    assert list(MicroProject.objects.visible_to(guest)) == [project]


def test_members_see_what_is_voted_on_from_the_notice_on(station: Station) -> None:
    session = Session(3, station=station, projects=2)
    MicroProjectFactory(station=station, shortlisted=True)
    seen = MicroProject.objects.visible_to(session.members[0].user).order_by("pk")

    notified = list(seen)
    Council.objects.update(notified_at=None)
    planned = list(seen.all())
    session.open()

    assert (planned, notified, list(seen.all())) == ([], session.projects, session.projects)


def test_nobody_sees_a_project_twice(station: Station) -> None:
    session = Session(3, station=station).open()
    representative = proposing_representative(station)
    MicroProject.objects.update(proposer=Proposer.REPRESENTATIVE, representative=representative)

    assert MicroProject.objects.visible_to(representative.user).count() == 1
    assert MicroProject.objects.visible_to(session.officer).count() == 1
