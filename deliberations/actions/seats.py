"""Seats of a livelihood council: the frozen list, who is there, and who is recused (rule 17).

Several people run a council at once. So each seat carries a mark of its own: who records one member is not in the way
of who records another.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from core.access import Actor
from core.door import moving
from core.events import Event
from core.workflow import Changed, in_words
from deliberations.models import Ballot, Council, CouncilItem, CouncilMember, MicroProject, Recusal, Seat
from deliberations.queries.councils import last_changes_of_seats


class SeatShown(NamedTuple):
    """A seat as a page or program had it in front of it."""

    edition: int
    present: bool


class Seats(dict[int, Seat]):
    """Seats by member; whoever has none is refused in words."""

    def __missing__(self, member: int) -> Seat:
        raise ValidationError({"recusals": _("Only members who sit in this council today can be recused.")})


def freeze_list(council: Council, present: Sequence[CouncilMember]) -> Seats:
    """The seats of everybody who sits in the council on its day, some of them present."""
    there = {member.pk for member in present}
    members = CouncilMember.objects.on(council.day).filter(station=council.station_id).order_by("pk")
    seats = [
        Seat(council=council, member=member, number=number, name=member.name, user_id=member.user_id,
             present=member.pk in there)
        for number, member in enumerate(members, 1)
    ]  # fmt: skip
    strangers = there - {seat.member_id for seat in seats}
    if strangers:
        raise ValidationError({"present": _("Only members who sit in this council today can be present.")})
    Seat.objects.bulk_create(seats)
    return Seats({seat.member_id: seat for seat in seats})


def record_presence(
    council: Council,
    *,
    by: Actor,
    present: Sequence[CouncilMember],
    seen: Mapping[int, SeatShown] | None = None,
) -> Council:
    """Says anew who is there: somebody came late or left. Who has voted on a project counts as there for it.

    `seen`: the seats as they were shown, by member. Where what is asked is what was shown, the seat stays as it is now.
    """
    there, seen = {member.pk for member in present}, seen or {}
    facts: dict[str, Any] = {}
    with moving(council, "record_presence", by=by, facts=facts) as council:
        # Members vote meanwhile: their ballots refer to a seat, and this lock lets them.
        seats = list(Seat.objects.filter(council=council).select_for_update(no_key=True))
        if there - {seat.member_id for seat in seats}:
            raise ValidationError({"present": _("Only members on the frozen list can be present.")})
        changing = [seat for seat in seats if _asks_for_a_change(seat, there, seen.get(seat.member_id))]
        if elsewhere := [seat for seat in changing if _was_changed_since(seat, seen.get(seat.member_id))]:
            raise _changed(council, elsewhere)
        for seat in changing:
            seat.present, seat.edition = not seat.present, seat.edition + 1
        Seat.objects.bulk_update(changing, ["present", "edition"])
        facts |= {"present": sum(seat.present for seat in seats), "members": len(seats)}
        # By number: who came and who left is read on the list, not in the timeline.
        facts |= {"changed": [seat.number for seat in changing]}
    return council


def _asks_for_a_change(seat: Seat, there: set[int], shown: SeatShown | None) -> bool:
    asked = seat.member_id in there
    return asked != seat.present and (shown is None or asked != shown.present)


def _was_changed_since(seat: Seat, shown: SeatShown | None) -> bool:
    return shown is not None and shown.edition != seat.edition


def recuse_member(
    council: Council,
    *,
    by: Actor,
    member: CouncilMember,
    project: MicroProject,
    reason: str,
    seen: int | None = None,
) -> Council:
    """Takes a member with an interest out of the base of one vote, as long as the member has not voted (rule 17).

    `seen`: the edition of the member's seat that was shown.
    """
    # By number: who is recused and why is read on the list, by whom it concerns, and not in the timeline.
    facts: dict[str, Any] = {"member": member.pk, "project": project.pk, "title": project.title}
    with moving(council, "recuse", by=by, facts=facts) as council:
        item = _open_item(council, project)
        seat = _seat_of(item, member)
        if seen not in (None, seat.edition):
            raise _changed(council, [seat], edition=seat.edition)
        facts["number"] = seat.number
        _step_aside(item, seat, reason)
        seat.edition += 1
        seat.save(update_fields=["edition"])
    return council


def recuse_at_opening(council: Council, seats: Seats, recusals: Sequence[Mapping[str, Any]]) -> None:
    """Recusals known before the vote: {project, member, reason} each; nobody has seen the seats yet."""
    for recusal in recusals:
        seat = seats[recusal["member"].pk]
        item = _open_item(council, recusal["project"])
        if item.recusals.filter(seat=seat).exists():
            raise ValidationError({"member": _("%s is recused from this project already.") % seat})
        Recusal.objects.create(item=item, seat=seat, reason=recusal["reason"])


def _open_item(council: Council, project: MicroProject) -> CouncilItem:
    item = CouncilItem.objects.select_for_update(no_key=True).filter(council=council, project=project).first()
    if item is None or item.closed_at:
        raise ValidationError({"project": _("Choose a project of the list whose vote is open.")})
    return item


def _seat_of(item: CouncilItem, member: CouncilMember) -> Any:
    """The member's seat, with whether the member is `recused` from the project or has `voted` on it."""
    mine = {"seat": OuterRef("pk"), "item": item.pk}
    seats = Seat.objects.filter(council=item.council_id, member=member)
    seat = seats.annotate(
        recused=Exists(Recusal.objects.filter(**mine)), voted=Exists(Ballot.objects.filter(**mine))
    ).first()
    if seat is None:
        raise ValidationError({"member": _("This member is not on the list of the council.")})
    return seat


def _step_aside(item: CouncilItem, seat: Any, reason: str) -> None:
    if seat.voted:
        raise ValidationError({"member": _("%s has voted on this project already.") % seat})
    if seat.recused:
        raise ValidationError({"member": _("%s is recused from this project already.") % seat})
    Recusal.objects.create(item=item, seat=seat, reason=reason)


def _changed(council: Council, seats: Sequence[Seat], edition: int | None = None) -> Changed:
    """The refusal where somebody else has changed seats since they were shown: who did it, and how they are now."""
    events = last_changes_of_seats(council, {seat.number for seat in seats})
    return Changed(
        council,
        sorted(set(events.values()), key=lambda event: event.sequence),
        words=_("; ").join(_as_it_is_now(seat, events.get(seat.number)) for seat in seats),
        edition=edition,
        parts={"seats": [_as_read(seat) for seat in seats]},
    )


def _as_it_is_now(seat: Seat, event: Event | None) -> str:
    """The seat by number and name, as it is recorded now, and what made it so."""
    words = _("no. %(number)s %(name)s is recorded as %(presence)s, %(event)s")
    presence = _("present") if seat.present else _("absent")
    told = in_words(event) if event else _("since then")
    return words % {"number": seat.number, "name": seat.name, "presence": presence, "event": told}


def _as_read(seat: Seat) -> dict[str, Any]:
    return {"member": seat.member_id, "number": seat.number, "present": seat.present, "edition": seat.edition}
