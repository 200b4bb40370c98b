"""What follows from each move of a topic, of a commitment and of a look-back (rules 9, 11–14)."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock, clocks
from core.consequences import Consequences, follows
from core.workflow import Text
from deliberations.actions.look_backs import NOT_RESOLVED_YET, REOPENED
from deliberations.actions.schedule import first_look_back_due, next_look_back_due
from deliberations.enums import CommitmentState, TopicState
from deliberations.models import Commitment, LookBack, Topic
from deliberations.workflow import COMMITMENT, LOOK_BACK, TOPIC

PUBLISHED = gettext_lazy("What was published cannot be made unseen.")


def _look_back_day(topic: Topic) -> date:
    """The day of the look-back that is planned on the topic, or comes to be planned with the move."""
    planned = LookBack.objects.of(topic).planned().first()
    return planned.due_on if planned else first_look_back_due(topic)


def _after_latest_promise() -> str:
    """The rule by which a first look-back gets its day."""
    term = clocks.term("deliberations.look_back_first").label()
    return _("A look-back is planned for %(term)s after the latest promised date.") % {"term": term}


# Before the meeting.


@follows(TOPIC.noun, "adopt")
def adopt(topic: Topic) -> Consequences:
    return Consequences(more=(_("It can be put on the agenda of a meeting."),))


@follows(TOPIC.noun, "record_study")
def record_study(topic: Topic) -> Consequences:
    return Consequences(
        more=(_("It counts as studied; a further study can be added until the meeting."),),
        final=_("A study that was recorded is not changed any more."),
    )


@follows(TOPIC.noun, "revise")
def revise(topic: Topic) -> Consequences:
    return Consequences(
        more=(_("The departments named here read the topic once notice of its meeting has been given."),)
    )


@follows(TOPIC.noun, "gather")
def gather(topic: Topic) -> Consequences:
    return Consequences(
        more=(_("What was not routed yet is routed to this topic; its residents are still owed an answer."),)
    )


@follows(TOPIC.noun, "merge")
def merge(topic: Topic) -> Consequences:
    words = _("The topic chosen takes over its %(count)s concerns and its departments.")
    return Consequences(
        more=(words % {"count": topic.concerns.count()},), final=_("What was merged is not taken apart again.")
    )


@follows(TOPIC.noun, "decline")
def decline(topic: Topic) -> Consequences:
    words = _("Its %(count)s concerns can stand behind another topic; their residents are still owed an answer.")
    return Consequences(
        more=(words % {"count": topic.concerns.count()},),
        final=_("It ends here: nothing leads on from a declined topic."),
    )


# After the meeting.


@follows(TOPIC.noun, "add_commitment")
def add_commitment(topic: Topic) -> Consequences:
    planned = LookBack.objects.of(topic).planned().first()
    # Later look-backs keep their own interval; only the first one follows the promises.
    stays = _("The look-back planned for %(day)s stays.") % {"day": planned.due_on} if planned else ""
    return Consequences(
        more=(
            _("Department and liaison officer are reminded of the promised date."),
            stays if planned and planned.previous_id else _after_latest_promise(),
        ),
        final=_("The date promised first stays on record, whatever moves later."),
    )


@follows(TOPIC.noun, "decide_outcome")
def decide_outcome(topic: Topic) -> Consequences:
    solved = _("Solved on the spot: it is resolved at once, and a look-back goes and sees on %(day)s.")
    return Consequences(
        more=(
            solved % {"day": _look_back_day(topic)},
            _("Not pursued: it ends, and with it open commitments and planned look-backs."),
            _("Anything else: it is tracked until it is recorded as resolved."),
        ),
        final=_("An outcome is decided once."),
    )


@follows(TOPIC.noun, "resolve")
def resolve(topic: Topic) -> Consequences:
    words = _("A look-back goes and sees on %(day)s; only it confirms the topic, or opens it again.")
    return Consequences(more=(words % {"day": _look_back_day(topic)},))


@follows(TOPIC.noun, "disclose")
def disclose(topic: Topic) -> Consequences:
    return Consequences(more=(_("Everybody reads the public text, without signing in."),), final=PUBLISHED)


@follows(TOPIC.noun, "archive")
def archive(topic: Topic) -> Consequences:
    more: tuple[Text, ...] = (_("The public text stays public."),)
    if planned := LookBack.objects.of(topic).planned().first():
        more = (*more, _("The look-back planned for %(day)s ends with it.") % {"day": planned.due_on})
    return Consequences(more=more, final=_("What was archived is not opened again."))


# What departments promised.


@follows(COMMITMENT.noun, "report_done")
def report_done(commitment: Commitment) -> Consequences:
    return Consequences(
        more=(
            _("Nobody is reminded of it any more."),
            _("A look-back that finds nothing done opens it again."),
        )
    )


@follows(COMMITMENT.noun, "postpone")
def postpone(commitment: Commitment) -> Consequences:
    more: tuple[Text, ...] = ()
    planned = LookBack.objects.of(commitment.topic).planned().filter(previous=None)
    if planned.exists():
        more = (_after_latest_promise(),)
    kept = _("The date promised first, %(day)s, stays on record.") % {"day": commitment.first_due_on}
    return Consequences(more=(kept, *more))


@follows(COMMITMENT.noun, "end")
def end_commitment(commitment: Commitment) -> Consequences:
    words = _("%(department)s owes nothing more by this commitment; your reason stays on record.")
    more: tuple[Text, ...] = (words % {"department": commitment.department},)
    if commitment.topic.state in NOT_RESOLVED_YET:
        more = (*more, _("Without another promise it is listed again among those that gave no date."))
    return Consequences(more=more, final=_("What was ended is not opened again."))


# Going back to look.


@follows(LOOK_BACK.noun, "record")
def record_look_back(look_back: LookBack) -> Consequences:
    again = clocks.term("deliberations.look_back_again").label()
    following = _("Half done or not done: the next look-back is %(term)s after the visit; visited today, on %(day)s.")
    more = [*_found(look_back), following % {"term": again, "day": next_look_back_due(clock.today())}]
    return Consequences(more=tuple(more), final=_("What was found is not changed any more."))


def _found(look_back: LookBack) -> list[Text]:
    """What a result does to the thing that is looked at."""
    topic, commitment = look_back.topic, look_back.commitment
    said: list[Text] = []
    if topic and topic.state in NOT_RESOLVED_YET:
        said.append(_("Implemented can be said once the topic is recorded as resolved."))
    if topic and topic.state == TopicState.RESOLVED:
        said.append(_("Implemented: the topic is confirmed, and can be disclosed."))
    if topic and topic.state in REOPENED:
        said.append(_("Not done: the topic is open again and tracked further."))
    if commitment and commitment.state == CommitmentState.OPEN:
        said.append(_("Implemented: the commitment counts as done."))
    if commitment and commitment.state == CommitmentState.DONE:
        said.append(_("Not done: the commitment is open again."))
    return said


@follows(LOOK_BACK.noun, "end")
def end_look_back(look_back: LookBack) -> Consequences:
    return Consequences(
        more=(_("Nobody is reminded of it any more; another look-back can still be planned by hand."),),
        final=_("What was ended is not opened again."),
    )
