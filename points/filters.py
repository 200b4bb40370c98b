"""What the lists of points can be narrowed by, on the page and in the API alike."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from core import clock
from core.filters import FilterSet, OneOfFilter, WordsFilter
from points.enums import QueryState
from points.models import LedgerEntry, PointsQuery, PointsRule
from stations.models import Representative, Station


class LedgerFilter(FilterSet):
    """Representatives whose ledgers may be opened, by name and station."""

    # By name, or by the initials that a phone types.
    q = WordsFilter(label=_("Name or initials"))
    station = OneOfFilter(label=_("Station"), field_name="home_station", queryset=Station.objects.all())
    year = django_filters.NumberFilter(label=_("Year"), method="keep", min_value=2000, max_value=9999)

    class Meta:
        model = Representative
        fields: list[str] = []

    def keep(self, queryset: Any, name: str, value: Any) -> Any:
        """The year chooses the sums, not the representatives."""
        return queryset

    @property
    def chosen_year(self) -> int:
        """The year asked for, else this one."""
        return int(self.form.cleaned_data.get("year") or clock.today().year)


class LedgerEntryFilter(FilterSet):
    """Ledger entries by representative, year, rule and source."""

    class Meta:
        model = LedgerEntry
        fields = ["representative", "year", "code", "source_noun", "source_id"]


class PointsRuleFilter(FilterSet):
    """Points rules by code and version."""

    class Meta:
        model = PointsRule
        fields = ["code", "version", "enabled", "automatic"]


class PointsQueryFilter(FilterSet):
    """Questions about points by state."""

    state = django_filters.ChoiceFilter(label=_("State"), choices=QueryState)

    class Meta:
        model = PointsQuery
        fields: list[str] = []
