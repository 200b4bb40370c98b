"""What becomes of a topic after the meeting: its outcome, its end, its disclosure (rules 9, 12, 14)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import clock
from core.access import Actor
from core.door import lock, moving
from deliberations.actions.commitments import end_commitment
from deliberations.actions.schedule import end_look_back, first_look_back
from deliberations.enums import Outcome, TopicState
from deliberations.models import LookBack, Topic
from stations.models import Representative

_LEADS_TO = {Outcome.SOLVED_ON_THE_SPOT: TopicState.RESOLVED, Outcome.NOT_PURSUED: TopicState.ENDED}


def decide_outcome(topic: Topic, *, by: Actor, outcome: str, reason: str = "") -> Topic:
    """Says what a deliberated topic turns into; what is not pursued needs a reason (rule 12)."""
    if outcome == Outcome.NOT_PURSUED and not reason:
        raise ValidationError({"reason": _("Say why the topic is not pursued.")})
    target = _LEADS_TO.get(Outcome(outcome), TopicState.TRACKED)
    facts = {"outcome": outcome, "reason": reason}
    with moving(topic, "decide_outcome", by=by, to=target, facts=facts) as topic:
        topic.outcome, topic.outcome_reason, topic.outcome_at = outcome, reason, clock.now()
        if target == TopicState.RESOLVED:
            topic.resolved_at = topic.outcome_at
            first_look_back(topic)
        elif target == TopicState.ENDED:
            _let_go(topic, by, reason)
    return topic


def _let_go(topic: Topic, by: Actor, reason: str) -> None:
    """What was promised and planned for a topic ends with it."""
    for commitment in lock(topic.commitments.open()):
        end_commitment(commitment, by=by, reason=reason)
    _stop_looking(topic, by, reason)


def _stop_looking(topic: Topic, by: Actor, reason: str) -> None:
    for look_back in lock(LookBack.objects.of(topic).planned()):
        end_look_back(look_back, by=by, reason=reason)


def resolve_topic(topic: Topic, *, by: Actor, note: str, tracker: Representative) -> Topic:
    """Records the problem as resolved and who tracked it; a look-back has yet to confirm it (rules 9, 36)."""
    facts = {"tracker": tracker.pk, "tracker_name": tracker.name}
    with moving(topic, "resolve", by=by, facts=facts) as topic:
        topic.resolve_note, topic.tracker, topic.resolved_at = note, tracker, clock.now()
        first_look_back(topic)
    return topic


def disclose_topic(topic: Topic, *, by: Actor, public_text: str) -> Topic:
    """Publishes the result with a text of its own; nothing internal goes with it (结果公开, rule 14)."""
    with moving(topic, "disclose", by=by) as topic:
        topic.public_text, topic.disclosed_at = public_text, clock.now()
    return topic


def archive_topic(topic: Topic, *, by: Actor) -> Topic:
    """Files a disclosed topic away (rule 9)."""
    with moving(topic, "archive", by=by) as topic:
        _stop_looking(topic, by, _("The topic was archived."))
    return topic
