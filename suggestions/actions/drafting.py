"""Writing a suggestion: one matter, facts checked, co-sponsors who read what they join (rules 18, 19)."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import clock
from core.access import Actor
from core.door import creating, moving
from core.text import same_text
from deliberations.models import Topic
from stations.models import Category, Representative
from suggestions.actions.clocks import start_clocks
from suggestions.models import CoSponsor, Suggestion


def draft_suggestion(
    *,
    by: Actor,
    sponsor: Representative,
    title: str,
    instrument: str,
    situation: str = "",
    proposal: str = "",
    co_sponsors: Iterable[Representative] = (),
    topic: Topic | None = None,
    category: Category | None = None,
    livelihood: bool = True,
    facts_checked: bool = False,
    exclusions_checked: bool = False,
) -> Suggestion:
    """Begins a suggestion; it belongs to the station of its topic, else to the sponsor's home station."""
    joining = _joining(sponsor, co_sponsors)
    suggestion = Suggestion(
        sponsor=sponsor, title=title, instrument=instrument, situation=situation, proposal=proposal,
        topic=topic, station=topic.station if topic else sponsor.home_station,
        category=category or (topic.category if topic else None), livelihood=livelihood,
        facts_checked=facts_checked, exclusions_checked=exclusions_checked,
        author_id=by.pk, year=clock.today().year, drafted_at=clock.now(),
    )  # fmt: skip
    with creating(suggestion, "draft", by=by, facts={"instrument": instrument}):
        CoSponsor.objects.bulk_create(CoSponsor(suggestion=suggestion, representative=who) for who in joining)
    return suggestion


def _joining(sponsor: Representative, co_sponsors: Iterable[Representative]) -> list[Representative]:
    joining = list(dict.fromkeys(co_sponsors))
    if sponsor in joining:
        raise ValidationError({"co_sponsors": _("The sponsor cannot be a co-sponsor as well.")})
    return joining


def revise_suggestion(
    suggestion: Suggestion,
    *,
    by: Actor,
    title: str,
    instrument: str,
    situation: str = "",
    proposal: str = "",
    co_sponsors: Iterable[Representative] = (),
    topic: Topic | None = None,
    category: Category | None = None,
    livelihood: bool = True,
    facts_checked: bool = False,
    exclusions_checked: bool = False,
) -> Suggestion:
    """Changes a draft; a change of the text voids what co-sponsors confirmed before (rule 19)."""
    joining = _joining(suggestion.sponsor, co_sponsors)
    facts: dict[str, object] = {}
    with moving(suggestion, "revise", by=by, facts=facts) as suggestion:
        before = suggestion.text
        suggestion.title, suggestion.situation, suggestion.proposal = title, situation, proposal
        suggestion.instrument, suggestion.topic = instrument, topic
        suggestion.station = topic.station if topic else suggestion.sponsor.home_station
        suggestion.category, suggestion.livelihood = category, livelihood
        suggestion.facts_checked, suggestion.exclusions_checked = facts_checked, exclusions_checked
        facts["text_changed"] = not same_text(suggestion.text, before)
        if facts["text_changed"]:
            suggestion.co_sponsors.filter(confirmed_at__isnull=False).update(confirmed_at=None, voided=True)
        _change_co_sponsors(suggestion, joining)
    return suggestion


def _change_co_sponsors(suggestion: Suggestion, joining: list[Representative]) -> None:
    suggestion.co_sponsors.exclude(representative__in=joining).delete()
    known = set(suggestion.co_sponsors.values_list("representative", flat=True))
    CoSponsor.objects.bulk_create(
        CoSponsor(suggestion=suggestion, representative=who) for who in joining if who.pk not in known
    )


def discard_suggestion(suggestion: Suggestion, *, by: Actor) -> Suggestion:
    """Puts an own draft away: it was written twice, or is not wanted any more (rule 20)."""
    with moving(suggestion, "discard", by=by) as suggestion:
        return suggestion


def co_sign_suggestion(suggestion: Suggestion, *, by: Actor) -> Suggestion:
    """A co-sponsor has opened the text and joins it (rule 19)."""
    with moving(suggestion, "co_sign", by=by) as suggestion:
        mine = suggestion.co_sponsors.get(representative__user=by.pk)
        mine.confirmed_at, mine.voided = clock.now(), False
        mine.save()
    return suggestion


def submit_suggestion(
    suggestion: Suggestion, *, by: Actor, facts_checked: bool | None = None, exclusions_checked: bool | None = None
) -> Suggestion:
    """Hands the suggestion to the committee; from now on its text is frozen (rules 19, 20).

    What the sponsor confirms may be said with the submission, or stand in the draft already.
    """
    with moving(suggestion, "submit", by=by) as suggestion:
        if facts_checked is not None:
            suggestion.facts_checked = facts_checked
        if exclusions_checked is not None:
            suggestion.exclusions_checked = exclusions_checked
        _ensure_complete(suggestion)
        suggestion.submitted_at = clock.now()
        suggestion.reason = ""
        suggestion.joined_by = [str(one) for one in suggestion.co_sponsors.select_related("representative")]
        dues = start_clocks(suggestion, clock.today(), "register")
        suggestion.register_due_on = suggestion.due_on = dues["register"]
    return suggestion


def _ensure_complete(suggestion: Suggestion) -> None:
    """Situation and proposal are there, facts and exclusions checked, co-sponsors have read it (rule 19)."""
    missing = {}
    if not suggestion.situation.strip():
        missing["situation"] = _("Describe the situation.")
    if not suggestion.proposal.strip():
        missing["proposal"] = _("Write a concrete proposal.")
    if not suggestion.facts_checked:
        missing["facts_checked"] = _("Confirm that the facts were checked.")
    if not suggestion.exclusions_checked:
        missing["exclusions_checked"] = _("Confirm that it is one matter and none of the eight exclusions applies.")
    waiting = [str(one) for one in suggestion.co_sponsors.filter(confirmed_at=None).select_related("representative")]
    if waiting:
        missing["co_sponsors"] = _("Not confirmed yet by: %(names)s. Wait for them or take them off the list.") % {
            "names": "、".join(waiting)
        }
    if missing:
        raise ValidationError(missing)


def withdraw_suggestion(suggestion: Suggestion, *, by: Actor) -> Suggestion:
    """Takes the suggestion back before it was registered; it is a draft again (rule 20)."""
    with moving(suggestion, "withdraw", by=by) as suggestion:
        suggestion.submitted_at = suggestion.register_due_on = suggestion.due_on = None
    return suggestion
