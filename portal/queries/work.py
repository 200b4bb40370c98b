"""What waits for a person, of all kinds, in one question to the database."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import CharField, Q, QuerySet, Value
from django.utils.functional import Promise

from core.nouns import Noun
from core.prepared import day_of
from portal.queries.unions import KEPT, Part, Reader, Written, answers, counting, shown, written
from stations.duties import duties_of

#: So many of one kind are shown on a home page; the rest is behind "all of them".
SHOWN = 5
#: So far they are counted; beyond, the count says "99+".
COUNTED = 99


class Waiting(NamedTuple):
    """One thing that waits: what is to be done with it (`deed`), by when, and what it is called."""

    work: str
    pk: int
    due_on: date | None
    deed: str
    title: str
    place: str
    clocks: str


# Known by identity: every kind of work is written down once.
@dataclass(frozen=True, eq=False)
class Work:
    """One kind of work: which things wait for a person, with what is shown of them, and where all of them stand.

    `deeds` says in words what the `deed` of a row means; a deed without words is shown as it is (a number).
    """

    code: str
    label: str | Promise
    part: Callable[[Any], Part]
    noun: Noun
    all_filter: Mapping[str, Any] = field(default_factory=dict)
    deeds: Mapping[str, str | Promise] = field(default_factory=dict)
    #: Whether the date is one to keep; an appointment is not overdue when its day has come.
    is_deadline: bool = True
    #: Where one of them is worked on, and where all of them stand, if not on the pages of the noun.
    own_page: str = ""
    own_list: str = ""

    @property
    def page(self) -> str:
        return self.own_page or self.noun.page

    @property
    def all_page(self) -> str:
        return self.own_list or self.noun.list


@dataclass
class Section:
    """One kind of work as a home page shows it: the first few things, and how many there are."""

    work: Work
    rows: list[Waiting]
    total: int

    @property
    def count_label(self) -> str:
        """How many there are: exact up to 99."""
        return f"{COUNTED}+" if self.total > COUNTED else str(self.total)

    @property
    def first_due(self) -> date:
        """The nearest date of the section; what has none comes last."""
        return self.rows[0].due_on or date.max if self.rows else date.max


def here(user: Any) -> Q:
    """At the stations where the person is liaison officer."""
    return Q(station__in=duties_of(user).officer_of)


def sections_of(user: Any, works: tuple[Work, ...]) -> dict[str, Section]:
    """Every kind of work with what waits of it, by its code; one query for all, one more where they are many."""
    reader = Reader.of(user)
    found: dict[str, list[Waiting]] = defaultdict(list)
    for row in answers(_question(reader, works)):
        waiting = waiting_of(row)
        found[waiting.work].append(waiting)
    many = tuple(work for work in works if len(found[work.code]) > SHOWN)
    totals = dict(answers(_how_many(reader, many))) if many else {}
    return {work.code: _section(work, found[work.code], totals) for work in works}


@lru_cache(maxsize=KEPT)
def _question(reader: Reader, works: tuple[Work, ...]) -> Written:
    parts = []
    for work in works:
        things, columns = work.part(reader.person)
        parts.append((things, columns | {"work": Value(work.code, CharField())}))
    return written(parts, Waiting._fields, SHOWN + 1)


@lru_cache(maxsize=KEPT)
def _how_many(reader: Reader, works: tuple[Work, ...]) -> Written:
    return counting({work.code: work.part(reader.person) for work in works}, COUNTED + 1)


def _section(work: Work, waiting: list[Waiting], totals: dict[str, int]) -> Section:
    ordered = sorted(waiting, key=lambda one: (one.due_on or date.max, one.pk))
    return Section(work, ordered[:SHOWN], totals.get(work.code, len(ordered)))


def rows_of(work: Work, user: Any) -> QuerySet[Any, tuple[Any, ...]]:
    """All the things of one kind, slim and in order, to be read page by page."""
    things, columns = work.part(user)
    return shown(things, columns, Waiting._fields)


def waiting_of(row: tuple[Any, ...]) -> Waiting:
    """One row of the database."""
    waiting = Waiting(*row)
    return waiting._replace(due_on=day_of(waiting.due_on) if waiting.due_on else None)
