"""The moves of topics, meetings, commitments and look-backs (domain §5)."""

from django.utils.translation import gettext_lazy as _

from core.editions import adds
from core.nouns import Noun
from core.workflow import Move, Workflow
from deliberations.enums import (
    BEFORE_MEETING,
    READY_FOR_AGENDA,
    TOOK_PLACE,
    UPCOMING,
    AttendanceStatus,
    CommitmentState,
    LookBackResult,
    LookBackState,
    MeetingState,
    Outcome,
    TopicState,
)

T, M, C, L = TopicState, MeetingState, CommitmentState, LookBackState

TOPIC = Workflow(
    Noun("deliberations.topic", page="deliberations:topic-detail", list="deliberations:topic-list", title="title",
         shows=("station", "lead")),
    Move(
        "propose", (), T.COLLECTED, "deliberations.propose_topic", "§5.9",
        label=_("Propose a topic"),
        sentence=_("{actor} proposed the topic from {concerns} concerns"),
        facts=("concerns",),
    ),
    Move(
        "adopt", (T.COLLECTED,), T.ADOPTED, "deliberations.adopt_topic", "§5.9",
        label=_("Adopt"),
        sentence=_("{actor} adopted the topic ({concerns} concerns, {people} people, {visits} visits)"),
        facts=("concerns", "people", "visits"),
        tone="primary",
    ),
    Move(
        "record_study", READY_FOR_AGENDA, T.STUDIED, "deliberations.record_study", "§5.9",
        label=_("Record a study"),
        sentence=_("{actor} recorded the study before the meeting ({studied_on}{waived_reason})"),
        facts=("studied_on", "waived_reason"),
        tone="primary",
        once=True, mark=adds("a study was made whatever else happened to the topic"),
    ),
    Move(
        "revise", BEFORE_MEETING, None, "deliberations.revise_topic", "§5.9",
        label=_("Revise"),
        sentence=_("{actor} revised the topic"),
    ),
    Move(
        "gather", BEFORE_MEETING, None, "deliberations.gather_concerns", "§5.9",
        label=_("Add concerns"),
        sentence=_("{actor} added {concerns} concerns to the topic"),
        facts=("concerns",),
    ),
    Move(
        "deliberate", READY_FOR_AGENDA, T.DELIBERATED, "deliberations.hold_meeting", "§5.9",
        label=_("Deliberate"),
        sentence=_("The topic was deliberated at the meeting of {day}; {commitments} commitments were made"),
        facts=("day", "commitments"),
        caused=True,
    ),
    Move(
        "add_commitment", (T.DELIBERATED, T.TRACKED), None, "deliberations.commit", "§5.11",
        label=_("Add a commitment"),
        sentence=_("{actor} recorded a commitment of {department}"),
        facts=("department",),
        once=True, mark=adds("a promise was made whatever else happened to the topic"),
    ),
    Move(
        "decide_outcome", (T.DELIBERATED,), (T.TRACKED, T.RESOLVED, T.ENDED),
        "deliberations.decide_outcome", "§5.12",
        label=_("Decide the outcome"),
        sentence=_("{actor} decided the outcome: {outcome}"),
        facts=("outcome",),
        shows={"outcome": Outcome},
        tone="primary",
    ),
    Move(
        "resolve", (T.TRACKED,), T.RESOLVED, "deliberations.resolve_topic", "§5.9",
        label=_("Record as resolved"),
        sentence=_("{actor} recorded the problem as resolved, tracked by {tracker_name}"),
        facts=("tracker_name",),
        tone="primary",
    ),
    Move(
        "confirm", (T.RESOLVED,), T.CONFIRMED, "deliberations.record_look_back", "§5.13",
        label=_("Confirm by look-back"),
        sentence=_("The look-back confirmed that the problem is resolved"),
        caused=True,
    ),
    Move(
        "reopen", (T.RESOLVED, T.CONFIRMED, T.DISCLOSED), T.TRACKED,
        "deliberations.record_look_back", "§5.13",
        label=_("Reopen"),
        sentence=_("The look-back reopened the topic: {reason}"),
        facts=("reason",),
        caused=True,
    ),
    Move(
        "disclose", (T.CONFIRMED,), T.DISCLOSED, "deliberations.disclose_topic", "§5.14",
        label=_("Disclose the result"),
        sentence=_("{actor} disclosed the result"),
        tone="primary",
    ),
    Move(
        "archive", (T.DISCLOSED,), T.ARCHIVED, "deliberations.archive_topic", "§5.9",
        label=_("Archive"),
        sentence=_("{actor} archived the topic"),
    ),
    Move(
        "merge", BEFORE_MEETING, T.MERGED, "deliberations.merge_topic", "§5.9",
        label=_("Merge into another topic"),
        sentence=_("{actor} merged the topic into “{title}”"),
        facts=("title",),
    ),
    Move(
        "absorb", BEFORE_MEETING, None, "deliberations.merge_topic", "§5.9",
        label=_("Take up another topic"),
        sentence=_("{actor} merged the topic “{title}” into this one"),
        facts=("title",),
        caused=True,
    ),
    Move(
        "decline", BEFORE_MEETING, T.DECLINED, "deliberations.decline_topic", "§5.9",
        label=_("Decline"),
        sentence=_("{actor} declined the topic: {reason}"),
        facts=("reason",),
        tone="danger",
    ),
    Move(
        "return_to_agenda", (T.DELIBERATED,), READY_FOR_AGENDA, "deliberations.annul_meeting", "§5.9",
        label=_("Return to the agenda"),
        sentence=_("The meeting of {day} was annulled; the topic waits for a meeting again"),
        facts=("day",),
        caused=True,
    ),
)  # fmt: skip

MEETING = Workflow(
    Noun("deliberations.meeting", page="deliberations:meeting-detail", list="deliberations:meeting-list",
         shows=("station",)),
    Move(
        "plan", (), M.PLANNED, "deliberations.plan_meeting", "§5.10",
        label=_("Plan a meeting"),
        sentence=_("{actor} planned the meeting for {starts_at}, with {topics} topics"),
        facts=("starts_at", "topics"),
    ),
    Move(
        "notify", (M.PLANNED,), M.NOTIFIED, "deliberations.notify_meeting", "§5.10",
        label=_("Give notice"),
        sentence=_("{actor} gave notice of the meeting, {days} days before it"),
        facts=("days",),
        tone="primary",
    ),
    Move(
        "change", UPCOMING, None, "deliberations.change_meeting", "§5.10",
        label=_("Change time, place or agenda"),
        sentence=_("{actor} changed the meeting: {starts_at}, {place}, {topics} topics"),
        facts=("starts_at", "place", "topics"),
    ),
    Move(
        "hold", (M.NOTIFIED,), M.HELD, "deliberations.hold_meeting", "§5.10",
        label=_("Record the meeting"),
        sentence=_("{actor} recorded the meeting: {present} present, {topics_count} topics"),
        facts=("present", "topics_count"),
        tone="primary",
    ),
    Move(
        "confirm_minutes", (M.HELD,), M.CONFIRMED, "deliberations.confirm_minutes", "§5.10",
        label=_("Confirm the minutes"),
        sentence=_("{actor} confirmed the minutes: {present} representatives present"),
        facts=("present",),
        tone="primary",
        signs=True,
    ),
    Move(
        "correct_attendance", (M.HELD, M.CONFIRMED, M.DISCLOSED), None,
        "deliberations.correct_attendance", "§9.36",
        label=_("Correct the attendance"),
        sentence=_("{actor} corrected the attendance of {name} from {before} to {status}: {reason}"),
        facts=("name", "before", "status", "reason"),
        shows={"status": AttendanceStatus, "before": AttendanceStatus},
    ),
    Move(
        "disclose", (M.CONFIRMED,), M.DISCLOSED, "deliberations.disclose_meeting", "§5.14",
        label=_("Disclose the meeting"),
        sentence=_("{actor} disclosed the meeting"),
        tone="primary",
    ),
    Move(
        "cancel", UPCOMING, M.CANCELLED, "deliberations.cancel_meeting", "§5.10",
        label=_("Cancel the meeting"),
        sentence=_("{actor} cancelled the meeting: {reason}"),
        facts=("reason",),
        tone="danger",
    ),
    Move(
        "annul", TOOK_PLACE, M.CANCELLED, "deliberations.annul_meeting", "§9.37",
        label=_("Annul the meeting"),
        sentence=_("{actor} annulled the record of the meeting: {reason}"),
        facts=("reason",),
        tone="danger",
    ),
)  # fmt: skip

COMMITMENT = Workflow(
    Noun("deliberations.commitment", page="deliberations:commitment-detail",
         list="deliberations:commitment-list", title="measure",
         shows=("station", "department", "topic", "meeting")),
    Move(
        "commit", (), C.OPEN, "deliberations.commit", "§5.11",
        label=_("Commit"),
        sentence=_("{department} committed itself for {due_on}; responsible: {responsible}"),
        facts=("department", "due_on", "responsible"),
    ),
    Move(
        "report_done", (C.OPEN,), C.DONE, "deliberations.report_done", "§5.11",
        label=_("Report as done"),
        sentence=_("{actor} reported the commitment as done"),
        tone="primary",
    ),
    Move(
        "postpone", (C.OPEN,), None, "deliberations.postpone_commitment", "§5.11",
        label=_("Postpone"),
        sentence=_("{actor} postponed the commitment from {before} to {due_on}: {reason}"),
        facts=("before", "due_on", "reason"),
    ),
    Move(
        "reopen", (C.DONE,), C.OPEN, "deliberations.record_look_back", "§5.13",
        label=_("Reopen"),
        sentence=_("The look-back reopened the commitment: {reason}"),
        facts=("reason",),
        caused=True,
    ),
    Move(
        "end", (C.OPEN,), C.ENDED, "deliberations.end_commitment", "§5.11",
        label=_("Release from the commitment"),
        sentence=_("{actor} ended the commitment: {reason}"),
        facts=("reason",),
        tone="danger",
    ),
)  # fmt: skip

LOOK_BACK = Workflow(
    Noun("deliberations.lookback", page="deliberations:look-back-detail",
         list="deliberations:look-back-list", title="title",
         shows=("station", "topic", "commitment__department", "previous")),
    Move(
        "plan", (), L.PLANNED, "deliberations.plan_look_back", "§5.13",
        label=_("Plan a look-back"),
        sentence=_("A look-back was planned for {due_on}"),
        facts=("due_on",),
    ),
    Move(
        "record", (L.PLANNED,), L.RECORDED, "deliberations.record_look_back", "§5.13",
        label=_("Record the look-back"),
        sentence=_("{actor} recorded the look-back of {visited_on}: {result}"),
        facts=("visited_on", "result"),
        shows={"result": LookBackResult},
        tone="primary",
    ),
    Move(
        "reschedule", (L.PLANNED,), None, "deliberations.reschedule_look_back", "§5.13",
        label=_("Reschedule"),
        sentence=_("The look-back moved from {before} to {due_on} because the promised date moved"),
        facts=("before", "due_on"),
        caused=True,
    ),
    Move(
        "end", (L.PLANNED,), L.ENDED, "deliberations.end_look_back", "§5.13",
        label=_("End the look-backs"),
        sentence=_("{actor} ended the look-backs: {reason}"),
        facts=("reason",),
        tone="danger",
    ),
)  # fmt: skip
