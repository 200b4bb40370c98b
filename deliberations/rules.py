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
