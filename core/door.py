"""The door: the one way in which a thing comes into being or changes.

It locks the row, checks permission, state and the mark of what was shown, lets the action work, validates, saves,
records, announces; and all of it stands or falls together.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _

from core.access import Actor, capacity
from core.append_only import AppendOnlyModel
from core.events import Event
from core.nouns import label_of
from core.prepared import kept_things
from core.workflow import Changed, LostRace, Move, changes_since, ensure_can, workflow_of

logger = logging.getLogger(__name__)

Thing = TypeVar("Thing", bound=models.Model)
Root = tuple[str, Any]

#: News upwards: sent inside the transaction of every move with `subject` and `event`. Receivers write rows of
#: their own app only, so that what follows from a move stands or falls with it.
moved = Signal()


class LockOrderBroken(AssertionError):
    """Two moves that lock the same things in different orders would block each other; raised under test."""


@dataclass
class _Transaction:
    """What one transaction of moves holds: the roots locked, and those that it made."""

    locked: set[Root] = field(default_factory=set)
    made: set[Root] = field(default_factory=set)
    last: tuple[int, Any] = (-1, 0)
    undone: list[Callable[[], None]] = field(default_factory=list)


_running: ContextVar[_Transaction | None] = ContextVar("running_transaction", default=None)
_heard: ContextVar[list[Event] | None] = ContextVar("events_heard", default=None)
_shown: ContextVar[dict[Root, int] | None] = ContextVar("editions_shown", default=None)


@contextmanager
def moving(
    thing: Thing, verb: str, *, by: Actor, to: str | None = None, facts: dict[str, Any] | None = None
) -> Iterator[Thing]:
    """Makes a move: yields the thing, locked, for the action to change.

    `to` chooses among several targets; where only the action's work decides, it calls `lead_to`. `facts` go into the
    event; the action may still add to them. An error anywhere leaves nothing behind.
    """
    move = workflow_of(thing)[verb]
    facts = {} if facts is None else facts
    with one_transaction():
        subject = _locked(thing)
        before = getattr(subject, "state", "")
        role = ensure_can(subject, verb, by)
        if move.checks:
            _ensure_as_shown(subject)
        if move.undo:
            _go_back(subject, facts)
        if to is not None:
            lead_to(subject, to)
        yield subject
        _arrive(subject, move)
        _record(subject, move, by=by, role=role, before=before, facts=facts)


@contextmanager
def creating(thing: Thing, verb: str, *, by: Actor, facts: dict[str, Any] | None = None) -> Iterator[Thing]:
    """Brings a thing into being: saved once, before the block, which adds its children.

    Raises TypeError where the block changes the thing itself: that change would be lost.
    """
    move = workflow_of(thing)[verb]
    facts = {} if facts is None else facts
    with one_transaction() as running:
        role = ensure_can(thing, verb, by)
        _reach_target(thing, move)
        _validate(thing)
        thing.save()
        running.made.add((label_of(thing), thing.pk))
        written = _columns(thing)
        yield thing
        if changed := [name for name, value in _columns(thing).items() if value != written[name]]:
            raise TypeError(f"{verb} changes {', '.join(changed)} after the thing was saved")
        _record(thing, move, by=by, role=role, before="", facts=facts)


def lead_to(thing: models.Model, state: str) -> None:
    """Says, inside of a move with several targets, which of them it reaches."""
    thing.__dict__["_leads_to"] = state


def _go_back(subject: models.Model, facts: dict[str, Any]) -> None:
    """Back to the state before the last move; `facts` tell the action which move it has to undo."""
    undone = Event.objects.of(subject).values_list("verb", "before").last()
    assert undone is not None  # noqa: S101  `ensure_can` has looked at it, under the same lock
    facts["undone"] = undone[0]
    lead_to(subject, undone[1])


@contextmanager
def one_transaction() -> Iterator[_Transaction]:
    """One transaction for a move and all moves that it causes: an inner failure undoes the outer move too.

    Opened by an action itself where it has to read under a lock before it knows the move.
    """
    if running := _running.get():
        yield running
        return
    running = _Transaction()
    token = _running.set(running)
    try:
        with transaction.atomic():
            yield running
    except BaseException as error:
        for undo in running.undone:
            undo()
        if not isinstance(error, IntegrityError):
            raise
        # A constraint of the database is the last word in a race; the log keeps what it said.
        logger.warning("a constraint refused a move", exc_info=True)
        raise LostRace(
            _("Somebody else changed the same thing at this moment. Look at it again and repeat.")
        ) from error
    finally:
        _running.reset(token)


def on_rollback(undo: Callable[[], None]) -> None:
    """Calls `undo` if the transaction of moves fails, however far out: files know no transaction of their own."""
    if running := _running.get():
        running.undone.append(undo)


# Locks: always in one order, so that two moves wait for each other instead of blocking each other.


def lock(things: models.QuerySet[Thing]) -> list[Thing]:
    """The roots of a queryset, locked until the transaction ends, in the order of their numbers."""
    found = list(things.select_for_update(of=("self",)).order_by("pk"))
    for thing in found:
        _note_lock(thing)
    return found


def _locked(thing: Thing) -> Thing:
    """The thing as the database has it, locked until the transaction ends; relations already loaded are kept."""
    found = _locking(type(thing))(pk=thing.pk)
    if not found:
        raise type(thing).DoesNotExist(f"{label_of(thing)} {thing.pk} is gone")  # type: ignore[attr-defined]
    subject: Thing = found[0]
    _note_lock(subject)
    for name, related in thing._state.fields_cache.items():
        relation = type(thing)._meta.get_field(name)
        if relation.concrete and related is not None and related.pk == getattr(subject, relation.attname):
            subject._state.fields_cache[name] = related
    return subject


@cache
def _locking(model: type[models.Model]) -> Callable[..., list[Any]]:
    def locked(pk: int) -> models.QuerySet[Any]:
        return model._base_manager.select_for_update().filter(pk=pk)

    return kept_things(locked)


def _note_lock(thing: models.Model) -> None:
    """Remembers what is locked; under test, a lock out of the order of settings.LOCK_ORDER is an error."""
    running, root = _running.get(), (label_of(thing), thing.pk)
    if running is None or root in running.locked or root in running.made:
        return
    running.locked.add(root)
    if not settings.CHECK_LOCK_ORDER or root[0] not in settings.LOCK_ORDER:
        return
    place = (settings.LOCK_ORDER.index(root[0]), thing.pk)
    if place < running.last:
        held = settings.LOCK_ORDER[running.last[0]]
        raise LockOrderBroken(f"{root[0]} {thing.pk} is locked after {held} {running.last[1]}")
    running.last = place


# The mark of what was shown.


@contextmanager
def shown(editions: Mapping[Root, int]) -> Iterator[None]:
    """What the page or program that asks for the moves inside had in front of it: things with their editions."""
    token = _shown.set(dict(editions))
    try:
        yield
    finally:
        _shown.reset(token)


def _ensure_as_shown(subject: Any) -> None:
    editions = _shown.get()
    seen = editions.pop((label_of(subject), subject.pk), None) if editions else None
    if seen is not None and seen != subject.edition:
        raise Changed(subject, changes_since(subject, seen))


@contextmanager
def listening() -> Iterator[list[Event]]:
    """What is recorded inside, in order: the page of a move says it without asking the database."""
    news: list[Event] = []
    token = _heard.set(news)
    try:
        yield news
    finally:
        _heard.reset(token)


# Arriving.


def _arrive(subject: Any, move: Move) -> None:
    _reach_target(subject, move)
    if isinstance(subject, AppendOnlyModel):
        return  # an entry stays as it is: what the move adds is a row of its own
    if move.raises:
        subject.edition += 1
    _validate(subject)
    subject.save()


def _reach_target(subject: Any, move: Move) -> None:
    target = subject.__dict__.pop("_leads_to", None) or move.target
    if target is None:
        return
    allowed = (move.target,) if isinstance(move.target, str) else move.target or ()
    if target not in allowed:
        raise ValueError(f"{move.verb} leads to {allowed}, not to {target}")
    subject.state = target


def _validate(thing: models.Model) -> None:
    # Relations are guarded by the database; asking it for each of them once more would double the queries.
    thing.clean_fields(exclude={f.name for f in thing._meta.fields if f.is_relation})
    thing.clean()


def _columns(thing: models.Model) -> dict[str, Any]:
    return {f.attname: thing.__dict__.get(f.attname) for f in thing._meta.concrete_fields}


def _record(subject: models.Model, move: Move, *, by: Actor, role: str, before: str, facts: dict[str, Any]) -> None:
    if move.verb in workflow_of(subject).taken_back_by and (along := _along_with(subject)):
        facts["along"] = along
    if missing := [name for name in move.facts if facts.get(name) is None]:
        raise TypeError(f"{label_of(subject)} {move.verb} is recorded without {', '.join(missing)}")
    event = Event.objects.append(
        subject, move.verb, by=by, acting_for=capacity(by, role, subject), before=before,
        after=getattr(subject, "state", ""), facts=facts, first=move.creates,
    )  # fmt: skip
    if (news := _heard.get()) is not None:
        news.append(event)
    moved.send(type(subject), subject=subject, event=event)


def _along_with(subject: models.Model) -> list[Root]:
    """What was made or moved along with the thing: what follows there follows on the move of the thing, too."""
    running = _running.get()
    return sorted((running.made | running.locked) - {(label_of(subject), subject.pk)}) if running else []


def roots(things: Iterable[Any]) -> dict[Root, int]:
    """Things with the editions that they have now, as `shown` takes them."""
    return {(label_of(thing), thing.pk): thing.edition for thing in things}
