"""What the lists of this app can be narrowed by, on the page and in the API alike."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Department
from core.filters import FilterSet, FromDayFilter, OneOfFilter, UntilDayFilter, WordsFilter
from deliberations.enums import (
    CommitmentState,
    CouncilState,
    LookBackResult,
    LookBackState,
    MeetingState,
    MemberKind,
    MemberState,
    Outcome,
    ProjectKind,
    ProjectState,
    Proposer,
    TopicState,
)
from deliberations.models import Commitment, Council, CouncilMember, LookBack, Meeting, MicroProject, Topic
from deliberations.models.micro_projects import passed_in
from deliberations.queries.topics import unclear_topics
from stations.filters import DateInput
from stations.models import Category, Station, Subdistrict


def _unclear(queryset: Any, name: str, wanted: bool | None) -> Any:
    if wanted is None:
        return queryset
    unclear = unclear_topics(Topic.objects.all()).values("pk")
    return queryset.filter(pk__in=unclear) if wanted else queryset.exclude(pk__in=unclear)


def _from(label: Any, field: str) -> django_filters.DateFilter:
    return django_filters.DateFilter(label=label, field_name=field, lookup_expr="gte", widget=DateInput)


def _until(label: Any, field: str) -> django_filters.DateFilter:
    return django_filters.DateFilter(label=label, field_name=field, lookup_expr="lte", widget=DateInput)


class _OfTopic(FilterSet):
    """Narrows by a topic that the person may see; set by links, not by hand."""

    topic = django_filters.ModelChoiceFilter(queryset=Topic.objects.none(), widget=forms.HiddenInput)

    seen = ("topic",)


class TopicFilter(FilterSet):
    """Topics by words, place, state, outcome and department."""

    q = WordsFilter(label=_("Title or words"))
    state = django_filters.ChoiceFilter(label=_("State"), choices=TopicState)
    station = OneOfFilter(label=_("Station"), queryset=Station.objects.all())
    category = OneOfFilter(label=_("Category"), queryset=Category.objects.all())
    department = OneOfFilter(label=_("Department"), field_name="departments", queryset=Department.objects.all())
    outcome = django_filters.ChoiceFilter(label=_("Outcome"), choices=Outcome)
    livelihood = django_filters.BooleanFilter(label=_("Livelihood matter"))
    unclear = django_filters.BooleanFilter(label=_("A department gave no date"), method=_unclear)

    class Meta:
        model = Topic
        fields: list[str] = []


class MeetingFilter(FilterSet):
    """Meetings by words, place, state and time."""

    q = WordsFilter(label=_("Place or words of a topic"))
    state = django_filters.ChoiceFilter(label=_("State"), choices=MeetingState)
    station = OneOfFilter(label=_("Station"), queryset=Station.objects.all())
    starts_from = FromDayFilter(label=_("From"), field_name="starts_at", widget=DateInput)
    starts_to = UntilDayFilter(label=_("Until"), field_name="starts_at", widget=DateInput)

    class Meta:
        model = Meeting
        fields: list[str] = []


class CommitmentFilter(_OfTopic):
    """Commitments by words, place, state, department and promised date."""

    q = WordsFilter(label=_("Topic or measure"))
    # The page chooses the state by tabs.
    state = django_filters.ChoiceFilter(choices=CommitmentState, widget=forms.HiddenInput)
    station = OneOfFilter(label=_("Station"), queryset=Station.objects.all())
    department = OneOfFilter(label=_("Department"), queryset=Department.objects.all())
    due_from = _from(_("Promised from"), "due_on")
    due_to = _until(_("Promised until"), "due_on")

    class Meta:
        model = Commitment
        fields: list[str] = []


class LookBackFilter(_OfTopic):
    """Look-backs by words, place, state, result and due date."""

    q = WordsFilter(label=_("What is looked at"))
    # The page chooses the state by tabs.
    state = django_filters.ChoiceFilter(choices=LookBackState, widget=forms.HiddenInput)
    result = django_filters.ChoiceFilter(label=_("Result"), choices=LookBackResult)
    station = OneOfFilter(label=_("Station"), queryset=Station.objects.all())
    due_from = _from(_("Due from"), "due_on")
    due_to = _until(_("Due until"), "due_on")

    class Meta:
        model = LookBack
        fields: list[str] = []


class MicroProjectFilter(_OfTopic):
    """Micro-projects by words, place, state, kind, proposer, year of the vote and budget."""

    q = WordsFilter(label=_("Title or words"))
    state = django_filters.ChoiceFilter(label=_("State"), choices=ProjectState)
    station = OneOfFilter(label=_("Station"), queryset=Station.objects.all())
    subdistrict = OneOfFilter(
        label=_("Subdistrict"), field_name="station__subdistrict", queryset=Subdistrict.objects.all()
    )
    kind = django_filters.ChoiceFilter(label=pgettext_lazy("micro-project", "Kind"), choices=ProjectKind)
    proposer = django_filters.ChoiceFilter(label=_("Proposed by"), choices=Proposer)
    year = django_filters.NumberFilter(
        label=_("Year of the vote"), method="_of_year", min_value=1990, max_value=9998, decimal_places=0
    )

    class Meta:
        model = MicroProject
        fields: list[str] = []

    def _of_year(self, queryset: Any, name: str, year: Any) -> Any:
        return queryset.filter(passed_in(int(year)))


class CouncilFilter(FilterSet):
    """Livelihood councils by words, place, state and time."""

    q = WordsFilter(label=_("Place or words of a project"))
    state = django_filters.ChoiceFilter(label=_("State"), choices=CouncilState)
    station = OneOfFilter(label=_("Station"), queryset=Station.objects.all())
    starts_from = django_filters.DateFilter(
        label=_("From"), field_name="starts_at", lookup_expr="date__gte", widget=DateInput
    )
    starts_to = django_filters.DateFilter(
        label=_("Until"), field_name="starts_at", lookup_expr="date__lte", widget=DateInput
    )

    class Meta:
        model = Council
        fields: list[str] = []


class CouncilMemberFilter(FilterSet):
    """Members of councils by name, place, kind and whether they still sit."""

    q = WordsFilter(label=_("Name"))
    station = OneOfFilter(label=_("Station"), queryset=Station.objects.all())
    kind = django_filters.ChoiceFilter(label=_("Sits for"), choices=MemberKind)
    state = django_filters.ChoiceFilter(label=_("State"), choices=MemberState)

    class Meta:
        model = CouncilMember
        fields: list[str] = []
