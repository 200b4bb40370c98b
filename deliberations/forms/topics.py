"""What is typed about a topic."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from core import clock
from core.forms import MoveForm, OneOfField, SeveralField
from core.text_fields import LONGEST_TEXT, LineField, TextField
from deliberations.enums import BEFORE_MEETING, Outcome
from deliberations.models import Topic
from stations.filters import DateInput
from stations.forms import StationField
from stations.models import Category, Concern, Representative, Station
from stations.queries import representatives_of


class ConcernsField(SeveralField):
    """Concerns to tick, each with its own words."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, concern: Any) -> SafeString:
        return format_html(
            '<span>{} <span class="soft">{} · {}</span></span>',
            concern.matter[:80],
            concern.number,
            concern.category,
        )


class TopicFields(MoveForm):
    """The words of a topic, who leads it and whom it touches."""

    title = LineField(label=_("Title"), max_length=120)
    statement = TextField(
        label=_("What it is about"),
        max_length=LONGEST_TEXT,
        rows=5,
        help_text=_("Name no resident: the departments read this text."),
    )
    lead = forms.ModelChoiceField(Representative.objects.none(), label=_("Lead representative"), required=False)
    co_leads = SeveralField(
        Representative.objects.none(),
        label=_("Co-leads"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    departments = SeveralField(
        Department.objects.filter(is_active=True),
        label=_("Departments"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They are invited to the meeting and asked for a commitment."),
    )
    category = forms.ModelChoiceField(Category.objects.all(), label=_("Category"), required=False)
    livelihood = forms.BooleanField(label=_("Livelihood matter"), required=False, initial=True)

    def offer_people_of(self, station: Station) -> None:
        """Leads are chosen among the representatives of the station."""
        people = list(representatives_of(station))
        for name in ("lead", "co_leads"):
            field: Any = self.fields[name]
            field.queryset = representatives_of(station)
            empty = [("", "---------")] if name == "lead" else []
            field.choices = [*empty, *((who.pk, str(who)) for who in people)]


class TopicForm(TopicFields):
    """A new topic: the concerns first, for they are what it grows from (rule 9)."""

    station = StationField()
    concerns = ConcernsField(
        Concern.objects.none(),
        label=_("Concerns behind it"),
        required=False,
        help_text=_("Ticked ones are routed to the topic. Their residents are still owed an answer."),
    )
    field_order = ["station", "concerns", "title", "statement"]

    def __init__(self, *args: Any, stations: list[Station], station: Station, candidates: list[Concern], **kwargs: Any):
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["station"]
        choice.offer(stations, station)
        self.offer_people_of(station)
        offer(self.fields["concerns"], candidates)


def offer(field: Any, concerns: list[Concern]) -> None:
    """Fills a field with concerns that are at hand, without asking for them again."""
    field.queryset = Concern.objects.filter(pk__in=[concern.pk for concern in concerns])
    field.choices = [(concern.pk, field.label_from_instance(concern)) for concern in concerns]


class ReviseTopicForm(TopicFields):
    """The words and people of a topic, changed before the meeting (rule 9)."""

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any):
        people = {"co_leads": topic.co_leads.all(), "departments": topic.departments.all()}
        known = {name: getattr(topic, name) for name in ("title", "statement", "livelihood")}
        known |= {"lead": topic.lead_id, "category": topic.category_id}
        known |= {name: [one.pk for one in rows] for name, rows in people.items()}
        super().__init__(*args, initial=known, **kwargs)
        self.offer_people_of(topic.station)


class GatherForm(MoveForm):
    """Further concerns to put behind a topic (rule 9)."""

    concerns = ConcernsField(Concern.objects.none(), label=_("Concerns"))

    def __init__(self, *args: Any, candidates: list[Concern], **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer(self.fields["concerns"], candidates)


class StudyForm(MoveForm):
    """A study before the meeting, or the reason for doing without (rule 9)."""

    conditional = ("studied_on", "note", "waived_reason")

    studied_on = forms.DateField(label=_("Studied on"), widget=DateInput, required=False, initial=clock.today)
    note = TextField(label=_("What was found"), max_length=4000, required=False, rows=5)
    waived_reason = TextField(
        label=_("Reason for doing without a study"),
        max_length=1000,
        required=False,
        help_text=_("Only where nobody went to see; then leave the day and the findings empty."),
        rows=2,
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        # The day is filled in beforehand; with a reason and no findings it was not meant.
        if given.get("waived_reason") and not given.get("note"):
            given["studied_on"] = None
        return given


class MergeForm(MoveForm):
    """The topic that takes this one up (rule 9)."""

    into = forms.ModelChoiceField(Topic.objects.none(), label=_("Topic"), widget=forms.RadioSelect, empty_label=None)

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any):
        super().__init__(*args, **kwargs)
        others = Topic.objects.filter(station=topic.station_id, state__in=BEFORE_MEETING).exclude(pk=topic.pk)
        field: Any = self.fields["into"]
        field.queryset = others.order_by("-pk")
        if not others.exists():
            field.help_text = gettext("There is no other topic of this station before its meeting.")


class AddCommitmentForm(MoveForm):
    """A commitment made after the meeting: measure, date and responsible person, all three (rule 11)."""

    department = forms.ModelChoiceField(Department.objects.filter(is_active=True), label=_("Department"))
    measure = TextField(label=_("Measure"), max_length=1000, rows=3)
    due_on = forms.DateField(label=_("Promised for"), widget=DateInput)
    responsible = LineField(label=_("Responsible person"), max_length=60)


class OutcomeForm(MoveForm):
    """What the topic turns into (rule 12)."""

    conditional = ("reason",)

    outcome = OneOfField(label=_("Outcome"), choices=Outcome, widget=forms.RadioSelect)
    reason = TextField(
        label=_("Reason or remark"),
        max_length=1000,
        required=False,
        help_text=_("Required when the topic is not pursued; the hotline's number when it was passed on."),
        rows=3,
    )


class ResolveForm(MoveForm):
    """How the problem was resolved, and who tracked it there (rules 9, 36)."""

    note = TextField(label=_("How it was resolved"), max_length=4000, rows=4)
    tracker = forms.ModelChoiceField(
        Representative.objects.none(),
        label=_("Tracked by"),
        help_text=_("The representative who followed up until it was resolved; points follow the look-back."),
    )

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any):
        super().__init__(*args, initial={"tracker": topic.tracker_id or topic.lead_id}, **kwargs)
        field: Any = self.fields["tracker"]
        own, others = representatives_of(topic.station).values("pk"), topic.co_leads.values("pk")
        field.queryset = Representative.objects.filter(Q(pk__in=own) | Q(pk__in=others) | Q(pk=topic.lead_id))


class DiscloseForm(MoveForm):
    """The text for everybody (rule 14)."""

    public_text = TextField(
        label=_("Public text"),
        max_length=4000,
        rows=6,
        help_text=_("Everybody reads this text and the title, and nothing else. Name no resident."),
    )
