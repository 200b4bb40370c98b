"""What happens to a deliberation meeting before and after it takes place (rules 10, 14, 36, 37)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import clock
from core.access import Actor
from core.door import creating, lock, moving
from deliberations.actions.commitments import end_commitment
from deliberations.actions.convening import check_start, notice_due, written
from deliberations.actions.schedule import end_look_back
from deliberations.enums import READY_FOR_AGENDA, UPCOMING, AttendanceStatus, TopicState
from deliberations.models import AgendaItem, Attendance, Commitment, LookBack, Meeting, Topic
from stations.models import Representative, Station


def plan_meeting(
    *, by: Actor, station: Station, starts_at: datetime, place: str, topics: Sequence[Topic] = ()
) -> Meeting:
    """Plans a meeting; notice of it is due some days before (rule 10)."""
    check_start(starts_at)
    meeting = Meeting(
        station=station,
        starts_at=starts_at,
        place=place,
        notice_due_on=notice_due("deliberations.notice_before", starts_at),
    )
    with creating(meeting, "plan", by=by, facts={"starts_at": written(starts_at), "topics": len(topics)}):
        _set_agenda(meeting, topics)
    return meeting


def change_meeting(
    meeting: Meeting, *, by: Actor, starts_at: datetime, place: str, topics: Sequence[Topic] = ()
) -> Meeting:
    """Moves a meeting that has not taken place, or changes its agenda (rule 10)."""
    check_start(starts_at)
    facts = {"starts_at": written(starts_at), "place": place, "topics": len(topics)}
    with moving(meeting, "change", by=by, facts=facts) as meeting:
        meeting.starts_at, meeting.place = starts_at, place
        meeting.notice_due_on = notice_due("deliberations.notice_before", starts_at)
        _set_agenda(meeting, topics)
    return meeting


def _set_agenda(meeting: Meeting, topics: Iterable[Topic]) -> None:
    """Puts topics on the agenda in the order given; each waits for one meeting at a time."""
    asked = list(dict.fromkeys(topic.pk for topic in topics))
    # The lock makes two meetings that want the same topic wait for each other.
    found = {topic.pk: topic for topic in lock(Topic.objects.filter(pk__in=asked))}
    elsewhere = AgendaItem.objects.filter(topic__in=asked, meeting__state__in=UPCOMING).exclude(meeting=meeting)
    taken = set(elsewhere.values_list("topic", flat=True))
    for topic in found.values():
        if topic.station_id != meeting.station_id:
            raise ValidationError({"topics": _("“%s” belongs to another station.") % topic})
        if topic.state not in READY_FOR_AGENDA:
            raise ValidationError({"topics": _("“%s” is not adopted, or already deliberated.") % topic})
        if topic.pk in taken:
            raise ValidationError({"topics": _("“%s” is on the agenda of another meeting already.") % topic})
    meeting.agenda.all().delete()
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, topic=found[pk], position=position)
        for position, pk in enumerate((pk for pk in asked if pk in found), 1)
    )


def notify_meeting(meeting: Meeting, *, by: Actor) -> Meeting:
    """Gives notice of the meeting; late notice is shown as late and does not stop the meeting (rule 10)."""
    facts: dict[str, int] = {}
    with moving(meeting, "notify", by=by, facts=facts) as meeting:
        if not meeting.agenda.filter(topic__state__in=READY_FOR_AGENDA).exists():
            raise ValidationError(_("Put an adopted topic on the agenda first."))
        meeting.notified_at = clock.now()
        facts["days"] = meeting.notice_days or 0
    return meeting


def confirm_minutes(meeting: Meeting, *, by: Actor) -> Meeting:
    """Confirms the minutes: the attendance list is now what points are given for (rules 10, 36)."""
    facts = {"present": meeting.attendance.filter(status=AttendanceStatus.PRESENT).count()}
    with moving(meeting, "confirm_minutes", by=by, facts=facts) as meeting:
        meeting.minutes_confirmed_at = clock.now()
    return meeting


def correct_attendance(
    meeting: Meeting, *, by: Actor, representative: Representative, status: str, reason: str
) -> Meeting:
    """Corrects the attendance of one representative; once confirmed, only the committee does (rule 37)."""
    facts = {
        "representative": representative.pk,
        "name": representative.name,
        "status": status,
        "reason": reason,
    }
    with moving(meeting, "correct_attendance", by=by, facts=facts) as meeting:
        known = Attendance.objects.filter(meeting=meeting, representative=representative).first()
        if known is None:
            raise ValidationError({"representative": _("This representative is not on the attendance list.")})
        if known.status == status:
            raise ValidationError({"status": _("That is what the attendance list says already.")})
        facts["before"] = known.status
        why = reason if status == AttendanceStatus.LEAVE else ""
        Attendance.objects.filter(pk=known.pk).update(status=status, reason=why)
    return meeting


def disclose_meeting(meeting: Meeting, *, by: Actor, public_text: str) -> Meeting:
    """Publishes the meeting with a text of its own; nothing internal goes with it (结果公开, rule 14)."""
    with moving(meeting, "disclose", by=by) as meeting:
        meeting.public_text, meeting.disclosed_at = public_text, clock.now()
    return meeting


def cancel_meeting(meeting: Meeting, *, by: Actor, reason: str) -> Meeting:
    """Calls a meeting off before it takes place; its topics wait for another one (rule 10)."""
    with moving(meeting, "cancel", by=by, facts={"reason": reason}) as meeting:
        meeting.cancel_reason = reason
    return meeting


def annul_meeting(meeting: Meeting, *, by: Actor, reason: str) -> Meeting:
    """Undoes the record of a meeting that must not count; topics without an outcome wait again (rule 37)."""
    with moving(meeting, "annul", by=by, facts={"reason": reason}) as meeting:
        meeting.cancel_reason = reason
        deliberated = Topic.objects.filter(agenda_items__meeting=meeting, agenda_items__deliberated=True)
        topics = lock(deliberated.filter(state=TopicState.DELIBERATED).select_related("station"))
        for topic in topics:
            _return_to_agenda(topic, meeting, by)
        _let_go(topics, by, reason)
    return meeting


def _return_to_agenda(topic: Topic, meeting: Meeting, by: Actor) -> None:
    state = TopicState.STUDIED if topic.studies.exists() else TopicState.ADOPTED
    facts = {"meeting": meeting.pk, "day": meeting.day}
    with moving(topic, "return_to_agenda", by=by, to=state, facts=facts) as topic:
        topic.outcome_due_on = None


def _let_go(topics: Sequence[Topic], by: Actor, reason: str) -> None:
    """What was promised at the meeting and planned after it ends with it: all promises first, then all look-backs."""
    for commitment in lock(Commitment.objects.open().filter(topic__in=topics)):
        end_commitment(commitment, by=by, reason=reason)
    for look_back in lock(LookBack.objects.planned().filter(topic__in=topics)):
        end_look_back(look_back, by=by, reason=reason)
