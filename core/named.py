"""Reference rows by their names, as a list of choices offers them."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db import models
from django.utils.translation import get_language

from core.prepared import Row, kept


def names_of(model: type[models.Model]) -> list[tuple[int, str]]:
    """Every row of a model that has `name` and `name_en`, in its own order: key and name in the reader's language."""
    english = (get_language() or "").startswith("en")
    return [(pk, name_en if english and name_en else name) for pk, name, name_en in _question(model)()]


@cache
def _question(model: type[models.Model]) -> Callable[[], list[Row]]:
    def named() -> models.QuerySet[Any, Any]:
        return model._default_manager.values_list("pk", "name", "name_en")

    return kept(named)
