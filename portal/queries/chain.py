"""The rows of a chain: everything that hangs together with one thing, in one question to the database.

A chain is entered anywhere. The topics that the thing stands on hold it together; upwards lie the concerns
they grew from and the visits at which these were said, downwards what followed from them (domain §4 to §9).
A micro-project may also have grown from a concern directly; the councils that voted on it follow from it (§6).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Coalesce, Concat, Left, NullIf, TruncDate

from core.prepared import day_of
from deliberations.models import (
    AgendaItem,
    Commitment,
    Council,
    CouncilItem,
    LookBack,
    Meeting,
    MicroProject,
    Topic,
)
from points.enums import EntryState
from points.models import LedgerEntry
from portal.queries.unions import KEPT, Part, Reader, Written, answers, name_of, text, written
from stations.models import MATTER, Concern, Visit
from suggestions.models import Evaluation, Reply, Suggestion

#: So many of a group are shown; one more tells that there are others.
MOST = 20


class Link(NamedTuple):
    """One thing of a chain, as slim as the page needs it; `parent` has the page of a reply or a score."""

    noun: str
    pk: int
    parent: int
    on: Any
    state: str
    number: str
    title: str
    extra: str


#: Numbers that no row has: the places in the kept SQL where the thing itself and its topics are filled in.
ANCHOR = -(10**15)
#: The second way on from a concern, which needs no topic (rule 15).
COUNCIL_WAY = {"micro-project", "council"}
#: A thing stands on few topics; of more than this, the first ones hold the chain together.
MOST_TOPICS = 32


@dataclass(frozen=True)
class Scope:
    """Where a chain begins: at which kind of thing, at which one, and which topics hold it together."""

    kind: str
    anchor: int
    topics: tuple[int, ...] = ()

    @property
    def shape(self) -> "Shape":
        """The same chain with holes; the number of topics is rounded up, so that few shapes are enough."""
        known = min(len(self.topics), MOST_TOPICS)
        return Shape(self.kind, 1 << (known - 1).bit_length() if known else 0)

    @property
    def holes(self) -> dict[int, int]:
        """What belongs into the holes; spare ones repeat the first topic."""
        topics = [*self.topics[:MOST_TOPICS], *self.topics[:1] * MOST_TOPICS]
        return {ANCHOR: self.anchor} | dict(zip(self.shape.topics, topics, strict=False))


@dataclass(frozen=True)
class Shape:
    """What the SQL of a chain depends on besides its reader: the kind of thing and how many topics it stands on."""

    kind: str
    size: int

    @property
    def topics(self) -> list[int]:
        return [ANCHOR - number for number in range(1, self.size + 1)]

    @property
    def visits(self) -> Q:
        if self.kind == "visit":
            return Q(pk=ANCHOR)
        return Q(pk__in=Concern.objects.filter(self.concerns).values("visit_id"))

    @property
    def concerns(self) -> Q:
        if self.kind == "visit":
            return Q(visit=ANCHOR)
        if self.kind == "concern":
            return Q(pk=ANCHOR)
        behind = Topic.concerns.through.objects.filter(topic__in=self.topics).values("concern_id")
        return Q(pk__in=behind.union(self._own_concerns) if self.kind in COUNCIL_WAY else behind)

    @property
    def _own_concerns(self) -> Any:
        """What micro-projects grew from without a topic between."""
        ours = MicroProject.objects.filter(self.projects).values("pk")
        return MicroProject.concerns.through.objects.filter(microproject__in=ours).values("concern_id")

    @property
    def meetings(self) -> Q:
        if self.kind in ("meeting", "entry of a meeting"):
            return Q(pk=ANCHOR) if self.kind == "meeting" else Q(pk__in=_source_of_the_entry())
        agenda = AgendaItem.objects.filter(topic__in=self.topics)
        return Q(pk__in=agenda.values("meeting_id"))

    @property
    def projects(self) -> Q:
        if self.kind == "micro-project":
            return Q(pk=ANCHOR)
        if self.kind == "council":
            return Q(pk__in=CouncilItem.objects.filter(council=ANCHOR).values("project_id"))
        of_topics = MicroProject.objects.filter(topic__in=self.topics).values("pk")
        if self.kind not in ("visit", "concern"):
            return Q(pk__in=of_topics)
        # Each found by its own index; an OR would read the whole table.
        grown = MicroProject.concerns.through.objects
        own = grown.filter(concern__visit=ANCHOR) if self.kind == "visit" else grown.filter(concern=ANCHOR)
        return Q(pk__in=of_topics.union(own.values("microproject_id")))

    @property
    def councils(self) -> Q:
        if self.kind == "council":
            return Q(pk=ANCHOR)
        ours = MicroProject.objects.filter(self.projects).values("pk")
        return Q(pk__in=CouncilItem.objects.filter(project__in=ours).values("council_id"))

    @property
    def suggestions(self) -> Q:
        return Q(pk=ANCHOR) if self.kind == "suggestion" else Q(topic__in=self.topics)

    @property
    def entries(self) -> Q:
        if self.kind.startswith("entry"):
            return Q(pk=ANCHOR)
        held = Meeting.objects.filter(self.meetings).values("pk")
        of_meetings = Q(source_noun="deliberations.meeting", source_id__in=held)
        return of_meetings | Q(source_noun="deliberations.topic", source_id__in=self.topics)

    @property
    def holds(self) -> set[str]:
        """Which nouns the chain can hold at all: without a topic, hardly more than the thing itself."""
        wished = {"visit", "concern"} | COUNCIL_WAY
        everything = wished | {"topic", "meeting", "commitment", "suggestion", "look-back", "entry"}
        alone = {
            "visit": wished,
            "concern": wished,
            "micro-project": wished,
            "council": wished,
            "meeting": {"meeting", "entry"},
            "suggestion": {"suggestion", "look-back"},
            "entry of a meeting": {"meeting", "entry"},
            "entry": {"entry"},
        }
        return everything if self.size else alone.get(self.kind, set())


def _source_of_the_entry() -> Any:
    return LedgerEntry.objects.filter(pk=ANCHOR).values("source_id")


def scope_of(thing: Any) -> Scope:
    """Where the chain of a thing begins; at most one query."""
    if isinstance(thing, Visit):
        return Scope("visit", thing.pk, _topics(concern__visit=thing))
    if isinstance(thing, Concern):
        return Scope("concern", thing.pk, _topics(concern=thing))
    if isinstance(thing, Topic):
        return Scope("topic", thing.pk, (thing.pk,))
    if isinstance(thing, Meeting):
        return Scope("meeting", thing.pk, _agenda(thing.pk))
    if isinstance(thing, Commitment):
        return Scope("commitment", thing.pk, (thing.topic_id,))
    if isinstance(thing, LookBack):
        return _scope_of_look_back(thing)
    if isinstance(thing, LedgerEntry):
        return _scope_of_entry(thing)
    if isinstance(thing, MicroProject):
        return Scope("micro-project", thing.pk, (thing.topic_id,) if thing.topic_id else ())
    if isinstance(thing, Council):
        return Scope("council", thing.pk, _of_its_projects(thing.pk))
    suggestion = thing if isinstance(thing, Suggestion) else thing.suggestion
    return _scope_of_suggestion(suggestion.pk, suggestion.topic_id)


def _topics(**of: Any) -> tuple[int, ...]:
    stands_on = Topic.concerns.through.objects.filter(**of).order_by("topic_id")
    return tuple(stands_on.values_list("topic_id", flat=True).distinct())


def _agenda(meeting: int) -> tuple[int, ...]:
    return tuple(AgendaItem.objects.filter(meeting=meeting).order_by("pk").values_list("topic_id", flat=True))


def _of_its_projects(council: int) -> tuple[int, ...]:
    listed = MicroProject.objects.filter(council_items__council=council, topic__isnull=False).order_by("topic_id")
    return tuple(listed.values_list("topic_id", flat=True).distinct())


def _scope_of_suggestion(pk: int, topic: int | None) -> Scope:
    return Scope("suggestion", pk, (topic,) if topic else ())


def _scope_of_look_back(look_back: LookBack) -> Scope:
    if look_back.topic_id:
        return Scope("look-back", look_back.pk, (look_back.topic_id,))
    if look_back.commitment:
        return Scope("look-back", look_back.pk, (look_back.commitment.topic_id,))
    topic = Suggestion.objects.filter(pk=look_back.subject_id or 0).values_list("topic_id", flat=True).first()
    return _scope_of_suggestion(look_back.subject_id or 0, topic)


def _scope_of_entry(entry: LedgerEntry) -> Scope:
    if entry.source_noun == "deliberations.meeting":
        return Scope("entry of a meeting", entry.pk, _agenda(entry.source_id))
    topics = (entry.source_id,) if entry.source_noun == "deliberations.topic" else ()
    return Scope("entry", entry.pk, topics)


def links(scope: Scope, user: Any) -> list[Link]:
    """The things of the chain that the person may see, the earliest first; one query."""
    found = [Link(*row) for row in answers(_question(Reader.of(user), scope.shape), scope.holes)]
    dated = [link._replace(on=day_of(link.on) if link.on else None) for link in found]
    return sorted(dated, key=lambda link: (link.on, link.pk))


@lru_cache(maxsize=KEPT)
def _question(reader: Reader, shape: Shape) -> Written:
    parts = []
    for things, columns in _things(shape, reader.person):
        noun = Value(things.model._meta.model_name, CharField())
        parts.append((things.order_by("pk"), {"noun": noun, "parent": F("pk")} | columns))
    return written(parts, Link._fields, MOST + 1)


def _things(shape: Shape, user: Any) -> Iterator[Part]:
    """The things by noun, each from its own sight, with what is shown of them."""
    of = {
        "visit": _visits, "concern": _concerns, "topic": _topics_held, "meeting": _meetings,
        "commitment": _commitments, "micro-project": _projects, "council": _councils, "suggestion": _of_suggestions,
        "look-back": _look_backs, "entry": _entries,
    }  # fmt: skip
    for noun, parts in of.items():
        if noun in shape.holds:
            yield from parts(shape, user)


def _visits(shape: Shape, user: Any) -> Iterator[Part]:
    visits = Visit.objects.visible_to(user).filter(shape.visits)
    yield visits, {"on": TruncDate("started_at"), "state": F("kind"), "title": F("place")}


def _concerns(shape: Shape, user: Any) -> Iterator[Part]:
    concerns = Concern.objects.visible_to(user).filter(shape.concerns)
    shown = {"state": F("state"), "number": F("number"), "title": Left(MATTER, 40)}
    yield concerns, shown | {"on": TruncDate("received_at")}


def _topics_held(shape: Shape, user: Any) -> Iterator[Part]:
    topics = Topic.objects.visible_to(user).filter(pk__in=shape.topics)
    yield topics, {"on": TruncDate("proposed_at"), "state": F("state"), "title": F("title")}


def _meetings(shape: Shape, user: Any) -> Iterator[Part]:
    meetings = Meeting.objects.visible_to(user).filter(shape.meetings)
    yield meetings, {"on": TruncDate("starts_at"), "state": F("state"), "title": F("place")}


def _commitments(shape: Shape, user: Any) -> Iterator[Part]:
    commitments = Commitment.objects.visible_to(user).filter(topic__in=shape.topics)
    shown = {"state": F("state"), "title": Left("measure", 40), "extra": name_of("department")}
    yield commitments, shown | {"on": F("due_on")}


def _projects(shape: Shape, user: Any) -> Iterator[Part]:
    projects = MicroProject.objects.visible_to(user).filter(shape.projects)
    yield projects, {"on": TruncDate("proposed_at"), "state": F("state"), "title": F("title")}


def _councils(shape: Shape, user: Any) -> Iterator[Part]:
    councils = Council.objects.visible_to(user).filter(shape.councils)
    yield councils, {"on": TruncDate("starts_at"), "state": F("state"), "title": F("place")}


def _of_suggestions(shape: Shape, user: Any) -> Iterator[Part]:
    """Suggestions with replies and scores; a department sees no unreleased score (rule 34)."""
    suggestions = Suggestion.objects.visible_to(user).filter(shape.suggestions)
    yield suggestions, {
        "on": TruncDate("drafted_at"), "state": F("state"), "number": Coalesce("number", Value("")),
        "title": F("title"),
    }  # fmt: skip
    replies = Reply.objects.filter(round__suggestion__in=suggestions.values("pk"))
    yield replies, {
        "parent": F("round__suggestion"), "on": TruncDate("replied_at"), "state": F("outcome_class"),
        "extra": text("round__number"),
    }  # fmt: skip
    ours = Suggestion.objects.filter(shape.suggestions).values("pk")
    evaluations = Evaluation.objects.visible_to(user).filter(suggestion__in=ours)
    points = Concat(text("points"), Value("/"), text("maximum"))
    yield evaluations, {
        "parent": F("suggestion"), "on": TruncDate("at"), "state": F("verdict"), "title": F("stage"),
        "number": Case(When(points=None, then=Value("")), default=points), "extra": text("round__number"),
    }  # fmt: skip


def _look_backs(shape: Shape, user: Any) -> Iterator[Part]:
    ours = Suggestion.objects.filter(shape.suggestions).values("pk")
    looked_at = Q(subject_noun="suggestions.suggestion", subject_id__in=ours)
    if shape.size:
        looked_at |= Q(topic__in=shape.topics) | Q(commitment__topic__in=shape.topics)
    look_backs = LookBack.objects.visible_to(user).filter(looked_at)
    shown = {"state": Coalesce(NullIf("result", Value("")), "state"), "title": Left("title", 40)}
    yield look_backs, shown | {"on": Coalesce("visited_on", "due_on")}


def _entries(shape: Shape, user: Any) -> Iterator[Part]:
    entries = LedgerEntry.objects.visible_to(user).filter(shape.entries)
    state = Case(
        When(reversal_of__isnull=False, then=Value(EntryState.REVERSAL.value)),
        When(reversal__isnull=False, then=Value(EntryState.REVERSED.value)),
        default=Value(EntryState.POSTED.value),
    )
    yield entries, {
        "on": F("earned_on"), "state": state, "number": text("points"), "title": F("note"),
        "extra": F("representative__name"),
    }  # fmt: skip
