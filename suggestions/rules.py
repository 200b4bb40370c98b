"""Who may do what with suggestions: one-fact predicates, composed into a table (domain §3, §7, §8)."""

from typing import Any

import rules

from core.access import fact, permit
from stations.duties import duties_of
from stations.enums import Role
from stations.rules import SOFTWARE_ALONE, is_committee, is_officer_here
from suggestions.enums import AssignmentRole, SupervisionKind


@rules.predicate
def is_sponsor(actor: Any, suggestion: Any) -> bool:
    """The representative who brings the suggestion (领衔)."""
    representative = duties_of(actor).representative_id
    return representative is not None and suggestion.sponsor_id == representative


@rules.predicate
def is_author(actor: Any, suggestion: Any) -> bool:
    """Whoever began the draft."""
    return suggestion.author_id == actor.pk


@rules.predicate
def is_co_sponsor(actor: Any, suggestion: Any) -> bool:
    """A representative named as co-sponsor (附议)."""
    return _joining(actor, suggestion) is not None


@rules.predicate
@fact("co_sign")
def has_not_confirmed(actor: Any, suggestion: Any) -> bool:
    """The co-sponsor has not confirmed the present text."""
    joining = _joining(actor, suggestion)
    return joining is not None and joining.confirmed_at is None


def _joining(actor: Any, suggestion: Any) -> Any:
    who = duties_of(actor).representative_id
    return next((one for one in suggestion.co_sponsors.all() if one.representative_id == who), None)


@rules.predicate
def is_lead_handler(actor: Any, suggestion: Any) -> bool:
    """A handler of the lead department (主办)."""
    return suggestion.lead_id is not None and suggestion.lead_id in duties_of(actor).departments


@rules.predicate
def is_co_handler(actor: Any, suggestion: Any) -> bool:
    """A handler of a co-handling department (会办)."""
    departments = duties_of(actor).departments
    return bool(departments) and any(
        one.role == AssignmentRole.CO_HANDLING and one.in_force and one.department_id in departments
        for one in suggestion.assignments.all()
    )


@rules.predicate
def is_station_tracking(actor: Any, supervision: Any) -> bool:
    """The station's own tracking, not the committee's supervision (重点跟踪)."""
    return supervision.kind == SupervisionKind.STATION


permit("suggestions.draft_suggestion", {Role.REPRESENTATIVE: is_sponsor, Role.OFFICER: is_officer_here})
permit("suggestions.revise_suggestion", {Role.REPRESENTATIVE: is_sponsor, Role.OFFICER: is_officer_here})
permit("suggestions.discard_suggestion", {Role.REPRESENTATIVE: is_sponsor, Role.OFFICER: is_officer_here & is_author})
permit("suggestions.co_sign_suggestion", {Role.REPRESENTATIVE: is_co_sponsor & has_not_confirmed})
permit("suggestions.submit_suggestion", {Role.REPRESENTATIVE: is_sponsor})
permit("suggestions.withdraw_suggestion", {Role.REPRESENTATIVE: is_sponsor})
permit("suggestions.register_suggestion", {Role.COMMITTEE: is_committee})
permit("suggestions.assign_suggestion", {Role.COMMITTEE: is_committee})
permit("suggestions.decide_on_return", {Role.COMMITTEE: is_committee})
permit("suggestions.decide_on_extension", {Role.COMMITTEE: is_committee})
permit("suggestions.handle_as_lead", {Role.DEPARTMENT: is_lead_handler})
permit("suggestions.give_opinion", {Role.DEPARTMENT: is_co_handler})
permit("suggestions.waive_contact", {Role.REPRESENTATIVE: is_sponsor})
permit("suggestions.score_suggestion", {Role.REPRESENTATIVE: is_sponsor})
permit("suggestions.lapse_score", SOFTWARE_ALONE)
permit("suggestions.release_score", {Role.COMMITTEE: is_committee})
permit("suggestions.note_look_back", SOFTWARE_ALONE)
permit("suggestions.report_pressure", {Role.REPRESENTATIVE: is_sponsor})
permit("suggestions.open_supervision", SOFTWARE_ALONE)
permit(
    "suggestions.add_supervision_note",
    {Role.COMMITTEE: is_committee, Role.OFFICER: is_officer_here & is_station_tracking},
)
permit(
    "suggestions.close_supervision", {Role.COMMITTEE: is_committee, Role.OFFICER: is_officer_here & is_station_tracking}
)
