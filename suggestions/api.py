"""Suggestions, evaluations and supervisions in the REST API."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.routers import SimpleRouter

from accounts.models import Department
from core.api import CreateMixin, Input, NoInput, NounViewSet, Output, ReasonInput, move
from core.text_fields import LONGEST_TEXT
from deliberations.models import Topic
from stations.models import Category, Representative
from suggestions import actions
from suggestions.enums import ContactWay, Instrument, OutcomeClass
from suggestions.filters import EvaluationFilter, SuggestionApiFilter, SupervisionApiFilter
from suggestions.models import (
    Assignment,
    Evaluation,
    ImplementationReport,
    Reply,
    Round,
    Suggestion,
    Supervision,
    SupervisionNote,
)
from suggestions.queries import with_handling, withdrawn_from

# What the API shows.


class ReplyOutput(serializers.ModelSerializer):
    """The reply of a round."""

    class Meta:
        model = Reply
        fields = [
            "outcome_class", "text", "reason", "promised_on", "signed_by", "replied_at", "score_due_on",
            "implementation_opens_on",
        ]  # fmt: skip


class ImplementationReportOutput(serializers.ModelSerializer):
    """The report of implementation of a round."""

    class Meta:
        model = ImplementationReport
        fields = ["text", "done_on", "reported_at", "score_due_on"]


class RoundOutput(serializers.ModelSerializer):
    """A handling round with its reply and report; scores are read under `evaluations`."""

    reply = ReplyOutput(read_only=True, allow_null=True, default=None)
    report = ImplementationReportOutput(read_only=True, allow_null=True, default=None)
    contact_waived_at = serializers.DateTimeField(read_only=True, allow_null=True)

    class Meta:
        model = Round
        fields = [
            "number", "opened_on", "contact_due_on", "reply_due_on", "original_reply_due_on",
            "contact_waived_at", "closed_at", "reply", "report",
        ]  # fmt: skip


class AssignmentOutput(serializers.ModelSerializer):
    """A department's part in a suggestion."""

    class Meta:
        model = Assignment
        fields = [
            "department", "role", "assigned_at", "accept_due_on", "accepted_at", "opinion_due_on",
            "opinion", "opinion_at", "returned_at",
        ]  # fmt: skip


class SuggestionOutput(Output):
    """A suggestion or contact letter with its rounds; never a score."""

    co_sponsors = serializers.SerializerMethodField()
    co_sponsors_confirmed = serializers.SerializerMethodField()
    assignments = AssignmentOutput(many=True, read_only=True)
    rounds = RoundOutput(many=True, read_only=True)

    class Meta:
        model = Suggestion
        fields = [
            "id", "number", "state", "instrument", "year", "title", "situation", "proposal", "sponsor",
            "co_sponsors", "co_sponsors_confirmed", "topic", "station", "category", "livelihood",
            "facts_checked", "exclusions_checked", "lead", "outcome_class", "reason", "drafted_at",
            "submitted_at", "registered_at", "register_due_on", "assign_due_on", "due_on", "closed_at",
            "look_back_result", "assignments", "rounds", "allowed_moves",
        ]  # fmt: skip

    def get_co_sponsors(self, suggestion: Suggestion) -> list[int]:
        return [one.representative_id for one in suggestion.co_sponsors.all()]

    def get_co_sponsors_confirmed(self, suggestion: Suggestion) -> list[int]:
        return [one.representative_id for one in suggestion.co_sponsors.all() if one.confirmed_at]


class EvaluationOutput(serializers.ModelSerializer):
    """A score; a department finds it here once the committee has released it."""

    state = serializers.SerializerMethodField()
    allowed_moves = serializers.SerializerMethodField()
    round = serializers.IntegerField(source="round.number", read_only=True)
    items = serializers.DictField(child=serializers.IntegerField(), read_only=True)
    released_at = serializers.DateTimeField(source="release.at", read_only=True, allow_null=True, default=None)

    class Meta:
        model = Evaluation
        fields = [
            "id", "state", "suggestion", "round", "stage", "scheme", "items", "points", "maximum",
            "percent", "verdict", "reason", "at", "released_at", "allowed_moves",
        ]  # fmt: skip

    def get_state(self, evaluation: Evaluation) -> str:
        """Whether the department may see it."""
        return "released" if evaluation.is_released else "kept"

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_allowed_moves(self, evaluation: Evaluation) -> list[str]:
        """A score never changes."""
        return []


class SupervisionNoteOutput(serializers.ModelSerializer):
    """A note on a supervision."""

    class Meta:
        model = SupervisionNote
        fields = ["text", "by", "at"]


class SupervisionOutput(Output):
    """A key supervision or key tracking with its notes."""

    notes = SupervisionNoteOutput(many=True, read_only=True)

    class Meta:
        model = Supervision
        fields = [
            "id", "state", "suggestion", "evaluation", "kind", "station", "opened_at", "due_on",
            "meeting_called", "closed_at", "close_reason", "notes", "allowed_moves",
        ]  # fmt: skip


# What the moves take.


class SuggestionInput(Input):
    """A suggestion to be written or revised (rules 18, 19)."""

    instrument = serializers.ChoiceField(choices=Instrument.choices)
    title = serializers.CharField(max_length=120)
    situation = serializers.CharField(max_length=LONGEST_TEXT, required=False, allow_blank=True, default="")
    proposal = serializers.CharField(max_length=LONGEST_TEXT, required=False, allow_blank=True, default="")
    co_sponsors = serializers.PrimaryKeyRelatedField(
        queryset=Representative.objects.all(), many=True, required=False, default=list
    )
    topic = serializers.PrimaryKeyRelatedField(
        queryset=Topic.objects.none(), required=False, allow_null=True, default=None
    )
    category = serializers.PrimaryKeyRelatedField(
        queryset=Category.objects.all(), required=False, allow_null=True, default=None
    )
    livelihood = serializers.BooleanField(default=True)
    facts_checked = serializers.BooleanField(default=False)
    exclusions_checked = serializers.BooleanField(default=False)

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        if "request" in self.context:
            fields["topic"].queryset = Topic.objects.visible_to(self.context["request"].user)
        return fields


class DraftInput(SuggestionInput):
    """A new suggestion names its sponsor."""

    sponsor = serializers.PrimaryKeyRelatedField(queryset=Representative.objects.all())


class SubmitInput(Input):
    """What the sponsor confirms; it may stand in the draft already (rule 19)."""

    facts_checked = serializers.BooleanField(required=False)
    exclusions_checked = serializers.BooleanField(required=False)


class AssignInput(Input):
    """One lead department, and those that handle along with it (rule 21)."""

    lead = serializers.PrimaryKeyRelatedField(queryset=Department.objects.filter(is_active=True))
    co_handling = serializers.PrimaryKeyRelatedField(
        queryset=Department.objects.filter(is_active=True), many=True, required=False, default=list
    )


class RequestReturnInput(ReasonInput):
    """Why the assignment is wrong, and whose it is (rule 20)."""

    proper_department = serializers.PrimaryKeyRelatedField(queryset=Department.objects.filter(is_active=True))


class DecideReturnInput(Input):
    """Granted, or refused with a reason (rule 20)."""

    granted = serializers.BooleanField()
    reason = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class LogContactInput(Input):
    """When and how the department spoke with the sponsor (rule 22)."""

    contacted_on = serializers.DateField()
    way = serializers.ChoiceField(choices=ContactWay.choices)
    note = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class RequestExtensionInput(ReasonInput):
    """Until when more time is needed, and why (rule 22)."""

    until = serializers.DateField()


class DecideExtensionInput(Input):
    """Granted or refused (rule 22)."""

    granted = serializers.BooleanField()


class OpinionInput(Input):
    """The opinion of a co-handling department (rule 21)."""

    opinion = serializers.CharField(max_length=4000)


class ReplyInput(Input):
    """The written answer with its outcome class (rule 23)."""

    outcome_class = serializers.ChoiceField(choices=OutcomeClass.choices)
    text = serializers.CharField(max_length=8000)
    promised_on = serializers.DateField(required=False, allow_null=True, default=None)
    reason = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")
    signed_by = serializers.CharField(max_length=60)


class ReportImplementationInput(Input):
    """What was done, and when (rule 20)."""

    text = serializers.CharField(max_length=8000)
    done_on = serializers.DateField()


class ScoreInput(Input):
    """Points per item of the stage; unsatisfied needs a reason (rules 28, 31)."""

    items = serializers.DictField(child=serializers.IntegerField(min_value=0, max_value=1000))
    reason = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class TextInput(Input):
    """A move that takes a text."""

    text = serializers.CharField(max_length=4000)


class PressureInput(Input):
    """What happened (rule 34)."""

    text = serializers.CharField(max_length=2000)


# The nouns.

#: Moves on what was submitted: who comes after it was withdrawn is told so, where the draft is none of theirs.
OF_THE_COMMITTEE = ("register", "return_for_revision", "reject")


class SuggestionViewSet(CreateMixin, NounViewSet):
    """Suggestions and contact letters."""

    model = Suggestion
    serializer_class = SuggestionOutput
    filterset_class = SuggestionApiFilter
    ordering_fields = ["due_on", "submitted_at", "registered_at", "id"]
    input_class = DraftInput
    perform_create = staticmethod(actions.draft_suggestion)
    revise = move("revise", SuggestionInput, actions.revise_suggestion)
    discard = move("discard", NoInput, actions.discard_suggestion)
    co_sign = move("co_sign", NoInput, actions.co_sign_suggestion)
    submit = move("submit", SubmitInput, actions.submit_suggestion)
    withdraw = move("withdraw", NoInput, actions.withdraw_suggestion)
    register = move("register", NoInput, actions.register_suggestion)
    return_for_revision = move("return_for_revision", ReasonInput, actions.return_for_revision)
    reject = move("reject", ReasonInput, actions.reject_suggestion)
    assign = move("assign", AssignInput, actions.assign_suggestion)
    accept = move("accept", NoInput, actions.accept_suggestion)
    request_return = move("request_return", RequestReturnInput, actions.request_return)
    decide_return = move("decide_return", DecideReturnInput, actions.decide_return)
    give_opinion = move("give_opinion", OpinionInput, actions.give_opinion)
    log_contact = move("log_contact", LogContactInput, actions.log_contact)
    waive_contact = move("waive_contact", NoInput, actions.waive_contact)
    request_extension = move("request_extension", RequestExtensionInput, actions.request_extension)
    decide_extension = move("decide_extension", DecideExtensionInput, actions.decide_extension)
    reply = move("reply", ReplyInput, actions.reply_to_suggestion)
    score_reply = move("score_reply", ScoreInput, actions.score_reply)
    report_implementation = move("report_implementation", ReportImplementationInput, actions.report_implementation)
    score_implementation = move("score_implementation", ScoreInput, actions.score_implementation)
    release_score = move("release_score", NoInput, actions.release_score)
    report_pressure = move("report_pressure", PressureInput, actions.report_pressure)

    def arrange(self, queryset: Any) -> Any:
        return with_handling(queryset).order_by("-pk")

    def get_object(self) -> Any:
        try:
            return super().get_object()
        except Http404:
            late = self.action in OF_THE_COMMITTEE and withdrawn_from(self.request.user, int(self.kwargs["pk"]))
            if late:
                raise late from None
            raise


class EvaluationViewSet(NounViewSet):
    """Scores."""

    model = Evaluation
    serializer_class = EvaluationOutput
    filterset_class = EvaluationFilter
    ordering_fields = ["at", "id"]

    def arrange(self, queryset: Any) -> Any:
        return queryset.select_related("round", "release").order_by("-pk")


class SupervisionViewSet(NounViewSet):
    """Key supervision by the committee, key tracking by the station."""

    model = Supervision
    serializer_class = SupervisionOutput
    filterset_class = SupervisionApiFilter
    ordering_fields = ["opened_at", "due_on", "id"]
    add_note = move("add_note", TextInput, actions.add_supervision_note)
    close = move("close", ReasonInput, actions.close_supervision)

    def arrange(self, queryset: Any) -> Any:
        return queryset.select_related("suggestion", "station").prefetch_related("notes").order_by("-pk")


def register(router: SimpleRouter) -> None:
    """Adds the nouns of this app to the API."""
    router.register("suggestions", SuggestionViewSet, "suggestions")
    router.register("evaluations", EvaluationViewSet, "evaluations")
    router.register("supervisions", SupervisionViewSet, "supervisions")
