"""What a password must be (quality §3: ten characters, three of four classes, no common and local words)."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.validators import CharacterClassesValidator, LocalWordsValidator
from tests.factories.accounts import UserFactory


def codes(password: str) -> set[str]:
    try:
        validate_password(password, UserFactory.build(username="officer", name="陈志明"))
    except ValidationError as refusal:
        return {error.code for error in refusal.error_list}
    return set()


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("Quiet-harbour", set()),
        ("quiet-harbour-7", set()),
        ("QuietHarbour7", set()),
        ("QUIET-HARBOUR-7", set()),
        ("静水流深-Aa", {"password_too_short"}),
        ("静水流深静水流深Aa", set()),
        ("quietharbour", {"password_too_plain"}),
        ("quietharbour7", {"password_too_plain"}),
        ("7462946295", {"password_too_plain"}),
        ("Quiet-harb", set()),
        ("Quiet-har", {"password_too_short"}),
        ("Pingshan-2019", {"password_too_local"}),
        ("PINGSHAN-2019-x", {"password_too_local"}),
        ("我爱坪山2019-Aa", {"password_too_local"}),
        ("Renda-1234567", {"password_too_local"}),
        ("人大常委会2019Aa", {"password_too_local"}),
        ("Liaison-4711", {"password_too_local"}),
        ("P-assword-4711", set()),
        ("My-Password-4711", {"password_too_local"}),
        ("Officer-4711", {"password_too_similar"}),
    ],
)
def test_what_a_password_may_be(password, expected):
    assert codes(password) == expected


def test_how_many_classes_is_an_option():
    with pytest.raises(ValidationError) as refusal:
        CharacterClassesValidator(minimum=4).validate("Quiet-harbour")

    assert refusal.value.messages == ["请至少使用小写字母、大写字母、数字、其他符号这四类字符中的 4 类。"]


def test_the_words_are_an_option():
    LocalWordsValidator(words=["longgang"]).validate("Pingshan-2019")

    with pytest.raises(ValidationError):
        LocalWordsValidator(words=["longgang"]).validate("Longgang-2019")
