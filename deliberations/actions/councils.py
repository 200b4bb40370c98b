"""A livelihood council before and around its votes: planned, notified, opened, closed, recorded (rule 17)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import clock
from core.access import Actor
from core.door import creating, lock, moving
from deliberations.actions.convening import check_start, minutes_due, notice_due, written
from deliberations.actions.project_work import begin_notice
from deliberations.actions.seats import Seats, freeze_list, recuse_at_opening
from deliberations.enums import COUNCIL_AHEAD, ProjectState, VoteOutcome
from deliberations.models import (
    Council,
    CouncilItem,
    CouncilMember,
    MicroProject,
    RankChange,
    VotingRule,
)
from stations.models import Station


def plan_council(
    *,
    by: Actor,
    station: Station,
    starts_at: datetime,
    place: str,
    secrecy: str,
    projects: Sequence[MicroProject] = (),
) -> Council:
    """Plans a council with the shortlisted projects it votes on, openly or secretly (rule 17)."""
    check_start(starts_at)
    council = Council(
        station=station,
        starts_at=starts_at,
        place=place,
        secrecy=secrecy,
        notice_due_on=notice_due("deliberations.council_notice", starts_at),
    )
    facts = {"starts_at": written(starts_at), "projects": len(projects), "secrecy": secrecy}
    with creating(council, "plan", by=by, facts=facts):
        _set_list(council, projects)
    return council


def change_council(
    council: Council,
    *,
    by: Actor,
    starts_at: datetime,
    place: str,
    secrecy: str,
    projects: Sequence[MicroProject] = (),
) -> Council:
    """Moves a council that has not met, or changes its list or its way of voting (rule 17)."""
    check_start(starts_at)
    facts = {"starts_at": written(starts_at), "place": place, "projects": len(projects), "secrecy": secrecy}
    with moving(council, "change", by=by, facts=facts) as council:
        council.starts_at, council.place, council.secrecy = starts_at, place, secrecy
        council.notice_due_on = notice_due("deliberations.council_notice", starts_at)
        _set_list(council, projects)
    return council


def _set_list(council: Council, projects: Iterable[MicroProject]) -> None:
    """Puts projects on the list in the order given; each waits for one council at a time."""
    asked = list(dict.fromkeys(project.pk for project in projects))
    # The lock makes two councils that want the same project wait for each other.
    found = {project.pk: project for project in lock(MicroProject.objects.filter(pk__in=asked))}
    elsewhere = CouncilItem.objects.filter(project__in=asked, council__state__in=COUNCIL_AHEAD).exclude(council=council)
    taken = set(elsewhere.values_list("project", flat=True))
    for project in found.values():
        if project.station_id != council.station_id:
            raise ValidationError({"projects": _("“%s” belongs to another station.") % project})
        if project.state != ProjectState.SHORTLISTED:
            raise ValidationError({"projects": _("“%s” is not on the shortlist.") % project})
        if project.pk in taken:
            raise ValidationError({"projects": _("“%s” is on the list of another council already.") % project})
    council.items.all().delete()
    CouncilItem.objects.bulk_create(
        CouncilItem(council=council, project=found[pk], position=position)
        for position, pk in enumerate((pk for pk in asked if pk in found), 1)
    )


def notify_council(council: Council, *, by: Actor) -> Council:
    """Gives notice of the council to its members (rule 17)."""
    facts: dict[str, int] = {}
    with moving(council, "notify", by=by, facts=facts) as council:
        if not council.items.exists():
            raise ValidationError(_("Put a shortlisted project on the list first."))
        council.notified_at = clock.now()
        facts["days"] = council.notice_days or 0
    return council


def cancel_council(council: Council, *, by: Actor, reason: str) -> Council:
    """Calls a council off before it meets; its projects wait for another one."""
    with moving(council, "cancel", by=by, facts={"reason": reason}) as council:
        council.cancel_reason = reason
    return council


# Opening: from here on the list of members is frozen.


def open_council(
    council: Council, *, by: Actor, present: Sequence[CouncilMember], recusals: Sequence[Mapping[str, Any]] = ()
) -> Council:
    """Freezes the member list, who is there and who is recused, and puts every project to the vote (rule 17).

    `recusals`: {project, member, reason}. Without a quorum the council cannot open.
    """
    facts: dict[str, Any] = {"recused": len(recusals)}
    with moving(council, "open", by=by, facts=facts) as council:
        if council.starts_at > clock.now():
            raise ValidationError(_("A council opens when it has begun, not before."))
        council.rule = VotingRule.objects.on(council.day)
        seats = freeze_list(council, present)
        _check_quorum(council.rule, seats)
        recuse_at_opening(council, seats, recusals)
        council.opened_at = clock.now()
        _put_to_vote(council, by)
        facts |= {"members": len(seats), "present": sum(seat.present for seat in seats.values())}
    return council


def _check_quorum(rule: VotingRule, seats: Seats) -> None:
    there, needed = sum(seat.present for seat in seats.values()), rule.quorum_of(len(seats))
    if there < needed:
        words = _("%(present)s of %(members)s members are present; the quorum is %(needed)s.")
        raise ValidationError({"present": words % {"present": there, "members": len(seats), "needed": needed}})


def _put_to_vote(council: Council, by: Actor) -> None:
    """Every project of the list; in the order in which another council's list would lock them too."""
    items = council.items.select_related("project__station").order_by("project")
    if not items:
        raise ValidationError(_("Put a shortlisted project on the list first."))
    for item in items:
        if item.project.state != ProjectState.SHORTLISTED:
            raise ValidationError(_("“%s” is not on the shortlist. Take it off the list first.") % item.project)
        with moving(item.project, "put_to_vote", by=by, facts={"council": council.pk, "day": council.day}):
            pass


# Closing: places by the votes, public notice, minutes, and what the committee moves afterwards.


def close_council(council: Council, *, by: Actor, note: str = "") -> Council:
    """Ends the votes: places by the votes, public notice of what passed, minutes due (rules 16, 17)."""
    facts: dict[str, Any] = {}
    with moving(council, "close", by=by, facts=facts) as council:
        council.closed_at, council.note = clock.now(), note
        council.minutes_due_on = minutes_due(council.day)
        items = list(council.items.select_related("result", "project__station").order_by("project"))
        _rank(items)
        passed = [item.project for item in items if item.result.passed]
        for project in passed:
            begin_notice(project, by=by)
        facts |= {"passed": len(passed), "projects": len(items)}
    return council


def _rank(items: Sequence[CouncilItem]) -> None:
    """Most votes in favour first; then fewest against; then the order of the list. No quorum, no place."""
    decided = [item for item in items if item.result.outcome != VoteOutcome.NO_QUORUM]
    decided.sort(key=lambda item: (-item.result.in_favour, item.result.against, item.position))
    for place, item in enumerate(decided, 1):
        item.voted_rank = item.rank = place
    CouncilItem.objects.bulk_update(decided, ["voted_rank", "rank"])


def confirm_council_minutes(council: Council, *, by: Actor, note: str) -> Council:
    """Confirms the minutes of the council."""
    with moving(council, "confirm_minutes", by=by) as council:
        council.note, council.minutes_confirmed_at = note, clock.now()
    return council


def override_ranking(council: Council, *, by: Actor, project: MicroProject, rank: int, reason: str) -> Council:
    """Moves a project against the result; its place by the vote stays beside it, and passed stays passed (rule 17)."""
    facts: dict[str, Any] = {"project": project.pk, "title": project.title, "rank": rank, "reason": reason}
    with moving(council, "override", by=by, facts=facts) as council:
        items = list(council.items.filter(rank__isnull=False).order_by("rank"))
        moved = next((item for item in items if item.project_id == project.pk), None)
        if moved is None:
            raise ValidationError({"project": _("This project has no place in the result of the council.")})
        if not 1 <= rank <= len(items) or rank == moved.rank:
            raise ValidationError({"rank": _("Choose another place between 1 and %s.") % len(items)})
        facts["before"] = moved.rank
        RankChange.objects.create(
            item=moved, before=facts["before"], rank=rank, reason=reason, by_id=by.pk, at=clock.now()
        )
        items.remove(moved)
        items.insert(rank - 1, moved)
        for place, item in enumerate(items, 1):
            item.rank = place
        CouncilItem.objects.bulk_update(items, ["rank"])
    return council
