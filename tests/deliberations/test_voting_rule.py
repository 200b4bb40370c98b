"""How a vote is decided, against a plain reference: sets of members and fractions (rule 17)."""

from collections.abc import Mapping, Set
from datetime import date
from fractions import Fraction

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from deliberations import actions
from deliberations.enums import Choice, ProjectState, VoteOutcome
from deliberations.models import Count, MicroProject, VotingRule
from tests.factories.councils import Session, load_reference
from tests.factories.stations import LONG_AGO, committee

FOR, AGAINST, ABSTAIN = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN
TWO_THIRDS, HALF = Fraction(2, 3), Fraction(1, 2)

#: What a member may do at a council. Those who gave a paper or a vote and then went home count as there.
ABSENT, RECUSED, SILENT, PHONE, ANEW, LEFT, PAPER = "absent", "recused", "silent", "phone", "anew", "left", "paper"
VOTES = (PHONE, ANEW, LEFT, PAPER)


def decided(
    members: Set[int],
    recused: Set[int],
    there: Set[int],
    choices: Mapping[int, Choice],
    quorum: Fraction,
    majority: Fraction,
) -> VoteOutcome:
    """The reference: told of people, not of numbers."""
    may_vote = members - recused
    present = {member for member in may_vote if member in there or member in choices}
    in_favour = {member for member in present if choices.get(member) == FOR}
    against = {member for member in present if choices.get(member) == AGAINST}
    if not present or Fraction(len(present), len(may_vote)) < quorum:
        return VoteOutcome.NO_QUORUM
    if len(in_favour) == len(against) or Fraction(len(in_favour), len(present)) <= majority:
        return VoteOutcome.FAILED
    return VoteOutcome.PASSED if len(in_favour) > len(against) else VoteOutcome.FAILED


def rule_of(quorum: Fraction, majority: Fraction, version: int = 1) -> VotingRule:
    return VotingRule(
        version=version, valid_from=LONG_AGO, text="规则", text_en="rule", source="test",
        quorum_part=quorum.numerator, quorum_whole=quorum.denominator,
        majority_part=majority.numerator, majority_whole=majority.denominator,
    )  # fmt: skip


def count_from(fates: list[tuple[str, Choice]]) -> Count:
    """The numbers of a council at which each member met that fate."""
    votes = [choice for fate, choice in fates if fate in VOTES]
    recused = sum(fate == RECUSED for fate, _choice in fates)
    absent = sum(fate == ABSENT for fate, _choice in fates)
    return Count(len(fates), recused, len(fates) - recused - absent, *(votes.count(choice) for choice in Choice))


def decided_of(fates: list[tuple[str, Choice]], quorum: Fraction, majority: Fraction) -> VoteOutcome:
    """The reference, asked about members who met these fates."""
    return decided(
        set(range(len(fates))),
        {member for member, (fate, _choice) in enumerate(fates) if fate == RECUSED},
        {member for member, (fate, _choice) in enumerate(fates) if fate in (SILENT, PHONE, ANEW)},
        {member: choice for member, (fate, choice) in enumerate(fates) if fate in VOTES},
        quorum,
        majority,
    )


fractions = st.one_of(st.sampled_from([TWO_THIRDS, HALF]), st.fractions(0, 1, max_denominator=12))
fates = st.tuples(st.sampled_from([ABSENT, RECUSED, SILENT, *VOTES]), st.sampled_from(Choice))
councils = st.lists(fates, min_size=1, max_size=30)
#: However busy the machine is.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@unhurried
@given(councils, fractions, fractions)
@example([(ABSENT, FOR)] * 3, Fraction(0), Fraction(0))
@example([(RECUSED, FOR)] * 3, TWO_THIRDS, HALF)
@example([(PHONE, FOR)] * 2 + [(PHONE, AGAINST)] * 2, TWO_THIRDS, HALF)
@example([(PHONE, FOR)] * 2 + [(SILENT, FOR)] * 2, TWO_THIRDS, HALF)
@example([(PHONE, FOR)] * 2 + [(PHONE, AGAINST)] * 2 + [(SILENT, FOR)] * 4, TWO_THIRDS, Fraction(1, 9))
def test_the_rule_decides_as_the_reference_does(
    council: list[tuple[str, Choice]], quorum: Fraction, majority: Fraction
) -> None:
    assert rule_of(quorum, majority).decide(count_from(council)) == decided_of(council, quorum, majority)


@unhurried
@given(st.integers(1, 500), fractions)
def test_the_quorum_is_the_smallest_number_that_reaches_its_part(base: int, quorum: Fraction) -> None:
    needed = rule_of(quorum, HALF).quorum_of(base)

    assert needed == next(there for there in range(1, base + 1) if Fraction(there, base) >= quorum)


def test_the_quorum_of_nobody_is_somebody() -> None:
    assert rule_of(TWO_THIRDS, HALF).quorum_of(0) == 1


@unhurried
@given(councils, fractions, fractions)
def test_an_abstention_weighs_as_much_as_silence(
    council: list[tuple[str, Choice]], quorum: Fraction, majority: Fraction
) -> None:
    silent = [(SILENT, FOR) if fate in VOTES and choice == ABSTAIN else (fate, choice) for fate, choice in council]

    rule = rule_of(quorum, majority)

    assert rule.decide(count_from(council)) == rule.decide(count_from(silent))


@unhurried
@given(councils, fractions, fractions, st.data())
def test_one_more_vote_in_favour_never_loses(
    council: list[tuple[str, Choice]], quorum: Fraction, majority: Fraction, data: st.DataObject
) -> None:
    rule = rule_of(quorum, majority)
    member = data.draw(st.integers(0, len(council) - 1))
    persuaded = [*council[:member], (PHONE, FOR), *council[member + 1 :]]

    if council[member][0] not in (ABSENT, RECUSED) and rule.decide(count_from(council)) == VoteOutcome.PASSED:
        assert rule.decide(count_from(persuaded)) == VoteOutcome.PASSED


@unhurried
@given(st.integers(0, 15), st.integers(0, 15), fractions, fractions)
def test_a_tie_never_passes(each: int, silent: int, quorum: Fraction, majority: Fraction) -> None:
    members = 2 * each + silent

    outcome = rule_of(quorum, majority).decide(Count(members, 0, members, each, each, 0))

    assert outcome != VoteOutcome.PASSED


@pytest.mark.parametrize(
    "numbers",
    [(3, 4, 0, 0, 0, 0), (3, 0, 4, 0, 0, 0), (3, 1, 3, 0, 0, 0), (3, 0, 2, 1, 1, 1), (3, 0, 3, -1, 0, 0)],
    ids=["more recused", "more present", "recused and present", "more votes", "less than none"],
)
def test_a_count_that_cannot_be_is_an_error(numbers: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="more"):
        Count(*numbers)


# The rule as data.


@pytest.mark.parametrize(("day", "version"), [(date(2019, 6, 30), 1), (date(2019, 7, 1), 2), (date(2020, 1, 1), 2)])
def test_the_rule_in_force_on_the_day_is_taken(db: None, day: date, version: int) -> None:
    load_reference()
    newer = rule_of(Fraction(3, 4), HALF, version=2)
    newer.valid_from = date(2019, 7, 1)
    newer.save()

    assert VotingRule.objects.on(day).version == version


def test_no_rule_is_an_error_of_the_set_up(db: None) -> None:
    with pytest.raises(LookupError, match="load_reference"):
        VotingRule.objects.on(date(2019, 1, 1))


@pytest.mark.parametrize("parts", [(3, 2, 1, 2), (1, 0, 1, 2), (2, 3, 1, 0), (2, 3, 4, 3)])
def test_a_rule_that_is_no_fraction_is_refused_by_the_database(db: None, parts: tuple[int, ...]) -> None:
    names = ("quorum_part", "quorum_whole", "majority_part", "majority_whole")
    rule = rule_of(HALF, HALF)
    for name, part in zip(names, parts, strict=True):
        setattr(rule, name, part)

    with pytest.raises(DatabaseError), transaction.atomic():
        rule.save()


# From the first vote to the frozen result.

few = settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def play(session: Session, council: list[tuple[str, Choice]]) -> None:
    """Lets every member meet the fate, through the actions."""
    session.open()
    papers = [member for member, (fate, _choice) in enumerate(council) if fate == PAPER]
    for member, (fate, choice) in enumerate(council):
        if fate == RECUSED:
            who = session.members[member]
            actions.recuse_member(
                session.council, by=session.officer, member=who, project=session.project, reason="利害关系"
            )
        if fate in (PHONE, LEFT):
            session.cast(member, choice)
        if fate == ANEW:
            session.cast(member, choice, receipt=session.cast(member, list(Choice)[member % 3]))
    if papers:
        sums = [sum(council[member][1] == choice for member in papers) for choice in Choice]
        session.paper(papers, *sums)
        actions.confirm_paper_count(session.council, by=committee(), project=session.project)
    stay = [who for who, (fate, _choice) in zip(session.members, council, strict=True) if fate in (SILENT, PHONE, ANEW)]
    actions.record_presence(session.council, by=session.officer, present=stay)


@few
@given(st.lists(fates, min_size=1, max_size=7), st.booleans(), fractions, fractions)
@example([(PAPER, AGAINST), (ANEW, FOR), (LEFT, FOR), (RECUSED, FOR)], True, TWO_THIRDS, HALF)
@example([(ABSENT, FOR), (ABSENT, FOR), (PHONE, FOR)], False, TWO_THIRDS, HALF)
@example([(RECUSED, FOR), (RECUSED, FOR)], True, TWO_THIRDS, HALF)
def test_a_council_decides_as_the_reference_does(
    db: None, council: list[tuple[str, Choice]], secret: bool, quorum: Fraction, majority: Fraction
) -> None:
    session = Session(len(council), secret=secret)
    rule = rule_of(quorum, majority, version=VotingRule.objects.count() + 1)
    rule.save()
    play(session, council)

    result = session.close_item()

    expected = decided_of(council, quorum, majority)
    assert (result.outcome, result.rule, result.count) == (expected, rule, count_from(council))
    assert result.papers == sum(fate == PAPER for fate, _choice in council)
    leads_to = {
        VoteOutcome.PASSED: (ProjectState.PASSED, session.council.day),
        VoteOutcome.FAILED: (ProjectState.FAILED, None),
        VoteOutcome.NO_QUORUM: (ProjectState.SHORTLISTED, None),
    }
    project = MicroProject.objects.get(pk=session.project.pk)
    assert (project.state, project.passed_on) == leads_to[expected]
