"""Points rules, ledger entries and a representative's points in the REST API."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from core import clock
from core.api import NounViewSet, Output, ReasonInput, move
from core.schema import REFUSALS
from points import actions, queries
from points.filters import LedgerEntryFilter, PointsRuleFilter
from points.models import LedgerEntry, PointsRule


class PointsRuleOutput(serializers.ModelSerializer):
    """One version of one rule."""

    class Meta:
        model = PointsRule
        fields = [
            "id", "version", "code", "name", "name_en", "what", "what_en", "points", "enabled", "automatic",
            "source", "valid_from",
        ]  # fmt: skip


class LedgerEntryOutput(Output):
    """A ledger entry; its state follows from the entry that takes it back."""

    state = serializers.CharField(read_only=True)
    rule_name = serializers.CharField(source="rule.name", read_only=True)

    class Meta:
        model = LedgerEntry
        fields = [
            "id", "state", "rule", "code", "rule_name", "representative", "source_noun", "source_id", "turn",
            "points", "earned_on", "year", "note", "booked_at", "reversal_of", "reason", "allowed_moves",
        ]  # fmt: skip


class RuleSumOutput(serializers.Serializer):
    """What one rule brought in the year."""

    rule = serializers.CharField()
    name = serializers.CharField()
    count = serializers.IntegerField()
    points = serializers.IntegerField()


class PointsOutput(serializers.Serializer):
    """The points of one representative in one year."""

    year = serializers.IntegerField()
    total = serializers.IntegerField()
    by_rule = RuleSumOutput(many=True)


class PointsRuleViewSet(NounViewSet):
    """The points rules, in their versions."""

    model = PointsRule
    serializer_class = PointsRuleOutput
    filterset_class = PointsRuleFilter
    ordering_fields = ["order", "valid_from", "id"]

    def arrange(self, queryset: Any) -> Any:
        return queryset.order_by("order", "code", "version")


class LedgerEntryViewSet(NounViewSet):
    """The ledger entries that the caller may see."""

    model = LedgerEntry
    serializer_class = LedgerEntryOutput
    filterset_class = LedgerEntryFilter
    ordering_fields = ["earned_on", "id"]
    reverse = move("reverse", ReasonInput, actions.reverse_entry)

    def arrange(self, queryset: Any) -> Any:
        return queryset.select_related("rule", "reversal", "representative__home_station").order_by("-pk")


class RepresentativePointsViewSet(viewsets.GenericViewSet):
    """The points of a representative, for those who may open the ledger."""

    serializer_class = PointsOutput
    pagination_class = None
    filter_backends: list[Any] = []

    @extend_schema(
        parameters=[
            OpenApiParameter("representative", int, OpenApiParameter.PATH),
            OpenApiParameter("year", int, OpenApiParameter.QUERY, description="this year without it"),
        ],
        responses={200: forced_singular_serializer(PointsOutput)} | REFUSALS,
    )
    def list(self, request: Request, representative: str) -> Response:
        """The total of a year and what each rule brought."""
        person = get_object_or_404(queries.representatives_for(request.user), pk=representative)
        return Response(PointsOutput(queries.summary(person, _year(request))).data)


def _year(request: Request) -> int:
    asked = request.query_params.get("year", str(clock.today().year))
    if not (asked.isascii() and asked.isdecimal() and len(asked) == 4 and int(asked) > 0):
        raise ValidationError({"year": [_("Enter a year of four digits.")]})
    return int(asked)


def register(router: SimpleRouter) -> None:
    """Adds the nouns of this app to the API."""
    router.register("points-rules", PointsRuleViewSet, "points-rules")
    router.register("ledger-entries", LedgerEntryViewSet, "ledger-entries")
    router.register(
        r"representatives/(?P<representative>[0-9]{1,18})/points",
        RepresentativePointsViewSet,
        "representative-points",
    )
