"""Moves: one table of what may happen to a thing.

An app lists its moves as `Workflow`s; an action opens the door (`core.door`) with `moving` or `creating`. There is no
other way to change a state (a test in tests/repository proves it).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from string import Formatter
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import models
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core import clock
from core.access import Actor, ensure_may, may
from core.editions import CHANGES, Mark
from core.events import Event
from core.nouns import Noun, noun_of

Text = str | Promise

#: So long a person may take back what nobody has built upon.
TAKE_BACK_WITHIN = timedelta(minutes=10)


class IllegalMove(Exception):
    """The thing is not in a state from which this move starts; says who did what before (409)."""

    def __init__(self, message: str, thing: models.Model | None = None):
        super().__init__(message)
        self.message = message
        self.thing = thing


class LostRace(IllegalMove):
    """Two people did the same at once, and the database let only one of them through (409)."""


class Changed(IllegalMove):
    """The page or program that asks for the move showed another edition of the thing (409).

    `since` is what changed it, oldest first; `thing` is the thing as it is now, with its new mark. Where a part of it
    carries the mark, `parts` says how the parts are now, as a program reads it, and `edition` is that of the one asked
    about; `words` tell what changed where the sentences of the record do not name it.
    """

    def __init__(
        self,
        thing: Any,
        since: list[Event],
        *,
        words: str = "",
        edition: int | None = None,
        parts: Mapping[str, Any] | None = None,
    ):
        words = words or _(", ").join(in_words(event) for event in since)
        super().__init__(
            _("Since this was opened: %(changes)s. Look at what stands there now.") % {"changes": words}, thing
        )
        self.edition: int = thing.edition if edition is None else edition
        self.parts = parts or {}
        self.since = since


@dataclass(frozen=True)
class Move:
    """One line of the table: a verb, where it starts, where it leads, who may, and the clause it comes from.

    `sources` empty means that the move brings the thing into being. `target` None leaves the state as it is; several
    targets mean that the action decides among them. `facts` are those that the sentence names: the door records no
    event without them. `shows` names the choices by which a fact is shown. `when` is a condition on the thing, beyond
    its state, without which the move is not possible; it never asks for today. What the calendar decides stands in
    columns of the thing itself, kept by its moves: the move is possible from the day in `opens` on (not while that is
    empty), up to and including the day in `closes` (without an end while that is empty). A move that is `caused`
    follows from another move and is never offered by itself. One that is `retired` is not made any more: its verb
    stands in events, so its sentence stays, and nothing else of it is asked for (page, address, permission).

    A move raises the mark of the thing (`core.editions`) and is refused from the page of another edition, unless its
    `mark` says why not. `signs`: somebody puts a name to what was shown. `once`: sent twice, it would do
    harm, so its form carries a token. `undo` names the verbs that this move takes back: whichever of them came last, to
    the state from which it had started.
    """

    verb: str
    sources: tuple[str, ...]
    target: str | tuple[str, ...] | None
    permission: str
    clause: str
    label: Text
    sentence: Text
    facts: tuple[str, ...] = ()
    shows: Mapping[str, type[models.Choices]] = field(default_factory=dict)
    tone: str = "plain"
    when: Callable[[Any], bool] | None = None
    opens: str = ""
    closes: str = ""
    caused: bool = False
    retired: bool = False
    mark: Mark = CHANGES
    signs: bool = False
    once: bool = False
    undo: tuple[str, ...] = ()

    def starts_from(self, thing: Any) -> bool:
        """Whether the thing is where this move begins, today."""
        if self.retired or getattr(thing, "state", "") not in self.sources:
            return False
        here = self.when is None or self.when(thing)
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
    def offered(self) -> bool:
        """Whether it is ever offered on a thing by itself."""
        return not (self.creates or self.caused or self.retired)

    @property
    def raises(self) -> bool:
        """Whether the thing has another mark after this move."""
        return self.mark.raises and not self.creates

    @property
    def checks(self) -> bool:
        """Whether this move is refused from the page of another edition."""
        return self.mark.checks and not self.creates

    @property
    def slug(self) -> str:
        """The verb as it stands in addresses."""
        return self.verb.replace("_", "-")


class Workflow:
    """All moves of one noun, in the order in which they usually come."""

    def __init__(self, noun: Noun, *moves: Move):
        self.noun = noun
        self.moves = {move.verb: move for move in moves}
        self.taken_back_by = {verb: move for move in moves for verb in move.undo}
        WORKFLOWS[noun.label] = self

    def __getitem__(self, verb: str) -> Move:
        return self.moves[verb]

    def __iter__(self) -> Iterator[Move]:
        return iter(self.moves.values())


#: Every workflow by the label of its noun ("stations.concern").
WORKFLOWS: dict[str, Workflow] = {}


def workflow_of(model: type[models.Model] | models.Model) -> Workflow:
    """The workflow of a model or of one of its things."""
    return WORKFLOWS[noun_of(model).label]


def allowed_moves(thing: models.Model, by: Actor, timeline: Sequence[Event] | None = None) -> list[Move]:
    """The moves that are legal for the thing now and permitted to this person: what a page offers as buttons.

    `timeline` are its events, oldest first, where the caller knows them; the last ones suffice.
    """
    return [
        move
        for move in workflow_of(thing)
        if move.offered
        and move.starts_from(thing)
        and may(by, move.permission, thing)
        and (not move.undo or to_take_back(thing, move, by, timeline))
    ]


def ensure_can(thing: models.Model, verb: str, by: Actor) -> str:
    """The role in which the actor makes the move, where it is permitted and legal now.

    Raises NotPermitted or IllegalMove.
    """
    move = workflow_of(thing)[verb]
    if move.retired:
        raise IllegalMove(_("This step is not made any more."), thing)
    role = ensure_may(by, move.permission, thing)
    if not move.creates and not move.starts_from(thing):
        raise IllegalMove(_why_illegal(thing, move), thing)
    if move.undo and not to_take_back(thing, move, by):
        raise IllegalMove(_why_not_taken_back(thing), thing)
    return role


def to_take_back(thing: models.Model, move: Move, by: Actor, timeline: Sequence[Event] | None = None) -> Event | None:
    """The event that the move takes back; None where there is nothing to take back.

    It is the last one of the thing, the person's own, ten minutes old at most, and nothing followed on what was made or
    moved along with it.
    """
    known = recent_events([thing])[thing.pk] if timeline is None else timeline
    last = known[-1] if known else None
    if last is None or last.verb not in move.undo or last.actor_id != by.pk:
        return None
    if clock.now() > taken_back_until(last) or _something_followed(last):
        return None
    return last


def taken_back_until(event: Event) -> datetime:
    """The moment up to which the event can be taken back."""
    return event.at + TAKE_BACK_WITHIN


def recent_events(things: Sequence[models.Model]) -> dict[Any, list[Event]]:
    """What happened to things of one noun in the minutes in which it can be taken back, oldest first, by their keys."""
    recent: dict[Any, list[Event]] = {thing.pk: [] for thing in things}
    nouns = {noun_of(thing).label for thing in things}
    since = clock.now() - TAKE_BACK_WITHIN
    events = Event.objects.filter(noun__in=nouns, subject_id__in=recent, at__gte=since)
    for event in events.order_by("sequence"):
        recent[event.subject_id].append(event)
    return recent


def _something_followed(last: Event) -> bool:
    along = models.Q(pk__in=[])
    for noun, pk in last.facts.get("along", []):
        along |= models.Q(noun=noun, subject_id=pk)
    return Event.objects.filter(along, pk__gt=last.pk).exists()


def _why_not_taken_back(thing: models.Model) -> str:
    last = Event.objects.of(thing).select_related("actor").last()
    return _("Taking back is open for ten minutes, to the same person, while nothing followed. Last: %(last)s.") % {
        "last": f"{sentence_of(last)} ({_minute(last)})" if last else "—"
    }


def _why_illegal(thing: models.Model, move: Move) -> str:
    """Who did what before you: the sentence a person reads whose move came too late."""
    state = getattr(thing, "get_state_display", lambda: "")()
    last = Event.objects.of(thing).select_related("actor").last()
    if last is None:
        return _("“%(move)s” is not possible now: the state is “%(state)s”.") % {"move": move.label, "state": state}
    return _("“%(move)s” is not possible any more: %(sentence)s (%(at)s). The state is now “%(state)s”.") % {
        "move": move.label,
        "sentence": sentence_of(last),
        "at": _minute(last),
        "state": state,
    }


def too_late(thing: models.Model, verbs: Iterable[str], actor: Any) -> IllegalMove:
    """Says which move of these verbs was faster: the person's own, else the last."""
    events = Event.objects.of(thing).filter(verb__in=verbs).select_related("actor")
    last = events.filter(actor=actor).last() or events.last()
    return overtaken_by(last, thing) if last else IllegalMove(_("This is not possible now."), thing)


def overtaken_by(event: Event, thing: models.Model | None) -> IllegalMove:
    """The refusal of a move because of what somebody did before."""
    words = {"sentence": sentence_of(event), "at": _minute(event)}
    return IllegalMove(_("This is not possible any more: %(sentence)s (%(at)s).") % words, thing)


def _minute(event: Event) -> str:
    return timezone.localtime(event.at).strftime("%Y-%m-%d %H:%M")


def in_words(event: Event) -> str:
    """The event as one sentence, and when it was."""
    return f"{sentence_of(event)} ({_minute(event)})"


def changes_since(thing: Any, edition: int) -> list[Event]:
    """The events that raised the mark of the thing above an edition, oldest first, each with its `sentence`."""
    raising = [move.verb for move in workflow_of(thing) if move.raises]
    events = Event.objects.of(thing).filter(verb__in=raising).select_related("actor").order_by("-sequence")
    # A mark that never was is answered with the last change.
    several = thing.edition - edition if 0 < edition < thing.edition else 1
    return with_sentences(list(events[: min(several, 5)])[::-1])


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


def with_sentences(events: list[Event]) -> list[Event]:
    """The events, each with its `sentence` in the reader's language."""
    for event in events:
        event.sentence = sentence_of(event)
    return events


def timeline_of(thing: models.Model) -> list[Event]:
    """The events of a thing, oldest first, each with its `sentence` in the reader's language."""
    return with_sentences(list(Event.objects.of(thing).select_related("actor")))


def facts_named(sentence: Text) -> set[str]:
    """The facts that a sentence names, in the language that is active."""
    return {name for _text, name, _spec, _conversion in Formatter().parse(str(sentence)) if name} - {"actor"}


@checks.register
def check_facts(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Each move declares the facts that its sentence names, in every language."""
    found: list[checks.CheckMessage] = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found += [
                checks.Error(
                    f"Facts and sentence ({language}) differ in {', '.join(sorted(wrong))}.",
                    obj=f"{label} {move.verb}", id="core.E004",
                )
                for label, workflow in WORKFLOWS.items()
                for move in workflow
                if (wrong := facts_named(move.sentence) ^ set(move.facts))
            ]  # fmt: skip
    return found
