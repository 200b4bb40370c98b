"""The mark of what was shown: a number on a thing that every change of it raises."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.rows import Row


@dataclass(frozen=True)
class Mark:
    """What a move has to do with the mark of its thing: whether it is refused from the page of another edition, and
    whether it makes a new one. `why` says why not both. `part`: a part of the thing carries the mark instead, which the
    action checks and raises; programs send it as `edition`, the action takes it as `seen`.
    """

    checks: bool = True
    raises: bool = True
    why: str = ""
    part: bool = False


#: Changes or decides on what was shown.
CHANGES = Mark()


def adds(why: str) -> Mark:
    """Puts something beside what was shown, whatever happened to it meanwhile; others have to see it."""
    return Mark(checks=False, why=why)


def reads(why: str) -> Mark:
    """Needs what was shown unchanged, and changes nothing of it."""
    return Mark(raises=False, why=why)


def apart(why: str) -> Mark:
    """Neither depends on what was shown nor changes it."""
    return Mark(checks=False, raises=False, why=why)


def of_part(why: str) -> Mark:
    """Changes or decides on one part of what was shown, which carries a mark of its own."""
    return Mark(checks=False, raises=False, why=why, part=True)


class Marked(Row):
    """A thing that people change or confirm from a page: the page carries the edition that it showed.

    The door raises it with every move that changes what a page shows, and refuses a move that was made from the page of
    another edition (`core.workflow.Changed`).
    """

    edition = models.PositiveIntegerField(_("edition"), default=1, db_default=1, editable=False)

    class Meta:
        abstract = True
