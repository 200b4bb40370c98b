"""Commitments in the REST API."""

from typing import Any

from rest_framework import serializers

from core.api import Input, NounViewSet, Output, ReasonInput, move
from deliberations import actions
from deliberations.filters import CommitmentFilter
from deliberations.models import Commitment


class CommitmentOutput(Output):
    """What a department promised, and what became of it."""

    class Meta:
        model = Commitment
        fields = [
            "id", "state", "station", "topic", "meeting", "department", "measure", "due_on", "first_due_on",
            "responsible", "done_at", "done_note", "ended_reason", "allowed_moves",
        ]  # fmt: skip


class ReportDoneInput(Input):
    """What was done (rule 11)."""

    note = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class PostponeInput(ReasonInput):
    """The new date, and why (rule 11)."""

    due_on = serializers.DateField()


class CommitmentViewSet(NounViewSet):
    """Commitments."""

    model = Commitment
    serializer_class = CommitmentOutput
    filterset_class = CommitmentFilter
    ordering_fields = ["due_on", "id"]
    report_done = move("report_done", ReportDoneInput, actions.report_done)
    postpone = move("postpone", PostponeInput, actions.postpone_commitment)
    end = move("end", ReasonInput, actions.end_commitment)

    def arrange(self, queryset: Any) -> Any:
        return queryset.select_related("station").order_by("-pk")
