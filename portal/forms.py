"""What is asked of the pages of this app."""

import re
import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from core import clock
from core.forms import OneOfField, TextForm
from core.text_fields import LineField
from portal.queries.indicators import Period
from stations.filters import DateInput
from stations.models import CategoryList, Station

LAST_DAY = date(2100, 12, 31)


class PeriodForm(TextForm):
    """From when to when; both ends may stay open."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        # “from” is no name for an attribute, but it is the parameter that interfaces promise.
        for name, label in (("from", _("From")), ("to", _("Until"))):
            self.fields[name] = forms.DateField(
                label=label,
                required=False,
                widget=DateInput(attrs={"min": clock.EARLIEST.isoformat(), "max": LAST_DAY.isoformat()}),
                validators=[MinValueValidator(clock.EARLIEST), MaxValueValidator(LAST_DAY)],
            )

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        if asked.get("from") and asked.get("to") and asked["from"] > asked["to"]:
            self.add_error("to", _("The end lies before the beginning."))
        return asked

    def period(self) -> Period:
        """What was asked; everything where it makes no sense."""
        asked = self.cleaned_data if self.is_valid() else {}
        return Period(asked.get("from"), asked.get("to"))


class CategoryFiguresForm(PeriodForm):
    """From when to when, and by which list of categories."""

    def __init__(self, *args: Any, lists: list[CategoryList], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.lists = {one.code: one for one in lists}
        choices = [(one.code, str(one)) for one in lists]
        self.fields["list"] = OneOfField(label=_("Counted by"), required=False, choices=choices)

    def chosen_list(self) -> CategoryList | None:
        """The list that was asked for; the newest without a choice, None where there is none at all."""
        asked = self.cleaned_data.get("list") if self.is_valid() else None
        return self.lists.get(asked or "") or next(iter(self.lists.values()), None)


class StationForm(TextForm):
    """Which station; all of them without a choice."""

    station = forms.ModelChoiceField(
        label=_("Station"),
        required=False,
        queryset=Station.objects.all(),
        to_field_name="code",
        empty_label=_("all stations"),
    )


class SearchForm(TextForm):
    """Words or a number, of whatever length: a pasted page is searched by its beginning."""

    q = forms.CharField(label=_("Words or number"), required=False)


#: So many characters at the end of a receipt number are random; a hyphen stands before them.
RANDOM = 6
#: What stands behind the receipt number of a part of a message (rule 6).
OF_A_PART = re.compile(r"\s*/\s*[2-9]\s*$")


class ReceiptForm(TextForm):
    """The number that the resident was given at the station."""

    number = LineField(
        label=_("Receipt number"),
        max_length=24,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_number(self) -> str:
        """As it is stored, however it was read out or copied: spaces, full width, no hyphen or another one."""
        typed = unicodedata.normalize("NFKC", self.cleaned_data["number"]).upper()
        # One matter of a message that was split: the page shows all of them.
        typed = OF_A_PART.sub("", typed)
        letters = "".join(letter for letter in typed if letter.isalnum())
        return f"{letters[:-RANDOM]}-{letters[-RANDOM:]}" if len(letters) > RANDOM else letters
