"""The form of a move: what a person types, handed to an action, with every refusal shown beside what was typed."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.text import Typed, for_a_form, refusal_of
from core.workflow import IllegalMove

#: Digits; with more of them SQLite breaks over a list of ids.
LONGEST_ID = 18


class TextForm(forms.Form):
    """A form that takes each text in its normal form; what cannot be kept it refuses at its field and shows again."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any):
        self.given = data
        self.refused: dict[str, str] = {}
        if data is not None:
            data, self.refused = for_a_form(data)
        super().__init__(data, *args, **kwargs)

    def _clean_fields(self) -> None:
        """A refused field is looked at by nobody else: no password is tried with another character in it."""
        held = self.fields
        texts = {name: text for name in held if (text := self.refused.get(self.add_prefix(name)))}
        self.fields = {name: field for name, field in held.items() if name not in texts}
        super()._clean_fields()
        self.fields = held
        for name, text in texts.items():
            self.add_error(name, ValidationError(refusal_of(text), "unkeepable"))
        if isinstance(self.given, Typed):
            self.given.said.update(self.add_prefix(name) for name in texts)


class MoveForm(TextForm):
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
