"""Questions about councils: the count of a vote, and what the projector and the voting page show (rule 17)."""

from typing import Any

from django.db.models import Count as Counted
from django.db.models import (
    Exists,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce

from core.events import Event
from core.workflow import with_sentences
from deliberations.enums import BallotWay, Choice, VoteState
from deliberations.models import Ballot, Council, CouncilItem, Count, MicroProject, PaperCount, Recusal, Seat

#: So many steps of a council are looked through for who changed a seat last.
LOOKED_BACK = 200
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


def _number(rows: QuerySet[Any], of: str) -> Coalesce:
    """How many rows there are for each item."""
    counted = rows.order_by().values(of).annotate(n=Counted("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def read_items(council: Council) -> list[CouncilItem]:
    """Reads the list of a council with its projects and results, in one query whatever the number of members.

    Beside the votes given each item says its `members`, how many are `recused` and how many of the others `present`.
    """
    voted = Ballot.objects.filter(item=OuterRef(OuterRef("pk")), seat=OuterRef("pk"))
    recused = Recusal.objects.filter(item=OuterRef(OuterRef("pk")), seat=OuterRef("pk"))
    seats = Seat.objects.filter(council=OuterRef("council"))
    there = seats.filter(~Exists(recused)).filter(Q(present=True) | Exists(voted))
    items = with_votes_given(CouncilItem.objects.select_related("project", "result")).annotate(
        members=_number(seats, "council"),
        recused=_number(Recusal.objects.filter(item=OuterRef("pk")), "item"),
        present=_number(there, "council"),
    )
    prefetch_related_objects([council], Prefetch("items", items))
    return list(council.items.all())


def standing_of(item: CouncilItem) -> dict[str, Any]:
    """What may be shown of a vote that runs: presence, quorum and how many have not voted, never which way."""
    rule: Any = item.council.rule
    row: Any = item
    base = row.members - row.recused
    needed = rule.quorum_of(base) if rule else 0
    return {
        "item": item,
        "base": base,
        "recused": row.recused,
        "present": row.present,
        "needed": needed,
        "reached": row.present >= needed,
        "given": row.votes_given,
        "missing": max(row.present - row.votes_given, 0),
    }


def ranked_items(items: list[CouncilItem]) -> list[CouncilItem]:
    """The items with a place, by the place that holds."""
    return sorted((item for item in items if item.rank is not None), key=lambda item: item.rank or 0)


def shown_of_council(council: Council) -> list[Any]:
    """What the pages of a council that votes say of it: for the mark of what they show."""
    return [council.edition, council.state, council.secrecy, council.starts_at, council.opened_at, council.closed_at]


def shown_of_item(item: CouncilItem) -> list[Any]:
    """What these pages say of a project and its vote; never what lies in the box of a secret one."""
    project = item.project
    said = [project.title, project.kind, project.budget, project.people, project.need, project.benefit]
    if item.closed_at is None:
        return [item.pk, item.position, *said]
    result = item.result
    counted = [result.in_favour, result.against, result.abstained, result.present, result.quorum, result.rule_text]
    return [item.pk, item.position, *said, item.closed_at, result.outcome, *counted]


def seat_of(user: Any, council: int) -> Seat | None:
    """The seat of a person in a council, with the council around it."""
    return (
        Seat.objects.filter(council=council, user=user.pk).select_related("council__station", "council__rule").first()
    )


def own_votes(seat: Seat) -> list[CouncilItem]:
    """The list of the member's council, each item with what the member has done about it: one query.

    `my_way` ("" before the vote), `my_choice` (of an open vote only), and `my_recusal`, the reason.
    """
    ballots = Ballot.objects.filter(item=OuterRef("pk"), seat=seat.pk)
    recusals = Recusal.objects.filter(item=OuterRef("pk"), seat=seat.pk)
    items = CouncilItem.objects.filter(council=seat.council_id).select_related("project", "result")
    found: list[Any] = list(
        items.annotate(
            my_way=Coalesce(Subquery(ballots.values("way")[:1]), Value("")),
            my_choice=Coalesce(Subquery(ballots.values("choice")[:1]), Value("")),
            my_recusal=Coalesce(Subquery(recusals.values("reason")[:1]), Value("")),
        ).order_by("position")
    )
    for item in found:
        item.my_choice_label = Choice(item.my_choice).label if item.my_choice else ""
    return found


def votes_on(project: MicroProject) -> list[CouncilItem]:
    """The councils that voted on a project, with results, the latest first."""
    items = project.council_items.filter(closed_at__isnull=False).select_related("council", "result")
    return list(items.order_by("-pk"))


def recusals_of(council: Council) -> QuerySet[Recusal]:
    """Who is recused from what, in the order of the list."""
    return (
        Recusal.objects.filter(item__council=council)
        .select_related("seat", "item__project")
        .order_by("item__position", "seat__number")
    )


def named_votes(council: Council) -> dict[int, list[tuple[str, str]]]:
    """Who chose what in an open vote, by item, once its vote is closed; of a secret vote there is nothing to name."""
    if council.is_secret:
        return {}
    rows = Ballot.objects.filter(item__council=council, item__closed_at__isnull=False, way=BallotWay.PHONE)
    named: dict[int, list[tuple[str, str]]] = {}
    for item, name, choice in rows.order_by("seat__number").values_list("item", "seat__name", "choice"):
        named.setdefault(item, []).append((name, str(Choice(choice).label)))
    return named


def open_to(user: Any, council: Council) -> list[CouncilItem]:
    """The projects that the person may vote on now: present, not recused, and the vote is open."""
    seat = next((seat for seat in council.seats.all() if seat.user_id == user.pk and seat.present), None)
    if seat is None:
        return []
    voted_on = [item for item in council.items.all() if item.vote_state == VoteState.OPEN]
    return [item for item in voted_on if seat.pk not in {recusal.seat_id for recusal in item.recusals.all()}]


def with_votes_given(items: Any) -> Any:
    """Projects of a list with the number of `votes_given`, and of `papers_waiting` to be confirmed; never for what."""
    waiting = _waiting_count()
    return items.annotate(
        votes_given=_number(Ballot.objects.filter(item=OuterRef("pk")), "item"),
        papers_waiting=Subquery(waiting.values("papers")[:1]),
        papers_entered_by=Subquery(waiting.values("entered_by")[:1]),
    )


def _waiting_count() -> QuerySet[PaperCount]:
    return PaperCount.objects.filter(item=OuterRef("pk"), confirmed_at=None, rejected_at=None)


def with_votes_missing(items: Any) -> Any:
    """Projects of a list with the number of `votes_missing` now: of members who are there, may vote, and have not.

    And with the number and the edition of the paper count that waits (`count_waiting`, `count_edition`).
    """
    given = Ballot.objects.filter(item=OuterRef(OuterRef("pk")), seat=OuterRef("pk"))
    recused = Recusal.objects.filter(item=OuterRef(OuterRef("pk")), seat=OuterRef("pk"))
    there = Seat.objects.filter(~Exists(given), ~Exists(recused), council=OuterRef("council"), present=True)
    return items.annotate(
        votes_missing=_number(there, "council"),
        count_waiting=Subquery(_waiting_count().values("pk")[:1]),
        count_edition=Subquery(_waiting_count().values("edition")[:1]),
    )


def last_changes_of_seats(council: Council, numbers: set[int]) -> dict[int, Event]:
    """What changed each of the seats last, by their numbers: who is there, or who is recused."""
    found: dict[int, Event] = {}
    events = Event.objects.of(council).filter(verb__in=["record_presence", "recuse"]).select_related("actor")
    for event in with_sentences(list(events.order_by("-sequence")[:LOOKED_BACK])):
        touched = {event.facts.get("number"), *event.facts.get("changed", ())}
        for number in touched & numbers - found.keys():
            found[number] = event
    return found


def changes_of_counts(council: Council, project: MicroProject, number: int) -> list[Event]:
    """So many of the latest steps with paper counts of a project, oldest first."""
    verbs = ["enter_paper_count", "confirm_paper_count", "reject_paper_count"]
    events = Event.objects.of(council).filter(verb__in=verbs, facts__project=project.pk).select_related("actor")
    return with_sentences(list(events.order_by("-sequence")[:number])[::-1])


def last_counts(council: Council) -> dict[int, PaperCount]:
    """The last paper count on each project whose vote is open, by project."""
    counts = PaperCount.objects.filter(item__council=council, item__closed_at=None).order_by("pk")
    return {count.item.project_id: count for count in counts.select_related("item")}


def readable_ballots() -> QuerySet[Ballot]:
    """Ballots whose choice may be read: of an open vote, once it is closed (rule 17)."""
    closed = Ballot.objects.filter(secret=False, item__closed_at__isnull=False)
    return closed.select_related("seat").order_by("seat__number")
