"""Reading visits and concerns: what waits for an officer, what is similar, what stands behind a number."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from core import clock, clocks
from core.search import query_terms
from core.workdays import Calendar, DueDate, Term
from stations.enums import ConcernState
from stations.models import Concern, Representative, Station

#: Similar concerns are looked for among those of so many days (pages: "of the last months").
SIMILAR_WITHIN = timedelta(days=180)


def to_triage(user: Any) -> QuerySet[Concern]:
    """The concerns that the officer has still to route, the nearest date first (rule 5)."""
    return Concern.objects.visible_to(user).to_triage().select_related("category").order_by("triage_due_on", "pk")


def feedback_owed(user: Any) -> QuerySet[Concern]:
    """The routed concerns whose residents wait for an answer, the nearest date first (rule 5)."""
    return (
        Concern.objects.visible_to(user)
        .filter(state="routed")
        .select_related("category")
        .order_by("feedback_due_on", "pk")
    )


def similar_concerns(station: Station, words: str, limit: int = 5) -> list[Concern]:
    """The concerns of the last months at the station that share most with the words (rule 6).

    Sharing is counted in pairs of characters; a concern that shares fewer than two of them is not similar.
    """
    pairs = [term for term in dict.fromkeys(query_terms(words)) if len(term) > 1][:40]
    if len(pairs) < 2:
        return []
    recent = Concern.objects.filter(station=station, received_at__gte=clock.now() - SIMILAR_WITHIN)
    shared: dict[Concern, int] = {}
    for concern in recent.select_related("category").order_by("-pk")[:400]:
        known = f" {concern.terms} "
        shared[concern] = sum(f" {pair} " in known for pair in pairs)
    close = [concern for concern, count in shared.items() if count >= max(2, len(pairs) // 5)]
    return sorted(close, key=lambda concern: -shared[concern])[:limit]


def representatives_of(station: Station) -> QuerySet[Representative]:
    """The representatives at home in the station today, by name."""
    today = clock.today()
    return station.representatives.filter(starts_on__lte=today).exclude(ends_on__lt=today).order_by("sort_key", "pk")


def explained_dues(concern: Concern) -> dict[str, DueDate]:
    """How the due dates that still run were computed, by clock (rules 5 and 24)."""
    running = {"triage": not concern.routed_at, "feedback": concern.next_due_on is not None}
    codes = [f"stations.{name}" for name, runs in running.items() if runs]
    if not codes:
        return {}
    day, calendar = concern.clock_start, Calendar()
    return {code.removeprefix("stations."): term.due(day, calendar) for code, term in clocks.terms(*codes).items()}


def contact_kept_until(closed_on: date, term: Term | None = None) -> date:
    """The last day on which contact data are kept of a concern that is closed on the day (rule 3)."""
    return (term or clocks.term("stations.keep_contact")).due(closed_on).on


def expired_contacts() -> Iterator[Concern]:
    """The concerns, longest closed first, whose contact data have been kept for their whole term (rule 3)."""
    term, today = clocks.term("stations.keep_contact"), clock.today()
    kept = Concern.objects.filter(contact__anonymised_at=None, contact__isnull=False, state=ConcernState.CLOSED)
    for concern in kept.order_by("closed_at", "pk").iterator():
        if contact_kept_until(timezone.localdate(concern.closed_at), term) >= today:
            return
        yield concern
