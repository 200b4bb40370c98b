"""The form of a move: what a person types, handed to an action, with every refusal shown beside what was typed."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.workflow import IllegalMove

#: Digits; with more of them SQLite breaks over a list of ids.
LONGEST_ID = 18


class MoveForm(forms.Form):
    """A form whose cleaned data are the keyword arguments of one action."""

    status = 200
    #: Fields that another answer may make required; calling them optional would be a lie (quality §4.14).
    conditional: tuple[str, ...] = ()

    def perform(self, action: Callable[..., Any], *things: Any, **known: Any) -> Any | None:
        """Calls the action; a refusal becomes an error of this form and None is returned.

        Nothing typed is lost: the caller renders the same form again with `self.status`.
        """
        try:
            return action(*things, **known, **self.cleaned_data)
        except ValidationError as refusal:
            self.status = 400
            self._show(refusal)
        except IllegalMove as refusal:
            self.status = 409
            self.add_error(None, refusal.message)
        return None

    def _show(self, refusal: ValidationError) -> None:
        if not hasattr(refusal, "error_dict"):
            self.add_error(None, refusal)
            return
        for name, errors in refusal.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)

    def is_valid(self) -> bool:
        valid = super().is_valid()
        if self.is_bound and not valid:
            self.status = 400
        return valid


class SeveralField(forms.ModelMultipleChoiceField):
    """Some of the things offered; a number that no table can hold is the id of none of them."""

    def clean(self, value: Any) -> Any:
        for pk in value or ():
            if len(str(pk)) > LONGEST_ID:
                raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": str(pk)[:40]})
        return super().clean(value)


class ConfirmForm(MoveForm):
    """A move that needs nothing but the word."""


class ReasonForm(MoveForm):
    """A move that needs a written reason."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)
