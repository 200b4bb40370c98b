"""Asking about points, and the committee's answer (rules 37, 39)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import clock
from core.access import Actor
from core.door import creating, moving
from points.models import LedgerEntry, PointsQuery
from stations.models import Representative


def ask_about_points(
    *, by: Actor, representative: Representative, year: int, text: str, entry: LedgerEntry | None = None
) -> PointsQuery:
    """Tells the committee that something in the own ledger is wrong or missing."""
    if entry and entry.representative_id != representative.pk:
        raise ValidationError({"entry": _("Choose an entry of your own ledger.")})
    query = PointsQuery(representative=representative, year=year, text=text, entry=entry, asked_at=clock.now())
    with creating(query, "ask", by=by, facts={"year": year}):
        pass
    return query


def answer_query(query: PointsQuery, *, by: Actor, answer: str) -> PointsQuery:
    """Answers what a representative asked; a correction itself is a reversal of the entry."""
    with moving(query, "answer", by=by) as query:
        query.answer = answer
        query.answered_at = clock.now()
        query.answered_by_id = by.pk
    return query
