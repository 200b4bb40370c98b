"""Look-backs in the REST API."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rest_framework import serializers

from core.access import Actor
from core.api import CreateMixin, Input, NounViewSet, Output, ReasonInput, move
from deliberations import actions
from deliberations.api.fields import Seen
from deliberations.enums import LookBackResult
from deliberations.filters import LookBackFilter
from deliberations.models import Commitment, LookBack, Topic
from deliberations.queries.topics import SUGGESTION, other_subject


class LookBackOutput(Output):
    """A look-back, planned or made."""

    suggestion = serializers.SerializerMethodField()

    class Meta:
        model = LookBack
        fields = [
            "id", "state", "station", "topic", "commitment", "suggestion", "title", "due_on", "visited_on",
            "result", "residents_agree", "note", "recorded_by", "recorded_at", "ended_reason", "previous",
            "allowed_moves",
        ]  # fmt: skip

    def get_suggestion(self, look_back: LookBack) -> int | None:
        """The suggestion that is looked at, if it is one."""
        return look_back.subject_id if look_back.subject_noun == SUGGESTION else None


class LookBackInput(Input):
    """What to look at, and by when (rule 13)."""

    topic = Seen(queryset=Topic.objects.all(), required=False)
    commitment = Seen(queryset=Commitment.objects.all(), required=False)
    suggestion = serializers.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
    due_on = serializers.DateField()


class RecordLookBackInput(Input):
    """What was seen (rule 13)."""

    visited_on = serializers.DateField()
    result = serializers.ChoiceField(choices=LookBackResult.choices)
    residents_agree = serializers.BooleanField(required=False, allow_null=True, default=None)
    note = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")


def plan(*, by: Actor, due_on: date, suggestion: int | None = None, **named: Any) -> LookBack:
    """Plans a look-back on exactly one topic, commitment or suggestion (rule 13)."""
    if suggestion is not None:
        named["suggestion"] = other_subject(by, SUGGESTION, suggestion)
        if named["suggestion"] is None:
            raise ValidationError({"suggestion": _("There is no such suggestion, or you cannot see it.")})
    if len(named) != 1:
        raise ValidationError({"topic": _("Name one topic, one commitment or one suggestion.")})
    return actions.plan_look_back(next(iter(named.values())), by=by, due_on=due_on)


class LookBackViewSet(CreateMixin, NounViewSet):
    """Look-backs."""

    model = LookBack
    serializer_class = LookBackOutput
    filterset_class = LookBackFilter
    ordering_fields = ["due_on", "visited_on", "id"]
    input_class = LookBackInput
    perform_create = staticmethod(plan)
    record = move("record", RecordLookBackInput, actions.record_look_back)
    end = move("end", ReasonInput, actions.end_look_back)

    def arrange(self, queryset: Any) -> Any:
        return queryset.select_related("station").order_by("-pk")
