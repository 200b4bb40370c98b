"""What waits for whom, the nearest date first; each list empties itself as the moves are made (rule 24)."""

from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from core import clock
from stations.duties import duties_of
from suggestions.enums import AssignmentRole, SupervisionKind
from suggestions.enums import SuggestionState as S
from suggestions.models import (
    EDITABLE,
    Assignment,
    CoSponsor,
    Suggestion,
    Supervision,
    SupervisionNote,
)


def _waiting(suggestions: QuerySet[Suggestion]) -> QuerySet[Suggestion]:
    return suggestions.select_related("station", "sponsor", "lead").order_by(F("due_on").asc(nulls_last=True), "pk")


def _led_by(user: Any, *states: str) -> QuerySet[Suggestion]:
    return _waiting(Suggestion.objects.filter(lead__in=duties_of(user).departments, state__in=states))


def to_accept(user: Any) -> QuerySet[Suggestion]:
    """Assigned to the handler's department and not accepted yet."""
    return _led_by(user, S.ASSIGNED)


def to_reply(user: Any) -> QuerySet[Suggestion]:
    """Accepted by the handler's department and not replied to, new rounds included."""
    return _led_by(user, S.ACCEPTED)


def to_report(user: Any) -> QuerySet[Suggestion]:
    """Replied to by the handler's department and still to be carried out or reported."""
    return _led_by(user, S.IMPLEMENTING)


def to_give_opinion(user: Any) -> QuerySet[Assignment]:
    """Co-handling assignments of the handler's department without an opinion (rule 21)."""
    open_ones = Assignment.objects.filter(
        role=AssignmentRole.CO_HANDLING,
        department__in=duties_of(user).departments,
        opinion_at=None,
        returned_at=None,
        suggestion__state__in=[S.ASSIGNED, S.ACCEPTED],
    )
    return open_ones.select_related("suggestion").order_by("opinion_due_on", "pk")


def _sponsored_by(user: Any, *states: str) -> QuerySet[Suggestion]:
    who = duties_of(user).representative_id or 0
    return _waiting(Suggestion.objects.filter(sponsor=who, state__in=states))


def to_score(user: Any) -> QuerySet[Suggestion]:
    """What the sponsor can score now: a reply, or an implementation whose stage has opened (rule 30)."""
    scoreable = Q(state__in=[S.REPLIED, S.REPORTED], score_due_on__gte=clock.today())
    early = Q(state=S.IMPLEMENTING, implementation_opens_on__lte=clock.today())
    return _sponsored_by(user, S.REPLIED, S.REPORTED, S.IMPLEMENTING).filter(scoreable | early)


def to_finish(user: Any) -> QuerySet[Suggestion]:
    """The sponsor's own drafts, and what came back for revision."""
    return _sponsored_by(user, *EDITABLE)


def to_co_sign(user: Any) -> QuerySet[CoSponsor]:
    """Drafts that wait for the representative's word as co-sponsor (rule 19)."""
    who = duties_of(user).representative_id or 0
    waiting = CoSponsor.objects.filter(representative=who, confirmed_at=None, suggestion__state__in=EDITABLE)
    return waiting.select_related("suggestion__sponsor").order_by("pk")


def to_register() -> QuerySet[Suggestion]:
    """Submitted and waiting for the committee to register, return or reject."""
    return _waiting(Suggestion.objects.filter(state=S.SUBMITTED))


def to_assign() -> QuerySet[Suggestion]:
    """Registered and waiting for the committee to assign."""
    return _waiting(Suggestion.objects.filter(state=S.REGISTERED))


def returns_to_decide() -> QuerySet[Suggestion]:
    """Departments that ask to give an assignment back (rule 20)."""
    return _waiting(Suggestion.objects.filter(state=S.RETURN_REQUESTED))


def extensions_to_decide() -> QuerySet[Suggestion]:
    """Departments that ask for more time (rule 22)."""
    return _waiting(Suggestion.objects.filter(state=S.ACCEPTED, extension_asked_at__isnull=False))


def scores_to_release() -> QuerySet[Suggestion]:
    """Suggestions with a score that the committee has not released, the one that waits longest first (rule 34)."""
    return Suggestion.objects.filter(score_waits_since__isnull=False).order_by("score_waits_since", "pk")


def overdue() -> QuerySet[Suggestion]:
    """The present step should have been done before today; due today is not overdue (rule 24)."""
    return _waiting(Suggestion.objects.open().overdue())


def due_soon(days: int = 7) -> QuerySet[Suggestion]:
    """The present step is due today or within so many days."""
    return _waiting(Suggestion.objects.open().due_within(days))


def unsatisfied(user: Any) -> QuerySet[Supervision]:
    """Open key supervisions, the longest open first, with everything that the desk says of them.

    `station_note` is the last word of the station's tracking of the same score.
    """
    notes = SupervisionNote.objects.filter(
        supervision__evaluation=OuterRef("evaluation"), supervision__kind=SupervisionKind.STATION
    ).order_by("-pk")
    supervised = Supervision.objects.visible_to(user).open().filter(kind=SupervisionKind.COMMITTEE)
    return (
        supervised.select_related("evaluation__round", "suggestion__sponsor", "suggestion__lead")
        .only(
            "opened_at", "due_on", "meeting_called",
            "evaluation__stage", "evaluation__points", "evaluation__maximum", "evaluation__round__number",
            "suggestion__number", "suggestion__title", "suggestion__sponsor__name",
            "suggestion__lead__name", "suggestion__lead__name_en",
        )
        .annotate(station_note=Subquery(notes.values("text")[:1]))
        .order_by("opened_at", "pk")
    )  # fmt: skip
