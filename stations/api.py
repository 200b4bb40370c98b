"""Stations, representatives, categories, visits and concerns in the REST API."""

from typing import Any

from django.db.models import F, Prefetch
from rest_framework import serializers
from rest_framework.routers import SimpleRouter

from core.amounts import PEOPLE
from core.api import AmountField, CreateMixin, Input, NoInput, NounViewSet, Output, ReasonInput, move
from core.telephones import LONGEST, telephone, validate_telephone
from core.text_fields import LONGEST_TEXT
from stations import actions
from stations.actions.splitting import FEWEST_MATTERS, MOST_MATTERS
from stations.actions.visits import check_categories
from stations.enums import FeedbackWay, Nature, NotAcceptedReason, Route, Urgency, VisitKind
from stations.filters import ConcernFilter, VisitFilter
from stations.models import LONGEST_PART, Category, Concern, Representative, Station, Visit


class StationOutput(serializers.ModelSerializer):
    """A station, with its subdistrict."""

    subdistrict_name = serializers.CharField(source="subdistrict.name", read_only=True)

    class Meta:
        model = Station
        fields = [
            "id", "code", "name", "name_en", "community", "community_en", "subdistrict", "subdistrict_name", "is_model",
            "address", "hours", "founded_on",
        ]  # fmt: skip


class RepresentativeOutput(serializers.ModelSerializer):
    """A representative and the home station."""

    class Meta:
        model = Representative
        fields = ["id", "name", "home_station", "starts_on", "ends_on"]


class CategoryOutput(serializers.ModelSerializer):
    """A category of concerns: what belongs to it, the list with which it came, and how long it is offered."""

    list = serializers.CharField(source="list.code", read_only=True, default="")
    list_name = serializers.CharField(source="list.name", read_only=True, default="")
    origin = serializers.CharField(source="list.origin", read_only=True, default="")
    since = serializers.DateField(source="list.since", read_only=True, default=None, allow_null=True)

    class Meta:
        model = Category
        fields = [
            "id", "code", "name", "name_en", "livelihood", "examples", "examples_en", "needs_note", "list", "list_name",
            "origin", "since", "until", "counted_as",
        ]  # fmt: skip


class ConcernOutput(Output):
    """A concern; never the resident's contact data.

    `received_at` is when it was said, `recorded_at` when it was typed in. `runs_from` is the day from which the terms
    run where it was recorded much later than said, else null.
    """

    recorded_at = serializers.DateTimeField(read_only=True)

    group = serializers.IntegerField(
        read_only=True, help_text="The concern that leads its group, across stations; its own where it is in none."
    )

    class Meta:
        model = Concern
        fields = [
            "id", "number", "state", "visit", "station", "words", "nature", "category", "second_category",
            "category_note", "place", "people_affected", "urgency", "livelihood", "confidential", "joined_to", "group",
            "split_from", "part", "route", "not_accepted_reason", "redirect_to", "external_number", "received_at",
            "recorded_at", "runs_from", "triage_due_on", "feedback_due_on", "routed_at", "told_on", "closed_at",
            "allowed_moves",
        ]  # fmt: skip


class ReceiptOutput(serializers.ModelSerializer):
    """A concern as its visit shows it: the receipt number to hand to the resident."""

    class Meta:
        model = Concern
        fields = ["id", "number", "state", "words", "split_from", "part"]


class VisitOutput(Output):
    """A visit with the receipt numbers of its concerns."""

    state = serializers.SerializerMethodField()
    concerns = ReceiptOutput(many=True, read_only=True)

    class Meta:
        model = Visit
        fields = [
            "id", "state", "station", "kind", "started_at", "place", "representatives", "recorder", "note",
            "recorded_at", "concerns", "allowed_moves",
        ]  # fmt: skip

    def get_state(self, visit: Visit) -> str:
        """A visit has one state for ever: it is recorded."""
        return "recorded"


class ContactInput(Input):
    """How to reach the resident, if the resident wishes."""

    name = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    phone = serializers.CharField(
        max_length=LONGEST, required=False, allow_blank=True, default="", validators=[validate_telephone]
    )
    phone_extension = serializers.RegexField(r"^[0-9]{1,6}$", required=False, allow_blank=True, default="")
    phone_other = serializers.CharField(
        max_length=LONGEST, required=False, allow_blank=True, default="", validators=[validate_telephone]
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """An extension fits the number it stands beside."""
        telephone(attrs["phone"], attrs["phone_extension"], attrs["phone_other"])
        return attrs


class ConcernInput(Input):
    """What one resident said."""

    words = serializers.CharField(max_length=LONGEST_TEXT)
    nature = serializers.ChoiceField(choices=Nature.choices, default=Nature.COMPLAINT)
    category = serializers.PrimaryKeyRelatedField(queryset=Category.objects.select_related("list"))
    second_category = serializers.PrimaryKeyRelatedField(
        queryset=Category.objects.select_related("list"), required=False, allow_null=True, default=None
    )
    category_note = serializers.CharField(max_length=100, required=False, allow_blank=True, default="")
    place = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")
    people_affected = AmountField(
        PEOPLE, min_value=1, max_value=1_000_000, required=False, allow_null=True, default=None
    )
    urgency = serializers.ChoiceField(choices=Urgency.choices, default=Urgency.ORDINARY)
    livelihood = serializers.BooleanField(default=True)
    confidential = serializers.BooleanField(default=False)
    contact = ContactInput(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Categories that are offered, differ and, where they say nothing by themselves, come with a note."""
        check_categories(attrs["category"], attrs["second_category"], attrs["category_note"])
        return attrs


class VisitInput(Input):
    """A visit and everything said at it, in one request."""

    station = serializers.PrimaryKeyRelatedField(queryset=Station.objects.all())
    kind = serializers.ChoiceField(choices=VisitKind.choices, default=VisitKind.RECEPTION)
    started_at = serializers.DateTimeField()
    place = serializers.CharField(max_length=120)
    representatives = serializers.PrimaryKeyRelatedField(
        queryset=Representative.objects.all(), many=True, required=False, default=list
    )
    note = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")
    concerns = ConcernInput(many=True, required=False, default=list)


class RouteInput(Input):
    """Where the concern goes (rule 4)."""

    route = serializers.ChoiceField(choices=Route.choices)
    reason = serializers.ChoiceField(choices=NotAcceptedReason.choices, required=False, allow_blank=True, default="")
    note = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")
    redirect_to = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    external_number = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")


class FeedbackInput(Input):
    """When and how the resident was told (rule 5)."""

    told_on = serializers.DateField()
    way = serializers.ChoiceField(choices=FeedbackWay.choices)
    satisfied = serializers.BooleanField(required=False, allow_null=True, default=None)
    reached = serializers.BooleanField(default=True)
    note = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class CorrectWordsInput(ReasonInput):
    """A corrected version of the words (rule 2)."""

    words = serializers.CharField(max_length=LONGEST_TEXT)


class JoinInput(Input):
    """The similar concern to group with (rule 6)."""

    other = serializers.PrimaryKeyRelatedField(queryset=Concern.objects.none())

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        if "request" in self.context:
            fields["other"].queryset = Concern.objects.visible_to(self.context["request"].user)
        return fields


class MatterInput(Input):
    """One of the matters of a message."""

    part = serializers.CharField(max_length=LONGEST_PART)
    category = serializers.PrimaryKeyRelatedField(queryset=Category.objects.all())


class SplitInput(Input):
    """The matters of a message, the first of which keeps its receipt number (rule 6)."""

    matters = serializers.ListField(child=MatterInput(), min_length=FEWEST_MATTERS, max_length=MOST_MATTERS)


class StationViewSet(NounViewSet):
    """The liaison stations."""

    model = Station
    serializer_class = StationOutput
    filterset_fields = ["code", "subdistrict", "is_model"]
    ordering_fields = ["order", "code", "id"]

    def arrange(self, queryset: Any) -> Any:
        return queryset.select_related("subdistrict").order_by("subdistrict__order", "order", "pk")


class RepresentativeViewSet(NounViewSet):
    """The representatives."""

    model = Representative
    serializer_class = RepresentativeOutput
    filterset_fields = ["home_station"]
    ordering_fields = ["initials", "id"]

    def arrange(self, queryset: Any) -> Any:
        return queryset.order_by("sort_key", "pk")


class CategoryViewSet(NounViewSet):
    """The categories of concerns."""

    model = Category
    serializer_class = CategoryOutput
    filterset_fields = ["code", "livelihood"]
    ordering_fields = ["order", "code", "id"]

    def arrange(self, queryset: Any) -> Any:
        return queryset.select_related("list").order_by("order", "pk")


class VisitViewSet(CreateMixin, NounViewSet):
    """Visits."""

    model = Visit
    serializer_class = VisitOutput
    filterset_class = VisitFilter
    ordering_fields = ["started_at", "id"]
    input_class = VisitInput
    perform_create = staticmethod(actions.record_visit)

    def arrange(self, queryset: Any) -> Any:
        # A message comes before what was split off it.
        concerns = Prefetch("concerns", Concern.objects.order_by("pk"))
        return queryset.select_related("station").prefetch_related("representatives", concerns).order_by("-pk")


class ConcernViewSet(NounViewSet):
    """Concerns."""

    model = Concern
    serializer_class = ConcernOutput
    filterset_class = ConcernFilter
    ordering_fields = ["received_at", "triage_due_on", "feedback_due_on", "id"]
    route = move("route", RouteInput, actions.route_concern)
    give_feedback = move("give_feedback", FeedbackInput, actions.give_feedback)
    close = move("close", NoInput, actions.close_concern)
    take_back = move("take_back", NoInput, actions.take_back)
    correct_words = move("correct_words", CorrectWordsInput, actions.correct_words)
    join = move("join", JoinInput, actions.join_concern)
    leave_group = move("leave_group", NoInput, actions.leave_group)
    split = move("split", SplitInput, actions.split_concern)

    def arrange(self, queryset: Any) -> Any:
        queryset = queryset.select_related("station").annotate(recorded_at=F("visit__recorded_at"))
        return queryset.order_by("-pk")


def register(router: SimpleRouter) -> None:
    """Adds the nouns of this app to the API."""
    router.register("stations", StationViewSet, "stations")
    router.register("representatives", RepresentativeViewSet, "representatives")
    router.register("categories", CategoryViewSet, "categories")
    router.register("visits", VisitViewSet, "visits")
    router.register("concerns", ConcernViewSet, "concerns")
