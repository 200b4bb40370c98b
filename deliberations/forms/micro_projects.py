"""What is typed about a micro-project (rules 15, 16)."""

from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core import clock
from core.amounts import PEOPLE, PERCENT, YUAN, AmountField
from core.forms import MoveForm, OneOfField, PartField, ReasonForm
from core.text_fields import LONGEST_TEXT, LineField, TextField
from deliberations.enums import Exclusion, PhotoKind, ProjectKind, Proposer, Rating
from deliberations.forms.topics import ConcernsField, offer
from deliberations.models import MicroProject, Objection, ProjectPhoto, Topic
from deliberations.models.micro_projects import MOST_PEOPLE, MOST_YUAN
from deliberations.models.photos import MOST_PHOTOS
from deliberations.queries.micro_projects import settled_part
from stations.filters import DateInput
from stations.forms import StationField
from stations.models import Concern, Representative, Station
from stations.queries import representatives_of

ACCEPTED_FILES = "image/jpeg,image/png,image/webp,image/avif"


#: Yuan; whoever enters less has perhaps counted in ten thousands.
HARDLY_ANY = 1_000


class SumForm(MoveForm):
    """A form with a sum of money; one that is hardly any is asked about once (rule 15)."""

    sum_field: str

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        value = given.get(self.sum_field)
        if value is not None and value < HARDLY_ANY and value != self.initial.get(self.sum_field):
            words = gettext("That is %(yuan)s yuan in all. Press again if it is right, or enter for example 5万元.")
            self.ask(self.sum_field, f"{self.sum_field}:{value}", words % {"yuan": value})
        return given


class CeilingFields(MoveForm):
    """A ceiling warns; whoever goes on all the same says why (rule 15)."""

    conditional: tuple[str, ...] = ("ceiling_reason",)
    ceiling_reason = TextField(
        label=_("Reason for passing a ceiling"),
        max_length=1000,
        required=False,
        rows=2,
        help_text=_("Only where the budget, or all of the community's year, goes over its ceiling."),
    )


class ProjectFields(SumForm, CeilingFields):
    """The words of a micro-project and what it costs."""

    sum_field = "budget"

    kind = OneOfField(label=pgettext_lazy("micro-project", "Kind"), choices=ProjectKind, widget=forms.RadioSelect)
    title = LineField(label=_("Title"), max_length=120)
    need = TextField(
        label=_("What is needed"),
        max_length=LONGEST_TEXT,
        rows=3,
        help_text=_("Name no resident: the members of the council read this text."),
    )
    benefit = TextField(label=_("What it will bring"), max_length=LONGEST_TEXT, rows=3)
    people = AmountField(PEOPLE, label=_("People who benefit"), min_value=1, max_value=MOST_PEOPLE)
    budget = AmountField(YUAN, label=_("Budget"), max_value=MOST_YUAN)
    concerns = ConcernsField(
        Concern.objects.none(),
        label=_("Concerns behind it"),
        required=False,
        help_text=_("Ticked ones are routed to the micro-project. Their residents are still owed an answer."),
    )


class ProjectForm(ProjectFields):
    """A new micro-project, and who proposed it (rule 15)."""

    conditional = ("ceiling_reason", "representative")
    station = StationField()
    proposer = OneOfField(
        label=pgettext_lazy("micro-project", "Proposed by"), choices=Proposer, widget=forms.RadioSelect
    )
    representative = forms.ModelChoiceField(
        Representative.objects.none(), label=_("Proposing representative"), required=False
    )
    topic = forms.ModelChoiceField(Topic.objects.none(), label=_("Topic"), required=False, widget=forms.HiddenInput)
    field_order = ["station", "proposer", "representative", "kind", "title"]

    def __init__(
        self,
        *args: Any,
        stations: list[Station],
        station: Station,
        candidates: list[Concern],
        topics: Any,
        only: Representative | None = None,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["station"]
        choice.offer(stations, station)
        people: Any = self.fields["representative"]
        people.queryset = representatives_of(station)
        topic: Any = self.fields["topic"]
        topic.queryset = topics
        offer(self.fields["concerns"], candidates)
        if only is not None:
            self._proposed_by(only)

    def _proposed_by(self, representative: Representative) -> None:
        """A representative proposes for nobody else."""
        for name, value in (("proposer", Proposer.REPRESENTATIVE.value), ("representative", representative.pk)):
            self.fields[name].disabled = True
            self.fields[name].initial = value
            self.fields[name].widget = forms.HiddenInput()


class ReviseProjectForm(ProjectFields):
    """The words and the budget, changed before the vote (rule 15)."""

    def __init__(self, *args: Any, project: MicroProject, candidates: list[Concern], **kwargs: Any):
        names = ("kind", "title", "need", "benefit", "people", "budget")
        super().__init__(*args, initial={name: getattr(project, name) for name in names}, **kwargs)
        offer(self.fields["concerns"], candidates)


class CheckForm(MoveForm):
    """The checklist of exclusions (rule 16)."""

    conditional = ("reason",)
    exclusions = forms.MultipleChoiceField(
        label=_("Exclusions that apply"),
        choices=Exclusion,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Leave all open when none applies; only then can the project be shortlisted."),
    )
    reason = TextField(label=_("Finding"), max_length=2000, required=False, rows=3)


class ObjectionForm(MoveForm):
    """Somebody's objection to a project on public notice (rule 16)."""

    text = TextField(
        label=_("Objection"),
        max_length=2000,
        rows=4,
        help_text=_("What was objected and why. The notice stands still until it is answered."),
    )


class AnswerObjectionForm(MoveForm):
    """The answer to an objection, and whether it ends the project (rule 16)."""

    objection = PartField(Objection.objects.none(), label=_("Objection"), empty_label=None, widget=forms.RadioSelect)
    upheld = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("no", _("not upheld: the notice runs on")), ("yes", _("upheld: the project ends"))],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )
    answer = TextField(label=_("Answer"), max_length=2000, rows=4)

    def __init__(self, *args: Any, project: MicroProject, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["objection"]
        field.queryset = project.objections.filter(answered_at=None)
        field.settled = partial(settled_part, project, "answer_objection", "objection")
        field.initial = field.queryset.first()


class PhotosInput(forms.ClearableFileInput):
    """Several pictures at once, taken with the camera of a phone or chosen."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """No picture, one, or several."""

    widget = PhotosInput(attrs={"accept": ACCEPTED_FILES})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = [super(PhotosField, self).clean(one, initial) for one in data or [] if one]
        if len(files) > MOST_PHOTOS:
            raise forms.ValidationError(_("Choose at most %(most)s pictures.") % {"most": MOST_PHOTOS})
        return files


class ProgressForm(MoveForm):
    """How far the work is (rule 16)."""

    percent = AmountField(PERCENT, label=pgettext_lazy("micro-project", "Progress"), max_value=100)
    note = TextField(label=_("What was done"), max_length=2000, rows=3)
    photos = PhotosField(
        label=_("Photos"),
        required=False,
        help_text=_("JPEG, PNG, WebP or AVIF, up to 10 MB each. The place where a photo was taken is removed from it."),
    )


class AcceptForm(SumForm):
    """The day on which the work was accepted, and what it cost (rule 16)."""

    sum_field = "cost"
    conditional = ("reason",)
    accepted_on = forms.DateField(label=_("Accepted on"), widget=DateInput, initial=clock.today)
    cost = AmountField(YUAN, label=_("Cost"), max_value=MOST_YUAN)
    reason = TextField(
        label=_("Reason for going over the budget"),
        max_length=1000,
        required=False,
        rows=2,
    )


class EvaluateForm(MoveForm):
    """What residents say of the work (rule 16)."""

    rating = OneOfField(label=_("What residents say"), choices=Rating, widget=forms.RadioSelect)
    note = TextField(label=_("Evaluation"), max_length=2000, rows=3)


class PhotoForm(MoveForm):
    """One picture, and when it was taken."""

    kind = OneOfField(label=_("Taken"), choices=PhotoKind, widget=forms.RadioSelect)
    photo = forms.FileField(
        label=_("Photo"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED_FILES}),
        help_text=_("JPEG, PNG, WebP or AVIF, up to 10 MB. The place where a photo was taken is removed from it."),
    )
    caption = LineField(label=_("What it shows"), max_length=120, required=False)


class RemovePhotoForm(ReasonForm):
    """The picture to take back, and why."""

    photo = PartField(ProjectPhoto.objects.none(), label=_("Photo"), empty_label=None, widget=forms.RadioSelect)
    field_order = ["photo", "reason"]

    def __init__(self, *args: Any, project: MicroProject, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["photo"]
        field.queryset = project.photos.all()
        field.settled = partial(settled_part, project, "remove_photo", "photo")
