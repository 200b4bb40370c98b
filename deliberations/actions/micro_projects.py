"""A micro-project before the vote: proposed, checked, shortlisted, declined (rules 15, 16)."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import clock
from core.access import Actor, may
from core.door import creating, lock, moving
from deliberations.enums import COUNCIL_AHEAD, Exclusion, Proposer
from deliberations.models import CeilingWarning, MicroProject, Topic
from deliberations.queries.micro_projects import warnings_missing
from stations.actions import route_concern
from stations.enums import ConcernState, Route
from stations.models import Concern, Representative, Station


def propose_project(
    *,
    by: Actor,
    station: Station,
    kind: str,
    title: str,
    need: str,
    benefit: str,
    people: int,
    budget: int,
    proposer: str,
    representative: Representative | None = None,
    topic: Topic | None = None,
    concerns: Iterable[Concern] = (),
    ceiling_reason: str = "",
) -> MicroProject:
    """Brings in a micro-project; who proposed it is kept, concerns not routed yet are routed to it (rule 15)."""
    project = MicroProject(
        station=station, kind=kind, title=title, need=need, benefit=benefit, people=people, budget=budget,
        proposer=proposer, representative=_proposing(proposer, representative), topic=_of(station, topic),
        proposed_at=clock.now(),
    )  # fmt: skip
    with creating(project, "propose", by=by, facts={"budget": budget, "proposer": proposer}):
        _heed_ceilings(project, ceiling_reason, by, field="budget")
        _take_in(project, concerns, by)
    return project


def _proposing(proposer: str, representative: Representative | None) -> Representative | None:
    if proposer != Proposer.REPRESENTATIVE:
        return None
    if representative is None:
        raise ValidationError({"representative": _("Say which representative proposes it.")})
    return representative


def _of(station: Station, topic: Topic | None) -> Topic | None:
    if topic is not None and topic.station_id != station.pk:
        raise ValidationError({"topic": _("“%s” belongs to another station.") % topic})
    return topic


def _take_in(project: MicroProject, concerns: Iterable[Concern], by: Actor) -> None:
    """Puts concerns behind the project: of its station, and not closed; who may route routes them to it."""
    asked = [concern.pk for concern in concerns]
    for concern in lock(Concern.objects.filter(pk__in=asked)):
        if concern.station_id != project.station_id:
            raise ValidationError({"concerns": _("%s was heard at another station.") % concern.number})
        if concern.state == ConcernState.CLOSED:
            raise ValidationError({"concerns": _("%s is closed already.") % concern.number})
        project.concerns.add(concern)
        if concern.state == ConcernState.RECEIVED and may(by, "stations.route_concern", concern):
            route_concern(concern, by=by, route=Route.MICRO_PROJECT)


def _heed_ceilings(project: MicroProject, reason: str, by: Actor, *, field: str) -> None:
    """A ceiling warns and does not block: whoever goes on says why, and that is kept (rule 15)."""
    missing = warnings_missing(project)
    if missing and not reason:
        words = _("%(name)s: %(yuan)s yuan where %(amount)s is the ceiling. Lower it, or say below why you go on.")
        raise ValidationError(
            {
                field: [
                    words % {"name": m.ceiling, "yuan": f"{m.yuan:,}", "amount": f"{m.ceiling.amount:,}"}
                    for m in missing
                ]
            }
        )
    CeilingWarning.objects.bulk_create(
        CeilingWarning(
            project=project, ceiling=m.ceiling, amount=m.ceiling.amount, reached=m.yuan, reason=reason,
            by_id=by.pk, at=clock.now(),
        )
        for m in missing
    )  # fmt: skip


def revise_project(
    project: MicroProject,
    *,
    by: Actor,
    kind: str,
    title: str,
    need: str,
    benefit: str,
    people: int,
    budget: int,
    concerns: Iterable[Concern] = (),
    ceiling_reason: str = "",
) -> MicroProject:
    """Rewords a project that nobody has voted on; who proposed it stays (rule 15)."""
    with moving(project, "revise", by=by, facts={"before": project.budget, "budget": budget}) as project:
        project.kind, project.title, project.need, project.benefit = kind, title, need, benefit
        project.people, project.budget = people, budget
        _heed_ceilings(project, ceiling_reason, by, field="budget")
        _take_in(project, concerns, by)
    return project


def check_project(
    project: MicroProject, *, by: Actor, exclusions: Sequence[str] = (), reason: str = ""
) -> MicroProject:
    """Goes through the exclusions; what is found needs its reason, and keeps the project off the shortlist."""
    found = [code for code in Exclusion.values if code in exclusions]
    if found and not reason:
        raise ValidationError({"reason": _("Say why the exclusion applies.")})
    facts: dict[str, Any] = {"exclusions": found, "found": len(found)}
    with moving(project, "check", by=by, facts=facts) as project:
        project.exclusions, project.check_note, project.checked_at = found, reason, clock.now()
    return project


def shortlist_project(project: MicroProject, *, by: Actor, ceiling_reason: str = "") -> MicroProject:
    """Puts a checked project on the list from which councils choose (rule 16)."""
    with moving(project, "shortlist", by=by) as project:
        _heed_ceilings(project, ceiling_reason, by, field="ceiling_reason")
        project.shortlisted_at = clock.now()
    return project


def decline_project(project: MicroProject, *, by: Actor, reason: str) -> MicroProject:
    """Declines a project that nobody has voted on; its concerns are still owed their feedback (rule 16)."""
    with moving(project, "decline", by=by, facts={"reason": reason}) as project:
        if project.council_items.filter(council__state__in=COUNCIL_AHEAD).exists():
            raise ValidationError(_("The project is on the list of a council. Take it off the list first."))
        project.decline_reason = reason
    return project
