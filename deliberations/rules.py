"""Who may do what with topics, meetings, commitments and look-backs (domain §3, §5)."""

from typing import Any

import rules

from core.access import fact, permit
from deliberations.enums import MeetingState
from stations.duties import duties_of
from stations.enums import Role
from stations.rules import SOFTWARE_ALONE, is_committee, is_officer_here

#: Who sits in a council, whatever other role the person holds.
MEMBER = "council_member"


@rules.predicate
def is_its_lead(actor: Any, thing: Any) -> bool:
    """The representative who leads the topic."""
    return thing.lead_id is not None and thing.lead_id == duties_of(actor).representative_id


@rules.predicate
def handles_it(actor: Any, thing: Any) -> bool:
    """A handler of the department that made the commitment."""
    return thing.department_id in duties_of(actor).departments


@rules.predicate
@fact("confirm_minutes")
def minutes_are_open(actor: Any, thing: Any) -> bool:
    """The minutes are not confirmed yet; afterwards points hang on the attendance (rule 36)."""
    return thing.state == MeetingState.HELD


permit("deliberations.propose_topic", {Role.OFFICER: is_officer_here})
permit("deliberations.adopt_topic", {Role.OFFICER: is_officer_here})
permit("deliberations.revise_topic", {Role.OFFICER: is_officer_here})
permit("deliberations.gather_concerns", {Role.OFFICER: is_officer_here})
permit("deliberations.record_study", {Role.OFFICER: is_officer_here, Role.REPRESENTATIVE: is_its_lead})
permit("deliberations.merge_topic", {Role.OFFICER: is_officer_here})
permit("deliberations.decline_topic", {Role.OFFICER: is_officer_here})
permit("deliberations.decide_outcome", {Role.OFFICER: is_officer_here})
permit("deliberations.resolve_topic", {Role.OFFICER: is_officer_here})
permit("deliberations.disclose_topic", {Role.OFFICER: is_officer_here, Role.COMMITTEE: is_committee})
permit("deliberations.archive_topic", {Role.OFFICER: is_officer_here, Role.COMMITTEE: is_committee})

permit("deliberations.plan_meeting", {Role.OFFICER: is_officer_here})
permit("deliberations.notify_meeting", {Role.OFFICER: is_officer_here})
permit("deliberations.change_meeting", {Role.OFFICER: is_officer_here})
permit("deliberations.hold_meeting", {Role.OFFICER: is_officer_here})
permit("deliberations.confirm_minutes", {Role.OFFICER: is_officer_here})
permit(
    "deliberations.correct_attendance", {Role.OFFICER: is_officer_here & minutes_are_open, Role.COMMITTEE: is_committee}
)
permit("deliberations.disclose_meeting", {Role.OFFICER: is_officer_here, Role.COMMITTEE: is_committee})
permit("deliberations.cancel_meeting", {Role.OFFICER: is_officer_here})
permit("deliberations.annul_meeting", {Role.COMMITTEE: is_committee})

permit("deliberations.commit", {Role.OFFICER: is_officer_here})
permit("deliberations.report_done", {Role.OFFICER: is_officer_here, Role.DEPARTMENT: handles_it})
permit("deliberations.postpone_commitment", {Role.OFFICER: is_officer_here, Role.DEPARTMENT: handles_it})
permit("deliberations.end_commitment", {Role.OFFICER: is_officer_here, Role.COMMITTEE: is_committee})

permit("deliberations.plan_look_back", {Role.OFFICER: is_officer_here, Role.COMMITTEE: is_committee})
permit("deliberations.record_look_back", {Role.OFFICER: is_officer_here})
# Only the schedule itself moves a look-back, when the promised date moves.
permit("deliberations.reschedule_look_back", SOFTWARE_ALONE)
permit("deliberations.end_look_back", {Role.OFFICER: is_officer_here, Role.COMMITTEE: is_committee})


# Livelihood councils and micro-projects (domain §6).


@rules.predicate
def is_subdistrict_here(actor: Any, thing: Any) -> bool:
    """The working committee of the subdistrict that the thing's station lies in."""
    subdistricts = duties_of(actor).subdistricts
    return bool(subdistricts) and thing.station.subdistrict_id in subdistricts


@rules.predicate
def is_at_home_here(actor: Any, thing: Any) -> bool:
    """A representative whose home station is the thing's."""
    return thing.station_id in duties_of(actor).home_stations


@rules.predicate
def proposes_it(actor: Any, project: Any) -> bool:
    """The representative in whose name the project is proposed."""
    return project.representative_id is not None and project.representative_id == duties_of(actor).representative_id


@rules.predicate
def sits_there(actor: Any, council: Any) -> bool:
    """A member of the council with an account of the own."""
    return any(seat.user_id == actor.pk for seat in council.seats.all())


@rules.predicate
@fact("open", "record_presence")
def is_present(actor: Any, council: Any) -> bool:
    """The member was recorded as present."""
    return any(seat.user_id == actor.pk and seat.present for seat in council.seats.all())


@rules.predicate
def is_its_voter(actor: Any, ballot: Any) -> bool:
    """The member whose ballot it is."""
    return ballot.seat.user_id is not None and ballot.seat.user_id == actor.pk


permit(
    "deliberations.propose_project", {Role.OFFICER: is_officer_here, Role.REPRESENTATIVE: is_at_home_here & proposes_it}
)
permit("deliberations.revise_project", {Role.OFFICER: is_officer_here})
permit("deliberations.check_project", {Role.OFFICER: is_officer_here, Role.SUBDISTRICT: is_subdistrict_here})
permit("deliberations.shortlist_project", {Role.OFFICER: is_officer_here, Role.SUBDISTRICT: is_subdistrict_here})
permit("deliberations.decline_project", {Role.OFFICER: is_officer_here, Role.SUBDISTRICT: is_subdistrict_here})
permit(
    "deliberations.object_to_project",
    {Role.OFFICER: is_officer_here, Role.REPRESENTATIVE: is_at_home_here, Role.COMMITTEE: is_committee},
)
permit("deliberations.answer_objection", {Role.OFFICER: is_officer_here, Role.SUBDISTRICT: is_subdistrict_here})
permit("deliberations.confirm_project", {Role.SUBDISTRICT: is_subdistrict_here})
permit("deliberations.report_progress", {Role.OFFICER: is_officer_here, Role.SUBDISTRICT: is_subdistrict_here})
permit("deliberations.accept_project", {Role.OFFICER: is_officer_here, Role.SUBDISTRICT: is_subdistrict_here})
permit("deliberations.evaluate_project", {Role.OFFICER: is_officer_here})
permit("deliberations.disclose_project", {Role.OFFICER: is_officer_here, Role.COMMITTEE: is_committee})
permit("deliberations.add_photo", {Role.OFFICER: is_officer_here, Role.SUBDISTRICT: is_subdistrict_here})

permit("deliberations.plan_council", {Role.OFFICER: is_officer_here})
permit("deliberations.notify_council", {Role.OFFICER: is_officer_here})
permit("deliberations.change_council", {Role.OFFICER: is_officer_here})
permit("deliberations.cancel_council", {Role.OFFICER: is_officer_here})
permit("deliberations.open_council", {Role.OFFICER: is_officer_here})
permit("deliberations.run_council", {Role.OFFICER: is_officer_here})
# A second person: the action refuses whoever entered the count.
permit(
    "deliberations.confirm_paper_count",
    {
        Role.OFFICER: is_officer_here,
        Role.SUBDISTRICT: is_subdistrict_here,
        Role.COMMITTEE: is_committee,
        MEMBER: sits_there & is_present,
    },
)
permit("deliberations.close_item", {Role.OFFICER: is_officer_here})
permit("deliberations.close_council", {Role.OFFICER: is_officer_here})
permit("deliberations.confirm_council_minutes", {Role.OFFICER: is_officer_here})
permit("deliberations.override_ranking", {Role.COMMITTEE: is_committee})
permit("deliberations.cast_ballot", {MEMBER: is_its_voter})
permit("deliberations.keep_members", {Role.OFFICER: is_officer_here})
