"""Topics in the REST API."""

from typing import Any

from django.db.models import Prefetch
from rest_framework import serializers

from accounts.models import Department
from core.api import CreateMixin, Input, NoInput, NounViewSet, Output, ReasonInput, move
from core.text_fields import LONGEST_TEXT
from deliberations import actions
from deliberations.api.fields import Seen
from deliberations.enums import Outcome
from deliberations.filters import TopicFilter
from deliberations.models import Study, Topic
from deliberations.queries.topics import with_weight
from stations.models import Category, Concern, Representative, Station


class StudyOutput(serializers.ModelSerializer):
    """A study before the meeting, or the reason for doing without."""

    class Meta:
        model = Study
        fields = ["studied_on", "note", "waived_reason", "at"]


class TopicOutput(Output):
    """A topic, and how much stands behind it; of its concerns only those that the caller may see."""

    concerns = serializers.PrimaryKeyRelatedField(many=True, read_only=True)
    concerns_behind = serializers.IntegerField(read_only=True)
    people_behind = serializers.IntegerField(read_only=True)
    visits_behind = serializers.IntegerField(read_only=True)
    studies = StudyOutput(many=True, read_only=True)

    class Meta:
        model = Topic
        fields = [
            "id", "state", "station", "title", "statement", "category", "livelihood", "lead", "co_leads",
            "concerns", "concerns_behind", "people_behind", "visits_behind", "departments", "studies",
            "proposed_at", "decline_reason", "merged_into", "outcome", "outcome_reason", "outcome_due_on",
            "outcome_at", "tracker", "resolve_note", "resolved_at", "confirmed_at", "public_text",
            "disclosed_at", "allowed_moves",
        ]  # fmt: skip


class ReviseTopicInput(Input):
    """The words of a topic, and who leads it (rule 9)."""

    title = serializers.CharField(max_length=120)
    statement = serializers.CharField(max_length=LONGEST_TEXT)
    lead = serializers.PrimaryKeyRelatedField(
        queryset=Representative.objects.all(), required=False, allow_null=True, default=None
    )
    co_leads = serializers.PrimaryKeyRelatedField(
        queryset=Representative.objects.all(), many=True, required=False, default=list
    )
    departments = serializers.PrimaryKeyRelatedField(
        queryset=Department.objects.all(), many=True, required=False, default=list
    )
    livelihood = serializers.BooleanField(default=True)
    category = serializers.PrimaryKeyRelatedField(
        queryset=Category.objects.all(), required=False, allow_null=True, default=None
    )


class TopicInput(ReviseTopicInput):
    """A new topic from concerns of a station (rule 9)."""

    station = serializers.PrimaryKeyRelatedField(queryset=Station.objects.all())
    concerns = Seen(queryset=Concern.objects.all(), many=True, required=False, default=list)


class GatherInput(Input):
    """Further concerns (rule 9)."""

    concerns = Seen(queryset=Concern.objects.all(), many=True)


class MergeInput(Input):
    """The topic to merge into (rule 9)."""

    into = Seen(queryset=Topic.objects.all())


class StudyInput(Input):
    """A study before the meeting, or the reason for doing without (rule 9)."""

    studied_on = serializers.DateField(required=False, allow_null=True, default=None)
    note = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")
    waived_reason = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class AddCommitmentInput(Input):
    """A commitment made after the meeting (rule 11)."""

    department = serializers.PrimaryKeyRelatedField(queryset=Department.objects.all())
    measure = serializers.CharField(max_length=1000)
    due_on = serializers.DateField()
    responsible = serializers.CharField(max_length=60)


class OutcomeInput(Input):
    """What the topic turns into (rule 12)."""

    outcome = serializers.ChoiceField(choices=Outcome.choices)
    reason = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class ResolveInput(Input):
    """How the problem was resolved, and who tracked it there (rule 36)."""

    note = serializers.CharField(max_length=4000)
    tracker = serializers.PrimaryKeyRelatedField(queryset=Representative.objects.all())


class DiscloseInput(Input):
    """The text for everybody (rule 14)."""

    public_text = serializers.CharField(max_length=4000)


class TopicViewSet(CreateMixin, NounViewSet):
    """Topics."""

    model = Topic
    serializer_class = TopicOutput
    filterset_class = TopicFilter
    ordering_fields = ["proposed_at", "outcome_due_on", "disclosed_at", "id"]
    input_class = TopicInput
    perform_create = staticmethod(actions.propose_topic)
    adopt = move("adopt", NoInput, actions.adopt_topic)
    record_study = move("record_study", StudyInput, actions.record_study)
    revise = move("revise", ReviseTopicInput, actions.revise_topic)
    gather = move("gather", GatherInput, actions.gather_concerns)
    add_commitment = move("add_commitment", AddCommitmentInput, actions.add_commitment)
    decide_outcome = move("decide_outcome", OutcomeInput, actions.decide_outcome)
    resolve = move("resolve", ResolveInput, actions.resolve_topic)
    disclose = move("disclose", DiscloseInput, actions.disclose_topic)
    archive = move("archive", NoInput, actions.archive_topic)
    merge = move("merge", MergeInput, actions.merge_topic)
    decline = move("decline", ReasonInput, actions.decline_topic)

    def arrange(self, queryset: Any) -> Any:
        seen = Concern.objects.visible_to(self.request.user).only("pk").order_by("pk")
        return (
            with_weight(queryset)
            .select_related("station")
            .prefetch_related("co_leads", "departments", "studies", Prefetch("concerns", seen))
            .order_by("-pk")
        )
