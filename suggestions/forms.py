"""What is typed about suggestions, replies, scores and supervisions."""

from itertools import groupby
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from core import clock
from core.amounts import POINTS, AmountField
from core.forms import MoveForm, OneOfField, ReasonForm, SeveralField
from core.text_fields import LONGEST_TEXT, LineField, TextField
from deliberations.enums import TopicState
from deliberations.models import Topic
from stations.duties import duties_of
from stations.filters import DateInput
from stations.models import Category, Representative
from suggestions.enums import ContactWay, Instrument, OutcomeClass
from suggestions.models import EvaluationScheme, SchemeItem, Suggestion

#: Nothing grows any more from a topic that ended this way.
ENDED = (TopicState.DECLINED, TopicState.MERGED, TopicState.ENDED)
YES_OR_NO = [("yes", _("Grant")), ("no", _("Refuse"))]


class SuggestionForm(MoveForm):
    """The paper: one matter, what is the case, what should be done, and who joins (rules 18, 19)."""

    instrument = OneOfField(
        label=_("Instrument"),
        choices=Instrument,
        initial=Instrument.BETWEEN_SESSIONS,
        widget=forms.RadioSelect,
        help_text=_("A contact letter puts one concrete matter to one unit and is answered within 30 days."),
    )
    sponsor = forms.ModelChoiceField(Representative.objects.none(), label=_("Sponsor"))
    title = LineField(
        label=_("Title"),
        max_length=120,
        help_text=_("One matter only. What concerns two matters becomes two suggestions."),
    )
    situation = TextField(
        label=_("Situation"),
        max_length=LONGEST_TEXT,
        rows=6,
        help_text=_("Where, since when, how many people; what you have seen yourself."),
    )
    proposal = TextField(
        label=_("Proposal"),
        max_length=LONGEST_TEXT,
        rows=5,
        help_text=_("What should be done, by whom, and by when, concretely."),
    )
    topic = forms.ModelChoiceField(
        Topic.objects.none(), label=_("Topic it grows from"), required=False, empty_label=_("none")
    )
    category = forms.ModelChoiceField(Category.objects.all(), label=_("Category"), required=False)
    livelihood = forms.BooleanField(label=_("Livelihood matter"), required=False, initial=True)
    co_sponsors = SeveralField(
        Representative.objects.none(),
        label=_("Co-sponsors"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each of them opens the text and confirms. A later change of the text voids that."),
    )
    facts_checked = forms.BooleanField(label=_("I have checked the facts."), required=False)
    exclusions_checked = forms.BooleanField(
        label=_("It is one matter, and none of the eight exclusions applies."), required=False
    )

    def __init__(self, *args: Any, user: Any, suggestion: Suggestion | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        duties = duties_of(user)
        topics = Topic.objects.visible_to(user).exclude(state__in=ENDED).order_by("-pk")
        self.fields["topic"].queryset = topics
        own = suggestion.sponsor_id if suggestion else duties.representative_id
        if suggestion or own:
            del self.fields["sponsor"]
        else:
            here = Representative.objects.filter(home_station__in=duties.officer_of)
            self.fields["sponsor"].queryset = here
        home = suggestion.station_id if suggestion else next(iter(duties.home_stations or duties.officer_of), 0)
        self._offer_co_sponsors(own, home)

    def _offer_co_sponsors(self, own: int | None, home: int) -> None:
        """All representatives by station, those of the own station first."""
        today = clock.today()
        serving = Representative.objects.filter(starts_on__lte=today).exclude(ends_on__lt=today).exclude(pk=own)
        people = sorted(
            serving.select_related("home_station"),
            key=lambda who: (who.home_station_id != home, who.home_station_id, who.sort_key),
        )
        by_station = groupby(people, key=lambda who: who.home_station)
        self.fields["co_sponsors"].queryset = serving
        self.fields["co_sponsors"].choices = [
            (str(station), [(who.pk, who.name) for who in group]) for station, group in by_station
        ]

    @property
    def co_sponsor_groups(self) -> list[dict[str, Any]]:
        """The boxes by station; open where somebody is chosen, and the own station's."""
        bound = self["co_sponsors"]
        boxes = iter(bound)
        groups = []
        for label, people in bound.field.choices:
            choices = [next(boxes) for _person in people]
            chosen = sum(bool(box.data["selected"]) for box in choices)
            groups.append({"label": label, "choices": choices, "chosen": chosen, "open": chosen or not groups})
        return groups


class SubmitForm(MoveForm):
    """What the sponsor confirms with the submission (rule 19)."""

    facts_checked = forms.BooleanField(label=_("I have checked the facts."), required=False)
    exclusions_checked = forms.BooleanField(
        label=_("It is one matter, and none of the eight exclusions applies."), required=False
    )


def _departments() -> QuerySet[Department]:
    return Department.objects.filter(is_active=True)


class AssignForm(MoveForm):
    """One lead department, and those that handle along with it (rule 21)."""

    lead = forms.ModelChoiceField(_departments(), label=_("Lead department"))
    co_handling = SeveralField(
        _departments(),
        label=_("Co-handling departments"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They give the lead department their opinion within one month."),
    )

    def __init__(self, *args: Any, suggestion: Suggestion, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if suggestion.instrument == Instrument.CONTACT_LETTER:
            del self.fields["co_handling"]


class RequestReturnForm(ReasonForm):
    """Why the assignment is wrong, and whose it is (rule 20)."""

    proper_department = forms.ModelChoiceField(_departments(), label=_("Proper unit"))
    field_order = ["proper_department", "reason"]


class GrantForm(MoveForm):
    """A request that the committee grants or refuses."""

    granted = forms.TypedChoiceField(
        label=_("Decision"), choices=YES_OR_NO, coerce=lambda word: word == "yes", widget=forms.RadioSelect
    )


class DecideReturnForm(GrantForm):
    """Granted, or refused with a reason (rule 20)."""

    conditional = ("reason",)

    reason = TextField(
        label=_("Reason"),
        required=False,
        max_length=1000,
        rows=3,
        help_text=_("Required where the return is refused."),
    )


class LogContactForm(MoveForm):
    """When and how the department spoke with the sponsor (rule 22)."""

    contacted_on = forms.DateField(label=_("Date"), widget=DateInput, initial=clock.today)
    way = OneOfField(label=_("Way"), choices=[("", "---------"), *ContactWay.choices])
    note = TextField(label=_("What was discussed"), max_length=1000, rows=3)


class RequestExtensionForm(ReasonForm):
    """Until when more time is needed, and why (rule 22)."""

    until = forms.DateField(label=_("Extend until"), widget=DateInput)
    field_order = ["until", "reason"]

    def __init__(self, *args: Any, latest: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["until"].help_text = _("At the latest %(day)s.") % {"day": latest}


class OpinionForm(MoveForm):
    """The opinion of a co-handling department (rule 21)."""

    opinion = TextField(label=_("Opinion"), max_length=4000, rows=5)


class ReplyForm(MoveForm):
    """The written answer with its outcome class (rule 23)."""

    conditional = ("promised_on", "reason")

    outcome_class = OneOfField(
        label=_("Outcome class"),
        choices=OutcomeClass,
        widget=forms.RadioSelect,
        help_text=_("B and C need the day by which it will be done; D needs a reason."),
    )
    promised_on = forms.DateField(
        label=_("Promised date"), required=False, widget=DateInput, help_text=_("Only for classes B and C.")
    )
    text = TextField(label=_("Text of the reply"), max_length=8000, rows=10)
    reason = TextField(
        label=_("Why it can only be taken for reference"),
        required=False,
        max_length=1000,
        rows=2,
        help_text=_("Only for class D."),
    )
    signed_by = LineField(
        label=_("Signed by"),
        max_length=60,
        help_text=_("The head of the department who answers for the reply."),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("outcome_class") == OutcomeClass.D and not given.get("reason"):
            self.add_error("reason", _("Class D needs a reason."))
        return given


class ReportImplementationForm(MoveForm):
    """What was done, and when (rule 20)."""

    done_on = forms.DateField(label=_("Done on"), widget=DateInput, initial=clock.today)
    text = TextField(label=_("What was done"), max_length=8000, rows=8)


class ScoreForm(MoveForm):
    """One number per item of the stage, and a reason (rules 28, 31)."""

    conditional = ("reason",)

    reason = TextField(
        label=_("Reason"),
        required=False,
        max_length=1000,
        rows=3,
        help_text=_("Required when the verdict is unsatisfied."),
    )

    def __init__(self, *args: Any, scheme: EvaluationScheme, stage: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.scheme = scheme
        self.asked = scheme.items_of(stage)
        for item in self.asked:
            self.fields[f"items.{item.code}"] = _points_of(item)

    @property
    def score_fields(self) -> list[forms.BoundField]:
        """The number fields of the items, in their order."""
        return [self[f"items.{item.code}"] for item in self.asked]

    @property
    def thresholds(self) -> str:
        """From how many per cent a verdict is better, for the script that shows it while one types."""
        return f"{self.scheme.satisfied_from},{self.scheme.basically_from}"

    @property
    def score_most(self) -> int:
        """The most points that the stage can bring."""
        return sum(item.maximum for item in self.asked)

    @property
    def score_total(self) -> int | None:
        """The sum of what was typed, for the page that comes back with an error."""
        return sum(value or 0 for value in self.cleaned_data["items"].values()) if self.is_bound else None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        items = {item.code: given.get(f"items.{item.code}") for item in self.asked}
        return {"items": items, "reason": given.get("reason", "")}


def _points_of(item: SchemeItem) -> AmountField:
    return AmountField(POINTS, label=str(item), max_value=item.maximum)


class PressureForm(MoveForm):
    """What happened (rule 34)."""

    text = TextField(
        label=_("What somebody did or said"),
        max_length=2000,
        rows=5,
        help_text=_("Only the committee reads this. It does not appear in the history of the suggestion."),
    )


class NoteForm(MoveForm):
    """What was done or found in a supervision (rule 32)."""

    text = TextField(label=_("What was done or found"), max_length=4000, rows=4)
