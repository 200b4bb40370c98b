"""Filters of lists, on the page and in the API alike."""

from collections.abc import Iterator
from typing import Any

import django_filters
from django_filters.fields import ModelChoiceField, ModelChoiceIterator

from core.search import LONGEST_QUESTION


class _Options(ModelChoiceIterator):
    """The rows to choose from in one round trip: a few dozen need no cursor kept on the server."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        for thing in self.queryset:
            yield self.choice(thing)


class _OneOfField(ModelChoiceField):
    iterator = _Options


class WordsFilter(django_filters.CharFilter):
    """Words, by the noun's own `search`; of a pasted page its beginning."""

    def filter(self, queryset: Any, words: str) -> Any:
        return queryset.search(words[:LONGEST_QUESTION]) if words else queryset


class OneOfFilter(django_filters.ModelChoiceFilter):
    """One of a short list of reference rows: a station, a category, a department."""

    field_class = _OneOfField
