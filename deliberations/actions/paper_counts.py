"""Votes on paper: counted by one person, confirmed by a second (rule 17).

Nobody puts a name to a count unseen. So each count carries a mark, which goes on from count to count of one project: it
tells which count was shown, and how it stood.
"""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from core import clock
from core.access import Actor, NotPermitted
from core.door import moving
from core.workflow import Changed
from deliberations.actions.voting import item_to_vote_on, put_in_box
from deliberations.enums import BallotWay
from deliberations.models import Ballot, Council, CouncilItem, CouncilMember, MicroProject, PaperCount, Seat
from deliberations.queries.councils import BOX, changes_of_counts


@sensitive_variables()
def enter_paper_count(
    council: Council,
    *,
    by: Actor,
    project: MicroProject,
    members: Sequence[CouncilMember],
    in_favour: int,
    against: int,
    abstained: int,
    count: int | None = None,
    seen: int | None = None,
) -> Council:
    """Enters a count of papers and whose they are; a second person has to confirm it (rule 17).

    The members named cannot vote on their phones any more. `count`, `seen`: the last count that was shown and its
    edition, 0 where there was none.
    """
    facts = {"project": project.pk, "title": project.title, "papers": len(members)}
    with moving(council, "enter_paper_count", by=by, facts=facts) as council:
        item = item_to_vote_on(council, project)
        last = item.paper_counts.last()
        _ensure_as_shown(council, item, last, (count, seen))
        if min(in_favour, against, abstained) < 0 or in_favour + against + abstained != len(members):
            raise ValidationError({"members": _("Name as many members as there are papers.")})
        if last and last.waits:
            raise ValidationError(_("A paper count of this project waits to be confirmed."))
        seats = _paper_seats(item, members)
        new = PaperCount.objects.create(
            item=item, papers=len(seats), in_favour=in_favour, against=against, abstained=abstained,
            entered_by_id=by.pk, entered_at=clock.now(), edition=last.edition + 1 if last else 1,
        )  # fmt: skip
        _keep_from_phones(new, seats, secret=council.is_secret)
    return council


def _paper_seats(item: CouncilItem, members: Sequence[CouncilMember]) -> list[Seat]:
    asked = {member.pk for member in members}
    seats = list(Seat.objects.filter(council=item.council_id, member__in=asked, present=True).order_by("number"))
    voted = set(item.ballots.values_list("seat", flat=True))
    recused = set(item.recusals.values_list("seat", flat=True))
    if not seats or len(seats) != len(members):
        raise ValidationError({"members": _("Name members who are present, each once.")})
    for seat in seats:
        if seat.pk in voted:
            raise ValidationError({"members": _("%s has voted on this project already.") % seat})
        if seat.pk in recused:
            raise ValidationError({"members": _("%s is recused from this project.") % seat})
    return seats


def _keep_from_phones(count: PaperCount, seats: Sequence[Seat], *, secret: bool) -> None:
    """A ballot of each member, which says that the vote is on paper, and not which."""
    Ballot.objects.bulk_create(
        Ballot(item=count.item, seat=seat, way=BallotWay.PAPER, secret=secret, paper_count=count) for seat in seats
    )


@sensitive_variables()
def confirm_paper_count(
    council: Council, *, by: Actor, project: MicroProject, count: int | None = None, seen: int | None = None
) -> Council:
    """A second person confirms the papers counted; of a secret vote only the sums in the box remain (rule 17).

    `count`, `seen`: the count that was shown and its edition; another one is not confirmed.
    """
    facts: dict[str, Any] = {"project": project.pk, "title": project.title}
    with moving(council, "confirm_paper_count", by=by, facts=facts) as council:
        item = item_to_vote_on(council, project)
        last = item.paper_counts.last()
        if last and last.waits and last.entered_by_id == by.pk:
            raise NotPermitted(_("You entered this count: somebody else has to confirm it."))
        _ensure_as_shown(council, item, last, (count, seen))
        waiting = _waiting(last)
        facts["papers"] = waiting.papers
        if council.is_secret:
            put_in_box(item, dict(zip(BOX, _numbers(waiting), strict=True)))
            _forget_numbers(waiting)
        waiting.confirmed_by_id, waiting.confirmed_at = by.pk, clock.now()
        waiting.edition += 1
        waiting.save()
    return council


def reject_paper_count(
    council: Council,
    *,
    by: Actor,
    project: MicroProject,
    reason: str,
    count: int | None = None,
    seen: int | None = None,
) -> Council:
    """Takes a paper count that nobody confirmed out again; its members may vote anew (rule 17).

    `count`, `seen`: the count that was shown and its edition; another one is not rejected.
    """
    facts = {"project": project.pk, "title": project.title, "reason": reason}
    with moving(council, "reject_paper_count", by=by, facts=facts) as council:
        item = item_to_vote_on(council, project)
        last = item.paper_counts.last()
        _ensure_as_shown(council, item, last, (count, seen))
        waiting = _waiting(last)
        waiting.ballots.all().delete()
        _forget_numbers(waiting)
        waiting.rejected_at = clock.now()
        waiting.edition += 1
        waiting.save()
    return council


def _waiting(last: PaperCount | None) -> PaperCount:
    if last is None or not last.waits:
        raise ValidationError({"project": _("No paper count of this project waits to be confirmed.")})
    return last


def _numbers(count: PaperCount) -> tuple[int, int, int]:
    return count.in_favour or 0, count.against or 0, count.abstained or 0


def _forget_numbers(count: PaperCount) -> None:
    count.in_favour = count.against = count.abstained = None


def _ensure_as_shown(
    council: Council, item: CouncilItem, last: PaperCount | None, shown: tuple[int | None, int | None]
) -> None:
    """Refuses, naming who did what, where another count or another edition than the last was shown."""
    now = (last.pk, last.edition) if last else (0, 0)
    if shown[0] in (None, now[0]) and shown[1] in (None, now[1]):
        return
    behind = now[1] - (shown[1] or 0)
    since = changes_of_counts(council, item.project, behind if 0 < behind < 6 else 1)
    raise Changed(
        council,
        since,
        words="" if since else _("another paper count was shown"),
        edition=now[1],
        parts={"paper_count": {"id": last.pk, "edition": last.edition, "papers": last.papers} if last else None},
    )
