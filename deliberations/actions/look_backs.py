"""Going back to see, and what follows from what was found (回头看, rule 13)."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import clock
from core.access import Actor
from core.door import lock, moving, one_transaction
from deliberations.actions.commitments import report_done
from deliberations.actions.schedule import next_look_back
from deliberations.enums import LOOKED_BACK_ON, CommitmentState, LookBackResult, TopicState
from deliberations.models import Commitment, LookBack, Topic

_LONG_AGO = timedelta(days=366)
NOT_RESOLVED_YET = (TopicState.DELIBERATED, TopicState.TRACKED)
REOPENED = (TopicState.RESOLVED, TopicState.CONFIRMED, TopicState.DISCLOSED)


@one_transaction()
def record_look_back(
    look_back: LookBack,
    *,
    by: Actor,
    visited_on: date,
    result: str,
    residents_agree: bool | None = None,
    note: str = "",
) -> LookBack:
    """Records what was seen: implemented confirms, not done reopens, anything less is looked at again."""
    if not clock.today() - _LONG_AGO <= visited_on <= clock.today():
        raise ValidationError({"visited_on": _("Enter the day of the visit: today or a day of the past year.")})
    topic, commitment = _locked_subjects(look_back)
    if result == LookBackResult.IMPLEMENTED and topic and topic.state in NOT_RESOLVED_YET:
        raise ValidationError({"result": _("First record the topic as resolved, and who tracked it to resolution.")})
    facts = {"visited_on": visited_on, "result": result, "residents_agree": residents_agree}
    with moving(look_back, "record", by=by, facts=facts) as look_back:
        look_back.visited_on, look_back.result = visited_on, result
        look_back.residents_agree, look_back.note = residents_agree, note
        look_back.recorded_by_id, look_back.recorded_at = by.pk, clock.now()
    if topic:
        _draw_conclusion(topic, look_back, by)
    if commitment:
        _follow_commitment(commitment, look_back, by)
    # Only now, for the one just recorded no longer counts as planned.
    if result != LookBackResult.IMPLEMENTED and (topic is None or topic.state in LOOKED_BACK_ON):
        next_look_back(look_back, visited_on)
    return look_back


def _locked_subjects(look_back: LookBack) -> tuple[Topic | None, Commitment | None]:
    """Locks what is looked at before the look-back itself, in the order of every other move."""
    topic = commitment = None
    if look_back.topic_id:
        [topic] = lock(Topic.objects.filter(pk=look_back.topic_id))
    if look_back.commitment_id:
        [commitment] = lock(Commitment.objects.filter(pk=look_back.commitment_id))
    return topic, commitment


def _draw_conclusion(topic: Topic, look_back: LookBack, by: Actor) -> None:
    """Implemented confirms a resolved topic; not done reopens what was taken as resolved (rule 13)."""
    if look_back.result == LookBackResult.IMPLEMENTED and topic.state == TopicState.RESOLVED:
        with moving(topic, "confirm", by=by, facts={"look_back": look_back.pk}) as topic:
            topic.confirmed_at = clock.now()
    if look_back.result == LookBackResult.NOT_DONE and topic.state in REOPENED:
        facts = {"look_back": look_back.pk, "reason": _reason(look_back), "tracker": topic.tracker_id}
        with moving(topic, "reopen", by=by, facts=facts) as topic:
            topic.resolved_at = topic.confirmed_at = topic.disclosed_at = None


def _follow_commitment(commitment: Commitment, look_back: LookBack, by: Actor) -> None:
    """What was seen on the spot counts more than what was reported (rule 13)."""
    if look_back.result == LookBackResult.IMPLEMENTED and commitment.state == CommitmentState.OPEN:
        report_done(commitment, by=by, note=look_back.note)
    if look_back.result == LookBackResult.NOT_DONE and commitment.state == CommitmentState.DONE:
        with moving(commitment, "reopen", by=by, facts={"reason": _reason(look_back)}) as commitment:
            commitment.done_at, commitment.done_note = None, ""


def _reason(look_back: LookBack) -> str:
    return look_back.note or str(LookBackResult(look_back.result).label)
