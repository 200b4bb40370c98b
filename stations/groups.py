"""What belongs together: similar concerns, grouped within a station or across stations, and the parts of one message.

Of a concern at a station that is not theirs, people learn from a group that it exists: number, station, state (rule 6).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet

from stations.duties import duties_of
from stations.models import Concern
from stations.models.concerns import ConcernQuerySet
from stations.queries import likest, similar_keys

#: So many of the district's concerns are compared, those said nearest to the day: a look-up, not a page that refreshes.
MOST_ACROSS = 2000
#: Concerns offered to be grouped with.
MOST_OFFERED = 9
#: Concerns of a group that its page shows.
MOST_SHOWN = 50


@dataclass(frozen=True)
class Member:
    """A concern of a group; `matter` is empty where the person does not see the concern itself."""

    concern: Concern
    matter: str = ""

    @property
    def seen(self) -> bool:
        return bool(self.matter)


def members_of(concern: Concern, user: Any) -> list[Member]:
    """The group of a concern, its head first, at most MOST_SHOWN and one: two queries (rule 6)."""
    together = Q(pk=concern.group) | Q(joined_to=concern.group)
    head_first = F("joined_to").asc(nulls_first=True)
    group = Concern.objects.filter(together).select_related("station").order_by(head_first, "pk")
    members = group.only("number", "state", "joined_to_id", "station__community", "station__community_en")
    found = list(members[: MOST_SHOWN + 1])
    seen = Concern.objects.visible_to(user).filter(pk__in=[one.pk for one in found]).only("part", "words")
    matters = {one.pk: one.matter for one in seen}
    return [Member(one, matters.get(one.pk, "")) for one in found]


def parts_of(concern: Concern) -> QuerySet[Concern]:
    """The matters into which a message was split, the first of them first; the concern is one of them."""
    message = Concern.objects.filter(Q(pk=concern.message) | Q(split_from=concern.message))
    return message.only("number", "part", "state").order_by("pk")


def to_group_with(concern: Concern, user: Any) -> ConcernQuerySet:
    """The concerns with which the person may group it: of its station, for the committee of any (rule 6)."""
    others = Concern.objects.visible_to(user)
    if not duties_of(user).committee:
        others = others.filter(station=concern.station_id)
    others = others.exclude(Q(pk=concern.group) | Q(joined_to=concern.group))
    return others.exclude(Q(pk=concern.message) | Q(split_from=concern.message))


def similar_to(concern: Concern, user: Any) -> list[int]:
    """The keys of the likest of these, the likest first."""
    # More than are offered: those of its own group and message are among them.
    most = 3 * MOST_OFFERED
    said = concern.matter, concern.place, concern.received_at, most
    if duties_of(user).committee:
        found = likest(Concern.objects.all(), *said, most_heard=MOST_ACROSS)
    else:
        found = similar_keys(concern.station, *said)
    allowed = set(to_group_with(concern, user).filter(pk__in=found).values_list("pk", flat=True))
    return [pk for pk in found if pk in allowed][:MOST_OFFERED]


def found_by(concern: Concern, user: Any, asked: str) -> list[int]:
    """The keys of those that hold the words, the receipt number or the telephone number, newest first."""
    found = to_group_with(concern, user).search_by(user, asked).order_by("-pk")
    return list(found.values_list("pk", flat=True)[:MOST_OFFERED])


def one_of_each_message(concerns: Iterable[Concern], most: int) -> list[Concern]:
    """The first concern of each message: its parts have the same words, and are no doubles of each other."""
    first: dict[int, Concern] = {}
    for concern in concerns:
        first.setdefault(concern.message, concern)
    return list(first.values())[:most]


def in_order(keys: Sequence[int], concerns: Iterable[Concern]) -> list[Concern]:
    """The concerns in the order of the keys."""
    by_key = {concern.pk: concern for concern in concerns}
    return [by_key[pk] for pk in keys if pk in by_key]
