"""Questions about councils: the count of a vote, and what the projector and the voting page show (rule 17)."""

from django.db.models import Sum

from deliberations.enums import Choice
from deliberations.models import CouncilItem, Count, Seat

#: Where the numbers of a secret vote lie.
BOX = {Choice.FOR: "box_for", Choice.AGAINST: "box_against", Choice.ABSTAIN: "box_abstain"}


def count_of(item: CouncilItem) -> Count:
    """The members and the votes of one project: from the box of a secret vote, from the ballots of an open one."""
    recused = set(item.recusals.values_list("seat", flat=True))
    seats = dict(Seat.objects.filter(council=item.council_id).values_list("pk", "present"))
    ballots = list(item.ballots.values_list("seat", "choice"))
    voted = {seat for seat, _choice in ballots}
    present = sum(seat not in recused and (there or seat in voted) for seat, there in seats.items())
    votes = _box(item) if item.council.is_secret else _open_votes(item, [choice for _seat, choice in ballots])
    if sum(votes) != len(ballots):
        raise ValueError(f"{sum(votes)} votes from {len(ballots)} ballots on item {item.pk}")
    return Count(len(seats), len(recused), present, *votes)


def _box(item: CouncilItem) -> tuple[int, int, int]:
    item.refresh_from_db(fields=list(BOX.values()))
    return item.box_for, item.box_against, item.box_abstain


def _open_votes(item: CouncilItem, choices: list[str]) -> tuple[int, int, int]:
    paper = item.paper_counts.filter(confirmed_at__isnull=False).aggregate(
        in_favour=Sum("in_favour"), against=Sum("against"), abstained=Sum("abstained")
    )
    return (
        choices.count(Choice.FOR) + (paper["in_favour"] or 0),
        choices.count(Choice.AGAINST) + (paper["against"] or 0),
        choices.count(Choice.ABSTAIN) + (paper["abstained"] or 0),
    )
