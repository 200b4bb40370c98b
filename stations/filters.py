"""What lists of visits and concerns can be narrowed by, on the page and in the API alike."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from core.filters import FilterSet, FromDayFilter, OneOfFilter, UntilDayFilter, WordsFilter
from core.search import LONGEST_QUESTION
from stations.duties import duties_of
from stations.enums import ConcernOrder, ConcernState, Nature, Route, Urgency, VisitKind
from stations.models import Category, Concern, Station, Visit
from stations.models.concerns import ConcernQuerySet


class DateInput(forms.DateInput):
    """A day, chosen from the browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        # Whatever the language of the page: this is how a browser is told a day.
        super().__init__(attrs, format="%Y-%m-%d")


def without_own_station(form: forms.BaseForm, user: Any) -> forms.BaseForm:
    """The form of a page's filter: who works for one station has none to choose."""
    duties = duties_of(user)
    if len(duties.stations_seen) == 1 and not (duties.reads_everything or duties.subdistricts):
        form.fields.pop("station", None)
    return form


class WordsOrNumberFilter(WordsFilter):
    """Words, or the telephone number that a resident left."""

    def filter(self, queryset: Any, words: str) -> Any:
        if not words or self.parent.request is None:
            return super().filter(queryset, words)
        return queryset.search_by(self.parent.request.user, words[:LONGEST_QUESTION])


class NextDateFilter(django_filters.DateFilter):
    """Concerns whose running date, triage or feedback, is the day or one before it."""

    def filter(self, concerns: ConcernQuerySet, day: date | None) -> ConcernQuerySet:
        return concerns.due_until(day) if day else concerns


class OrderFilter(django_filters.ChoiceFilter):
    """In which order concerns are listed; without it, what was recorded last comes first."""

    def __init__(self, **kwargs: Any):
        super().__init__(choices=ConcernOrder.choices, empty_label=_("recorded last first"), **kwargs)

    def filter(self, concerns: ConcernQuerySet, order: str) -> ConcernQuerySet:
        return concerns.in_order(order) if order else concerns


class ConcernFilter(FilterSet):
    """Concerns by words, place, state and kind."""

    q = WordsOrNumberFilter(label=_("Words, receipt number or telephone"))
    state = django_filters.ChoiceFilter(label=_("State"), choices=ConcernState)
    station = OneOfFilter(label=_("Station"), queryset=Station.objects.all())
    category = OneOfFilter(label=_("Category"), queryset=Category.objects.all())
    nature = django_filters.ChoiceFilter(label=_("Nature"), choices=Nature)
    urgency = django_filters.ChoiceFilter(label=_("Urgency"), choices=Urgency)
    route = django_filters.ChoiceFilter(label=_("Route"), choices=Route)
    livelihood = django_filters.BooleanFilter(label=_("Livelihood matter"))
    received_from = FromDayFilter(label=_("Received from"), field_name="received_at", widget=DateInput)
    received_to = UntilDayFilter(label=_("Received until"), field_name="received_at", widget=DateInput)
    due_until = NextDateFilter(label=_("Next date until"), widget=DateInput)
    late = django_filters.BooleanFilter(label=_("Entered late"), method="entered_late")
    order = OrderFilter(label=_("Order"))
    visit = django_filters.ModelChoiceFilter(queryset=Visit.objects.none(), widget=forms.HiddenInput)

    def entered_late(self, concerns: ConcernQuerySet, _name: str, late: bool) -> ConcernQuerySet:
        """Those whose terms run from the day of recording, or the others (rule 5)."""
        return concerns.entered_late(late)

    class Meta:
        model = Concern
        fields: list[str] = []

    seen = ("visit",)


class VisitFilter(FilterSet):
    """Visits by words, place, kind and time."""

    q = WordsFilter(label=_("Words"))
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=VisitKind)
    station = OneOfFilter(label=_("Station"), queryset=Station.objects.all())
    started_from = FromDayFilter(label=_("From"), field_name="started_at", widget=DateInput)
    started_to = UntilDayFilter(label=_("Until"), field_name="started_at", widget=DateInput)

    class Meta:
        model = Visit
        fields: list[str] = []
