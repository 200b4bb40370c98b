"""What is typed about points."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from core.forms import MoveForm
from core.text_fields import TextField
from points.models import LedgerEntry
from points.queries import years_of
from stations.models import Representative


class PointsQueryForm(MoveForm):
    """Something is wrong or missing: in which year, about which entry if about one, and what."""

    entry = forms.ModelChoiceField(
        LedgerEntry.objects.none(), label=_("Entry"), required=False, widget=forms.HiddenInput
    )
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    text = TextField(
        label=_("What is wrong or missing"),
        help_text=_("Name the meeting or topic and its day, so that the committee finds it at once."),
        max_length=2000,
        rows=5,
    )

    def __init__(self, *args: Any, representative: Representative, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["entry"].queryset = LedgerEntry.objects.filter(representative=representative)
        self.fields["year"].choices = [(year, str(year)) for year in years_of(representative)]
        self.fields["year"].initial = clock.today().year


class AnswerForm(MoveForm):
    """The committee's answer."""

    answer = TextField(
        label=_("Answer"),
        help_text=_("The representative reads it. A wrong entry is taken back on its own page."),
        max_length=2000,
        rows=5,
    )
