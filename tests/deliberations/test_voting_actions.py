"""Casting, counting and closing: who may, once, until when, and what a result keeps (rule 17)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from core import clock
from core.access import NotPermitted
from core.events import Event
from core.workflow import IllegalMove
from deliberations import actions
from deliberations.enums import BallotWay, Choice, ProjectState, VoteOutcome
from deliberations.models import Ballot, Council, VoteResult
from tests.factories.accounts import UserFactory
from tests.factories.councils import MicroProjectFactory, Session
from tests.factories.stations import committee

pytestmark = pytest.mark.django_db

FOR, AGAINST, ABSTAIN = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN
BOTH_WAYS = pytest.mark.parametrize("secret", [False, True], ids=["open", "secret"])


@BOTH_WAYS
def test_votes_are_counted(secret: bool) -> None:
    session = Session(5, secret=secret).open()
    for member, choice in enumerate([FOR, FOR, FOR, AGAINST, ABSTAIN]):
        session.cast(member, choice)

    result = session.close_item()

    assert (result.in_favour, result.against, result.abstained) == (3, 1, 1)
    assert (result.members, result.recused, result.present, result.quorum) == (5, 0, 5, 4)
    assert (result.outcome, result.rule_text) == (VoteOutcome.PASSED, session.council.rule.text)
    session.project.refresh_from_db()
    assert session.project.state == ProjectState.PASSED


def test_a_project_passed_on_the_day_of_its_council() -> None:
    session = Session(3)
    Council.objects.update(starts_at=clock.now() - timedelta(days=40))
    session.council.refresh_from_db()
    session.open().cast(0, FOR)
    session.cast(1, FOR)

    session.close_item()

    session.project.refresh_from_db()
    assert session.project.passed_on == clock.today() - timedelta(days=40)


@BOTH_WAYS
def test_a_vote_is_changed_until_the_item_closes(secret: bool) -> None:
    session = Session(3, secret=secret).open()
    receipt = session.cast(0, FOR)
    receipt = session.cast(0, AGAINST, receipt)
    session.cast(0, ABSTAIN, receipt)

    result = session.close_item()

    assert (result.in_favour, result.against, result.abstained, Ballot.objects.count()) == (0, 0, 1, 1)


def test_a_secret_vote_is_changed_only_with_its_latest_receipt() -> None:
    session = Session(3, secret=True).open()
    first = session.cast(0, FOR)
    session.cast(0, AGAINST, first)

    for receipt in ("", "nonsense", first):
        with pytest.raises(ValidationError, match="秘密"):
            session.cast(0, FOR, receipt)

    result = session.close_item()
    assert (result.in_favour, result.against) == (0, 1)


def test_a_receipt_of_another_is_no_use() -> None:
    session = Session(3, secret=True).open()
    session.cast(0, FOR)
    others = session.cast(1, FOR)

    with pytest.raises(ValidationError):
        session.cast(0, AGAINST, others)


def test_an_open_vote_gives_no_receipt_and_keeps_the_choice() -> None:
    session = Session(3).open()

    assert session.cast(0, FOR) == ""
    assert Ballot.objects.get().choice == FOR


def test_a_vote_after_closing_is_refused() -> None:
    session = Session(3, projects=2).open()
    session.cast(0, FOR)
    session.close_item()

    with pytest.raises(IllegalMove, match=session.project.title):
        session.cast(1, FOR)
    assert VoteResult.objects.get().in_favour == 1


def test_a_vote_before_opening_is_refused() -> None:
    with pytest.raises(IllegalMove):
        Session(3).cast(0, FOR)


def test_an_absent_member_is_refused() -> None:
    session = Session(3).open(present=2)

    with pytest.raises(ValidationError):
        session.cast(2, FOR)
    assert Ballot.objects.count() == 0


def test_who_comes_late_may_vote() -> None:
    session = Session(3).open(present=2)
    actions.record_presence(session.council, by=session.officer, present=session.members)

    session.cast(2, FOR)

    assert session.close_item().present == 3


def test_who_voted_and_left_counts_as_present() -> None:
    session = Session(3).open()
    session.cast(0, FOR)
    actions.record_presence(session.council, by=session.officer, present=session.members[1:])

    result = session.close_item()

    assert (result.present, result.in_favour) == (3, 1)


def test_a_recused_member_is_refused_and_leaves_the_base() -> None:
    session = Session(4)
    recusal = {"project": session.project, "member": session.members[0], "reason": "承建单位负责人是其亲属"}
    session.open(recusals=[recusal])

    with pytest.raises(ValidationError):
        session.cast(0, FOR)

    session.cast(1, FOR)
    session.cast(2, FOR)
    result = session.close_item()
    assert (result.members, result.recused, result.present, result.quorum) == (4, 1, 3, 2)
    assert result.passed


def test_a_member_who_voted_is_not_recused_afterwards() -> None:
    session = Session(3).open()
    session.cast(0, FOR)

    with pytest.raises(ValidationError):
        actions.recuse_member(
            session.council, by=session.officer, member=session.members[0], project=session.project, reason="亲属"
        )


def test_a_project_not_on_the_list_is_refused() -> None:
    session = Session(3).open()
    other = MicroProjectFactory(station=session.station, shortlisted=True)

    with pytest.raises(ValidationError):
        actions.cast_ballot(session.council.pk, by=session.members[0].user, project=other.pk, choice=FOR)


def test_who_has_no_seat_is_refused() -> None:
    session = Session(3).open()

    for person in (session.officer, UserFactory()):
        with pytest.raises(NotPermitted):
            actions.cast_ballot(session.council.pk, by=person, project=session.project.pk, choice=FOR)


def test_without_a_quorum_nothing_is_decided() -> None:
    session = Session(3)
    recusals = [{"project": session.project, "member": member, "reason": "利害关系"} for member in session.members[:1]]
    session.open(present=2, recusals=recusals)
    session.cast(1, FOR)

    result = session.close_item()

    assert (result.present, result.quorum, result.outcome) == (1, 2, VoteOutcome.NO_QUORUM)
    session.project.refresh_from_db()
    assert session.project.state == ProjectState.SHORTLISTED


def test_a_tie_fails() -> None:
    session = Session(4).open()
    for member, choice in enumerate([FOR, FOR, AGAINST, AGAINST]):
        session.cast(member, choice)

    assert session.close_item().outcome == VoteOutcome.FAILED


def test_no_event_tells_a_choice() -> None:
    session = Session(3).open()
    session.cast(0, AGAINST)

    event = Event.objects.get(verb="cast")

    assert (event.facts, event.actor) == ({"title": session.project.title}, session.members[0].user)


# Paper.


@BOTH_WAYS
def test_paper_and_phones_mix_without_anyone_voting_twice(secret: bool) -> None:
    session = Session(5, secret=secret).open()
    session.cast(0, FOR)
    session.paper([1, 2, 3], in_favour=2, against=1)
    with pytest.raises(ValidationError):
        session.cast(1, AGAINST)
    actions.confirm_paper_count(session.council, by=committee(), project=session.project)
    with pytest.raises(ValidationError):
        session.cast(1, AGAINST)
    session.cast(4, ABSTAIN)

    result = session.close_item()

    assert (result.in_favour, result.against, result.abstained, result.papers) == (3, 1, 1, 3)


def test_who_voted_on_the_phone_has_no_paper() -> None:
    session = Session(3).open()
    session.cast(0, FOR)

    with pytest.raises(ValidationError) as refusal:
        session.paper([0, 1], in_favour=2)

    assert list(refusal.value.message_dict) == ["members"]
    assert Ballot.objects.count() == 1


def test_as_many_papers_as_members() -> None:
    session = Session(3).open()

    with pytest.raises(ValidationError):
        session.paper([0, 1], in_favour=3)


def test_who_entered_a_count_does_not_confirm_it() -> None:
    session = Session(3).open()
    session.paper([0], in_favour=1)

    with pytest.raises(NotPermitted):
        actions.confirm_paper_count(session.council, by=session.officer, project=session.project)


def test_a_member_who_is_there_confirms_a_count() -> None:
    session = Session(3).open()
    session.paper([0], in_favour=1)

    actions.confirm_paper_count(session.council, by=session.members[1].user, project=session.project)

    assert session.close_item().in_favour == 1


def test_a_waiting_count_keeps_the_vote_open() -> None:
    session = Session(3).open()
    session.paper([0], in_favour=1)

    with pytest.raises(ValidationError):
        session.close_item()


@BOTH_WAYS
def test_a_rejected_count_lets_its_members_vote(secret: bool) -> None:
    session = Session(3, secret=secret).open()
    session.paper([0, 1], in_favour=2)
    actions.reject_paper_count(session.council, by=committee(), project=session.project, reason="点错了")

    session.cast(0, AGAINST)
    session.paper([1], abstained=1)
    actions.confirm_paper_count(session.council, by=committee(), project=session.project)

    result = session.close_item()
    assert (result.in_favour, result.against, result.abstained) == (0, 1, 1)


# What the database keeps.


def refused(statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_counted_ballot_is_frozen_by_the_database() -> None:
    session = Session(3).open()
    session.cast(0, FOR)
    session.close_item()

    refused("UPDATE deliberations_ballot SET choice = 'against'")


def test_the_list_of_members_is_frozen_by_the_database() -> None:
    Session(3).open()

    refused("UPDATE deliberations_seat SET name = '别人'")


def test_the_way_of_voting_is_frozen_once_opened() -> None:
    session = Session(3)
    session.council.secrecy = "secret"
    session.council.save()
    session.open()

    refused("UPDATE deliberations_council SET secrecy = 'open'")


def test_one_ballot_per_member_and_project_by_the_database() -> None:
    session = Session(3).open()
    session.cast(0, FOR)
    [ballot] = Ballot.objects.all()

    with pytest.raises(DatabaseError), transaction.atomic():
        Ballot.objects.create(item=ballot.item, seat=ballot.seat, secret=False, choice=AGAINST)


def test_a_secret_ballot_with_a_choice_is_refused_by_the_database() -> None:
    session = Session(3, secret=True).open()
    seat = session.council.seats.first()

    for way in BallotWay:
        with pytest.raises(DatabaseError), transaction.atomic():
            Ballot.objects.create(item=session.item, seat=seat, secret=True, choice=FOR, way=way)
