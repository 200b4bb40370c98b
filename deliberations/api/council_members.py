"""Members of livelihood councils in the REST API (rule 17)."""

from typing import Any

from rest_framework import serializers

from accounts.models import User
from core.access import may
from core.api import CreateMixin, Input, NounViewSet, Output, ReasonInput, move
from deliberations import actions
from deliberations.enums import MemberKind
from deliberations.filters import CouncilMemberFilter
from deliberations.models import CouncilMember
from stations.duties import duties_of
from stations.models import Representative, Station


class CouncilMemberOutput(Output):
    """A member of a council; which account is the member's, only who keeps the list learns."""

    user = serializers.SerializerMethodField()

    class Meta:
        model = CouncilMember
        fields = [
            "id", "state", "station", "kind", "name", "representative", "user", "starts_on", "ends_on",
            "allowed_moves",
        ]  # fmt: skip

    def get_user(self, member: CouncilMember) -> int | None:
        keeps = may(self.context["request"].user, "deliberations.keep_members", member)
        return member.user_id if keeps else None


class AccountField(serializers.PrimaryKeyRelatedField):
    """The id of an account; to everybody but liaison officers no account is known."""

    def get_queryset(self) -> Any:
        queryset = super().get_queryset()
        officer = "request" in self.context and duties_of(self.context["request"].user).officer_of
        return queryset.filter(is_active=True) if officer else queryset.none()


class CouncilMemberInput(Input):
    """A new member: a representative by the id, anybody else by name, with an account to vote on the phone."""

    station = serializers.PrimaryKeyRelatedField(queryset=Station.objects.all())
    kind = serializers.ChoiceField(choices=MemberKind.choices)
    starts_on = serializers.DateField()
    name = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    representative = serializers.PrimaryKeyRelatedField(
        queryset=Representative.objects.all(), required=False, allow_null=True, default=None
    )
    user = AccountField(queryset=User.objects.all(), required=False, allow_null=True, default=None)


class LeaveInput(ReasonInput):
    """The last day, and why."""

    ends_on = serializers.DateField()


class CouncilMemberViewSet(CreateMixin, NounViewSet):
    """Members of livelihood councils."""

    model = CouncilMember
    serializer_class = CouncilMemberOutput
    filterset_class = CouncilMemberFilter
    ordering_fields = ["name", "starts_on", "id"]
    input_class = CouncilMemberInput
    perform_create = staticmethod(actions.join_council)
    leave = move("leave", LeaveInput, actions.leave_council)

    def arrange(self, queryset: Any) -> Any:
        return queryset.select_related("station").order_by("-pk")
