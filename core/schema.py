"""How the REST API describes itself: what every operation takes and may answer, said once."""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

from core.amounts import LONGEST


class ErrorOutput(serializers.Serializer):
    """The one shape of every refusal."""

    code = serializers.CharField()
    message = serializers.CharField()
    fields = serializers.DictField(  # type: ignore[assignment]  # the name is part of the shape
        child=serializers.ListField(child=serializers.CharField())
    )
    request_id = serializers.CharField()


#: The refusals that any operation may answer with; named in the schema so that clients can rely on them.
REFUSALS = dict.fromkeys((400, 401, 403, 404, 409, 429), ErrorOutput)
#: Reading changes nothing, so nobody can come too late.
REFUSALS_OF_READING = dict.fromkeys((400, 401, 403, 404, 429), ErrorOutput)


class Schema(AutoSchema):
    """One operation: creation takes the noun's input, and every operation names its refusals."""

    def get_request_serializer(self) -> Any:
        given = getattr(self.view, "input_class", None) if self._is_create_operation() else None
        return given or super().get_request_serializer()

    def get_response_serializers(self) -> Any:
        done = 201 if self._is_create_operation() else 200
        refusals = REFUSALS_OF_READING if self.method == "GET" else REFUSALS
        return {done: super().get_response_serializers()} | refusals


class Closed(OpenApiSerializerExtension):
    """An input says that it takes the named fields and no others: a misspelt one is refused, not dropped."""

    target_class = "core.api.Input"
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: str) -> Any:
        described = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        return described | {"additionalProperties": False}


class Amount(OpenApiSerializerFieldExtension):
    """A number may also be sent as people write it."""

    target_class = "core.api.AmountField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> Any:
        number = {"type": "integer", "minimum": self.target.min_value, "maximum": self.target.max_value}
        written = {"type": "string", "maxLength": LONGEST, "description": "As people write it: 4.87万, 1,200."}
        return {"oneOf": [number, written]}
