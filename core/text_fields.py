"""Fields for what is typed in words: what is too long is refused with everything kept, and nothing is cut.

No field says `maxlength`: browsers cut by it what is pasted, without a word. The limit stands as `data-limit`, by which
a counter appears when it comes near, and the server says how many characters it has.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _

#: Characters of a resident's words (rule 2), and of the papers that take them over.
LONGEST_TEXT = 10_000


@deconstructible
class AtMostSoLong(MaxLengthValidator):
    """Refuses a text of more characters than are kept, and says how many it has."""

    def __call__(self, value: Any) -> None:
        length, limit = len(value), self.limit_value
        if length > limit:
            words = _("These are %(length)s characters; at most %(limit)s can be kept. Shorten them by %(over)s.")
            said = {"length": f"{length:,}", "limit": f"{limit:,}", "over": f"{length - limit:,}"}
            raise ValidationError(words, "max_length", {**said, "limit_value": limit, "show_value": length})


class LineField(forms.CharField):
    """One line of text."""

    def __init__(self, *, max_length: int, **options: Any) -> None:
        # Django is not told of the limit: it would write `maxlength`.
        super().__init__(**options)
        self.max_length = max_length
        self.validators.append(AtMostSoLong(max_length))
        # How long a password is concerns nobody who looks over one's shoulder.
        if not self.widget.is_hidden and not isinstance(self.widget, forms.PasswordInput):
            self.widget.attrs["data-limit"] = max_length


class TextField(LineField):
    """A text of several lines."""

    def __init__(self, *, rows: int = 3, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **options)
