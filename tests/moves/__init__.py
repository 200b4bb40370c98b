"""One table of all moves: for each verb a thing that can make it, who makes it, and what is typed on its page.

Tests that hold for every move are generated from it (tests/moves/test_*.py). A new verb needs its line here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.models import User
from core.workflow import WORKFLOWS, Move


@dataclass(frozen=True)
class Case:
    """How one verb of one noun is made in a test.

    `make` sets the stage and returns the thing and the person who makes the move; `typed` says what goes into the form
    (the hidden fields of the page come along by themselves).
    """

    noun: str
    verb: str
    make: Callable[[], tuple[Any, User]]
    typed: Callable[[Any], dict[str, Any]] = lambda thing: {}
    #: The page itself answers with what there is to see; sent again, it is another look.
    looks: bool = False

    @property
    def done(self) -> int:
        """What the page answers once the move is made."""
        return 200 if self.looks else 302

    @property
    def move(self) -> Move:
        return WORKFLOWS[self.noun][self.verb]

    def address(self, thing: Any) -> str:
        """The page of the move."""
        app = self.noun.partition(".")[0]
        name = "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in type(thing).__name__)
        return reverse(f"{app}:{name.lstrip('-')}-{self.move.slug}", args=[thing.pk])


def all_cases() -> list[Case]:
    """The tables of the apps, one below the other."""
    from tests.moves import deliberations, points, stations, suggestions

    return [*stations.CASES, *deliberations.CASES, *suggestions.CASES, *points.CASES]


def other_stages() -> list[Case]:
    """The same verbs once more, from where something else follows."""
    from tests.moves import stations

    return stations.OTHER_STAGES
