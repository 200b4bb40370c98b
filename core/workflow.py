"""Moves: one table of what may happen to a thing, and one door through which it happens.

An app lists its moves as `Workflow`s; an action opens the door with `moving(...)`. There is no other way to
change a state (a test in tests/repository proves it).
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core import clock
from core.access import Actor, ensure_may, may
from core.append_only import AppendOnlyModel
from core.events import Event

logger = logging.getLogger(__name__)

Text = str | Promise
Thing = TypeVar("Thing", bound=models.Model)

#: News upwards: sent inside the transaction of every move with `subject` and `event`. Receivers write rows of
#: their own app only, so that what follows from a move stands or falls with it.
moved = Signal()

_inside: ContextVar[bool] = ContextVar("inside_a_move", default=False)


class IllegalMove(Exception):
    """The thing is not in a state from which this move starts; says who did what before (409)."""

    def __init__(self, message: str, thing: models.Model | None = None):
        super().__init__(message)
        self.message = message
        self.thing = thing


class LostRace(IllegalMove):
    """Two people did the same at once, and the database let only one of them through (409)."""


@dataclass(frozen=True)
class Move:
    """One line of the table: a verb, where it starts, where it leads, who may, and the clause it comes from.

    `sources` empty means that the move brings the thing into being. `target` None leaves the state as it is; several
    targets mean that the action decides among them. `shows` names the choices by which a fact is shown. `when` is a
    fact about the thing, beyond its state, without which the move is not possible; it never asks for today. What the
    calendar decides stands in columns of the thing itself, kept by its moves: the move is possible from the day in
    `opens` on (not while that is empty), up to and including the day in `closes` (without an end while that is empty).
    A move that is `caused` follows from another move and is never offered by itself.
    """

    verb: str
    sources: tuple[str, ...]
    target: str | tuple[str, ...] | None
    permission: str
    clause: str
    label: Text
    sentence: Text
    shows: Mapping[str, type[models.TextChoices]] = field(default_factory=dict)
    tone: str = "plain"
    when: Callable[[Any], bool] | None = None
    opens: str = ""
    closes: str = ""
    caused: bool = False

    def starts_from(self, thing: Any) -> bool:
        """Whether the thing is where this move begins, today."""
        here = getattr(thing, "state", "") in self.sources and (self.when is None or self.when(thing))
        return here and (not (self.opens or self.closes) or self.is_open(thing, clock.today()))

    def is_open(self, thing: Any, day: date) -> bool:
        """Whether the day lies between those that the thing keeps for this move."""
        opens = getattr(thing, self.opens) if self.opens else day
        closes = getattr(thing, self.closes) if self.closes else None
        return opens is not None and opens <= day and (closes is None or day <= closes)

    @property
    def creates(self) -> bool:
        return not self.sources

    @property
    def slug(self) -> str:
        """The verb as it stands in addresses."""
        return self.verb.replace("_", "-")


class Workflow:
    """All moves of one model, in the order in which they usually come."""

    def __init__(self, model: str, *moves: Move):
        self.model = model.lower()
        self.moves = {move.verb: move for move in moves}
        WORKFLOWS[self.model] = self

    def __getitem__(self, verb: str) -> Move:
        return self.moves[verb]

    def __iter__(self) -> Iterator[Move]:
        return iter(self.moves.values())


#: Every workflow by its model's label ("stations.concern").
WORKFLOWS: dict[str, Workflow] = {}


def workflow_of(model: type[models.Model] | models.Model) -> Workflow:
    """The workflow of a model or of one of its things."""
    return WORKFLOWS[model._meta.label_lower]


def allowed_moves(thing: models.Model, by: Actor) -> list[Move]:
    """The moves that are legal for the thing now and permitted to this person: what a page offers as buttons."""
    return [
        move
        for move in workflow_of(thing)
        if not (move.creates or move.caused) and move.starts_from(thing) and may(by, move.permission, thing)
    ]


def ensure_can(thing: models.Model, verb: str, by: Actor) -> Move:
    """The move, if it is permitted and legal now; else NotPermitted or IllegalMove."""
    move = workflow_of(thing)[verb]
    ensure_may(by, move.permission, thing)
    if not move.creates and not move.starts_from(thing):
        raise IllegalMove(_why_illegal(thing, move), thing)
    return move


@contextmanager
def moving(
    thing: Thing,
    verb: str,
    *,
    by: Actor,
    to: str | Callable[[Thing], str] | None = None,
    facts: dict[str, Any] | None = None,
) -> Iterator[Thing]:
    """The door: locks the row, checks permission and move, lets the action work, validates, saves, records, announces.

    Yields the locked thing for the action to change. `to` chooses among several targets (a state, or a function asked
    after the action's work). `facts` go into the event; the action may still add to them. Everything happens in one
    transaction: an error anywhere leaves nothing behind.
    """
    move = workflow_of(thing)[verb]
    facts = {} if facts is None else facts
    with one_transaction():
        subject = thing if move.creates else _locked(thing)
        before = "" if move.creates else getattr(subject, "state", "")
        ensure_can(subject, verb, by)
        if move.creates:
            _arrive(subject, move, to)
            yield subject
        else:
            yield subject
            _arrive(subject, move, to)
        event = Event.objects.append(
            subject, verb, by=by, before=before, after=getattr(subject, "state", ""), facts=facts, first=move.creates
        )
        moved.send(type(subject), subject=subject, event=event)


@contextmanager
def one_transaction() -> Iterator[None]:
    """One transaction for a move and all moves that it causes: an inner failure undoes the outer move too.

    Opened by an action itself where it has to read under a lock before it knows the move.
    """
    if _inside.get():
        yield
        return
    token = _inside.set(True)
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        # A constraint of the database is the last word in a race; the log keeps what it said.
        logger.warning("a constraint refused a move", exc_info=True)
        raise LostRace(
            _("Somebody else changed the same thing at this moment. Look at it again and repeat.")
        ) from error
    finally:
        _inside.reset(token)


def _locked(thing: Thing) -> Thing:
    """The thing as the database has it, locked until the transaction ends; relations already loaded are kept."""
    subject = type(thing)._base_manager.select_for_update().get(pk=thing.pk)
    for name, related in thing._state.fields_cache.items():
        relation = type(thing)._meta.get_field(name)
        if relation.concrete and related is not None and related.pk == getattr(subject, relation.attname):
            subject._state.fields_cache[name] = related
    return subject


def _arrive(subject: Any, move: Move, to: Any) -> None:
    target = (to(subject) if callable(to) else to) or move.target
    if target is not None:
        allowed = (move.target,) if isinstance(move.target, str) else move.target or ()
        if target not in allowed:
            raise ValueError(f"{move.verb} leads to {allowed}, not to {target}")
        subject.state = target
    if isinstance(subject, AppendOnlyModel) and not move.creates:
        return  # an entry stays as it is: what the move adds is a row of its own
    # Relations are guarded by the database; asking it for each of them once more would double the queries.
    subject.clean_fields(exclude={f.name for f in subject._meta.fields if f.is_relation})
    subject.clean()
    subject.save()


def _why_illegal(thing: models.Model, move: Move) -> str:
    """Who did what before you: the sentence a person reads whose move came too late."""
    state = getattr(thing, "get_state_display", lambda: "")()
    last = Event.objects.of(thing).select_related("actor").last()
    if last is None:
        return _("“%(move)s” is not possible now: the state is “%(state)s”.") % {"move": move.label, "state": state}
    return _("“%(move)s” is not possible any more: %(sentence)s (%(at)s). The state is now “%(state)s”.") % {
        "move": move.label,
        "sentence": sentence_of(last),
        "at": timezone.localtime(last.at).strftime("%Y-%m-%d %H:%M"),
        "state": state,
    }


class _Shown(dict[str, Any]):
    """Facts for a sentence: an absent one shows as a dash instead of breaking the timeline."""

    def __missing__(self, key: str) -> str:
        return "—"


def sentence_of(event: Event) -> str:
    """The event as one sentence in the reader's language."""
    workflow = WORKFLOWS.get(event.noun)
    move = workflow.moves.get(event.verb) if workflow else None
    if move is None:
        return f"{event.actor_name}: {event.verb}"
    shown = _Shown(actor=event.actor_name)
    for name, value in event.facts.items():
        choices = move.shows.get(name)
        shown[name] = choices(value).label if choices and value in choices.values else value
    return str(move.sentence).format_map(shown)


def timeline_of(thing: models.Model) -> list[Event]:
    """The events of a thing, oldest first, each with its `sentence` in the reader's language."""
    events = list(Event.objects.of(thing).select_related("actor"))
    for event in events:
        event.sentence = sentence_of(event)
    return events
