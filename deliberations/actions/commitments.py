"""What departments promise and what becomes of it (表态, rule 11)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Department
from core import clock
from core.access import Actor
from core.door import creating, moving, one_transaction
from deliberations.actions.schedule import check_ahead, first_look_back, follow_promise
from deliberations.models import Commitment, Meeting, Topic


def missing_facts(*, measure: str, due_on: date | None, responsible: str) -> dict[str, str]:
    """What a commitment still lacks: measure, date and responsible person are all required (rule 11)."""
    missing = {}
    if not measure:
        missing["measure"] = _("Say what the department will do.")
    if not due_on:
        missing["due_on"] = _("Say by when: a commitment without a date is none.")
    if not responsible:
        missing["responsible"] = _("Say who answers for it.")
    return missing


def add_commitment(
    topic: Topic, *, by: Actor, department: Department, measure: str, due_on: date, responsible: str
) -> Commitment:
    """Records a commitment after the meeting, of a department that had left its date open (rule 11)."""
    if missing := missing_facts(measure=measure, due_on=due_on, responsible=responsible):
        raise ValidationError(missing)
    check_ahead("due_on", due_on)
    with moving(topic, "add_commitment", by=by, facts={"department": str(department)}) as topic:
        commitment = commit(
            topic, None, by=by, department=department, measure=measure, due_on=due_on, responsible=responsible
        )
        look_back_on(topic)
    return commitment


def commit(
    topic: Topic,
    meeting: Meeting | None,
    *,
    by: Actor,
    department: Department,
    measure: str,
    due_on: date,
    responsible: str,
) -> Commitment:
    """Takes down what the head of a department stated; the topic touches that department from now on."""
    commitment = Commitment(
        station=topic.station, topic=topic, meeting=meeting, department=department, measure=measure,
        due_on=due_on, first_due_on=due_on, responsible=responsible,
    )  # fmt: skip
    facts = {"department": department.name, "due_on": due_on, "responsible": responsible}
    with creating(commitment, "commit", by=by, facts=facts):
        topic.departments.add(department)
    return commitment


def look_back_on(topic: Topic) -> None:
    """A topic with a promise has a look-back planned for after the latest one (rule 13)."""
    first_look_back(topic)
    follow_promise(topic)


def report_done(commitment: Commitment, *, by: Actor, note: str = "") -> Commitment:
    """Records that the department has done what it promised; a look-back goes and sees (rules 11, 13)."""
    with moving(commitment, "report_done", by=by) as commitment:
        commitment.done_at, commitment.done_note = clock.now(), note
    return commitment


def postpone_commitment(commitment: Commitment, *, by: Actor, due_on: date, reason: str) -> Commitment:
    """Moves the promised date for a reason; the first stays on record, the look-back follows (rule 11)."""
    check_ahead("due_on", due_on)
    facts = {"before": commitment.due_on, "due_on": due_on, "reason": reason}
    with one_transaction():
        with moving(commitment, "postpone", by=by, facts=facts) as commitment:
            facts["before"] = commitment.due_on
            if due_on <= commitment.due_on:
                raise ValidationError({"due_on": _("Choose a date after the one promised now.")})
            commitment.due_on = due_on
        follow_promise(commitment.topic)
    return commitment


def end_commitment(commitment: Commitment, *, by: Actor, reason: str) -> Commitment:
    """Releases a department from its commitment, for a reason that stays on record (rule 11)."""
    with moving(commitment, "end", by=by, facts={"reason": reason}) as commitment:
        commitment.ended_reason = reason
    return commitment
