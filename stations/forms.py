"""What is typed about visits and concerns."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core import clock
from core.amounts import PEOPLE, AmountField
from core.forms import MoveForm, OneOfField, ReasonForm, SeveralField, TextForm
from core.search import LONGEST_QUESTION
from core.telephones import TelephoneField
from core.text_fields import LONGEST_TEXT, LineField, TextField
from stations.actions.splitting import FEWEST_MATTERS, MOST_MATTERS
from stations.actions.visits import check_categories
from stations.enums import FeedbackWay, Nature, NotAcceptedReason, Route, Urgency, VisitKind
from stations.filters import DateInput
from stations.groups import in_order
from stations.models import LONGEST_PART, Category, Concern, Representative, Station
from stations.queries import categories_offered, representatives_of


class TimeInput(forms.DateTimeInput):
    """A moment, chosen from the browser's own calendar and clock."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class StationField(forms.ModelChoiceField):
    """One of the stations for which the person may act."""

    def __init__(self) -> None:
        super().__init__(Station.objects.none(), label=_("Station"), empty_label=None)
        self._at_hand: dict[str, Station] = {}

    def offer(self, stations: list[Station], chosen: Station) -> None:
        """Fills it with stations that are at hand, without asking for them again."""
        self._at_hand = {str(one.pk): one for one in stations}
        self.queryset = Station.objects.filter(pk__in=[one.pk for one in stations])
        self.choices = [(one.pk, str(one)) for one in stations]
        self.initial = chosen

    def to_python(self, value: Any) -> Station | None:
        # Whatever else was sent goes the long way, and gets its error there.
        return self._at_hand.get(str(value)) or super().to_python(value)


class VisitForm(MoveForm):
    """The head of a visit: station and time are filled in, the station's representatives are tick boxes."""

    station = StationField()
    kind = OneOfField(label=_("Kind"), choices=VisitKind, initial=VisitKind.RECEPTION, widget=forms.RadioSelect)
    started_at = forms.DateTimeField(label=_("Date and time"), widget=TimeInput)
    place = LineField(label=_("Place"), max_length=120)
    representatives = SeveralField(
        Representative.objects.none(),
        label=_("Representatives present"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = TextField(label=_("Note"), required=False, max_length=4000, rows=2)

    def __init__(self, *args: Any, stations: list[Station], station: Station, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["station"]
        choice.offer(stations, station)
        self.fields["started_at"].initial = timezone.localtime(clock.now()).replace(second=0, microsecond=0)
        self.fields["place"].initial = station.name
        self.fields["representatives"].queryset = representatives_of(station)


class ConcernForm(TextForm):
    """One concern: the resident's own words first, contact data last and optional."""

    words = TextField(label=_("The resident's own words"), max_length=LONGEST_TEXT, rows=3)
    category_id = forms.TypedChoiceField(label=_("Category"))
    second_category_id = forms.TypedChoiceField(label=_("Second category"), required=False, empty_value=None)
    category_note = LineField(
        label=_("Note on the category"),
        max_length=100,
        required=False,
        help_text=_("In a few words, what it is about; needed where no category fits."),
    )
    nature = OneOfField(label=_("Nature"), choices=Nature, initial=Nature.COMPLAINT)
    place = LineField(label=_("Place of the matter"), max_length=120, required=False)
    people_affected = AmountField(PEOPLE, label=_("People affected"), required=False, min_value=1, max_value=1_000_000)
    urgency = OneOfField(label=_("Urgency"), choices=Urgency, initial=Urgency.ORDINARY)
    livelihood = forms.BooleanField(label=_("Livelihood matter"), required=False, initial=True)
    confidential = forms.BooleanField(label=_("The resident asks for confidentiality"), required=False)
    contact_name = LineField(label=_("Resident's name"), max_length=60, required=False)
    contact_phone = TelephoneField(label=_("Resident's phone"), required=False)

    conditional = ("category_note",)
    #: What can be chosen as a category today; filled by the page.
    categories: list[Category]

    def offer(self, categories: list[Category]) -> None:
        """Fills both choices with categories that are at hand, without asking for them again."""
        self.categories = categories
        at_hand = {str(one.pk): one for one in categories}

        def chosen(pk: str) -> Category:
            if pk not in at_hand:
                raise ValueError(pk)
            return at_hand[pk]

        for name in ("category_id", "second_category_id"):
            choice: Any = self.fields[name]
            choice.choices = [("", "---------"), *((one.pk, str(one)) for one in categories)]
            choice.coerce = chosen

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        if asked.get("category_id"):
            try:
                check_categories(asked["category_id"], asked.get("second_category_id"), asked.get("category_note", ""))
            except ValidationError as refusal:
                for name, errors in refusal.error_dict.items():
                    self.add_error(name if name in self.fields else f"{name}_id", errors)
        return asked

    def said(self) -> dict[str, Any]:
        """The concern as `record_visit` takes it."""
        said = dict(self.cleaned_data)
        said.pop("DELETE", None)
        said["category"], said["second_category"] = said.pop("category_id"), said.pop("second_category_id")
        said["contact"] = {"name": said.pop("contact_name"), "phone": said.pop("contact_phone")}
        return said


class ConcernFormSet(forms.BaseFormSet):
    """The concerns of a visit, one under another; untouched ones do not count."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return super().get_form_kwargs(index) | {"use_required_attribute": False}

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.offer(self.categories)

    @cached_property
    def categories(self) -> list[Category]:
        """One list of categories for all forms of the page instead of one query each."""
        return categories_offered(day=clock.today())

    def said(self) -> list[dict[str, Any]]:
        """The concerns that were filled in, as `record_visit` takes them."""
        return [form.said() for form in self.forms if form.has_changed() and not form.cleaned_data.get("DELETE")]


VisitConcerns = forms.formset_factory(
    ConcernForm, formset=ConcernFormSet, extra=1, max_num=20, validate_max=True, can_delete=True
)


class RouteForm(MoveForm):
    """Where the concern goes (rule 4)."""

    conditional = ("external_number", "reason", "redirect_to")

    route = OneOfField(label=_("Route"), choices=Route, widget=forms.RadioSelect)
    external_number = LineField(
        label=_("External number"), required=False, max_length=60, help_text=_("The number that the hotline gave.")
    )
    reason = OneOfField(
        label=_("Reason"),
        required=False,
        choices=[("", "---------"), *NotAcceptedReason.choices],
        help_text=_("Only where the concern is not accepted."),
    )
    redirect_to = LineField(
        label=_("Where to go instead"),
        required=False,
        max_length=200,
        help_text=_("Which body can help the resident; required where the concern is not accepted."),
    )
    note = TextField(label=_("Note"), required=False, max_length=1000, rows=2)


class FeedbackForm(MoveForm):
    """When and how the resident was told (rule 5)."""

    told_on = forms.DateField(label=_("Date"), widget=DateInput, initial=clock.today)
    way = OneOfField(label=_("Way"), choices=FeedbackWay, initial=FeedbackWay.PHONE)
    reached = forms.BooleanField(
        label=_("The resident was reached"),
        required=False,
        initial=True,
        help_text=_("After two attempts that reached nobody the concern may be closed."),
    )
    satisfied = forms.NullBooleanField(label=_("The resident is satisfied"), required=False)
    note = TextField(label=_("What was said"), required=False, max_length=1000, rows=2)


class CorrectWordsForm(ReasonForm):
    """A corrected version of the words; the original stays (rule 2)."""

    words = TextField(label=_("Corrected words"), max_length=LONGEST_TEXT, rows=4)
    field_order = ["words", "reason"]


class SimilarField(forms.ModelChoiceField):
    """One of several concerns, each with all of its words: the start alone does not tell them apart."""

    with_station = False

    def label_from_instance(self, concern: Concern) -> str:
        received_on = timezone.localdate(concern.received_at)
        where = [concern.station.short_name] if self.with_station else []
        said = [concern.part, concern.words] if concern.part else [concern.words]
        return " · ".join([concern.number, *where, f"{received_on}", concern.get_state_display(), *said])


class JoinForm(MoveForm):
    """Which similar concern this one belongs to; the committee is offered those of all stations (rule 6)."""

    other = SimilarField(Concern.objects.none(), label=_("Similar concern"), widget=forms.RadioSelect, empty_label=None)

    def __init__(self, *args: Any, offered: list[int], asked: str, across: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        other: Any = self.fields["other"]
        if not offered and asked:
            other.help_text = _("No concern with which it could be grouped was found for this. Try other words.")
        elif not offered:
            other.help_text = (
                _("No similar concern was heard at any station in the months around it. Search by words or number.")
                if across
                else _("No similar concern was heard here in the last months.")
            )
        other.with_station = across
        other.queryset = Concern.objects.filter(pk__in=offered).select_related("station")
        concerns = in_order(offered, other.queryset) if offered else []
        other.choices = [(concern.pk, other.label_from_instance(concern)) for concern in concerns]


class JoinSearchForm(TextForm):
    """By what another concern is looked for, to group with."""

    q = forms.CharField(label=_("Words, receipt number or telephone"), required=False)

    @property
    def asked(self) -> str:
        return self.cleaned_data["q"].strip()[:LONGEST_QUESTION] if self.is_valid() else ""


class SplitForm(MoveForm):
    """The matters of a message, the first of which keeps its receipt number (rule 6)."""

    def __init__(self, *args: Any, concern: Concern, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._known = concern.parts.count()
        offered = {str(one.pk): one for one in categories_offered(day=clock.today())}
        for row in range(1, MOST_MATTERS + 1):
            needed = row <= FEWEST_MATTERS
            self.fields |= {
                f"part_{row}": LineField(label=_("Matter"), max_length=LONGEST_PART, required=needed),
                f"category_{row}": forms.TypedChoiceField(
                    label=_("Category"),
                    coerce=offered.__getitem__,
                    choices=[("", "---------"), *((pk, str(one)) for pk, one in offered.items())],
                    required=needed,
                ),
            }
        self.initial = {**self.initial, "part_1": concern.part, "category_1": concern.category_id}

    @property
    def rows(self) -> list[tuple[int, Any, Any]]:
        """Each matter: its place in the message, which one it is, its category."""
        rows = range(1, MOST_MATTERS + 1)
        return [(self._known + n if n > 1 else n, self[f"part_{n}"], self[f"category_{n}"]) for n in rows]

    @property
    def more_are_typed(self) -> bool:
        """Whether something stands in the rows that are folded away."""
        return any(field.value() or field.errors for _place, *fields in self.rows[3:] for field in fields)

    def clean(self) -> dict[str, Any]:
        """The matters as the action takes them; a category without its matter is not dropped in silence."""
        matters = []
        for row in range(1, MOST_MATTERS + 1):
            part, category = (self.cleaned_data.get(f"{name}_{row}") for name in ("part", "category"))
            if part and category:
                matters.append({"part": part, "category": category})
            elif part and f"category_{row}" not in self.errors:
                self.add_error(f"category_{row}", _("Choose the category of this matter."))
            elif category and f"part_{row}" not in self.errors:
                self.add_error(f"part_{row}", _("Say which matter has this category."))
        return {"matters": matters}
