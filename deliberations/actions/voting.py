"""Casting, counting and closing the votes of a livelihood council; papers are in `paper_counts` (rule 17).

How a secret vote stays secret is told in docs/decisions/007: no row ever holds a member together with a choice, and no
error report shows what an action was given.
"""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from cryptography.fernet import InvalidToken
from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Subquery
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from core import clock
from core.access import Actor, NotPermitted
from core.crypto import decrypted, encrypted
from core.door import creating, moving, one_transaction
from core.workflow import IllegalMove
from deliberations.enums import BallotWay, Choice, ProjectState, VoteOutcome
from deliberations.models import Ballot, Council, CouncilItem, MicroProject, Recusal, Seat, VoteResult
from deliberations.queries.councils import BOX, count_of

_LEADS_TO = {
    VoteOutcome.PASSED: ProjectState.PASSED,
    VoteOutcome.FAILED: ProjectState.FAILED,
    VoteOutcome.NO_QUORUM: ProjectState.SHORTLISTED,
}


@sensitive_variables()
def cast_ballot(council: int, *, by: Actor, project: int, choice: str, receipt: str = "") -> str:
    """Votes on a project of the list, or votes anew until its vote is closed; both by their ids (rule 17).

    Returns the receipt of a secret ballot, "" for an open one. Only the member has the receipt, and only with it can a
    secret vote be changed: the number it added is taken out of the box again.
    """
    # Not as a decorator: its frame holds what it was given, and no name is hidden there in a report of an error.
    with one_transaction():
        item = open_item(council, project)
        seat = _voting_seat(item, by)
        if seat.ballot is None:
            return _first_vote(item, seat, by, Choice(choice))
        return _vote_anew(item, seat, by, Choice(choice), receipt)


def open_item(council: int, project: int) -> CouncilItem:
    """The project's line on the list, locked against being closed meanwhile."""
    found = CouncilItem.objects.select_for_update(no_key=True, of=("self",))
    found = found.select_related("council__station", "project__station")
    item = found.filter(council=council, project=project).first()
    if item is None:
        raise ValidationError({"project": _("This project is not on the list of the council.")})
    if item.council.opened_at is None:
        raise IllegalMove(_("The council has not opened yet."))
    if item.closed_at is not None:
        raise IllegalMove(_("The vote on “%s” is closed.") % item.project)
    return item


def item_to_vote_on(council: Council, project: MicroProject) -> CouncilItem:
    """As `open_item`, for who runs the council: a vote that is closed already is a wrong project."""
    try:
        return open_item(council.pk, project.pk)
    except IllegalMove as refusal:
        raise ValidationError({"project": refusal.message}) from refusal


def _voting_seat(item: CouncilItem, by: Actor) -> Any:
    """The member's seat with `recused` and the id of the `ballot` cast before; refuses who may not vote here."""
    mine = {"seat": OuterRef("pk"), "item": item.pk}
    seat = (
        Seat.objects.filter(council=item.council_id, user=by.pk)
        .annotate(
            recused=Exists(Recusal.objects.filter(**mine)),
            ballot=Subquery(Ballot.objects.filter(**mine).values("pk")[:1]),
        )
        .first()
    )
    if seat is None:
        raise NotPermitted(_("Only members of the council vote."))
    if not seat.present:
        raise ValidationError({"project": _("You are recorded as absent. Ask the liaison officer to correct it.")})
    if seat.recused:
        raise ValidationError({"project": _("You are recused from this project.")})
    return seat


def _first_vote(item: CouncilItem, seat: Seat, by: Actor, choice: Choice) -> str:
    secret = item.council.is_secret
    ballot = Ballot(item=item, seat=seat, secret=secret, choice="" if secret else choice)
    with creating(ballot, "cast", by=by, facts={"title": item.project.title}):
        if secret:
            put_in_box(item, {choice: 1})
    return _receipt(ballot, choice) if secret else ""


def _vote_anew(item: CouncilItem, seat: Any, by: Actor, choice: Choice, receipt: str) -> str:
    ballot = Ballot(pk=seat.ballot, item=item, seat=seat)
    with moving(ballot, "recast", by=by, facts={"title": item.project.title}) as ballot:
        if ballot.way == BallotWay.PAPER:
            raise ValidationError({"project": _("You have voted on paper already.")})
        before = _read_receipt(ballot, receipt) if ballot.secret else None
        ballot.version += 1
        if before is None:
            ballot.choice = choice
        else:
            # The same choice again is written as well: a box left alone would tell that nothing changed.
            numbers = Counter({before: -1})
            numbers.update({choice: 1})
            put_in_box(item, numbers)
    return _receipt(ballot, choice) if ballot.secret else ""


def put_in_box(item: CouncilItem, numbers: Mapping[Choice, int]) -> None:
    """One statement on one row, the same whatever the choice: three sums, and no trace of who changed them."""
    CouncilItem.objects.filter(pk=item.pk).update(**{box: F(box) + numbers.get(c, 0) for c, box in BOX.items()})


def _receipt(ballot: Ballot, choice: Choice) -> str:
    """Names the choice by its place: as a word it would be told by the length of the receipt."""
    return encrypted(json.dumps([ballot.pk, ballot.version, list(Choice).index(choice)]))


def _read_receipt(ballot: Ballot, receipt: str) -> Choice:
    """What the member chose, which only the receipt knows; each receipt is good for one change."""
    try:
        pk, version, choice = json.loads(decrypted(receipt))
    except (InvalidToken, ValueError, TypeError):
        pk = version = choice = None
    if (pk, version) != (ballot.pk, ballot.version):
        raise ValidationError(
            {"project": _("You have voted already. A secret vote can be changed only on the device it was cast with.")}
        )
    return list(Choice)[choice]


# Closing.


def close_item(council: Council, *, by: Actor, project: MicroProject) -> Council:
    """Closes the vote on a project and freezes its result with the rule that was applied (rule 17)."""
    facts: dict[str, Any] = {"project": project.pk, "title": project.title}
    with moving(council, "close_item", by=by, facts=facts) as council:
        item = item_to_vote_on(council, project)
        if any(count.waits for count in item.paper_counts.all()):
            raise ValidationError({"project": _("A paper count waits: confirm it or reject it first.")})
        result = _result(council, item)
        result.save()
        item.ballots.update(counted=True)
        CouncilItem.objects.filter(pk=item.pk).update(closed_at=clock.now())
        facts |= {"in_favour": result.in_favour, "against": result.against, "abstained": result.abstained}
        _tell_project(item.project, result, by, on=council.day)
    return council


def _result(council: Council, item: CouncilItem) -> VoteResult:
    rule = council.rule
    if rule is None:
        raise LookupError("a council without a rule cannot have opened")
    count = count_of(item)
    return VoteResult(
        item=item, rule=rule, rule_text=rule.text, members=count.members, recused=count.recused,
        present=count.present, quorum=rule.quorum_of(count.base), in_favour=count.in_favour, against=count.against,
        abstained=count.abstained, papers=item.ballots.filter(way=BallotWay.PAPER).count(),
        outcome=rule.decide(count), at=clock.now(),
    )  # fmt: skip


def _tell_project(project: MicroProject, result: VoteResult, by: Actor, *, on: date) -> None:
    """The project passed on the day of its council, whenever that was recorded: its year's envelope pays for it."""
    target = _LEADS_TO[VoteOutcome(result.outcome)]
    facts = {name: getattr(result, name) for name in ("in_favour", "against", "abstained", "outcome")}
    with moving(project, "take_vote", by=by, to=target, facts=facts) as project:
        if result.passed:
            project.passed_on = on
