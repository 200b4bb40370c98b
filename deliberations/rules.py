"""Who may do what with topics, meetings, commitments and look-backs (domain §3, §5)."""

from typing import Any

import rules

from deliberations.enums import MeetingState
from stations.duties import duties_of
from stations.rules import is_committee, is_officer_here


@rules.predicate
def is_its_lead(actor: Any, thing: Any) -> bool:
    """The representative who leads the topic."""
    return thing.lead_id is not None and thing.lead_id == duties_of(actor).representative_id


@rules.predicate
def handles_it(actor: Any, thing: Any) -> bool:
    """A handler of the department that made the commitment."""
    return thing.department_id in duties_of(actor).departments


@rules.predicate
def minutes_are_open(actor: Any, thing: Any) -> bool:
    """The minutes are not confirmed yet; afterwards points hang on the attendance (rule 36)."""
    return thing.state == MeetingState.HELD


rules.add_perm("deliberations.propose_topic", is_officer_here)
rules.add_perm("deliberations.adopt_topic", is_officer_here)
rules.add_perm("deliberations.revise_topic", is_officer_here)
rules.add_perm("deliberations.gather_concerns", is_officer_here)
rules.add_perm("deliberations.record_study", is_officer_here | is_its_lead)
rules.add_perm("deliberations.merge_topic", is_officer_here)
rules.add_perm("deliberations.decline_topic", is_officer_here)
rules.add_perm("deliberations.decide_outcome", is_officer_here)
rules.add_perm("deliberations.resolve_topic", is_officer_here)
rules.add_perm("deliberations.disclose_topic", is_officer_here | is_committee)
rules.add_perm("deliberations.archive_topic", is_officer_here | is_committee)

rules.add_perm("deliberations.plan_meeting", is_officer_here)
rules.add_perm("deliberations.notify_meeting", is_officer_here)
rules.add_perm("deliberations.change_meeting", is_officer_here)
rules.add_perm("deliberations.hold_meeting", is_officer_here)
rules.add_perm("deliberations.confirm_minutes", is_officer_here)
rules.add_perm("deliberations.correct_attendance", (is_officer_here & minutes_are_open) | is_committee)
rules.add_perm("deliberations.disclose_meeting", is_officer_here | is_committee)
rules.add_perm("deliberations.cancel_meeting", is_officer_here)
rules.add_perm("deliberations.annul_meeting", is_committee)

rules.add_perm("deliberations.commit", is_officer_here)
rules.add_perm("deliberations.report_done", is_officer_here | handles_it)
rules.add_perm("deliberations.postpone_commitment", is_officer_here | handles_it)
rules.add_perm("deliberations.end_commitment", is_officer_here | is_committee)

rules.add_perm("deliberations.plan_look_back", is_officer_here | is_committee)
rules.add_perm("deliberations.record_look_back", is_officer_here)
# Only the schedule itself moves a look-back, when the promised date moves.
rules.add_perm("deliberations.reschedule_look_back", rules.always_false)
rules.add_perm("deliberations.end_look_back", is_officer_here | is_committee)


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
    """A member who is present at the council with an account of the own."""
    return any(seat.user_id == actor.pk and seat.present for seat in council.seats.all())


@rules.predicate
def is_its_voter(actor: Any, ballot: Any) -> bool:
    """The member whose ballot it is."""
    return ballot.seat.user_id is not None and ballot.seat.user_id == actor.pk


rules.add_perm("deliberations.propose_project", is_officer_here | (is_at_home_here & proposes_it))
rules.add_perm("deliberations.revise_project", is_officer_here)
rules.add_perm("deliberations.check_project", is_officer_here | is_subdistrict_here)
rules.add_perm("deliberations.shortlist_project", is_officer_here | is_subdistrict_here)
rules.add_perm("deliberations.decline_project", is_officer_here | is_subdistrict_here)
rules.add_perm("deliberations.object_to_project", is_officer_here | is_at_home_here | is_committee)
rules.add_perm("deliberations.answer_objection", is_officer_here | is_subdistrict_here)
rules.add_perm("deliberations.confirm_project", is_subdistrict_here)
rules.add_perm("deliberations.report_progress", is_officer_here | is_subdistrict_here)
rules.add_perm("deliberations.accept_project", is_officer_here | is_subdistrict_here)
rules.add_perm("deliberations.evaluate_project", is_officer_here)
rules.add_perm("deliberations.disclose_project", is_officer_here | is_committee)
rules.add_perm("deliberations.add_photo", is_officer_here | is_subdistrict_here)

rules.add_perm("deliberations.plan_council", is_officer_here)
rules.add_perm("deliberations.notify_council", is_officer_here)
rules.add_perm("deliberations.change_council", is_officer_here)
rules.add_perm("deliberations.cancel_council", is_officer_here)
rules.add_perm("deliberations.open_council", is_officer_here)
rules.add_perm("deliberations.run_council", is_officer_here)
# A second person: the action refuses whoever entered the count.
rules.add_perm("deliberations.confirm_paper_count", is_officer_here | is_subdistrict_here | is_committee | sits_there)
rules.add_perm("deliberations.close_item", is_officer_here)
rules.add_perm("deliberations.close_council", is_officer_here)
rules.add_perm("deliberations.confirm_council_minutes", is_officer_here)
rules.add_perm("deliberations.override_ranking", is_committee)
rules.add_perm("deliberations.cast_ballot", is_its_voter)
rules.add_perm("deliberations.keep_members", is_officer_here)
