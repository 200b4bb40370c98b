"""What lists of suggestions, scores and supervisions can be narrowed by, on the page and in the API alike."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from core.filters import FilterSet, FromDayFilter, OneOfFilter, UntilDayFilter, WordsFilter
from stations.filters import DateInput
from stations.models import Category, Representative, Station
from suggestions.enums import (
    Instrument,
    OutcomeClass,
    Stage,
    SuggestionState,
    SupervisionKind,
    SupervisionState,
    Verdict,
)
from suggestions.models import Evaluation, Suggestion, Supervision
from suggestions.queries import with_latest_verdict


def _overdue(queryset: Any, name: str, wanted: bool | None) -> Any:
    return queryset.open().overdue() if wanted else queryset


def _number(field: str) -> django_filters.NumberFilter:
    """By a number that the database can hold."""
    return django_filters.NumberFilter(field_name=field, min_value=0, max_value=2**31 - 1)


class SuggestionFilter(FilterSet):
    """Suggestions by words, instrument, state, department, verdict and place."""

    q = WordsFilter(label=_("Words or number"))
    state = django_filters.ChoiceFilter(label=_("State"), choices=SuggestionState)
    instrument = django_filters.ChoiceFilter(label=_("Instrument"), choices=Instrument)
    department = OneOfFilter(label=_("Lead department"), field_name="lead", queryset=Department.objects.all())
    verdict = django_filters.ChoiceFilter(label=_("Last verdict"), choices=Verdict, method="filter_verdict")
    station = OneOfFilter(label=_("Station"), queryset=Station.objects.all())
    category = OneOfFilter(label=_("Category"), queryset=Category.objects.all())
    outcome_class = django_filters.ChoiceFilter(label=_("Outcome class"), choices=OutcomeClass)
    livelihood = django_filters.BooleanFilter(label=_("Livelihood matter"))
    overdue = django_filters.BooleanFilter(label=_("Overdue"), method=_overdue)
    submitted_from = FromDayFilter(label=_("Submitted from"), field_name="submitted_at", widget=DateInput)
    submitted_to = UntilDayFilter(label=_("Submitted until"), field_name="submitted_at", widget=DateInput)

    class Meta:
        model = Suggestion
        fields: list[str] = []

    def filter_verdict(self, queryset: Any, name: str, value: str) -> Any:
        """By the last verdict that the reader may see: a hidden score is not found by guessing (rule 34)."""
        return with_latest_verdict(queryset, self.request.user).filter(latest_verdict=value)


class SuggestionApiFilter(SuggestionFilter):
    """The same in the API, and by what a suggestion refers to."""

    sponsor = django_filters.ModelChoiceFilter(queryset=Representative.objects.all())
    topic = _number("topic_id")

    class Meta(SuggestionFilter.Meta):
        pass


class EvaluationFilter(FilterSet):
    """Scores by suggestion, stage and verdict."""

    suggestion = _number("suggestion_id")
    round = _number("round__number")
    stage = django_filters.ChoiceFilter(choices=Stage)
    verdict = django_filters.ChoiceFilter(choices=Verdict)

    class Meta:
        model = Evaluation
        fields: list[str] = []


class SupervisionFilter(FilterSet):
    """Supervisions by state, kind and place."""

    state = django_filters.ChoiceFilter(label=_("State"), choices=SupervisionState)
    kind = django_filters.ChoiceFilter(label=_("Kind of supervision"), choices=SupervisionKind)
    station = OneOfFilter(label=_("Station"), queryset=Station.objects.all())

    class Meta:
        model = Supervision
        fields: list[str] = []


class SupervisionApiFilter(SupervisionFilter):
    """The same in the API, and by suggestion."""

    suggestion = _number("suggestion_id")

    class Meta(SupervisionFilter.Meta):
        pass
