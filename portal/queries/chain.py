"""The rows of a chain: everything that hangs together with one thing, in one question to the database.

A chain is entered anywhere. The topics that the thing stands on hold it together; upwards lie the concerns
they grew from and the visits at which these were said, downwards what followed from them (domain §4 to §9).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce, Concat, Left, NullIf, TruncDate

from deliberations.models import AgendaItem, Commitment, LookBack, Meeting, Topic
from points.enums import EntryState
from points.models import LedgerEntry
from portal.queries.unions import Part, name_of, rows, text
from stations.models import Concern, Visit
from suggestions.models import Evaluation, Reply, Suggestion

#: So many of a group are shown; one more tells that there are others.
MOST = 20


class Link(NamedTuple):
    """One thing of a chain, as slim as the page needs it; `parent` has the page of a reply or a score."""

    noun: str
    pk: int
    parent: int
    on: date
    state: str
    number: str
    title: str
    extra: str


@dataclass
class Scope:
    """What a chain holds, by noun; the default of each follows from the topics."""

    topics: list[int] = field(default_factory=list)
    visits: Q | None = None
    concerns: Q | None = None
    meetings: Q | None = None
    suggestions: Q | None = None
    entries: Q | None = None

    def __post_init__(self) -> None:
        behind = Topic.concerns.through.objects.filter(topic__in=self.topics)
        agenda = AgendaItem.objects.filter(topic__in=self.topics)
        grown = Concern.objects.filter(pk__in=behind.values("concern_id"))
        self.concerns = self.concerns or Q(pk__in=behind.values("concern_id"))
        self.visits = self.visits or Q(pk__in=grown.values("visit_id"))
        self.meetings = self.meetings or Q(pk__in=agenda.values("meeting_id"))
        self.suggestions = self.suggestions or Q(topic__in=self.topics)
        self.entries = self.entries or (
            Q(source_noun="deliberations.topic", source_id__in=self.topics)
            | Q(
                source_noun="deliberations.meeting",
                source_id__in=Meeting.objects.filter(self.meetings).values("pk"),
            )
        )


def scope_of(thing: Any) -> Scope:
    """Where the chain of a thing begins and ends; at most one query."""
    if isinstance(thing, Visit):
        return Scope(_topics(concern__visit=thing), Q(pk=thing.pk), Q(visit=thing))
    if isinstance(thing, Concern):
        return Scope(_topics(concern=thing), Q(pk=thing.visit_id), Q(pk=thing.pk))
    if isinstance(thing, Topic):
        return Scope([thing.pk])
    if isinstance(thing, Meeting):
        return Scope(_agenda(thing.pk), meetings=Q(pk=thing.pk))
    if isinstance(thing, Commitment):
        return Scope([thing.topic_id])
    if isinstance(thing, LookBack):
        return _scope_of_look_back(thing)
    if isinstance(thing, LedgerEntry):
        return _scope_of_entry(thing)
    suggestion = thing if isinstance(thing, Suggestion) else thing.suggestion
    return _scope_of_suggestion(suggestion.pk, suggestion.topic_id)


def _topics(**of: Any) -> list[int]:
    return list(Topic.concerns.through.objects.filter(**of).values_list("topic_id", flat=True).distinct())


def _agenda(meeting: int) -> list[int]:
    return list(AgendaItem.objects.filter(meeting=meeting).values_list("topic_id", flat=True))


def _scope_of_suggestion(pk: int, topic: int | None) -> Scope:
    return Scope([topic] if topic else [], suggestions=Q(pk=pk))


def _scope_of_look_back(look_back: LookBack) -> Scope:
    if look_back.topic_id:
        return Scope([look_back.topic_id])
    if look_back.commitment:
        return Scope([look_back.commitment.topic_id])
    topic = Suggestion.objects.filter(pk=look_back.subject_id).values_list("topic_id", flat=True).first()
    return _scope_of_suggestion(look_back.subject_id or 0, topic)


def _scope_of_entry(entry: LedgerEntry) -> Scope:
    alone = Q(pk=entry.pk)
    if entry.source_noun == "deliberations.meeting":
        return Scope(_agenda(entry.source_id), meetings=Q(pk=entry.source_id), entries=alone)
    return Scope([entry.source_id] if entry.source_noun == "deliberations.topic" else [], entries=alone)


def links(scope: Scope, user: Any) -> list[Link]:
    """The things of the chain that the person may see, the earliest first; one query."""
    parts = [
        (
            things.order_by("pk"),
            {"noun": Value(things.model._meta.model_name), "parent": F("pk")} | columns,
        )
        for things, columns in _things(scope, user)
    ]
    found = (Link(*row) for row in rows(parts, Link._fields, MOST + 1))
    return sorted(found, key=lambda link: (link.on, link.pk))


def _things(scope: Scope, user: Any) -> Iterator[Part]:
    """The things by noun, each from its own sight, with what is shown of them."""
    visits = Visit.objects.visible_to(user).filter(scope.visits)
    yield visits, {"on": TruncDate("started_at"), "state": F("kind"), "title": F("place")}
    concerns = Concern.objects.visible_to(user).filter(scope.concerns)
    yield concerns, {
        "on": TruncDate("received_at"), "state": F("state"), "number": F("number"),
        "title": Left("words", 40),
    }  # fmt: skip
    topics = Topic.objects.visible_to(user).filter(pk__in=scope.topics)
    yield topics, {"on": TruncDate("proposed_at"), "state": F("state"), "title": F("title")}
    meetings = Meeting.objects.visible_to(user).filter(scope.meetings)
    yield meetings, {"on": TruncDate("starts_at"), "state": F("state"), "title": F("place")}
    commitments = Commitment.objects.visible_to(user).filter(topic__in=scope.topics)
    yield commitments, {
        "on": F("due_on"), "state": F("state"), "title": Left("measure", 40), "extra": name_of("department"),
    }  # fmt: skip
    yield from _of_suggestions(scope, user)
    yield from _afterwards(scope, user)


def _of_suggestions(scope: Scope, user: Any) -> Iterator[Part]:
    """Suggestions with replies and scores; a department sees no unreleased score (rule 34)."""
    suggestions = Suggestion.objects.visible_to(user).filter(scope.suggestions)
    yield suggestions, {
        "on": TruncDate("drafted_at"), "state": F("state"), "number": Coalesce("number", Value("")),
        "title": F("title"),
    }  # fmt: skip
    ours = Suggestion.objects.filter(scope.suggestions).values("pk")
    replies = Reply.objects.filter(round__suggestion__in=suggestions.values("pk"))
    yield replies, {
        "parent": F("round__suggestion"), "on": TruncDate("replied_at"), "state": F("outcome_class"),
        "extra": text("round__number"),
    }  # fmt: skip
    evaluations = Evaluation.objects.visible_to(user).filter(suggestion__in=ours)
    points = Concat(text("points"), Value("/"), text("maximum"))
    yield evaluations, {
        "parent": F("suggestion"), "on": TruncDate("at"), "state": F("verdict"), "title": F("stage"),
        "number": Case(When(points=None, then=Value("")), default=points), "extra": text("round__number"),
    }  # fmt: skip


def _afterwards(scope: Scope, user: Any) -> Iterator[Part]:
    ours = Suggestion.objects.filter(scope.suggestions).values("pk")
    looked_at = Q(topic__in=scope.topics) | Q(commitment__topic__in=scope.topics)
    looked_at |= Q(subject_noun="suggestions.suggestion", subject_id__in=ours)
    look_backs = LookBack.objects.visible_to(user).filter(looked_at)
    yield look_backs, {
        "on": Coalesce("visited_on", "due_on"), "state": Coalesce(NullIf("result", Value("")), "state"),
        "title": Left("title", 40),
    }  # fmt: skip
    entries = LedgerEntry.objects.visible_to(user).filter(scope.entries)
    kind = Case(
        When(reversal_of__isnull=False, then=Value(EntryState.REVERSAL.value)),
        When(reversal__isnull=False, then=Value(EntryState.REVERSED.value)),
        default=Value(EntryState.POSTED.value),
    )
    yield entries, {
        "on": F("earned_on"), "state": kind, "number": text("points"), "title": F("note"),
        "extra": F("representative__name"),
    }  # fmt: skip
