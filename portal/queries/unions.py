"""Things of several nouns in one question to the database, each as slim as a page needs it."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.translation import get_language

Columns = dict[str, Any]
Part = tuple[models.QuerySet[Any], Columns]


def rows(parts: Iterable[Part], fields: tuple[str, ...], most: int) -> Iterator[tuple[Any, ...]]:
    """The things of all parts in the columns they share, at most so many of each, in no order; one query."""
    slim = [_slim(things, columns, fields, most) for things, columns in parts]
    if slim:
        first, *others = slim
        yield from first.union(*others, all=True) if others else first


def _slim(things: Any, columns: Columns, fields: tuple[str, ...], most: int) -> models.QuerySet[Any]:
    # Cut inside a subquery: SQLite knows no limit within a union. The order decides what is kept.
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


def text(field: str) -> Any:
    """A number or a document as text."""
    return Cast(field, CharField())
