"""References to things that the caller may see."""

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError


class Seen(serializers.PrimaryKeyRelatedField):
    """The id of a thing; one that the caller may not see is as unknown as one that does not exist."""

    def get_queryset(self) -> Any:
        queryset = super().get_queryset()
        return queryset.visible_to(self.context["request"].user) if "request" in self.context else queryset.none()


class AllSeen(serializers.ListField):
    """The ids of several things that the caller may see, in their order; found in one query, however many."""

    child = serializers.IntegerField(min_value=1, max_value=2**63 - 1)

    def __init__(self, *, queryset: Any, **kwargs: Any):
        self.queryset = queryset
        super().__init__(max_length=1000, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        asked = list(dict.fromkeys(super().to_internal_value(data)))
        found = self.queryset.all().visible_to(self.context["request"].user).in_bulk(asked)
        unknown = serializers.PrimaryKeyRelatedField.default_error_messages["does_not_exist"]
        if missing := [unknown.format(pk_value=pk) for pk in asked if pk not in found]:
            raise ValidationError(missing)
        return [found[pk] for pk in asked]
