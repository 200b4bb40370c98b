"""Votes at the same moment, on PostgreSQL: each counted once or refused, whoever votes, counts and closes (rule 17)."""

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from core.events import Event
from core.workflow import IllegalMove
from deliberations import actions
from deliberations.enums import Choice, CouncilState, ProjectState, Secrecy
from deliberations.models import Ballot, Council, CouncilItem, MicroProject, PaperCount, RankChange, Seat, VoteResult
from tests.factories.councils import CouncilFactory, MicroProjectFactory, Session
from tests.factories.stations import committee

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

FOR, AGAINST, ABSTAIN = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN
BOTH_WAYS = pytest.mark.parametrize("secret", [False, True], ids=["open", "secret"])
#: As many as vote in the same moment; PostgreSQL grants 100 connections to everybody together.
HANDS = 24

Call = Callable[[], Any]


def outcome_of(call: Call) -> str:
    """What came of a call: done, or refused in words. Anything else, a deadlock too, fails the test."""
    try:
        call()
    except (IllegalMove, ValidationError) as refusal:
        return type(refusal).__name__
    return "done"


def at_once(*calls: Call) -> list[str]:
    """Lets all calls begin in the same moment, each on a connection of its own."""
    start = Barrier(len(calls))

    def run(call: Call) -> str:
        try:
            start.wait(timeout=10)
            return outcome_of(call)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def in_a_crowd(calls: Sequence[Call]) -> list[str]:
    """Lets a crowd make many calls: as many at once as there are hands, each hand the next of its own."""
    shares = [calls[hand::HANDS] for hand in range(HANDS)]
    start = Barrier(len(shares))

    def run(share: Sequence[Call]) -> list[str]:
        try:
            start.wait(timeout=10)
            return [outcome_of(call) for call in share]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(shares)) as pool:
        return [outcome for outcomes in pool.map(run, shares) for outcome in outcomes]


def numbers(session: Session) -> tuple[int, int, int]:
    result = VoteResult.objects.get(item__project=session.project)
    return result.in_favour, result.against, result.abstained


# The same thing twice.


@BOTH_WAYS
def test_a_ballot_sent_twice_counts_once(secret: bool) -> None:
    session = Session(3, secret=secret).open()

    outcomes = at_once(*[lambda: session.cast(0, FOR)] * 2)

    # The second of an open vote is a vote anew for the same; of a secret one it lacks the receipt.
    assert sorted(outcomes) == (["ValidationError", "done"] if secret else ["done", "done"])
    session.close_item()
    assert (Ballot.objects.count(), numbers(session)) == (1, (1, 0, 0))


def test_one_receipt_changes_a_vote_once() -> None:
    session = Session(3, secret=True).open()
    receipt = session.cast(0, FOR)

    outcomes = at_once(*[lambda: session.cast(0, AGAINST, receipt)] * 4)

    assert sorted(outcomes) == ["ValidationError"] * 3 + ["done"]
    session.close_item()
    assert numbers(session) == (0, 1, 0)


def test_a_council_opens_once() -> None:
    session = Session(3, projects=2)

    outcomes = at_once(*[
        lambda: actions.open_council(Council.objects.get(), by=session.officer, present=session.members)
    ] * 2)  # fmt: skip

    assert sorted(outcomes) == ["IllegalMove", "done"]
    assert (Seat.objects.count(), Event.objects.filter(verb="put_to_vote").count()) == (3, 2)


@BOTH_WAYS
def test_an_item_closes_once(secret: bool) -> None:
    session = Session(3, secret=secret).open()
    session.cast(0, FOR)

    outcomes = at_once(*[session.close_item] * 2)

    assert sorted(outcomes) == ["ValidationError", "done"]
    assert (numbers(session), Event.objects.filter(verb="close_item").count()) == ((1, 0, 0), 1)


@BOTH_WAYS
def test_a_paper_count_is_confirmed_once(secret: bool) -> None:
    session = Session(4, secret=secret).open()
    session.paper([0, 1, 2], in_favour=2, against=1)
    seconds = [committee(), session.members[3].user]

    outcomes = at_once(*[
        lambda who=who: actions.confirm_paper_count(session.council, by=who, project=session.project) for who in seconds
    ])  # fmt: skip

    assert sorted(outcomes) == ["ValidationError", "done"]
    session.close_item()
    assert numbers(session) == (2, 1, 0)


def test_a_paper_count_is_confirmed_or_rejected() -> None:
    session = Session(4, secret=True).open()
    session.paper([0, 1, 2], in_favour=2, against=1)
    second = committee()

    outcomes = at_once(
        lambda: actions.confirm_paper_count(session.council, by=second, project=session.project),
        lambda: actions.reject_paper_count(session.council, by=second, project=session.project, reason="点错了"),
    )

    assert sorted(outcomes) == ["ValidationError", "done"]
    session.close_item()
    confirmed = PaperCount.objects.get().confirmed_at is not None
    assert numbers(session) == ((2, 1, 0) if confirmed else (0, 0, 0))


def test_two_paper_counts_do_not_wait_at_once() -> None:
    session = Session(4).open()

    outcomes = at_once(lambda: session.paper([0], in_favour=1), lambda: session.paper([1], against=1))

    assert sorted(outcomes) == ["ValidationError", "done"]
    assert (PaperCount.objects.count(), Ballot.objects.count()) == (1, 1)


def test_a_project_is_put_on_one_list() -> None:
    session = Session(3)
    project = MicroProjectFactory(station=session.station, shortlisted=True)
    plan = {"station": session.station, "place": "会议室", "secrecy": Secrecy.OPEN, "projects": [project]}
    start = CouncilFactory.build(station=session.station).starts_at

    outcomes = at_once(*[lambda: actions.plan_council(by=session.officer, starts_at=start, **plan)] * 2)

    assert sorted(outcomes) == ["ValidationError", "done"]
    assert project.council_items.count() == 1


def test_a_council_opens_while_another_asks_for_its_projects() -> None:
    """In the opposite order: each would hold what the other waits for, with a project in the middle held meanwhile."""
    session = Session(3, projects=6)
    CouncilItem.objects.all().delete()
    for position, project in enumerate(reversed(session.projects), 1):
        CouncilItem.objects.create(council=session.council, project=project, position=position)
    plan = {"station": session.station, "place": "会议室", "secrecy": Secrecy.OPEN, "projects": session.projects}
    start = CouncilFactory.build(station=session.station).starts_at
    calls = [session.open, lambda: actions.plan_council(by=session.officer, starts_at=start, **plan)]

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            MicroProject.objects.select_for_update().get(pk=session.projects[2].pk)
            outcomes = pool.submit(at_once, *calls)
            wait_until_waiting(2)
        opened, planned = outcomes.result(timeout=30)

    assert sorted([opened, planned]) == ["ValidationError", "done"]
    assert opened == "done"
    assert set(MicroProject.objects.values_list("state", flat=True)) == {ProjectState.VOTING}


def wait_until_waiting(connections: int) -> None:
    """Until so many connections of this database wait for a lock."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    for _moment in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(asked)
            if cursor.fetchone() == (connections,):
                return
        time.sleep(0.05)
    raise AssertionError("they do not wait for each other")


def test_a_project_is_declined_or_put_to_the_vote() -> None:
    session = Session(3)
    project = session.project

    outcomes = at_once(
        lambda: actions.open_council(session.council, by=session.officer, present=session.members),
        lambda: actions.decline_project(MicroProject.objects.get(), by=session.officer, reason="重复"),
    )

    assert outcomes[0] == "done"
    assert outcomes[1] in ("IllegalMove", "ValidationError")
    project.refresh_from_db()
    assert project.state == ProjectState.VOTING


def test_places_moved_at_once_stay_places() -> None:
    session = Session(3, projects=5).voted(FOR, FOR, FOR)
    staff = committee()

    outcomes = at_once(*[
        lambda project=project: actions.override_ranking(
            session.council, by=staff, project=project, rank=5, reason="先急后缓"
        )
        for project in session.projects[:4]
    ])  # fmt: skip

    # Whom the others have pushed aside may stand on place 5 already; that is no place to be moved to.
    assert outcomes.count("done") == RankChange.objects.count() >= 3
    assert sorted(CouncilItem.objects.values_list("rank", flat=True)) == [1, 2, 3, 4, 5]
    assert list(CouncilItem.objects.values_list("voted_rank", flat=True)) == [1, 2, 3, 4, 5]


# A full hall.


@BOTH_WAYS
def test_a_hundred_members_vote_at_once(secret: bool) -> None:
    session = Session(100, secret=secret).open()
    chance = random.Random(1)
    choices = [chance.choice(list(Choice)) for _member in session.members]
    undecided = set(chance.sample(range(100), 30))

    def vote(member: int) -> None:
        before = session.cast(member, chance.choice(list(Choice))) if member in undecided else ""
        session.cast(member, choices[member], before)

    outcomes = in_a_crowd([lambda member=member: vote(member) for member in range(100)])

    assert outcomes == ["done"] * 100
    result = session.close_item()
    expected = Counter(choices)
    assert numbers(session) == (expected[FOR], expected[AGAINST], expected[ABSTAIN])
    assert (result.present, Ballot.objects.filter(counted=True).count()) == (100, 100)
    assert Event.objects.filter(verb="cast").count() == 100
    assert Event.objects.filter(verb="recast").count() == 30


@BOTH_WAYS
def test_everybody_taps_three_times_at_once(secret: bool) -> None:
    session = Session(30, secret=secret).open()
    choices = [list(Choice)[member % 3] for member in range(30)]

    outcomes = in_a_crowd([lambda member=member: session.cast(member, choices[member]) for member in [*range(30)] * 3])

    assert outcomes.count("done") == (30 if secret else 90)
    session.close_item()
    assert (numbers(session), Ballot.objects.count()) == ((10, 10, 10), 30)


# Two ways for one member.


@pytest.mark.parametrize("attempt", range(5))
@BOTH_WAYS
def test_phone_or_paper(secret: bool, attempt: int) -> None:
    session = Session(4, secret=secret).open()

    phone, paper = at_once(lambda: session.cast(0, FOR), lambda: session.paper([0, 1], against=2))

    assert {phone, paper} == {"done", "ValidationError"}
    if paper == "done":
        actions.confirm_paper_count(session.council, by=committee(), project=session.project)
    session.close_item()
    assert numbers(session) == ((1, 0, 0) if phone == "done" else (0, 2, 0))


# Voting and closing.


@pytest.mark.parametrize("attempt", range(3))
@BOTH_WAYS
def test_a_vote_is_counted_or_refused_when_the_item_closes(secret: bool, attempt: int) -> None:
    session = Session(20, secret=secret).open()
    votes: list[Call] = [lambda member=member: session.cast(member, FOR) for member in range(20)]
    votes.insert(7, session.close_item)

    outcomes = at_once(*votes)

    closed = outcomes.pop(7)
    assert closed == "done"
    assert set(outcomes) <= {"done", "IllegalMove"}
    assert numbers(session) == (outcomes.count("done"), 0, 0)
    assert Ballot.objects.filter(counted=True).count() == Ballot.objects.count() == outcomes.count("done")


@pytest.mark.parametrize("attempt", range(3))
@BOTH_WAYS
def test_a_change_is_counted_or_refused_when_the_item_closes(secret: bool, attempt: int) -> None:
    session = Session(10, secret=secret).open()
    receipts = [session.cast(member, FOR) for member in range(10)]
    changes: list[Call] = [
        lambda member=member: session.cast(member, AGAINST, receipts[member]) for member in range(10)
    ]
    changes.insert(5, session.close_item)

    outcomes = at_once(*changes)

    assert outcomes.pop(5) == "done"
    changed = outcomes.count("done")
    assert numbers(session) == (10 - changed, changed, 0)


@pytest.mark.parametrize("attempt", range(5))
@BOTH_WAYS
def test_everything_at_once_blocks_nobody(secret: bool, attempt: int) -> None:
    session = Session(8, secret=secret, projects=2).open()
    officer, council, second = session.officer, session.council, committee()
    session.paper([7], in_favour=1)
    calls: list[Call] = [
        *[lambda member=member: session.cast(member, FOR) for member in range(4)],
        *[lambda member=member: session.cast(member, AGAINST, project=1) for member in range(4)],
        lambda: actions.recuse_member(
            council, by=officer, member=session.members[3], project=session.project, reason="亲属"
        ),
        lambda: actions.record_presence(council, by=officer, present=session.members[1:]),
        lambda: actions.confirm_paper_count(council, by=second, project=session.project),
        lambda: session.paper([5, 6], abstained=2),
        session.close_item,
        lambda: session.close_item(1),
        lambda: actions.close_council(council, by=officer),
    ]
    random.Random(attempt).shuffle(calls)

    outcomes = at_once(*calls)

    assert set(outcomes) <= {"done", "IllegalMove", "ValidationError"}
    _finish(session, second)
    for item in CouncilItem.objects.filter(council=council):
        assert item.result.count.votes == item.ballots.count() == item.ballots.filter(counted=True).count()
        assert not set(item.ballots.values_list("seat")) & set(item.recusals.values_list("seat"))
    council.refresh_from_db()
    assert council.state == CouncilState.CLOSED


def _finish(session: Session, second: Any) -> None:
    """What the crowd left open."""
    outcome_of(lambda: actions.confirm_paper_count(session.council, by=second, project=session.project))
    for number in range(2):
        outcome_of(lambda number=number: session.close_item(number))
    outcome_of(session.close)
