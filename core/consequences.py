"""What follows from a move, said before it is made: the number, the days, whose turn it is then, what stays for good.

An app says it beside its moves (`<app>/consequences`), one function per verb; a test makes each move and compares what
the page had said with what came.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from core.nouns import Noun, noun_of
from core.workflow import TAKE_BACK_WITHIN, WORKFLOWS, Move, Text


@dataclass(frozen=True)
class Consequences:
    """What a page says before the move.

    `number`: the one that the thing will get. `days`: by the name of a field of the thing (or of a fact of the event),
    the day that will stand there. `told`: the roles on whose list it will stand next, as choices with labels;
    empty where it stays on the list where it stands, or what is typed decides and `more` says it. `final`:
    what cannot be undone. `more`: other sentences.
    """

    number: str = ""
    days: Mapping[str, date] = field(default_factory=dict)
    told: tuple[Any, ...] = ()
    final: Text = ""
    more: tuple[Text, ...] = ()


Follows = Callable[[Any], Consequences]

#: What follows from each move, by noun and verb.
FOLLOWS: dict[tuple[str, str], Follows] = {}
#: Moves of which there is nothing to say, and why.
NOTHING: dict[tuple[str, str], str] = {}


def follows(noun: Noun, *verbs: str) -> Callable[[Follows], Follows]:
    """Makes a function the one that says what follows from these moves of the noun."""

    def keep(function: Follows) -> Follows:
        for verb in verbs:
            if verb not in WORKFLOWS[noun.label].moves or (noun.label, verb) in FOLLOWS:
                raise ValueError(f"{noun.label} {verb} is unknown or said twice")
            FOLLOWS[noun.label, verb] = function
        return function

    return keep


def nothing_follows(noun: Noun, verb: str, why: str) -> None:
    """Says that the page of a move has nothing to announce, and why."""
    NOTHING[noun.label, verb] = why


def consequences_of(thing: models.Model, move: Move) -> Consequences:
    """What follows from the move of the thing, and whether it can be taken back."""
    noun = noun_of(thing).label
    known = FOLLOWS.get((noun, move.verb))
    said = known(thing) if known else Consequences()
    if move.verb in WORKFLOWS[noun].taken_back_by:
        minutes = TAKE_BACK_WITHIN // timedelta(minutes=1)
        open_for = _("You can take it back within %(minutes)s minutes, while nothing followed.") % {"minutes": minutes}
        said = replace(said, more=(*said.more, open_for))
    return said


def days_in_words(thing: models.Model, said: Consequences) -> list[tuple[str, date]]:
    """The days with the names of their fields."""
    return [(_label(thing, name), day) for name, day in said.days.items()]


def _label(thing: models.Model, name: str) -> str:
    """The name of the field; of a part, the field of the part ("rounds.reply_due_on")."""
    model: Any = type(thing)
    *parts, last = name.split(".")
    for part in parts:
        model = model._meta.get_field(part).related_model
    return str(model._meta.get_field(last).verbose_name)
