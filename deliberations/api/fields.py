"""A reference to a thing that the caller may see."""

from typing import Any

from rest_framework import serializers


class Seen(serializers.PrimaryKeyRelatedField):
    """The id of a thing; one that the caller may not see is as unknown as one that does not exist."""

    def get_queryset(self) -> Any:
        queryset = super().get_queryset()
        return queryset.visible_to(self.context["request"].user) if "request" in self.context else queryset.none()
