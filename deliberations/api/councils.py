"""Livelihood councils in the REST API, and the votes that are cast there (rule 17)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import NotPermitted
from core.actions import perform
from core.amounts import PAPERS, PLACE
from core.api import AmountField, CreateMixin, Input, NoInput, NounViewSet, Output, ReasonInput, move
from core.schema import REFUSALS
from core.workflow import IllegalMove
from deliberations import actions
from deliberations.actions.seats import SeatShown
from deliberations.api.fields import AllSeen, Seen
from deliberations.api.micro_projects import VoteResultOutput
from deliberations.enums import Choice, Secrecy, VoteState
from deliberations.filters import CouncilFilter
from deliberations.models import (
    Ballot,
    Council,
    CouncilItem,
    CouncilMember,
    MicroProject,
    RankChange,
    Recusal,
    Seat,
)
from deliberations.queries.councils import open_to, readable_ballots, seat_of, with_votes_given, with_votes_missing
from deliberations.queries.topics import sees_inside
from stations.models import Station

# What is shown. Before a vote is closed: how many have voted, and nothing else.


class SeatOutput(serializers.ModelSerializer):
    """One line of the frozen member list."""

    class Meta:
        model = Seat
        fields = ["number", "member", "name", "present", "edition"]


class RecusalOutput(serializers.ModelSerializer):
    """Who is recused; why stays inside the station."""

    number = serializers.IntegerField(source="seat.number", read_only=True)
    member = serializers.IntegerField(source="seat.member_id", read_only=True)
    reason = serializers.SerializerMethodField()

    class Meta:
        model = Recusal
        fields = ["number", "member", "reason"]

    def get_reason(self, recusal: Recusal) -> str:
        return recusal.reason if sees_inside(self.context["request"].user, recusal.item.council) else ""


class RankChangeOutput(serializers.ModelSerializer):
    """A place that the committee changed against the result, and why."""

    class Meta:
        model = RankChange
        fields = ["before", "rank", "reason", "by", "at"]


class BallotOutput(serializers.ModelSerializer):
    """What a member said in an open vote, once it is closed; "" where it was said on paper."""

    number = serializers.IntegerField(source="seat.number", read_only=True)
    member = serializers.IntegerField(source="seat.member_id", read_only=True)

    class Meta:
        model = Ballot
        fields = ["number", "member", "way", "choice"]


class PaperCountOutput(serializers.Serializer):
    """The paper count that waits for a second person: which, in which edition, and of how many papers."""

    id = serializers.IntegerField(source="count_waiting", read_only=True)
    edition = serializers.IntegerField(source="count_edition", read_only=True)
    papers = serializers.IntegerField(source="papers_waiting", read_only=True)


class CouncilItemOutput(serializers.ModelSerializer):
    """A project on the list: how many have voted on it, and its result once the vote is closed."""

    vote = serializers.ChoiceField(source="vote_state", choices=VoteState.choices, read_only=True)
    votes_given = serializers.IntegerField(read_only=True)
    votes_missing = serializers.SerializerMethodField()
    papers_waiting = serializers.IntegerField(read_only=True, allow_null=True)
    count_waiting = serializers.SerializerMethodField()
    recusals = RecusalOutput(many=True, read_only=True)
    result = VoteResultOutput(read_only=True, allow_null=True)
    rank_changes = RankChangeOutput(many=True, read_only=True)

    class Meta:
        model = CouncilItem
        fields = [
            "position", "project", "vote", "votes_given", "votes_missing", "papers_waiting", "count_waiting",
            "recusals", "closed_at", "result", "voted_rank", "rank", "rank_changes",
        ]  # fmt: skip

    @extend_schema_field(PaperCountOutput(allow_null=True))
    def get_count_waiting(self, item: Any) -> dict[str, int] | None:
        return PaperCountOutput(item).data if item.count_waiting else None

    def get_votes_missing(self, item: Any) -> int:
        """How many members who are there and may vote have not; of a closed vote, how many had not."""
        return item.result.silent if item.closed_at else item.votes_missing


class CouncilItemWithBallotsOutput(CouncilItemOutput):
    """A project on the list of one council, with the ballots of an open vote once that is closed."""

    ballots = BallotOutput(many=True, read_only=True)

    class Meta(CouncilItemOutput.Meta):
        fields = [*CouncilItemOutput.Meta.fields, "ballots"]


class CouncilRowOutput(Output):
    """A council with its list and its members, as lists show it."""

    items = CouncilItemOutput(many=True, read_only=True)
    seats = SeatOutput(many=True, read_only=True)

    class Meta:
        model = Council
        fields = [
            "id", "state", "station", "starts_at", "place", "secrecy", "notice_due_on", "notified_at", "opened_at",
            "items", "seats", "closed_at", "note", "minutes_due_on", "minutes_confirmed_at", "cancel_reason",
            "allowed_moves",
        ]  # fmt: skip

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_allowed_moves(self, thing: Any) -> list[str]:
        """The moves of the council, and `cast` for a member who may vote now."""
        moves = super().get_allowed_moves(thing)
        return [*moves, "cast"] if open_to(self.context["request"].user, thing) else moves


class CouncilOutput(CouncilRowOutput):
    """One council; a choice is read only of an open vote, and only after its closing."""

    items = CouncilItemWithBallotsOutput(many=True, read_only=True)


# What is taken.


class ChangeCouncilInput(Input):
    """Time, place, way of voting and the shortlisted projects in their order."""

    starts_at = serializers.DateTimeField()
    place = serializers.CharField(max_length=120)
    secrecy = serializers.ChoiceField(choices=Secrecy.choices)
    projects = AllSeen(queryset=MicroProject.objects.all(), required=False, default=list)


class CouncilInput(ChangeCouncilInput):
    """A new council."""

    station = serializers.PrimaryKeyRelatedField(queryset=Station.objects.all())


class ProjectInput(Input):
    """A project of the list."""

    project = Seen(queryset=MicroProject.objects.all())


class RecusalInput(ProjectInput):
    """A member with an interest in a project, and which."""

    member = Seen(queryset=CouncilMember.objects.all())
    reason = serializers.CharField(max_length=200)


class SeatShownInput(Input):
    """A seat as the caller was shown it."""

    member = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    present = serializers.BooleanField()
    edition = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class PresenceInput(Input):
    """The members who are there; all others are not. Of `seats` as they were `seen`, only what differs changes."""

    present = AllSeen(queryset=CouncilMember.objects.all())
    seen = SeatShownInput(many=True, required=False, default=list)

    def validate_seen(self, seats: Any) -> dict[int, SeatShown]:
        return {seat["member"]: SeatShown(seat["edition"], seat["present"]) for seat in seats}


class OpenInput(Input):
    """Who is there, and who is recused from what."""

    present = AllSeen(queryset=CouncilMember.objects.all())
    recusals = RecusalInput(many=True, required=False, default=list)


class CountInput(ProjectInput):
    """The project whose paper count is decided on; which count was read, and (as `edition`) in which edition."""

    count = serializers.IntegerField(min_value=1, max_value=2**63 - 1, required=False)


class PaperCountInput(CountInput):
    """The papers on one project, and whose they are; and which count was the last one."""

    members = AllSeen(queryset=CouncilMember.objects.all())
    in_favour = AmountField(PAPERS, max_value=1000)
    against = AmountField(PAPERS, max_value=1000)
    abstained = AmountField(PAPERS, max_value=1000)


class RejectPaperCountInput(CountInput, ReasonInput):
    """The project whose paper count is wrong, and why."""


class CloseInput(Input):
    """What is to be noted of the council."""

    note = serializers.CharField(max_length=20000, required=False, allow_blank=True, default="")


class ConfirmCouncilMinutesInput(Input):
    """The minutes as they are confirmed."""

    note = serializers.CharField(max_length=20000)


class OverrideInput(ProjectInput, ReasonInput):
    """The project to move, its new place, and why."""

    rank = AmountField(PLACE, min_value=1, max_value=1000)


class CastInput(Input):
    """The vote; to vote anew in a secret vote, with the receipt of the vote before."""

    project = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    choice = serializers.ChoiceField(choices=Choice.choices)
    receipt = serializers.CharField(max_length=400, required=False, allow_blank=True, default="")


class CastOutput(serializers.Serializer):
    """The receipt of a secret vote, which nobody else has; "" for an open one."""

    project = serializers.IntegerField()
    receipt = serializers.CharField()


class CouncilViewSet(CreateMixin, NounViewSet):
    """Livelihood councils."""

    model = Council
    filterset_class = CouncilFilter
    ordering_fields = ["starts_at", "id"]
    input_class = CouncilInput
    perform_create = staticmethod(actions.plan_council)
    notify = move("notify", NoInput, actions.notify_council)
    change = move("change", ChangeCouncilInput, actions.change_council)
    open = move("open", OpenInput, actions.open_council)
    record_presence = move("record_presence", PresenceInput, actions.record_presence)
    recuse = move("recuse", RecusalInput, actions.recuse_member)
    enter_paper_count = move("enter_paper_count", PaperCountInput, actions.enter_paper_count)
    confirm_paper_count = move("confirm_paper_count", CountInput, actions.confirm_paper_count)
    reject_paper_count = move("reject_paper_count", RejectPaperCountInput, actions.reject_paper_count)
    close_item = move("close_item", ProjectInput, actions.close_item)
    close = move("close", CloseInput, actions.close_council)
    confirm_minutes = move("confirm_minutes", ConfirmCouncilMinutesInput, actions.confirm_council_minutes)
    override = move("override", OverrideInput, actions.override_ranking)
    cancel = move("cancel", ReasonInput, actions.cancel_council)

    def get_serializer_class(self) -> type[CouncilRowOutput]:
        return CouncilRowOutput if self.action == "list" else CouncilOutput

    def arrange(self, queryset: Any) -> Any:
        return queryset.select_related("station").prefetch_related(*self._related()).order_by("-pk")

    def _related(self) -> list[Any]:
        items = with_votes_missing(with_votes_given(CouncilItem.objects.select_related("result")))
        recusals = Prefetch("items__recusals", Recusal.objects.select_related("seat"))
        related = [Prefetch("items", items), recusals, "items__rank_changes", "seats"]
        return related if self.action == "list" else [*related, Prefetch("items__ballots", readable_ballots())]

    @extend_schema(request=CastInput, responses={200: CastOutput} | REFUSALS)
    @action(detail=True, methods=["post"])
    @sensitive_variables()
    def cast(self, request: Request, pk: str) -> Response:
        """Votes on a project of the list, or votes anew until its vote is closed (rule 17)."""
        given = CastInput(data=request.data)
        try:
            # Without looking at the council first: voting is to cost the database little.
            given.is_valid(raise_exception=True)
            receipt = perform(actions.cast_ballot, int(pk), by=request.user, **given.validated_data)
        except (serializers.ValidationError, ValidationError, IllegalMove, NotPermitted):
            self._ensure_votes_here()
            raise
        return Response({"project": given.validated_data["project"], "receipt": receipt})

    def _ensure_votes_here(self) -> None:
        """A refusal tells nothing of a council that the caller does not see, or has no vote in."""
        council = self.get_object()
        if council.opened_at is not None and seat_of(self.request.user, council.pk) is None:
            raise NotPermitted(_("Only members of the council vote."))
