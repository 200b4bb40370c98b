"""Filters of lists, on the page and in the API alike."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django_filters.fields import ModelChoiceField, ModelChoiceIterator

from core.clock import midnight
from core.forms import TextForm
from core.named import names_of
from core.search import LONGEST_QUESTION
from core.workdays import DAY


class _Options(ModelChoiceIterator):
    """The rows to choose from, by their names alone."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        yield from names_of(self.queryset.model)


class _OneOfField(ModelChoiceField):
    iterator = _Options


class FilterSet(django_filters.FilterSet):
    """A filter of one noun. The class of its form is made once: making it anew cost as much as filling the form."""

    #: The fields that choose among the things that the person may see.
    seen: ClassVar[tuple[str, ...]] = ()

    @property
    def form(self) -> forms.Form:
        form: forms.Form = super().form
        for name in self.seen:
            # Asked for only where the address names one: until then there is nothing to choose.
            if self.request is not None and form.data.get(name):
                field: Any = form.fields[name]
                field.queryset = field.queryset.model.objects.visible_to(self.request.user)
        return form

    @classmethod
    @cache
    def _form_of(cls) -> type[forms.Form]:
        made = type(f"{cls.__name__}Form", (TextForm, django_filters.FilterSet.get_form_class(cls())), {})
        for field in made.base_fields.values():
            if isinstance(field.widget, forms.NumberInput):
                # A field of numbers drops what is pasted in its own ways; this one shows it and is refused.
                field.widget = forms.TextInput(attrs={"inputmode": "numeric"})
        return made

    def get_form_class(self) -> type[forms.Form]:
        return self._form_of()


class WordsFilter(django_filters.CharFilter):
    """Words, by the noun's own `search`; of a pasted page its beginning."""

    def filter(self, queryset: Any, words: str) -> Any:
        return queryset.search(words[:LONGEST_QUESTION]) if words else queryset


class OneOfFilter(django_filters.ModelChoiceFilter):
    """One of all the rows of a short table of reference: a station, a category, a department."""

    field_class = _OneOfField


class FromDayFilter(django_filters.DateFilter):
    """What happened on a day or later, where the district is: a comparison of moments, which an index can answer."""

    def filter(self, things: QuerySet[Any], day: date | None) -> QuerySet[Any]:
        # The first day of the calendar begins before it, in Greenwich.
        return things.filter(**{f"{self.field_name}__gte": midnight(max(day, date.min + DAY))}) if day else things


class UntilDayFilter(django_filters.DateFilter):
    """What happened on a day or before, where the district is."""

    def filter(self, things: QuerySet[Any], day: date | None) -> QuerySet[Any]:
        # The last day of the calendar has no day after it.
        return things.filter(**{f"{self.field_name}__lt": midnight(min(day, date.max - DAY) + DAY)}) if day else things
