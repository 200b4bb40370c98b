"""Questions over many tables that are asked on every page: PostgreSQL plans them once per connection.

Planning the question of a home page takes twice as long as answering it. Words stand in the prepared text itself, so
that the plan can use the partial indexes that name a state; numbers and days are filled in each time it is asked.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache, lru_cache
from inspect import signature
from itertools import count
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, DatabaseError, IntegrityError, connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet

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


def kept(build: Callable[..., QuerySet[Any, Any]]) -> Callable[..., list[Row]]:
    """A question of numbers only, whose SQL Django writes once per process.

    `build` gets a number that stands nowhere else in place of each of its parameters, and says which values are asked
    for (`values_list`); what it makes is called with the numbers themselves, by their names.
    """
    holes = {name: HOLE - place for place, name in enumerate(signature(build).parameters)}

    @cache
    def written() -> tuple[str, tuple[Any, ...]]:
        return build(**holes).query.sql_with_params()

    def ask(**numbers: int) -> list[Row]:
        if numbers.keys() != holes.keys():
            raise TypeError(f"{build.__qualname__} asks for {', '.join(holes)}")
        sql, params = written()
        filled = {holes[name]: number for name, number in numbers.items()}
        return rows(sql, [filled.get(param, param) for param in params])

    return ask


def kept_things(build: Callable[..., "QuerySet[Thing]"]) -> Callable[..., list[Thing]]:
    """A question for things of one model, whose SQL Django writes once per process.

    As `kept`, but what comes back are the things themselves. Parameters may be words as well (annotated `str`).
    """
    holes: dict[str, Any] = {
        name: f"hole {place}" if one.annotation is str else HOLE - place
        for place, (name, one) in enumerate(signature(build).parameters.items())
    }

    @cache
    def written() -> tuple[str, tuple[Any, ...], Any, list[str], Any]:
        query = build(**holes).query
        compiler = query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        model, select = query.model, compiler.select
        converters = compiler.get_converters([column[0] for column in select])
        names = [column[0].target.attname for column in select]
        return sql, params, model, names, (compiler, converters)

    def ask(**given: Any) -> list[Thing]:
        sql, params, model, names, (compiler, converters) = written()
        filled = {holes[name]: Filled(value) if isinstance(value, str) else value for name, value in given.items()}
        found: Any = rows(sql, [filled.get(param, param) for param in params])
        if converters:
            found = compiler.apply_converters(found, converters)
        return [model.from_db(DEFAULT_DB_ALIAS, names, row) for row in found]

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
    text = _numbered(sql, tuple(param if type(param) is str else None for param in params))
    filled = [param for param in params if type(param) is not str]
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
    cursor.execute(f"{room}PREPARE {name} AS {text}; {_run(name, filled)}", filled)
    known[text] = name


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
