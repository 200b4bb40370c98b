"""Things of several nouns in one question to the database, each as slim as a page needs it.

Writing the SQL of such a question costs Django several times what the database needs to answer it. So it is kept: it
depends on nothing but the person's duties, the day and the language (`Reader`); what else changes from one question to
the next stands in it as a hole, a number that no row has, and is filled in when it is asked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import CharField, DateField, F, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.translation import get_language

from core import clock, prepared
from stations.duties import Duties, duties_of

Columns = dict[str, Any]
Part = tuple[models.QuerySet[Any], Columns]
#: SQL with its parameters; no SQL where nothing can be found.
Written = tuple[str, tuple[Any, ...]]

#: So many questions are kept per process.
KEPT = 512


@dataclass(frozen=True)
class Reader:
    """Everything about a person on which the SQL of a question depends."""

    pk: int
    duties: Duties
    day: date
    language: str
    person: Any = field(compare=False, repr=False)

    @classmethod
    def of(cls, user: Any) -> "Reader":
        return cls(user.pk, duties_of(user), clock.today(), get_language() or "", user)


def written(parts: Iterable[Part], fields: tuple[str, ...], most: int) -> Written:
    """The question for the things of all parts in the columns they share, at most so many of each, in no order."""
    slim = [_slim(things, columns, fields, most) for things, columns in parts]
    if not slim:
        return "", ()
    first, *others = slim
    try:
        return (first.union(*others, all=True) if others else first).query.sql_with_params()
    except EmptyResultSet:
        return "", ()


def counting(parts: Mapping[str, Part], most: int) -> Written:
    """The question how many things each part has, counted no further than `most`."""
    lines, params = [], []
    for code, (things, _columns) in parts.items():
        try:
            sql, of_part = things.order_by().values("pk")[:most].query.sql_with_params()
        except EmptyResultSet:
            continue
        # The text comes from Django itself; everything that varies travels as a parameter.
        lines.append(f"SELECT %s AS part, COUNT(*) AS found FROM ({sql}) counted")  # noqa: S608
        params += [code, *of_part]
    return " UNION ALL ".join(lines), tuple(params)


def answers(question: Written, holes: Mapping[int, int] | None = None) -> list[tuple[Any, ...]]:
    """The rows that a question finds, its holes filled; one query."""
    sql, params = question
    if not sql:
        return []
    return prepared.rows(sql, [holes.get(param, param) for param in params] if holes else params)


def _slim(things: Any, columns: Columns, fields: tuple[str, ...], most: int) -> models.QuerySet[Any]:
    if connection.features.supports_slicing_ordering_in_compound:
        return shown(things, columns, fields)[:most]
    # SQLite knows no limit within a union, so the cut is made inside a subquery.
    few = things.model._default_manager.filter(pk__in=things.values("pk")[:most])
    return shown(few.order_by(), columns, fields)


def shown(things: Any, columns: Columns, fields: tuple[str, ...]) -> models.QuerySet[Any]:
    """The things with nothing but the columns asked for; a column that they do not have is empty."""
    missing: Columns = {name: F("pk") if name == "pk" else Value("", CharField()) for name in fields}
    named = {f"shown_{name}": value for name, value in (missing | columns).items()}
    return things.annotate(**named).values_list(*(f"shown_{name}" for name in fields))


def name_of(relation: str, field: str = "name") -> Any:
    """The name of a related thing in the reader's language."""
    if (get_language() or "").startswith("en"):
        return Coalesce(NullIf(f"{relation}__{field}_en", Value("")), f"{relation}__{field}")
    return F(f"{relation}__{field}")


def no_date() -> Any:
    """The date of what has none; typed, so that it can stand in a column of dates."""
    return Cast(Value(None), DateField())


def text(field: str) -> Any:
    """A number or a document as text."""
    return Cast(field, CharField())
