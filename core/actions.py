"""The one way in which a page, the API, a command or a task calls an action."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import OperationalError, connection
from django.utils.translation import gettext as _

from core.access import Actor
from core.door import shown
from core.nouns import label_of
from core.workflow import LostRace

Result = TypeVar("Result")

#: What PostgreSQL says of two transactions that block each other, and of a lock that was not to be had in time.
_BLOCKED = ("40P01", "55P03")


def perform(action: Callable[..., Result], *things: Any, by: Actor, edition: int | None = None, **asked: Any) -> Result:
    """Calls the action; `edition` is the mark of the first thing that the caller was shown.

    Raises what the action raises, and LostRace (409) where it was blocked twice.
    """
    seen = {(label_of(things[0]), things[0].pk): edition} if edition is not None else {}

    def call() -> Result:
        with shown(seen):
            return action(*things, by=by, **asked)

    return repeated_if_blocked(call)


def repeated_if_blocked(call: Callable[[], Result]) -> Result:
    """Calls, and once more where the database ended it because two moves blocked each other.

    Inside somebody else's transaction nothing can be repeated: whoever opened it is told.
    """
    try:
        return call()
    except OperationalError as error:
        if not _was_blocked(error) or connection.in_atomic_block:
            raise
    try:
        return call()
    except OperationalError as error:
        if not _was_blocked(error):
            raise
        raise LostRace(_("Somebody else is working on the same thing. Please repeat.")) from error


def _was_blocked(error: OperationalError) -> bool:
    return getattr(error.__cause__, "pgcode", None) in _BLOCKED or "database is locked" in str(error)
