"""Rows whose INSERT and UPDATE PostgreSQL plans once per connection, and Django writes once per process.

Writing the SQL of a row with twenty columns takes Django longer than the database takes to store it.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models

from core.prepared import Filled, change, rows


class Row(models.Model):
    """A thing whose row is written by a prepared statement; everything else about `save` is Django's.

    What is no plain value (an expression), names some of the fields only, or goes elsewhere takes Django's own way.
    """

    class Meta:
        abstract = True

    def _do_insert(self, manager: Any, using: str, fields: Any, returning_fields: Any, raw: bool) -> Any:
        values = [] if raw else [field.pre_save(self, add=True) for field in fields]
        if raw or using != DEFAULT_DB_ALIAS or not _plain(values):
            return super()._do_insert(manager, using, fields, returning_fields, raw)  # type: ignore[misc]
        sql = _insert(type(self), tuple(fields), tuple(returning_fields))
        stored = _stored(fields, values)
        return rows(sql, stored) if returning_fields else change(sql, stored) and []

    # The stubs know the method of a later Django.
    def _do_update(  # type: ignore[override]
        self, base_qs: Any, using: str, pk_val: Any, values: Any, update_fields: Any, forced_update: bool
    ) -> bool:
        given = [value for _field, _model, value in values]
        if update_fields or using != DEFAULT_DB_ALIAS or not values or not _plain(given):
            own: Any = super()._do_update
            return bool(own(base_qs, using, pk_val, values, update_fields, forced_update))
        fields = tuple(field for field, _model, _value in values)
        key = type(self)._meta.pk
        return change(_update(type(self), fields), _stored((*fields, key), [*given, pk_val])) > 0


def _plain(values: Sequence[Any]) -> bool:
    return not any(hasattr(value, "resolve_expression") for value in values)


def _stored(fields: Sequence[Any], values: Sequence[Any]) -> list[Any]:
    """The values as the database takes them; no word of them belongs into the text of the statement."""
    database = connections[DEFAULT_DB_ALIAS]
    stored = (field.get_db_prep_save(value, database) for field, value in zip(fields, values, strict=True))
    return [Filled(value) if isinstance(value, str) else value for value in stored]


@cache
def _insert(model: type[models.Model], fields: tuple[Any, ...], returning: tuple[Any, ...]) -> str:
    columns = ", ".join(_quoted(field.column) for field in fields)
    holes = ", ".join(["%s"] * len(fields))
    answer = ", ".join(_quoted(field.column) for field in returning)
    written = f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) VALUES ({holes})"  # noqa: S608  our own names
    return f"{written} RETURNING {answer}" if answer else written


@cache
def _update(model: type[models.Model], fields: tuple[Any, ...]) -> str:
    table, key = _quoted(model._meta.db_table), _quoted(model._meta.pk.column)
    settings = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
    return f"UPDATE {table} SET {settings} WHERE {key} = %s"  # noqa: S608  our own names


def _quoted(name: str | None) -> str:
    return connections[DEFAULT_DB_ALIAS].ops.quote_name(name or "")
