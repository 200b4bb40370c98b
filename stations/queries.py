"""Reading visits and concerns: what waits for an officer, what is similar, what stands behind a number."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from core import clock, clocks
from core.prepared import kept_things
from core.workdays import Calendar, DueDate, Term
from stations.doubles import Heard, doubles
from stations.enums import ConcernState
from stations.models import Category, Concern, Representative, Station

#: Similar concerns are looked for among those of so many days (pages: "of the last months").
SIMILAR_WITHIN = timedelta(days=180)
#: A busy station hears more; the newest of them are compared, so that the answer comes while somebody still types.
MOST_HEARD = 400


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


def similar_concerns(
    station: Station, words: str, place: str = "", said_at: datetime | None = None, limit: int = 5
) -> list[Concern]:
    """The concerns heard at the station in the months around the moment that are likest to the words (rule 6)."""
    found = similar_keys(station, words, place, said_at, limit)
    by_key = Concern.objects.select_related("category").in_bulk(found)
    return [by_key[pk] for pk in found]


def similar_keys(
    station: Station, words: str, place: str = "", said_at: datetime | None = None, limit: int = 5
) -> list[int]:
    """The keys of similar concerns, the likest first.

    Two entries of an old ledger find each other by the days on which they were said, whenever they are typed in.
    """
    return likest(Concern.objects.filter(station=station), words, place, said_at or clock.now(), limit)


def likest(
    among: QuerySet[Concern], words: str, place: str, said_at: datetime, limit: int, most_heard: int = MOST_HEARD
) -> list[int]:
    """The keys of the concerns that are like the words, of those heard in the months around the moment."""
    around = among.filter(received_at__gte=said_at - SIMILAR_WITHIN, received_at__lte=said_at + SIMILAR_WITHIN)
    newest = around.order_by("-received_at", "-pk").values_list("pk", "terms", "place")[:most_heard]
    return doubles(words, place, [Heard(*row) for row in newest], limit)


@kept_things
def categories_offered(day: date) -> QuerySet[Category]:
    """What can be chosen as a category on a day, each with its list (rule 2)."""
    return Category.objects.offered(day).select_related("list")


@kept_things
def station_of(pk: int) -> QuerySet[Station]:
    """The station of this key, which every page of its officer asks for."""
    return Station.objects.filter(pk=pk).order_by()


def representatives_of(station: Station) -> QuerySet[Representative]:
    """The representatives at home in the station today, by name."""
    return _representatives(station.pk, clock.today()).all()


@lru_cache(maxsize=64)
def _representatives(station: int, day: date) -> QuerySet[Representative]:
    """Composed once a day for each station; never asked itself, so it holds no rows."""
    there = Representative.objects.filter(home_station_id=station, starts_on__lte=day)
    return there.exclude(ends_on__lt=day).order_by("sort_key", "pk")


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
    """The concerns, longest closed first, whose contact data have been kept for their whole term (rule 3).

    The contact data of a message that was split are kept until its last matter is closed, and their term from then on.
    """
    term, today = clocks.term("stations.keep_contact"), clock.today()
    kept = Concern.objects.filter(contact__anonymised_at=None, contact__isnull=False, state=ConcernState.CLOSED)
    parts = Concern.objects.filter(split_from=OuterRef("pk")).order_by()
    open_part, last = parts.exclude(state=ConcernState.CLOSED), parts.order_by("-closed_at").values("closed_at")[:1]
    # The last of the matters counts; databases differ in what is greater, nothing or a moment.
    ended = Greatest("closed_at", Coalesce(Subquery(last), "closed_at"))
    kept = kept.filter(~Exists(open_part)).annotate(ended_at=ended)
    for concern in kept.order_by("ended_at", "pk").iterator():
        if contact_kept_until(timezone.localdate(concern.ended_at), term) >= today:
            return
        yield concern
