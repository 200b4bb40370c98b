"""What happens to a concern after the visit: triage, feedback, closing (rules 2–6)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core import clock
from core.access import Actor
from core.door import lead_to, lock, moving, one_transaction
from core.workflow import LostRace
from stations.duties import duties_of
from stations.enums import ConcernState, Route, Undone
from stations.models import Concern, Contact, ContactReveal, Feedback, WordsCorrection

#: After so many attempts without reaching the resident the concern may close (rule 5).
ATTEMPTS = 2


def route_concern(
    concern: Concern,
    *,
    by: Actor,
    route: str,
    reason: str = "",
    note: str = "",
    redirect_to: str = "",
    external_number: str = "",
) -> Concern:
    """Says where the concern goes; what is not accepted needs its reason and where to go instead (rule 4)."""
    _check_route(route, reason, redirect_to, external_number)
    with moving(concern, "route", by=by, facts={"route": route}) as concern:
        concern.route = route
        concern.route_note = note
        concern.not_accepted_reason = reason if route == Route.NOT_ACCEPTED else ""
        concern.redirect_to = redirect_to
        concern.external_number = external_number
        concern.routed_at = clock.now()
    return concern


def _check_route(route: str, reason: str, redirect_to: str, external_number: str) -> None:
    missing = {}
    if route == Route.NOT_ACCEPTED and not reason:
        missing["reason"] = _("Say why the concern is not accepted.")
    if route == Route.NOT_ACCEPTED and not redirect_to:
        missing["redirect_to"] = _("Say where the person should go instead.")
    if route == Route.HOTLINE and not external_number:
        missing["external_number"] = _("Enter the number that the hotline gave.")
    if missing:
        raise ValidationError(missing)


def give_feedback(
    concern: Concern,
    *,
    by: Actor,
    told_on: date,
    way: str,
    satisfied: bool | None = None,
    reached: bool = True,
    note: str = "",
) -> Concern:
    """Records that the resident was told, or one attempt that did not reach the resident (rule 5)."""
    if told_on > clock.today():
        raise ValidationError({"told_on": _("Feedback is recorded after it was given: choose today or earlier.")})
    if told_on < (said_on := timezone.localdate(concern.received_at)):
        said = {"day": said_on.isoformat()}
        raise ValidationError({"told_on": _("The concern was said on %(day)s: choose that day or a later one.") % said})
    facts = {"told_on": told_on, "way": way, "reached": reached, "satisfied": satisfied}
    with moving(concern, "give_feedback", by=by, facts=facts) as concern:
        Feedback.objects.create(
            concern=concern, told_on=told_on, way=way, satisfied=satisfied, reached=reached, note=note, by_id=by.pk
        )
        if reached:
            concern.told_on = told_on
        lead_to(concern, _after_feedback(concern))
    return concern


def _after_feedback(concern: Concern) -> str:
    if concern.told_on:
        return ConcernState.TOLD
    attempts = concern.feedbacks.standing().filter(reached=False).count()
    return ConcernState.UNREACHABLE if attempts >= ATTEMPTS else ConcernState.ROUTED


def close_concern(concern: Concern, *, by: Actor) -> Concern:
    """Ends a concern whose resident has been told, or could not be reached twice (rule 5)."""
    with moving(concern, "close", by=by) as concern:
        concern.closed_at = clock.now()
    return concern


def take_back(concern: Concern, *, by: Actor) -> Concern:
    """Takes back what the same person did last: the routing, a feedback or the closing (rule 5)."""
    facts: dict[str, Any] = {}
    with moving(concern, "take_back", by=by, facts=facts) as concern:
        _UNDO[facts["undone"]](concern)
    return concern


def _undo_routing(concern: Concern) -> None:
    concern.route = concern.route_note = concern.not_accepted_reason = ""
    concern.redirect_to = concern.external_number = ""
    concern.routed_at = None


def _undo_feedback(concern: Concern) -> None:
    """Nothing is deleted: the attempt stays, and counts no more."""
    feedback = concern.feedbacks.standing().latest("pk")
    feedback.taken_back_at = clock.now()
    feedback.save()
    told = concern.feedbacks.standing().filter(reached=True).last()
    concern.told_on = told.told_on if told else None


def _undo_closing(concern: Concern) -> None:
    concern.closed_at = None


_UNDO: dict[str, Callable[[Concern], None]] = {
    Undone.ROUTE: _undo_routing,
    Undone.GIVE_FEEDBACK: _undo_feedback,
    Undone.CLOSE: _undo_closing,
}


def correct_words(concern: Concern, *, by: Actor, words: str, reason: str) -> Concern:
    """Adds a corrected version of the words; the resident's own words stay as they were said (rule 2, fixed)."""
    with moving(concern, "correct_words", by=by, facts={"reason": reason}) as concern:
        WordsCorrection.objects.create(concern=concern, words=words, reason=reason, by_id=by.pk, at=clock.now())
    return concern


def join_concern(concern: Concern, *, by: Actor, other: Concern) -> Concern:
    """Groups a concern with a similar one, across stations for the committee; each reporter gets feedback (rule 6)."""
    with one_transaction():
        head = _locked_head(concern, other)
        if other.station_id != concern.station_id and not duties_of(by).committee:
            raise ValidationError({"other": _("Choose another concern of the same station.")})
        if head.pk == concern.pk:
            raise ValidationError({"other": _("The two are in one group already: choose another concern.")})
        with moving(concern, "join", by=by, facts={"number": head.number}) as concern:
            concern.joined_to = head
            concern.joined.update(joined_to=head)
    return concern


def leave_group(concern: Concern, *, by: Actor) -> Concern:
    """Takes a concern out of its group again; the others stay together (rule 6)."""
    facts: dict[str, Any] = {}
    with moving(concern, "leave_group", by=by, facts=facts) as concern:
        head = Concern.objects.filter(pk=concern.joined_to_id or 0)
        facts["number"] = head.values_list("number", flat=True).get()
        concern.joined_to = None
    return concern


def _locked_head(concern: Concern, other: Concern) -> Concern:
    """The head of the other's group; both groups are locked, in one order, so that no second level comes about."""
    head = Concern.objects.filter(pk=other.pk).values("joined_to")
    groups = Q(pk__in=[concern.pk, other.pk]) | Q(pk__in=head) | Q(joined_to=concern.pk)
    locked = {one.pk: one for one in lock(Concern.objects.filter(groups))}
    other = locked[other.pk]
    if other.joined_to_id and other.joined_to_id not in locked:
        # While this waited for the lock.
        text = _("Concern %(number)s has just been grouped elsewhere. Look at it again and repeat.")
        raise LostRace(text % {"number": other.number}, concern)
    return locked[other.joined_to_id or other.pk]


def reveal_contact(concern: Concern, *, by: Actor, reason: str) -> Contact:
    """Shows the resident's contact data once, to one person, for a reason that is kept (rule 3)."""
    with moving(concern, "reveal_contact", by=by, facts={"reason": reason}) as concern:
        contact = Contact.objects.filter(concern=concern.message).first()
        if contact is None:
            raise ValidationError(_("The resident left no contact data."))
        ContactReveal.objects.create(contact=contact, by_id=by.pk, reason=reason, at=clock.now())
    return contact
