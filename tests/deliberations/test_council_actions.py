"""Planning, opening, closing and ranking a livelihood council (rule 17)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from core import clock
from core.access import NotPermitted
from core.events import Event
from core.workflow import IllegalMove, sentence_of, timeline_of
from deliberations import actions
from deliberations.enums import Choice, CouncilState, MemberState, ProjectState, Secrecy, VoteOutcome
from deliberations.models import Council, CouncilItem, CouncilMember, MicroProject, RankChange, Seat, VotingRule
from stations.models import Station
from tests.deliberations.refusals import refusal_of
from tests.factories.councils import CouncilMemberFactory, MicroProjectFactory, Session, load_reference
from tests.factories.stations import StationFactory, committee, officer_of

pytestmark = pytest.mark.django_db

FOR, AGAINST, ABSTAIN = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN


@pytest.fixture
def station() -> Station:
    load_reference()
    return StationFactory()


# Planning.


def plan(station: Station, projects: Sequence[MicroProject] = (), **more: Any) -> Council:
    given = {"starts_at": clock.now() + timedelta(days=7), "place": "社区会议室", "secrecy": Secrecy.OPEN} | more
    return actions.plan_council(by=officer_of(station), station=station, projects=projects, **given)


def test_a_council_is_planned_with_its_list(station: Station) -> None:
    projects = MicroProjectFactory.create_batch(3, station=station, shortlisted=True)

    council = plan(station, projects[::-1], secrecy=Secrecy.SECRET)

    assert [item.project for item in council.items.all()] == projects[::-1]
    assert (council.state, council.is_secret) == (CouncilState.PLANNED, True)
    assert council.notice_due_on == council.day - timedelta(days=3)


@pytest.mark.parametrize("state", [state for state in ProjectState if state != ProjectState.SHORTLISTED])
def test_only_shortlisted_projects_are_put_on_a_list(station: Station, state: ProjectState) -> None:
    project = MicroProjectFactory(station=station, state=state)

    assert list(refusal_of(lambda: plan(station, [project]))) == ["projects"]
    assert Council.objects.count() == 0


def test_a_project_of_another_station_is_refused(station: Station) -> None:
    assert list(refusal_of(lambda: plan(station, [MicroProjectFactory(shortlisted=True)]))) == ["projects"]


def test_a_project_waits_for_one_council_at_a_time(station: Station) -> None:
    project = MicroProjectFactory(station=station, shortlisted=True)
    first = plan(station, [project])

    assert list(refusal_of(lambda: plan(station, [project]))) == ["projects"]

    actions.cancel_council(first, by=officer_of(station), reason="台风")
    assert plan(station, [project]).items.count() == 1


@pytest.mark.parametrize("days", [-367, 733])
def test_a_day_far_away_is_refused(station: Station, days: int) -> None:
    assert list(refusal_of(lambda: plan(station, starts_at=clock.now() + timedelta(days=days)))) == ["starts_at"]


def test_list_and_way_of_voting_change_until_it_opens(station: Station) -> None:
    officer, (one, other) = officer_of(station), MicroProjectFactory.create_batch(2, station=station, shortlisted=True)
    council = plan(station, [one])
    change = {"starts_at": council.starts_at, "place": "小学礼堂", "secrecy": Secrecy.SECRET}

    council = actions.change_council(council, by=officer, projects=[other, one], **change)

    assert [item.project for item in council.items.all()] == [other, one]
    assert (council.place, council.secrecy) == ("小学礼堂", Secrecy.SECRET)
    session = Session(3).open()
    with pytest.raises(IllegalMove):
        actions.change_council(session.council, by=session.officer, projects=[], **change)


def test_without_a_project_no_notice_is_given_and_nothing_opens(station: Station) -> None:
    session = Session(3)
    session.council.items.all().delete()

    refusal_of(lambda: actions.notify_council(plan(session.station), by=session.officer))
    refusal_of(session.open)

    assert Seat.objects.count() == 0


# Opening.


def test_opening_freezes_the_list(station: Station) -> None:
    session = Session(3, station=station)
    CouncilMemberFactory(station=station, starts_on=session.council.day + timedelta(days=1))
    CouncilMemberFactory(station=station, ends_on=session.council.day - timedelta(days=1), state=MemberState.LEFT)
    CouncilMemberFactory()
    names = [member.name for member in session.members]
    session.open(present=2)

    CouncilMember.objects.filter(pk=session.members[0].pk).update(name="改名")
    actions.leave_council(session.members[1], by=session.officer, ends_on=clock.today(), reason="搬走")

    seats = session.council.seats.values_list("number", "name", "present")
    assert list(seats) == [(1, names[0], True), (2, names[1], True), (3, names[2], False)]
    session.cast(1, FOR)
    assert session.close_item().members == 3


def test_opening_puts_every_project_to_the_vote() -> None:
    session = Session(3, projects=2).open()

    assert set(MicroProject.objects.values_list("state", flat=True)) == {ProjectState.VOTING}
    assert session.council.opened_at
    assert Event.objects.get(verb="open").facts == {"recused": 0, "members": 3, "present": 3}


@pytest.mark.parametrize(("members", "present", "opens"), [(3, 1, False), (3, 2, True), (4, 2, False), (4, 3, True)])
def test_a_council_opens_with_two_thirds_of_its_members(members: int, present: int, opens: bool) -> None:
    session = Session(members)

    if opens:
        assert session.open(present).council.state == CouncilState.OPENED
    else:
        assert list(refusal_of(lambda: session.open(present))) == ["present"]
        assert (Seat.objects.count(), session.project.state) == (0, ProjectState.SHORTLISTED)


def test_a_council_without_members_does_not_open() -> None:
    assert list(refusal_of(lambda: Session(0).open())) == ["present"]


def test_a_council_opens_once_it_has_begun() -> None:
    session = Session(3)
    session.council.starts_at = clock.now() + timedelta(minutes=1)
    session.council.save()

    refusal_of(session.open)
    with clock.at(session.council.starts_at):
        assert session.open().council.state == CouncilState.OPENED


def test_strangers_are_neither_present_nor_recused() -> None:
    session, stranger = Session(3), CouncilMemberFactory()
    recusal = {"project": session.project, "member": stranger, "reason": "亲属"}
    everybody = [*session.members, stranger]

    present = refusal_of(lambda: actions.open_council(session.council, by=session.officer, present=everybody))

    assert list(present) == ["present"]
    assert list(refusal_of(lambda: session.open(recusals=[recusal]))) == ["recusals"]
    session.open()
    present = refusal_of(lambda: actions.record_presence(session.council, by=session.officer, present=everybody))
    assert list(present) == ["present"]


def test_the_rule_of_the_day_is_taken_and_kept() -> None:
    session = Session(4)
    newer = VotingRule.objects.create(
        version=2, valid_from=session.council.day, quorum_part=3, quorum_whole=4, majority_part=2, majority_whole=3,
        text="四分之三", text_en="three quarters", source="区人大常委会",
    )  # fmt: skip
    VotingRule.objects.create(
        version=3, valid_from=session.council.day + timedelta(days=1), quorum_part=1, quorum_whole=2, majority_part=1,
        majority_whole=2, text="半数", text_en="half", source="区人大常委会",
    )  # fmt: skip
    session.open(present=3)
    session.cast(0, FOR)
    session.cast(1, FOR)

    with clock.at(clock.now() + timedelta(days=1)):
        result = session.close_item()

    # Two of three are not more than two thirds.
    assert (result.rule, result.rule_text, result.quorum) == (newer, "四分之三", 3)
    assert result.outcome == VoteOutcome.FAILED


def test_a_recusal_says_why(station: Station) -> None:
    session = Session(4).open()

    actions.recuse_member(
        session.council, by=session.officer, member=session.members[3], project=session.project, reason="亲属承建"
    )

    sentence = sentence_of(Event.objects.get(verb="recuse"))
    assert (session.project.title in sentence, "第4号" in sentence, "亲属承建" in sentence) == (True, True, False)
    assert session.item.recusals.get().reason == "亲属承建"
    again = {"by": session.officer, "member": session.members[3], "project": session.project, "reason": "再次"}
    assert list(refusal_of(lambda: actions.recuse_member(session.council, **again))) == ["member"]


def test_a_paper_count_of_less_than_nothing_is_refused() -> None:
    session = Session(3).open()

    assert list(refusal_of(lambda: session.paper([0], in_favour=2, against=-1))) == ["members"]


# Closing and ranking.


def ballots(session: Session, *projects: Sequence[Choice]) -> None:
    for number, choices in enumerate(projects):
        for member, choice in enumerate(choices):
            session.cast(member, choice, project=number)


def test_places_by_the_votes() -> None:
    session = Session(4, projects=4).open()
    ballots(session, [AGAINST] * 4, [FOR, FOR, FOR, AGAINST], [FOR, FOR, FOR], [FOR, FOR, FOR, AGAINST])
    for number in range(4):
        session.close_item(number)

    session.close()

    ranks = dict(CouncilItem.objects.values_list("position", "rank"))
    # Most in favour; of equals whoever has fewest against; of equals the order of the list.
    assert ranks == {3: 1, 2: 2, 4: 3, 1: 4}


def test_without_a_quorum_there_is_no_place() -> None:
    session = Session(3, projects=2)
    session.open(present=2, recusals=[{"project": session.project, "member": session.members[0], "reason": "亲属"}])
    ballots(session, [], [FOR, FOR])
    session.close_item(0)
    session.close_item(1)

    session.close()

    assert list(CouncilItem.objects.values_list("voted_rank", "rank")) == [(None, None), (1, 1)]
    session.project.refresh_from_db()
    assert session.project.state == ProjectState.SHORTLISTED


def test_a_project_without_a_quorum_is_voted_on_again() -> None:
    session = Session(3)
    session.open(present=2, recusals=[{"project": session.project, "member": session.members[0], "reason": "亲属"}])
    session.close_item()
    project = MicroProject.objects.get()

    again = plan(session.station, [project])

    assert [item.project for item in again.items.all()] == [project]


def test_closing_begins_the_public_notice_of_what_passed() -> None:
    session = Session(3, projects=2).open()
    ballots(session, [FOR, FOR, FOR], [AGAINST])
    session.close_item(0)
    with pytest.raises(IllegalMove):
        session.close()
    session.close_item(1)

    council = session.close()

    states = dict(MicroProject.objects.values_list("title", "state"))
    assert states == {
        session.projects[0].title: ProjectState.ON_NOTICE,
        session.projects[1].title: ProjectState.FAILED,
    }
    assert council.minutes_due_on >= clock.today()
    assert Event.objects.get(verb="close", noun="deliberations.council").facts == {"passed": 1, "projects": 2}


def test_minutes_are_confirmed() -> None:
    session = Session(3).voted(FOR)

    council = actions.confirm_council_minutes(session.council, by=session.officer, note="到会三人，表决一项。")

    assert (council.state, council.note) == (CouncilState.CONFIRMED, "到会三人，表决一项。")
    assert [event.verb for event in timeline_of(council)] == ["open", "close_item", "close", "confirm_minutes"]


@pytest.fixture
def ranked() -> Session:
    """Three projects in the order of the list; the third failed."""
    session = Session(3, projects=3).open()
    ballots(session, [FOR, FOR, FOR], [FOR, FOR], [FOR])
    for number in range(3):
        session.close_item(number)
    session.close()
    return session


def places() -> list[tuple[int, int]]:
    return list(CouncilItem.objects.values_list("voted_rank", "rank"))


def test_the_committee_moves_a_place_and_the_vote_stays_visible(ranked: Session) -> None:
    staff = committee()

    actions.override_ranking(ranked.council, by=staff, project=ranked.projects[2], rank=1, reason="隐患急需消除")

    change = RankChange.objects.get()
    assert places() == [(1, 2), (2, 3), (3, 1)]
    assert (change.item.project, change.before, change.rank, change.reason) == (
        ranked.projects[2],
        3,
        1,
        "隐患急需消除",
    )
    ranked.projects[2].refresh_from_db()
    assert ranked.projects[2].state == ProjectState.FAILED
    assert "隐患急需消除" in sentence_of(Event.objects.get(verb="override"))


@pytest.mark.parametrize("rank", [0, 1, 4, -1])
def test_only_another_place_of_the_result_is_given(ranked: Session, rank: int) -> None:
    move = {"by": committee(), "project": ranked.projects[0], "rank": rank, "reason": "理由"}

    assert list(refusal_of(lambda: actions.override_ranking(ranked.council, **move))) == ["rank"]
    assert places() == [(1, 1), (2, 2), (3, 3)]


def test_a_project_without_a_place_is_not_moved(ranked: Session) -> None:
    move = {"by": committee(), "project": MicroProjectFactory(), "rank": 1, "reason": "理由"}

    assert list(refusal_of(lambda: actions.override_ranking(ranked.council, **move))) == ["project"]


def test_the_officer_moves_no_place(ranked: Session) -> None:
    with pytest.raises(NotPermitted):
        actions.override_ranking(ranked.council, by=ranked.officer, project=ranked.projects[2], rank=1, reason="理由")


def test_the_place_by_the_vote_is_frozen_by_the_database(ranked: Session) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE deliberations_councilitem SET voted_rank = 1")
