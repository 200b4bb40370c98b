"""What is typed about commitments and look-backs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from core.forms import MoveForm, OneOfField, ReasonForm
from core.text_fields import TextField
from deliberations.enums import LookBackResult
from stations.filters import DateInput


class ReportDoneForm(MoveForm):
    """What was done (rule 11)."""

    note = TextField(label=_("What was done"), max_length=1000, required=False, rows=3)


class PostponeForm(ReasonForm):
    """The new date, and why (rule 11)."""

    due_on = forms.DateField(label=_("Promised for"), widget=DateInput)
    field_order = ["due_on", "reason"]


class PlanLookBackForm(MoveForm):
    """When to go back and look (rule 13)."""

    due_on = forms.DateField(label=_("Due"), widget=DateInput)


class RecordLookBackForm(MoveForm):
    """What was seen on the spot (rule 13)."""

    visited_on = forms.DateField(label=_("Visited on"), widget=DateInput, initial=clock.today)
    result = OneOfField(
        label=_("Result"),
        choices=LookBackResult,
        widget=forms.RadioSelect,
        help_text=_(
            "“Implemented” confirms a resolved topic, “not done” reopens it; short of “implemented” the next look-back"
            " is planned by itself."
        ),
    )
    residents_agree = forms.NullBooleanField(
        label=_("Residents agree"),
        required=False,
        widget=forms.NullBooleanSelect,
    )
    note = TextField(
        label=_("What was seen"),
        max_length=4000,
        required=False,
        rows=5,
        help_text=_("With “not done” this is the reason for which the topic is reopened."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["residents_agree"].widget.choices = [
            ("unknown", _("not asked")),
            ("true", _("yes")),
            ("false", _("no")),
        ]
