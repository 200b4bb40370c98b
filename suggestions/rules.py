"""Who may do what with suggestions: one-fact predicates, composed into a table (domain §3, §7, §8)."""

from typing import Any

import rules

from stations.duties import duties_of
from suggestions.enums import AssignmentRole, SupervisionKind


@rules.predicate
def is_sponsor(actor: Any, suggestion: Any) -> bool:
    """The representative who brings the suggestion (领衔)."""
    representative = duties_of(actor).representative_id
    return representative is not None and suggestion.sponsor_id == representative


@rules.predicate
def is_unconfirmed_co_sponsor(actor: Any, suggestion: Any) -> bool:
    """A representative named as co-sponsor who has not confirmed the present text (附议)."""
    representative = duties_of(actor).representative_id
    return any(
        one.representative_id == representative and one.confirmed_at is None for one in suggestion.co_sponsors.all()
    )


@rules.predicate
def is_officer_here(actor: Any, thing: Any) -> bool:
    """The liaison officer of the thing's station."""
    return thing.station_id in duties_of(actor).officer_of


@rules.predicate
def is_committee(actor: Any, thing: Any) -> bool:
    """Staff of the district committee."""
    return duties_of(actor).committee


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


#: What only the software itself does, by its own list of permissions.
nobody = rules.always_false

rules.add_perm("suggestions.draft_suggestion", is_sponsor | is_officer_here)
rules.add_perm("suggestions.revise_suggestion", is_sponsor | is_officer_here)
rules.add_perm("suggestions.co_sign_suggestion", is_unconfirmed_co_sponsor)
rules.add_perm("suggestions.submit_suggestion", is_sponsor)
rules.add_perm("suggestions.withdraw_suggestion", is_sponsor)
rules.add_perm("suggestions.register_suggestion", is_committee)
rules.add_perm("suggestions.assign_suggestion", is_committee)
rules.add_perm("suggestions.decide_on_return", is_committee)
rules.add_perm("suggestions.decide_on_extension", is_committee)
rules.add_perm("suggestions.handle_as_lead", is_lead_handler)
rules.add_perm("suggestions.give_opinion", is_co_handler)
rules.add_perm("suggestions.waive_contact", is_sponsor)
rules.add_perm("suggestions.score_suggestion", is_sponsor)
rules.add_perm("suggestions.lapse_score", nobody)
rules.add_perm("suggestions.release_score", is_committee)
rules.add_perm("suggestions.note_look_back", nobody)
rules.add_perm("suggestions.report_pressure", is_sponsor)
rules.add_perm("suggestions.open_supervision", nobody)
rules.add_perm("suggestions.add_supervision_note", is_committee | (is_officer_here & is_station_tracking))
rules.add_perm("suggestions.close_supervision", is_committee | (is_officer_here & is_station_tracking))
