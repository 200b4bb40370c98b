"""The label of a choice, as pages and sentences show it."""

from functools import cache
from typing import Any

from django.db import models

from core.rows import Row


class Labelled(Row):
    """A thing with choices. `get_state_display()` looks its label up.

    Django's own compares the value with every choice of the field, each in the reader's language: a tenth of a list.
    """

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: "models.Field[Any, Any]") -> str:  # noqa: N802  Django's name
        value = getattr(self, field.attname)
        return "" if value is None else str(_labels_of(field).get(value, value))


@cache
def _labels_of(field: "models.Field[Any, Any]") -> dict[Any, Any]:
    return dict(field.flatchoices)
