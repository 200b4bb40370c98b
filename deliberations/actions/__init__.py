"""Every way in which topics, meetings, commitments, look-backs, micro-projects and councils change."""

from deliberations.actions.commitments import add_commitment, end_commitment, postpone_commitment, report_done
from deliberations.actions.council_members import join_council, leave_council
from deliberations.actions.councils import (
    cancel_council,
    change_council,
    close_council,
    confirm_council_minutes,
    notify_council,
    open_council,
    override_ranking,
    plan_council,
)
from deliberations.actions.look_backs import record_look_back
from deliberations.actions.meetings import (
    annul_meeting,
    cancel_meeting,
    change_meeting,
    confirm_minutes,
    correct_attendance,
    disclose_meeting,
    notify_meeting,
    plan_meeting,
)
from deliberations.actions.micro_projects import (
    check_project,
    decline_project,
    propose_project,
    revise_project,
    shortlist_project,
)
from deliberations.actions.outcomes import archive_topic, decide_outcome, disclose_topic, resolve_topic
from deliberations.actions.paper_counts import confirm_paper_count, enter_paper_count, reject_paper_count
from deliberations.actions.project_work import (
    accept_project,
    add_photo,
    answer_objection,
    begin_notice,
    confirm_project,
    disclose_project,
    evaluate_project,
    object_to_project,
    remove_photo,
    report_progress,
)
from deliberations.actions.records import hold_meeting
from deliberations.actions.schedule import end_look_back, plan_look_back
from deliberations.actions.seats import record_presence, recuse_member
from deliberations.actions.topics import (
    adopt_topic,
    decline_topic,
    gather_concerns,
    merge_topic,
    propose_topic,
    record_study,
    revise_topic,
)
from deliberations.actions.voting import cast_ballot, close_item

__all__ = [
    "accept_project",
    "add_commitment",
    "add_photo",
    "adopt_topic",
    "annul_meeting",
    "answer_objection",
    "archive_topic",
    "begin_notice",
    "cancel_council",
    "cancel_meeting",
    "cast_ballot",
    "change_council",
    "change_meeting",
    "check_project",
    "close_council",
    "close_item",
    "confirm_council_minutes",
    "confirm_minutes",
    "confirm_paper_count",
    "confirm_project",
    "correct_attendance",
    "decide_outcome",
    "decline_project",
    "decline_topic",
    "disclose_meeting",
    "disclose_project",
    "disclose_topic",
    "end_commitment",
    "end_look_back",
    "enter_paper_count",
    "evaluate_project",
    "gather_concerns",
    "hold_meeting",
    "join_council",
    "leave_council",
    "merge_topic",
    "notify_council",
    "notify_meeting",
    "object_to_project",
    "open_council",
    "override_ranking",
    "plan_council",
    "plan_look_back",
    "plan_meeting",
    "postpone_commitment",
    "propose_project",
    "propose_topic",
    "record_look_back",
    "record_presence",
    "record_study",
    "recuse_member",
    "reject_paper_count",
    "remove_photo",
    "report_done",
    "report_progress",
    "resolve_topic",
    "revise_project",
    "revise_topic",
    "shortlist_project",
]
