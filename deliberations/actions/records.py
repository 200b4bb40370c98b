"""Recording a meeting in one go: who was there, and what departments promised on each topic (rules 10–13)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import clock
from core.access import Actor
from core.door import moving
from core.names import one_form
from deliberations.actions.commitments import commit, look_back_on, missing_facts
from deliberations.actions.convening import minutes_and_outcome_due
from deliberations.actions.schedule import FURTHEST
from deliberations.enums import READY_FOR_AGENDA, AttendanceStatus
from deliberations.models import AgendaItem, Attendance, Delegate, Meeting, Topic
from deliberations.queries.topics import expected_at

Rows = Sequence[Mapping[str, Any]]


def hold_meeting(
    meeting: Meeting,
    *,
    by: Actor,
    attendance: Rows,
    commitments: Rows = (),
    residents_present: int | None = None,
    delegates: Rows = (),
    note: str = "",
) -> Meeting:
    """Records that the meeting took place; its topics are deliberated by it (rules 9–12).

    `attendance`: {representative, status, reason}, one for every representative of the station, then guests.
    `commitments`: {topic, department, measure, due_on, responsible}. `delegates`: {department, name}.
    """
    facts: dict[str, Any] = {"commitments": len(commitments)}
    with moving(meeting, "hold", by=by, facts=facts) as meeting:
        topics = _topics(meeting)
        _check(meeting, topics, attendance, commitments)
        _note_who_came(meeting, attendance, delegates)
        meeting.residents_present, meeting.note, meeting.held_at = residents_present, note, clock.now()
        meeting.minutes_due_on, outcome_due_on = minutes_and_outcome_due(meeting.day)
        _deliberate(meeting, topics, outcome_due_on, commitments, by)
        facts["present"] = sum(row["status"] == AttendanceStatus.PRESENT for row in attendance)
        facts["topics"], facts["topics_count"] = [topic.pk for topic in topics], len(topics)
    return meeting


def _topics(meeting: Meeting) -> list[Topic]:
    """The topics of the agenda that can be deliberated; there must be one (rule 10)."""
    items = meeting.agenda.filter(topic__state__in=READY_FOR_AGENDA).select_related("topic__station")
    return [item.topic for item in items]


def _check(meeting: Meeting, topics: list[Topic], attendance: Rows, commitments: Rows) -> None:
    if meeting.starts_at > clock.now():
        raise ValidationError(_("A meeting is recorded after it began."))
    if not topics:
        raise ValidationError(_("A meeting cannot be held without an adopted topic on its agenda."))
    errors = _wrong_attendance(meeting, attendance) | _wrong_commitments(meeting, topics, commitments)
    if errors:
        raise ValidationError(errors)


def _wrong_attendance(meeting: Meeting, attendance: Rows) -> dict[str, str]:
    errors: dict[str, str] = {}
    named = [row["representative"].pk for row in attendance]
    for number, row in enumerate(attendance):
        if row["status"] == AttendanceStatus.LEAVE and not row.get("reason"):
            errors[f"attendance.{number}.reason"] = _("Leave has a reason: enter it.")
        if row["representative"].pk in named[:number]:
            errors[f"attendance.{number}.representative"] = _("This representative is listed twice.")
    missing = [who.name for who in expected_at(meeting) if who.pk not in named]
    if missing:
        errors["attendance"] = _("Say of every representative whether they were there: %s.") % _(", ").join(missing)
    return errors


def _wrong_commitments(meeting: Meeting, topics: list[Topic], commitments: Rows) -> dict[str, str]:
    errors: dict[str, str] = {}
    for number, row in enumerate(commitments):
        place = f"commitments.{number}"
        due_on = row.get("due_on")
        missing = missing_facts(measure=row.get("measure", ""), due_on=due_on, responsible=row.get("responsible", ""))
        errors |= {f"{place}.{name}": message for name, message in missing.items()}
        if due_on and not meeting.day <= due_on <= meeting.day + FURTHEST:
            errors[f"{place}.due_on"] = _("Choose a date from the day of the meeting on, within five years.")
        if row["topic"] not in topics:
            errors[f"{place}.topic"] = _("This topic is not on the agenda.")
    return errors


def _note_who_came(meeting: Meeting, attendance: Rows, delegates: Rows) -> None:
    Attendance.objects.bulk_create(
        Attendance(
            meeting=meeting, representative=row["representative"], status=row["status"],
            # A reason belongs to a leave; one typed before the choice changed is dropped.
            reason=row.get("reason", "") if row["status"] == AttendanceStatus.LEAVE else "",
        )
        for row in attendance
    )  # fmt: skip
    names = dict.fromkeys((row["department"].pk, one_form(row["name"])) for row in delegates)
    Delegate.objects.bulk_create(
        Delegate(meeting=meeting, department_id=department, name=name) for department, name in names
    )


def _deliberate(meeting: Meeting, topics: list[Topic], outcome_due_on: date, commitments: Rows, by: Actor) -> None:
    """Every topic now waits for its outcome; every promise for its date, and then for a look-back."""
    promised = {topic: [row for row in commitments if row["topic"] == topic] for topic in topics}
    # All topics first, in the order in which other moves lock them too; then what hangs on them.
    for topic in sorted(topics, key=lambda topic: topic.pk):
        facts = {"meeting": meeting.pk, "day": meeting.day, "commitments": len(promised[topic])}
        with moving(topic, "deliberate", by=by, facts=facts) as deliberated:
            deliberated.outcome_due_on = outcome_due_on
    for topic, rows in promised.items():
        for row in rows:
            commit(
                topic, meeting, by=by, department=row["department"], measure=row["measure"],
                due_on=row["due_on"], responsible=row["responsible"],
            )  # fmt: skip
        if rows:
            look_back_on(topic)
    AgendaItem.objects.filter(meeting=meeting, topic__in=topics).update(deliberated=True)
