"""What a password must be, beyond the checks that come with Django."""

from collections.abc import Iterable

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User

#: Words of the place and of the work, the first that somebody would guess here.
LOCAL_WORDS = (
    "pingshan", "坪山", "shenzhen", "深圳", "renda", "人大", "daibiao", "代表",
    "lianluozhan", "联络站", "liaison", "mima", "密码", "password", "admin",
)  # fmt: skip


class LengthValidator(MinimumLengthValidator):
    """So many characters at least; Django's own words for the refusal have no Chinese."""

    def get_error_message(self) -> str:
        return str(self.get_help_text())


class CharacterClassesValidator:
    """Characters of at least three of four classes: small letters, capitals, digits, others."""

    def __init__(self, minimum: int = 3):
        self.minimum = minimum

    def validate(self, password: str, user: User | None = None) -> None:
        if len({_class_of(character) for character in password}) < self.minimum:
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self) -> str:
        return _("Use at least %(minimum)s of these four: small letters, capital letters, digits, other signs.") % {
            "minimum": self.minimum
        }


def _class_of(character: str) -> str:
    if character.islower():
        return "small"
    if character.isupper():
        return "capital"
    return "digit" if character.isdigit() else "other"


class LocalWordsValidator:
    """None of the words that anybody would try first here."""

    def __init__(self, words: Iterable[str] = LOCAL_WORDS):
        self.words = tuple(words)

    def validate(self, password: str, user: User | None = None) -> None:
        folded = password.casefold()
        if any(word in folded for word in self.words):
            raise ValidationError(self.get_help_text(), code="password_too_local")

    def get_help_text(self) -> str:
        return _("Leave out words that anybody would guess here, such as the name of the district.")
