"""Deliberation meetings in the REST API."""

from typing import Any

from rest_framework import serializers

from accounts.models import Department
from core.amounts import PEOPLE
from core.api import AmountField, CreateMixin, Input, NoInput, NounViewSet, Output, ReasonInput, move
from deliberations import actions
from deliberations.api.fields import Seen
from deliberations.api.topics import DiscloseInput
from deliberations.enums import AttendanceStatus
from deliberations.filters import MeetingFilter
from deliberations.models import Attendance, Delegate, Meeting, Topic
from deliberations.queries.topics import sees_inside
from stations.models import Representative, Station


class AttendanceOutput(serializers.ModelSerializer):
    """Whether a representative was there; why somebody was on leave stays inside the station."""

    reason = serializers.SerializerMethodField()

    class Meta:
        model = Attendance
        fields = ["representative", "status", "reason"]

    def get_reason(self, attendance: Attendance) -> str:
        return attendance.reason if sees_inside(self.context["request"].user, attendance.meeting) else ""


class DelegateOutput(serializers.ModelSerializer):
    """Who came for a department."""

    class Meta:
        model = Delegate
        fields = ["department", "name"]


class MeetingOutput(Output):
    """A meeting with its agenda and attendance."""

    topics = serializers.SerializerMethodField()
    attendance = AttendanceOutput(many=True, read_only=True)
    delegates = DelegateOutput(many=True, read_only=True)

    class Meta:
        model = Meeting
        fields = [
            "id", "state", "station", "starts_at", "place", "topics", "notice_due_on", "notified_at",
            "held_at", "attendance", "delegates", "residents_present", "note", "minutes_due_on",
            "minutes_confirmed_at", "public_text", "disclosed_at", "cancel_reason", "allowed_moves",
        ]  # fmt: skip

    def get_topics(self, meeting: Meeting) -> list[int]:
        """The agenda in its order."""
        return [item.topic_id for item in meeting.agenda.all()]


class ChangeMeetingInput(Input):
    """Time, place and agenda (rule 10)."""

    starts_at = serializers.DateTimeField()
    place = serializers.CharField(max_length=120)
    topics = Seen(queryset=Topic.objects.all(), many=True, required=False, default=list)


class MeetingInput(ChangeMeetingInput):
    """A new meeting (rule 10)."""

    station = serializers.PrimaryKeyRelatedField(queryset=Station.objects.all())


class AttendanceInput(Input):
    """Whether one representative was there (rule 10)."""

    representative = serializers.PrimaryKeyRelatedField(queryset=Representative.objects.all())
    status = serializers.ChoiceField(choices=AttendanceStatus.choices)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class CommitmentInput(Input):
    """What a department promised: measure, date and responsible person, all three (rule 11)."""

    topic = Seen(queryset=Topic.objects.all())
    department = serializers.PrimaryKeyRelatedField(queryset=Department.objects.all())
    measure = serializers.CharField(max_length=1000)
    due_on = serializers.DateField()
    responsible = serializers.CharField(max_length=60)


class DelegateInput(Input):
    """Who came for a department (rule 10)."""

    department = serializers.PrimaryKeyRelatedField(queryset=Department.objects.all())
    name = serializers.CharField(max_length=60)


class HoldInput(Input):
    """The record of a meeting, in one request (rules 10, 11)."""

    attendance = AttendanceInput(many=True)
    commitments = CommitmentInput(many=True, required=False, default=list)
    delegates = DelegateInput(many=True, required=False, default=list)
    residents_present = AmountField(PEOPLE, max_value=100_000, required=False, allow_null=True, default=None)
    note = serializers.CharField(max_length=20000, required=False, allow_blank=True, default="")


class CorrectAttendanceInput(ReasonInput):
    """The attendance of one representative as it should be (rule 37)."""

    representative = serializers.PrimaryKeyRelatedField(queryset=Representative.objects.all())
    status = serializers.ChoiceField(choices=AttendanceStatus.choices)


class MeetingViewSet(CreateMixin, NounViewSet):
    """Deliberation meetings."""

    model = Meeting
    serializer_class = MeetingOutput
    filterset_class = MeetingFilter
    ordering_fields = ["starts_at", "id"]
    input_class = MeetingInput
    perform_create = staticmethod(actions.plan_meeting)
    notify = move("notify", NoInput, actions.notify_meeting)
    change = move("change", ChangeMeetingInput, actions.change_meeting)
    hold = move("hold", HoldInput, actions.hold_meeting)
    confirm_minutes = move("confirm_minutes", NoInput, actions.confirm_minutes)
    correct_attendance = move("correct_attendance", CorrectAttendanceInput, actions.correct_attendance)
    disclose = move("disclose", DiscloseInput, actions.disclose_meeting)
    cancel = move("cancel", ReasonInput, actions.cancel_meeting)
    annul = move("annul", ReasonInput, actions.annul_meeting)

    def arrange(self, queryset: Any) -> Any:
        related = ["agenda", "attendance", "delegates"]
        return queryset.select_related("station").prefetch_related(*related).order_by("-pk")
