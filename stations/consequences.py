"""What follows from each move of a concern, said on its page before it is made (rules 2–6)."""

from collections.abc import Mapping
from datetime import date

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from core import clock
from core.consequences import Consequences, follows
from core.events import Event
from core.workflow import Text, sentence_of, taken_back_until
from stations.actions.concerns import ATTEMPTS
from stations.enums import ConcernState, Role, Urgency
from stations.groups import parts_of
from stations.models import Concern, Contact
from stations.queries import contact_kept_until
from stations.workflow import CONCERN

#: The date that runs in each state; in the others nothing is waited for.
_RUNNING: Mapping[str, str] = {
    ConcernState.RECEIVED: "triage_due_on",
    ConcernState.ROUTED: "feedback_due_on",
}


def _in_state(concern: Concern, state: str, *more: Text, final: Text = "") -> Consequences:
    """What waits in a state: its date, the officer, and head and committee where the matter is urgent (rules 5, 6)."""
    running = _RUNNING.get(state)
    if running is None:
        return Consequences(more=more, final=final)
    heads = (Role.SUBDISTRICT, Role.COMMITTEE) if concern.urgency == Urgency.URGENT else ()
    days: dict[str, date] = {running: getattr(concern, running)}
    return Consequences(days=days, told=(Role.OFFICER, *heads), more=more, final=final)


@follows(CONCERN.noun, "route")
def route(concern: Concern) -> Consequences:
    """From here on the resident waits for an answer (rule 5)."""
    return _in_state(concern, ConcernState.ROUTED)


@follows(CONCERN.noun, "give_feedback")
def give_feedback(concern: Concern) -> Consequences:
    """Who was reached is told; who was not is tried again, so many times (rule 5)."""
    reached = _("Resident reached: the concern can be closed.")
    if concern.told_on:
        return Consequences(more=(reached,))
    # The summary of the page shows the same attempts.
    prefetch_related_objects([concern], "feedbacks")
    tried = sum(not one.reached for one in concern.feedbacks.all() if not one.taken_back_at) + 1
    numbers = {"number": tried, "attempts": ATTEMPTS, "day": concern.feedback_due_on.isoformat()}
    if tried < ATTEMPTS:
        missed = _("Not reached: attempt %(number)s of %(attempts)s; the feedback stays due on %(day)s.") % numbers
    else:
        missed = _("Not reached: attempt %(number)s; after %(attempts)s the concern can be closed.") % numbers
    return Consequences(more=(reached, missed))


@follows(CONCERN.noun, "close")
def close(concern: Concern) -> Consequences:
    """Nobody is reminded any more; contact data are kept for their term (rule 3)."""
    final = _("Once it cannot be taken back any more, a closed concern is not opened again.")
    if not Contact.objects.filter(concern=concern.message, anonymised_at=None).exists():
        return Consequences(final=final)
    if parts_of(concern).exclude(pk=concern.pk).exclude(state=ConcernState.CLOSED).exists():
        kept_on = _("The contact data are kept while another matter of the message is open.")
        return Consequences(more=(kept_on,), final=final)
    kept = {"day": contact_kept_until(clock.today()).isoformat()}
    return Consequences(more=(_("The contact data are kept until %(day)s, then made anonymous.") % kept,), final=final)


@follows(CONCERN.noun, "take_back")
def take_back(concern: Concern) -> Consequences:
    """The concern is again where it was before; the record keeps both moves."""
    undone = Event.objects.of(concern).select_related("actor").last()
    if undone is None:
        return Consequences()
    until = timezone.localtime(taken_back_until(undone)).strftime("%H:%M")
    return _in_state(
        concern,
        undone.before,
        _("Taken back: %(sentence)s.") % {"sentence": sentence_of(undone)},
        _("The state is then “%(state)s”.") % {"state": ConcernState(undone.before).label},
        _("Possible until %(at)s.") % {"at": until},
        final=_("What was taken back stays in the record."),
    )


@follows(CONCERN.noun, "correct_words")
def correct_words(concern: Concern) -> Consequences:
    """Both versions are shown from now on (rule 2)."""
    final = _("The resident's own words stay as they were said; the correction stands beside them for good.")
    return _in_state(concern, concern.state, final=final)


@follows(CONCERN.noun, "join")
def join(concern: Concern) -> Consequences:
    """A group shares its topic, and nobody's answer (rule 6)."""
    own = _("The resident of this concern still gets an answer of their own, under the same receipt number.")
    again = _("It can be taken out of the group again.")
    return _in_state(concern, concern.state, own, again)


@follows(CONCERN.noun, "leave_group")
def leave_group(concern: Concern) -> Consequences:
    """It goes its own way again, as the others do (rule 6)."""
    others = _("The others stay in the group; clocks and answers stay as they are.")
    return _in_state(concern, concern.state, others)


@follows(CONCERN.noun, "split")
def split(concern: Concern) -> Consequences:
    """Every matter has its own course, and the resident one receipt (rule 6)."""
    own = _("Each matter becomes a concern of its own, with all of the words, the same visit and the same dates.")
    receipt = _("The resident keeps the one number %(number)s: it shows how far each matter is.")
    final = _("What was split is not put together again.")
    return _in_state(concern, concern.state, own, receipt % {"number": concern.number}, final=final)


@follows(CONCERN.noun, "reveal_contact")
def reveal_contact(concern: Concern) -> Consequences:
    """Each look is kept with its reason (rule 3)."""
    shown = _("Name and phone are shown once, on the next page.")
    return _in_state(concern, concern.state, shown, final=_("This look and its reason stay in the record."))
