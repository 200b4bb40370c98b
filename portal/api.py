"""The indicators in the REST API."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from core.schema import REFUSALS
from portal.forms import PeriodForm
from portal.queries.indicators import indicators


class ShareOutput(serializers.Serializer):
    """A part of a whole that is named."""

    of = serializers.CharField()
    numerator = serializers.IntegerField()
    denominator = serializers.IntegerField()
    percent = serializers.FloatField(allow_null=True)


class IndicatorOutput(serializers.Serializer):
    """One published figure: what it counts, out of what, as of when."""

    code = serializers.CharField()
    name = serializers.CharField()
    value = serializers.FloatField(allow_null=True)
    numerator = serializers.IntegerField()
    denominator = serializers.IntegerField(allow_null=True)
    shares = ShareOutput(many=True)
    unit = serializers.CharField()
    definition = serializers.CharField()
    note = serializers.CharField(allow_blank=True)
    as_of = serializers.DateField()

    def to_representation(self, instance: Any) -> dict[str, Any]:
        shown = super().to_representation(instance)
        # A count is a whole number; only a share has a fraction.
        shown["value"] = instance.value
        return shown


class IndicatorViewSet(viewsets.ViewSet):
    """The published indicators of the district."""

    @extend_schema(
        parameters=[
            OpenApiParameter("from", OpenApiTypes.DATE, description="first day"),
            OpenApiParameter("to", OpenApiTypes.DATE, description="last day"),
        ],
        responses={200: IndicatorOutput(many=True)} | REFUSALS,
    )
    def list(self, request: Request) -> Response:
        """Every indicator of the period; without bounds, of all time up to today."""
        form = PeriodForm(request.query_params or None)
        if form.is_bound and not form.is_valid():
            raise ValidationError(form.errors)
        return Response(IndicatorOutput(indicators(form.period()), many=True).data)


def register(router: SimpleRouter) -> None:
    """Adds the nouns of this app to the API."""
    router.register("indicators", IndicatorViewSet, "indicators")
