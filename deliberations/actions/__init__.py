"""Every way in which topics, meetings, commitments and look-backs change."""

from deliberations.actions.commitments import add_commitment, end_commitment, postpone_commitment, report_done
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
from deliberations.actions.outcomes import archive_topic, decide_outcome, disclose_topic, resolve_topic
from deliberations.actions.records import hold_meeting
from deliberations.actions.schedule import end_look_back, plan_look_back
from deliberations.actions.topics import (
    adopt_topic,
    decline_topic,
    gather_concerns,
    merge_topic,
    propose_topic,
    record_study,
    revise_topic,
)

__all__ = [
    "add_commitment",
    "adopt_topic",
    "annul_meeting",
    "archive_topic",
    "cancel_meeting",
    "change_meeting",
    "confirm_minutes",
    "correct_attendance",
    "decide_outcome",
    "decline_topic",
    "disclose_meeting",
    "disclose_topic",
    "end_commitment",
    "end_look_back",
    "gather_concerns",
    "hold_meeting",
    "merge_topic",
    "notify_meeting",
    "plan_look_back",
    "plan_meeting",
    "postpone_commitment",
    "propose_topic",
    "record_look_back",
    "record_study",
    "report_done",
    "resolve_topic",
    "revise_topic",
]
