"""When somebody goes back to look: planned from a promise, moved with it, ended with a reason (rule 13)."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from core import clock, clocks
from core.access import Actor, System
from core.door import creating, lock, moving, one_transaction
from deliberations.enums import LOOKED_BACK_ON, CommitmentState
from deliberations.models import Commitment, LookBack, Topic
from deliberations.models.look_backs import subject_of

#: Look-backs follow from promises: nobody has to plan them by hand.
SCHEDULE = System(
    "deliberations.schedule",
    frozenset({"deliberations.plan_look_back", "deliberations.reschedule_look_back"}),
)
#: No promise and no look-back lies further ahead than this.
FURTHEST = timedelta(days=5 * 366)


@one_transaction()
def plan_look_back(subject: Any, *, by: Actor, due_on: date, previous: LookBack | None = None) -> LookBack:
    """Plans a look-back on a topic, a commitment or a suggestion; only one is planned at a time (rule 13)."""
    # What follows from a promise that has passed is due at once; only a person is told to look ahead.
    if not isinstance(by, System):
        check_ahead("due_on", due_on)
    subject = _locked_subject(subject)
    if LookBack.objects.of(subject).planned().exists():
        raise ValidationError(_("A look-back on this is planned already."))
    look_back = LookBack(
        station=subject.station,
        title=str(subject)[:200],
        due_on=due_on,
        previous=previous,
        **subject_of(subject),
    )
    with creating(look_back, "plan", by=by, facts={"due_on": due_on}):
        pass
    return look_back


def check_ahead(field: str, day: date) -> None:
    """A date to come: today at the earliest, and not beyond all reason."""
    if not clock.today() <= day <= clock.today() + FURTHEST:
        raise ValidationError({field: _("Choose a date from today on, within five years.")})


def _locked_subject(subject: models.Model) -> Any:
    """The subject as it is now, locked, so that two people plan one look-back and not two."""
    [subject] = lock(type(subject)._base_manager.filter(pk=subject.pk))
    if isinstance(subject, Topic) and subject.state not in LOOKED_BACK_ON:
        raise ValidationError(_("There is nothing to look back on before the meeting or after the end."))
    if isinstance(subject, Commitment) and subject.state == CommitmentState.ENDED:
        raise ValidationError(_("The department was released from this commitment."))
    return subject


def first_look_back(topic: Topic) -> None:
    """Plans the first look-back of a topic, a while after the latest promise, unless planned (rule 13)."""
    if not LookBack.objects.of(topic).planned().exists():
        _plan(topic, first_look_back_due(topic))


def first_look_back_due(topic: Topic) -> date:
    """The day of a first look-back: a while after the latest promise, or after today where that is later."""
    return _after_promise(max(topic.last_promise or clock.today(), clock.today()))


def follow_promise(topic: Topic) -> None:
    """Moves the first look-back with the latest promise; later ones keep their own interval (rule 13)."""
    planned = LookBack.objects.of(topic).planned().filter(previous=None).first()
    promise = topic.last_promise
    if planned is None or promise is None or planned.due_on == _after_promise(promise):
        return
    facts = {"before": planned.due_on, "due_on": _after_promise(promise)}
    with moving(planned, "reschedule", by=SCHEDULE, facts=facts) as planned:
        planned.due_on = facts["due_on"]


def next_look_back(look_back: LookBack, visited_on: date) -> None:
    """Plans the next look-back some time after one that did not find everything in place (rule 13)."""
    due = next_look_back_due(visited_on)
    following = LookBack(
        station=look_back.station, topic=look_back.topic, commitment=look_back.commitment,
        subject_noun=look_back.subject_noun, subject_id=look_back.subject_id,
        title=look_back.title, due_on=due, previous=look_back,
    )  # fmt: skip
    with creating(following, "plan", by=SCHEDULE, facts={"due_on": due}):
        pass


def next_look_back_due(visited_on: date) -> date:
    """The day of the look-back after one that did not find everything in place."""
    return clocks.due("deliberations.look_back_again", visited_on).on


def end_look_back(look_back: LookBack, *, by: Actor, reason: str) -> LookBack:
    """Ends the look-backs on something with a reason, without a result (rule 13)."""
    with moving(look_back, "end", by=by, facts={"reason": reason}) as look_back:
        look_back.ended_reason = reason
    return look_back


def _after_promise(promise: date) -> date:
    return clocks.due("deliberations.look_back_first", promise).on


def _plan(topic: Topic, due_on: date) -> None:
    look_back = LookBack(station=topic.station, topic=topic, title=str(topic), due_on=due_on)
    with creating(look_back, "plan", by=SCHEDULE, facts={"due_on": due_on}):
        pass
