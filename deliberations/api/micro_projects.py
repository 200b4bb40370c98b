"""Micro-projects in the REST API (rules 15, 16)."""

from typing import Any

from django.db.models import Prefetch
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from core.amounts import PEOPLE, PERCENT, YUAN
from core.api import AmountField, CreateMixin, Input, NoInput, NounViewSet, Output, ReasonInput, move
from core.text_fields import LONGEST_TEXT
from deliberations import actions
from deliberations.api.fields import AllSeen, Seen
from deliberations.api.topics import DiscloseInput
from deliberations.enums import Exclusion, PhotoKind, ProjectKind, Proposer, Rating
from deliberations.filters import MicroProjectFilter
from deliberations.models import (
    CeilingWarning,
    CouncilItem,
    MicroProject,
    Objection,
    ProgressReport,
    ProjectPhoto,
    Topic,
    VoteResult,
)
from deliberations.models.micro_projects import MOST_PEOPLE, MOST_YUAN
from deliberations.models.photos import MOST_PHOTOS, photo_url
from deliberations.queries.micro_projects import settled_part
from stations.models import Concern, Representative, Station


class PhotoOutput(serializers.ModelSerializer):
    """A picture, and where it and its thumbnail are served."""

    url = serializers.SerializerMethodField()
    thumbnail_url = serializers.SerializerMethodField()

    class Meta:
        model = ProjectPhoto
        fields = ["id", "kind", "caption", "report", "width", "height", "at", "url", "thumbnail_url"]

    def get_url(self, photo: ProjectPhoto) -> str:
        return photo_url(photo)

    def get_thumbnail_url(self, photo: ProjectPhoto) -> str:
        return photo_url(photo, small=True)


class ObjectionOutput(serializers.ModelSerializer):
    """An objection, and how it was answered."""

    class Meta:
        model = Objection
        fields = ["id", "text", "raised_on", "answer", "upheld", "answered_at"]


class ProgressReportOutput(serializers.ModelSerializer):
    """One report on the work."""

    class Meta:
        model = ProgressReport
        fields = ["id", "percent", "note", "reported_on"]


class CeilingWarningOutput(serializers.ModelSerializer):
    """A ceiling that was passed knowingly, and why."""

    ceiling = serializers.CharField(source="ceiling.code", read_only=True)

    class Meta:
        model = CeilingWarning
        fields = ["ceiling", "amount", "reached", "reason", "at"]


class VoteResultOutput(serializers.ModelSerializer):
    """What a closed vote came to, with the rule that was applied."""

    class Meta:
        model = VoteResult
        fields = [
            "members", "recused", "present", "quorum", "in_favour", "against", "abstained", "papers", "outcome",
            "rule_text", "at",
        ]  # fmt: skip


class VoteOutput(serializers.ModelSerializer):
    """A closed vote on the project."""

    result = VoteResultOutput(read_only=True)

    class Meta:
        model = CouncilItem
        fields = ["council", "result", "voted_rank", "rank"]


class MicroProjectOutput(Output):
    """A micro-project with everything that became of it; of its concerns only those that the caller may see."""

    concerns = serializers.PrimaryKeyRelatedField(many=True, read_only=True)
    exclusions = serializers.ListField(child=serializers.ChoiceField(choices=Exclusion.choices), read_only=True)
    objections = ObjectionOutput(many=True, read_only=True)
    reports = ProgressReportOutput(many=True, read_only=True)
    photos = PhotoOutput(many=True, read_only=True)
    ceiling_warnings = CeilingWarningOutput(many=True, read_only=True)
    votes = VoteOutput(many=True, read_only=True)

    class Meta:
        model = MicroProject
        fields = [
            "id", "state", "station", "kind", "title", "need", "benefit", "people", "budget", "proposer",
            "representative", "topic", "concerns", "proposed_at", "exclusions", "check_note", "checked_at",
            "shortlisted_at", "decline_reason", "votes", "passed_on", "notice_from", "notice_until", "notice_left",
            "objections", "confirmed_at", "percent", "report_due_on", "reports", "accepted_on", "cost", "rating",
            "evaluation_note", "evaluated_at", "public_text", "disclosed_at", "photos", "ceiling_warnings",
            "allowed_moves",
        ]  # fmt: skip


class ReviseProjectInput(Input):
    """The words and the budget of a project; a ceiling that is passed needs its reason (rule 15)."""

    kind = serializers.ChoiceField(choices=ProjectKind.choices)
    title = serializers.CharField(max_length=120)
    need = serializers.CharField(max_length=LONGEST_TEXT)
    benefit = serializers.CharField(max_length=LONGEST_TEXT)
    people = AmountField(PEOPLE, min_value=1, max_value=MOST_PEOPLE)
    budget = AmountField(YUAN, max_value=MOST_YUAN)
    concerns = AllSeen(queryset=Concern.objects.all(), required=False, default=list)
    ceiling_reason = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class MicroProjectInput(ReviseProjectInput):
    """A new project, and who proposed it (rule 15)."""

    station = serializers.PrimaryKeyRelatedField(queryset=Station.objects.all())
    proposer = serializers.ChoiceField(choices=Proposer.choices)
    representative = serializers.PrimaryKeyRelatedField(
        queryset=Representative.objects.all(), required=False, allow_null=True, default=None
    )
    topic = Seen(queryset=Topic.objects.all(), required=False, allow_null=True, default=None)


class CheckInput(Input):
    """The exclusions that were found, and why; none where the project may be shortlisted (rule 16)."""

    exclusions = serializers.ListField(
        child=serializers.ChoiceField(choices=Exclusion.choices), max_length=20, required=False, default=list
    )
    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class ShortlistInput(Input):
    """Why to go on where a ceiling is passed (rule 15)."""

    ceiling_reason = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class ObjectInput(Input):
    """What somebody objects (rule 16)."""

    text = serializers.CharField(max_length=2000)


class OfSeenProject(serializers.PrimaryKeyRelatedField):
    """The id of a part of a project that the caller may see."""

    def get_queryset(self) -> Any:
        queryset = super().get_queryset()
        if "request" not in self.context:
            return queryset.none()
        return queryset.filter(project__in=MicroProject.objects.visible_to(self.context["request"].user))


class PictureThere(OfSeenProject):
    """The id of a picture of the project; whoever comes after it was taken back is told by whom (409)."""

    def to_internal_value(self, data: Any) -> Any:
        try:
            return super().to_internal_value(data)
        except ValidationError:
            project = MicroProject(pk=int(self.context["view"].kwargs["pk"]))
            if late := settled_part(project, "remove_photo", "photo", data):
                raise late from None
            raise


class AnswerObjectionInput(Input):
    """The answer; which objection is meant may be left out where only one waits (rule 16)."""

    objection = OfSeenProject(queryset=Objection.objects.all(), required=False, allow_null=True, default=None)
    answer = serializers.CharField(max_length=2000)
    upheld = serializers.BooleanField()


class ReportProgressInput(Input):
    """How far the work is, with pictures where it is sent as a form (rule 16)."""

    percent = AmountField(PERCENT, max_value=100)
    note = serializers.CharField(max_length=2000)
    photos = serializers.ListField(child=serializers.FileField(), max_length=MOST_PHOTOS, required=False, default=list)


class AcceptWorkInput(Input):
    """When the work was accepted and what it cost; more than the budget needs its reason (rule 16)."""

    accepted_on = serializers.DateField()
    cost = AmountField(YUAN, max_value=MOST_YUAN)
    reason = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class EvaluateInput(Input):
    """What residents say of the accepted work (rule 16)."""

    rating = serializers.ChoiceField(choices=Rating.choices)
    note = serializers.CharField(max_length=2000)


class AddPhotoInput(Input):
    """A picture from before, during or after the work (rule 16)."""

    kind = serializers.ChoiceField(choices=PhotoKind.choices)
    photo = serializers.FileField()
    caption = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")


class RemovePhotoInput(ReasonInput):
    """The picture to take back, and why."""

    photo = PictureThere(queryset=ProjectPhoto.objects.all())


class MicroProjectViewSet(CreateMixin, NounViewSet):
    """Micro-projects."""

    model = MicroProject
    serializer_class = MicroProjectOutput
    filterset_class = MicroProjectFilter
    ordering_fields = ["proposed_at", "budget", "people", "passed_on", "accepted_on", "disclosed_at", "id"]
    input_class = MicroProjectInput
    perform_create = staticmethod(actions.propose_project)
    revise = move("revise", ReviseProjectInput, actions.revise_project)
    check = move("check", CheckInput, actions.check_project)
    shortlist = move("shortlist", ShortlistInput, actions.shortlist_project)
    decline = move("decline", ReasonInput, actions.decline_project)
    object = move("object", ObjectInput, actions.object_to_project)
    answer_objection = move("answer_objection", AnswerObjectionInput, actions.answer_objection)
    confirm = move("confirm", NoInput, actions.confirm_project)
    report_progress = move("report_progress", ReportProgressInput, actions.report_progress, files=True)
    accept = move("accept", AcceptWorkInput, actions.accept_project)
    evaluate = move("evaluate", EvaluateInput, actions.evaluate_project)
    disclose = move("disclose", DiscloseInput, actions.disclose_project)
    add_photo = move("add_photo", AddPhotoInput, actions.add_photo, files=True)
    remove_photo = move("remove_photo", RemovePhotoInput, actions.remove_photo)

    def arrange(self, queryset: Any) -> Any:
        seen = Concern.objects.visible_to(self.request.user).only("pk").order_by("pk")
        votes = CouncilItem.objects.filter(closed_at__isnull=False).select_related("result").order_by("pk")
        return (
            queryset.select_related("station")
            .prefetch_related(
                "objections", "reports", "photos", "ceiling_warnings__ceiling",
                Prefetch("concerns", seen), Prefetch("council_items", votes, to_attr="votes"),
            )
            .order_by("-pk")
        )  # fmt: skip
