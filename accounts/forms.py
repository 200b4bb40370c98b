"""The forms of signing in and of changing one's password."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate, password_validation
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.exceptions import LockedOut
from accounts.models import User
from core.forms import MoveForm
from core.text_fields import LineField


def _password_field(label: Any, autocomplete: str, **more: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return LineField(label=label, max_length=128, strip=False, widget=widget, **more)


class PasswordForm(MoveForm):
    """A form that asks for the password somebody has; every wrong one counts towards the lock-out."""

    def __init__(self, request: HttpRequest, data: Any = None):
        super().__init__(data)
        self.request = request
        self.is_locked = False

    def recognise(self, username: str, password: str, refusal: Any) -> User:
        """The person, or `refusal` as an error of the form; never says which of the two was wrong."""
        try:
            user = authenticate(self.request, username=username, password=password)
        except LockedOut as locked:
            self.is_locked = True
            raise ValidationError(locked.message) from None
        if user is None:
            raise ValidationError(refusal)
        return user

    def is_valid(self) -> bool:
        valid = super().is_valid()
        if self.is_locked:
            self.status = 429
        return valid


class SignInForm(PasswordForm):
    """Account name and password."""

    username = LineField(
        label=_("User name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = _password_field(_("Password"), "current-password")

    user: User

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            wrong = _("The user name or the password is not right.")
            self.user = self.recognise(self.cleaned_data["username"], self.cleaned_data["password"], wrong)
        return self.cleaned_data


class PasswordChangeForm(PasswordForm):
    """The password so far, and the new one twice."""

    old_password = _password_field(_("Present password"), "current-password")
    new_password = _password_field(
        _("New password"), "new-password", help_text=password_validation.password_validators_help_text_html()
    )
    repeated = _password_field(_("New password again"), "new-password")

    def clean_old_password(self) -> str:
        old = self.cleaned_data["old_password"]
        self.recognise(self.request.user.get_username(), old, _("This is not your present password."))
        return str(old)

    def clean_new_password(self) -> str:
        new = self.cleaned_data["new_password"]
        password_validation.validate_password(new, self.request.user)
        if new == self.cleaned_data.get("old_password"):
            raise ValidationError(_("Choose a password other than the present one."))
        return str(new)

    def clean_repeated(self) -> str:
        repeated = self.cleaned_data["repeated"]
        if "new_password" in self.cleaned_data and repeated != self.cleaned_data["new_password"]:
            raise ValidationError(_("The two new passwords differ."))
        return str(repeated)
