"""Questions over many tables that are asked on every page: PostgreSQL plans them once per connection.

Planning the question of a home page takes twice as long as answering it. Words stand in the prepared text itself, so
that the plan can use the partial indexes that name a state; numbers and days are filled in each time it is asked.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cache, cached_property, lru_cache
from inspect import signature
from itertools import count
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, DatabaseError, IntegrityError, connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.db.models.query import get_related_populators

Row = tuple[Any, ...]
Thing = TypeVar("Thing", bound=models.Model)


class Filled(str):
    """A word that is filled in each time, as numbers are, instead of standing in the prepared text."""


#: What changes or locks a table. Django quotes names; what is written here by hand only asks.
STATEMENT = re.compile(
    r'(?P<verb>INSERT|UPDATE) (?:INTO )?"(?P<table>\w+)"|(?P<select>SELECT) .* FROM "(?P<from>\w+)".* FOR UPDATE',
    re.DOTALL,
)

#: The largest number that fits into every column of numbers.
HOLE = 32_767
#: A connection remembers so many; the largest takes half a megabyte there, most of them some ten kilobytes.
MOST = 200


class Prepared(dict[str, str]):
    """The names of what a connection has prepared, by its text; a report of an error need not list all of it."""

    def __repr__(self) -> str:
        return f"<{len(self)} prepared statements>"


_PREPARED: WeakKeyDictionary[Any, Prepared] = WeakKeyDictionary()
_NUMBERS = count(1)


def rows(sql: str, params: Sequence[str | int | date]) -> list[Row]:
    """What the question finds; `sql` has a `%s` for every parameter, and no other percent sign.

    A number has the type of the column it is compared with, and must fit; among the values asked for it needs a CAST.
    Where a pooler gives every transaction another connection, `DISABLE_SERVER_SIDE_CURSORS` keeps it from being
    prepared, as it does for cursors.
    """
    with connection.cursor() as cursor:
        _execute(cursor, sql, params)
        return list(cursor.fetchall())


def change(sql: str, params: Sequence[Any]) -> int:
    """How many rows the statement changed; parameters as in `rows`."""
    with connection.cursor() as cursor:
        _execute(cursor, sql, params)
        return int(cursor.rowcount)


class _Kept:
    """What both kinds of kept questions share: a value that stands nowhere else in place of each parameter."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self.build = build
        self.holes: dict[str, Any] = {
            name: _hole(one.annotation, place) for place, (name, one) in enumerate(signature(build).parameters.items())
        }

    @cached_property
    def query(self) -> Any:
        return self.build(**self.holes).query

    def filled(self, params: Sequence[Any], given: dict[str, Any]) -> list[Any]:
        """The parameters of the SQL with the values themselves."""
        if given.keys() != self.holes.keys():
            raise TypeError(f"{self.build.__qualname__} asks for {', '.join(self.holes)}")
        values = {_adapted(self.holes[name]): _adapted(value) for name, value in given.items()}
        return [values.get(param, param) for param in params]


def _adapted(value: Any) -> Any:
    """As a parameter holds it: SQLite knows no dates, and no word belongs into the prepared text."""
    if isinstance(value, str):
        return Filled(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _hole(kind: Any, place: int) -> Any:
    if kind is str:
        return f"hole {place}"
    return date.min + timedelta(days=place) if kind is date else HOLE - place


def kept(build: Callable[..., QuerySet[Any, Any]]) -> Callable[..., list[Row]]:
    """A question whose SQL Django writes once per process.

    `build` says which values are asked for (`values_list`), and by annotations which of its parameters are words or
    days; the others are numbers. What it makes is called with the values, by their names.
    """
    question = _Kept(build)

    @cache
    def written() -> tuple[str, tuple[Any, ...]]:
        return question.query.sql_with_params()

    def ask(**given: Any) -> list[Row]:
        sql, params = written()
        return rows(sql, question.filled(params, given))

    return ask


def kept_things(build: Callable[..., "QuerySet[Thing]"]) -> Callable[..., list[Thing]]:
    """As `kept`, but what comes back are the things themselves, with what the query set selects along with them."""
    question = _Kept(build)

    @cache
    def written() -> tuple[Any, str, tuple[Any, ...]]:
        compiler = question.query.get_compiler(DEFAULT_DB_ALIAS)
        return compiler, *compiler.as_sql()

    @cache
    def shape() -> tuple[Any, slice, list[str], list[Any], dict[int, Any]]:
        """How a row becomes a thing, as Django's own iterator has it."""
        compiler = written()[0]
        select, info = compiler.select, compiler.klass_info
        own = slice(info["select_fields"][0], info["select_fields"][-1] + 1)
        names = [column[0].target.attname for column in select[own]]
        populators: Any = get_related_populators  # the stubs know that of a later Django
        related = populators(info, select, DEFAULT_DB_ALIAS)
        return info["model"], own, names, related, compiler.get_converters([column[0] for column in select])

    def ask(**given: Any) -> list[Thing]:
        compiler, sql, params = written()
        model, own, names, related, converters = shape()
        found: Any = rows(sql, question.filled(params, given))
        if converters:
            found = compiler.apply_converters(found, converters)
        things = []
        for row in found:
            thing = model.from_db(DEFAULT_DB_ALIAS, names, row[own])
            for beside in related:
                beside.populate(row, thing)
            things.append(thing)
        return things

    return ask


def plan_once(sender: type, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Left to itself, PostgreSQL would plan most of them anew each time, for a gain smaller than the planning."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET plan_cache_mode = force_generic_plan")


def day_of(value: date | str) -> date:
    """A day as the database gave it: SQLite knows no dates."""
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


def _execute(cursor: Any, sql: str, params: Sequence[Any]) -> None:
    if connection.vendor == "postgresql" and not connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
        _execute_prepared(cursor, sql, params)
    else:
        cursor.execute(sql, params)


def _execute_prepared(cursor: Any, sql: str, params: Sequence[Any]) -> None:
    text = _numbered(sql, tuple(param if _is_word(param) else None for param in params))
    filled = [param for param in params if not _is_word(param)]
    known = _PREPARED.setdefault(connection.connection, Prepared())
    if text in known:
        try:
            cursor.execute(_run(known[text], filled), filled)
        except IntegrityError:
            raise  # what was filled in is at fault, not the plan
        except DatabaseError:
            # The table may have changed under the plan. Inside a transaction nothing more can be asked after an error.
            del known[text]
            if connection.in_atomic_block:
                raise
        else:
            return
    room = ""
    if len(known) == MOST:
        room = "DEALLOCATE ALL; "
        known.clear()
    name = f"{_kind_of(text)}_{next(_NUMBERS)}"
    # By itself, so that the database's list of prepared statements holds no value; and no question of the page's.
    with connection.wrap_database_errors:
        cursor.cursor.execute(f"{room}PREPARE {name} AS {text}")
    known[text] = name
    cursor.execute(_run(name, filled), filled)


def _is_word(param: Any) -> bool:
    """Whether it stands in the text itself; a member of a closed list is a word like any other."""
    return isinstance(param, str) and not isinstance(param, Filled)


def _kind_of(text: str) -> str:
    """The beginning of the statement's name, for whoever reads the database's log: `insert_core_event`, `question`."""
    found = STATEMENT.match(text)
    if found is None:
        return "question"
    verb = "lock" if found["select"] else found["verb"].lower()
    return f"{verb}_{found['table'] or found['from']}"[:50]


def _run(name: str, filled: list[Any]) -> str:
    return f"EXECUTE {name}" + (f" ({', '.join(['%s'] * len(filled))})" if filled else "")


@lru_cache(maxsize=1024)
def _numbered(sql: str, words: tuple[str | None, ...]) -> str:
    """The text with its words in place and `$1`, `$2` … for the rest."""
    first, *others = sql.split("%s")
    numbers = count(1)
    return first + "".join(
        (f"${next(numbers)}" if word is None else _quoted(word)) + part
        for word, part in zip(words, others, strict=True)
    )


def _quoted(word: str) -> str:
    if "\\" in word or "%" in word:
        raise ValueError("A word of a prepared question has neither a backslash nor a percent sign.")
    return "'" + word.replace("'", "''") + "'"
