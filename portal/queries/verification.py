"""Whether the record of what happened is whole: every chain of events, and the things as they stand now."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Exists, OuterRef, Q

from core.events import Event
from core.nouns import model_of
from core.workflow import WORKFLOWS
from deliberations.enums import BallotWay

#: What another thing's move brings along, and has no event of its own: papers come with the count of their council.
BROUGHT_ALONG = {"deliberations.ballot": Q(way=BallotWay.PAPER)}

#: So many chains are compared with their things at once: memory stays the same however long the record.
BATCH = 1000

Ends = dict[str, dict[int, Event]]


def complaints() -> Iterator[str]:
    """Every row that is off, by name."""
    yield from _broken_chains()
    yield from _things_without_events()


def _broken_chains() -> Iterator[str]:
    """Recomputes each digest from the one before it; the last event of a chain must say the thing's state."""
    ends: Ends = {}
    known = 0
    last: Event | None = None
    for event in Event.objects.order_by("noun", "subject_id", "sequence").iterator(chunk_size=BATCH):
        if last and (last.noun, last.subject_id) != (event.noun, event.subject_id):
            ends.setdefault(last.noun, {})[last.subject_id] = last
            known += 1
            last = None
        if known >= BATCH:
            yield from _contradicted(ends)
            ends, known = {}, 0
        yield from _off(event, last)
        last = event
    if last:
        ends.setdefault(last.noun, {})[last.subject_id] = last
    yield from _contradicted(ends)


def _off(event: Event, last: Event | None) -> Iterator[str]:
    if event.sequence != (last.sequence + 1 if last else 1):
        yield f"event {event.pk} ({event}): an event before it is missing"
    if event.digest != event.compute_digest(last.digest if last else ""):
        yield f"event {event.pk} ({event}): it was changed, or one before it was"


def _contradicted(ends: Ends) -> Iterator[str]:
    for noun, events in ends.items():
        try:
            model = model_of(noun)
        except LookupError:
            yield from (f"event {event.pk} ({event}): there is no noun “{noun}”" for event in events.values())
            continue
        yield from _against(model, events)


def _against(model: type[models.Model], events: dict[int, Event]) -> Iterator[str]:
    things: models.QuerySet[Any] = model._base_manager.filter(pk__in=list(events))
    states = dict(things.values_list("pk", "state" if _has_state(model) else "pk"))
    for pk, event in events.items():
        if pk not in states:
            yield f"event {event.pk} ({event}): its thing does not exist"
        elif _has_state(model) and states[pk] != event.after:
            yield f"{event.noun} {pk}: its state is “{states[pk]}”, its last event says “{event.after}”"


def _has_state(model: type[models.Model]) -> bool:
    try:
        return bool(model._meta.get_field("state").concrete)
    except FieldDoesNotExist:
        return False


def _things_without_events() -> Iterator[str]:
    """What came into being by a move has at least the event of that move."""
    for label, workflow in WORKFLOWS.items():
        if not any(move.creates for move in workflow):
            continue
        model: Any = model_of(label)
        own = Event.objects.filter(noun=label, subject_id=OuterRef("pk"))
        silent = model._base_manager.filter(~Exists(own)).order_by("pk")
        if label in BROUGHT_ALONG:
            silent = silent.exclude(BROUGHT_ALONG[label])
        for pk in silent.values_list("pk", flat=True).iterator():
            yield f"{label} {pk}: no event tells how it came into being"
