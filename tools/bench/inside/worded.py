"""Puts the bench's texts into the rows of any build, with the terms that the build itself makes of them.

All rows are written anew, in the order of their keys, so that two builds hold the same texts whatever their
demonstrations say. What a build derives from the texts when it saves a row, as the terms of search, is made by its own
fields.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

CHUNK = 5_000
#: Table → its columns → the texts that they hold.
COLUMNS = {
    "stations.Concern": {"words": "messages", "place": "messages"},
    "suggestions.Suggestion": {"situation": "situation", "proposal": "proposal"},
    "suggestions.Reply": {"text": "reply"},
    "deliberations.Topic": {"statement": "statement"},
}


@contextmanager
def without_indexes_of_words(cursor: Any) -> Iterator[None]:
    """Indexes of words are built at the end: filled row by row they would take most of the time."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexdef LIKE '%USING gin%'"
    )
    indexes = cursor.fetchall()
    for name, _definition in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    for _name, definition in indexes:
        cursor.execute(definition)


def emptied(cursor: Any) -> None:
    """Takes the demonstration's texts away before they are multiplied, as others come in their place."""
    for model, columns in tables().items():
        made = [field.column for field in derived(model) if field.empty_strings_allowed]
        blank = ", ".join(f"\"{name}\" = ''" for name in [*columns, *made])
        with unguarded(cursor):
            cursor.execute(f'UPDATE "{model._meta.db_table}" SET {blank}')


def rewritten(cursor: Any, texts: dict[str, Any]) -> None:
    """Writes the texts into all rows."""
    for model, columns in tables().items():
        with unguarded(cursor):
            rewrite(cursor, model, columns, texts)
        # What the old versions of the rows took would be read by every look through the table.
        cursor.execute(f'VACUUM FULL "{model._meta.db_table}"')


@contextmanager
def unguarded(cursor: Any) -> Iterator[None]:
    """The words of a concern never change: a trigger sees to that, and looks away meanwhile."""
    cursor.execute("SET session_replication_role = replica")
    yield
    cursor.execute("SET session_replication_role = DEFAULT")


def rewrite(cursor: Any, model: Any, columns: dict[str, str], texts: dict[str, Any]) -> None:
    table, made = model._meta.db_table, derived(model)
    kept = [*columns, *(field.column for field in made)]
    names = ", ".join(f'"{name}"' for name in kept)
    changed = ", ".join(f'"{name}" = worded."{name}"' for name in kept)
    cursor.execute(f'CREATE TEMP TABLE worded AS SELECT id, {names} FROM "{table}" LIMIT 0')
    count = 0
    for rows in chunks(model):
        copied = io.StringIO()
        for row in rows:
            for column, kind in columns.items():
                setattr(row, column, text_of(texts, kind, column, count))
            values = [getattr(row, column) for column in columns]
            values += [field.pre_save(row, add=False) for field in made]
            copied.write("\t".join(map(escaped, [row.pk, *values])) + "\n")
            count += 1
        copied.seek(0)
        cursor.execute("TRUNCATE worded")
        cursor.copy_expert("COPY worded FROM STDIN", copied)
        cursor.execute(f'UPDATE "{table}" t SET {changed} FROM worded WHERE worded.id = t.id')
    cursor.execute("DROP TABLE worded")


def tables() -> dict[Any, dict[str, str]]:
    """The models of the build that hold texts, with their columns."""
    from django.apps import apps

    return {apps.get_model(label): columns for label, columns in COLUMNS.items()}


def derived(model: Any) -> list[Any]:
    return [field for field in model._meta.local_concrete_fields if is_derived(field)]


def is_derived(field: Any) -> bool:
    """Whether the field is made of other fields when a row is saved."""
    from django.db import models

    return type(field).pre_save is not models.Field.pre_save and not isinstance(
        field, models.DateField | models.TimeField | models.FileField
    )


def chunks(model: Any) -> Iterator[list[Any]]:
    last = -1
    while True:
        rows = list(model.objects.filter(pk__gt=last).order_by("pk")[:CHUNK])
        if not rows:
            return
        yield rows
        last = rows[-1].pk


def text_of(texts: dict[str, Any], kind: str, column: str, number: int) -> str:
    """The text of row number so and so: one of those composed, and for words particulars that only this row has."""
    some = texts[kind]
    chosen = some[number % len(some)]
    if kind != "messages":
        return str(chosen)
    if column == "place":
        return str(chosen["place"])
    words = texts["words"]
    # Steps without a common factor with the number of words: all words come, in ever new company.
    first, second, third = (
        words[(number * step + shift) % len(words)] for step, shift in ((1, 0), (7919, 3), (104729, 5))
    )
    return f"{chosen['words']}涉及{first}、{second}和{third}，登记{number:06}。"


def escaped(value: object) -> str:
    """A value as COPY reads it."""
    if value is None:
        return r"\N"
    text = str(value)
    for character, written in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(character, written)
    return text
