"""Telephone numbers in one form, however they were typed or pasted."""

import pytest
from django.core.exceptions import ValidationError

from core.crypto import blind_index
from core.telephones import Telephone, TelephoneField, indexes_sought, phone_index, telephone


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("13800000001", Telephone("13800000001")),
        ("１３８０００００００１", Telephone("13800000001")),
        ("138 0000 0001", Telephone("13800000001")),
        ("138-0000-0001", Telephone("13800000001")),
        ("138\u20140000\u20140001", Telephone("13800000001")),
        ("+86 138 0000 0001", Telephone("13800000001")),
        ("0086-13800000001", Telephone("13800000001")),
        ("8613800000001", Telephone("13800000001")),
        ("(+86)13800000001", Telephone("13800000001")),
        ("013800000001", Telephone("13800000001")),
        ("14600000001", Telephone("14600000001")),
        ("14800000001", Telephone("14800000001")),
        ("14900000001", Telephone("14900000001")),
        ("19900000001", Telephone("19900000001")),
        # What comes along with a paste: marks of direction, joiners, blanks of other widths.
        ("\u202d13800000001\u202c", Telephone("13800000001")),
        ("\u200b138\u00a00000\u30000001\ufeff", Telephone("13800000001")),
        ("\u2060138\u200e00000001\u200f", Telephone("13800000001")),
        ("0755-80000000", Telephone("0755-80000000")),
        ("（0755）80000000", Telephone("0755-80000000")),
        ("0755－８０００　００００", Telephone("0755-80000000")),
        ("0755\u201380000000", Telephone("0755-80000000")),
        ("+86 755 80000000", Telephone("0755-80000000")),
        ("010-80000000", Telephone("010-80000000")),
        ("+86 10 8000 0000", Telephone("010-80000000")),
        ("0898 800 0000", Telephone("0898-8000000")),
        ("80000000", Telephone("80000000")),
        ("8000-0000", Telephone("80000000")),
        ("8000000", Telephone("8000000")),
        ("12345", Telephone("12345")),
        ("95588", Telephone("95588")),
        ("400-800-0000", Telephone("4008000000")),
        ("800 800 0000", Telephone("8008000000")),
        ("+852 2345 6789", Telephone("+85223456789")),
    ],
)
def test_every_spelling_has_one_form(typed: str, expected: Telephone) -> None:
    assert telephone(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("0755-80000000转801", Telephone("0755-80000000", "801")),
        ("0755-80000000 转 801", Telephone("0755-80000000", "801")),
        ("075580000000转分机８０１", Telephone("0755-80000000", "801")),
        ("（0755）80000000分机：801", Telephone("0755-80000000", "801")),
        ("0755-80000000-801", Telephone("0755-80000000", "801")),
        ("80000000-801", Telephone("80000000", "801")),
        ("8000000-8", Telephone("8000000", "8")),
        ("400-800-0000-801", Telephone("4008000000", "801")),
        ("0755-80000000 ext. 801", Telephone("0755-80000000", "801")),
        ("0755-80000000x801", Telephone("0755-80000000", "801")),
        ("0755-80000000#801", Telephone("0755-80000000", "801")),
    ],
)
def test_extension_is_kept_apart(typed: str, expected: Telephone) -> None:
    assert telephone(typed) == expected


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("13800000001、13900000002", "13900000002"),
        ("13800000001/0755-80000000转801", "0755-80000000转801"),
        ("13800000001；13900000002", "13900000002"),
        ("13800000001，80000000", "80000000"),
        ("13800000001 或 13900000002", "13900000002"),
        ("13800000001 13900000002", "13900000002"),
        ("13800000001、13900000002、80000000", "13900000002、80000000"),
    ],
)
def test_second_number_is_kept_apart(typed: str, other: str) -> None:
    assert telephone(typed) == Telephone("13800000001", "", other)


@pytest.mark.parametrize(
    "typed",
    [
        "-----", "1380013", "138000000", "138000000011", "12800000001", "110", "1234", "电话不详", "0755", "00000",
        "0755-80000000/81", "13800000001、没有", "1380000000I", "13800000001转", "转801", "()", "+", "a" * 81,
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_with_what_is(in_english: None, typed: str) -> None:
    with pytest.raises(ValidationError, match="Enter a mobile number of 11 digits, a landline such as"):
        telephone(typed)


@pytest.mark.parametrize("typed", ["", "   ", "\u200b", "、"])
def test_nothing_is_no_number(typed: str) -> None:
    assert telephone(typed) is None


def test_parts_may_come_beside_the_number() -> None:
    assert telephone("0755-80000000", "８０１", "13900000002") == Telephone("0755-80000000", "801", "13900000002")
    assert telephone("80000000转801、13900000002", "801", "13900000002") == Telephone("80000000", "801", "13900000002")


@pytest.mark.parametrize(
    ("number", "extension", "other"),
    [
        ("80000000转801", "802", ""),
        ("80000000", "1234567", ""),
        ("", "801", ""),
        ("", "", "13900000002"),
        ("80000000", "", "x"),
    ],
)
def test_parts_that_do_not_fit_are_refused(number: str, extension: str, other: str) -> None:
    with pytest.raises(ValidationError):
        telephone(number, extension, other)


# The index.


@pytest.mark.parametrize(
    "spelling",
    ["0755-80000000", "（0755）8000 0000", "+86755-80000000", "\u202d075580000000转801", "0755-80000000、13800000001"],
)
def test_every_spelling_has_one_index(spelling: str) -> None:
    assert phone_index(spelling) == blind_index("075580000000")
    assert blind_index("075580000000") in indexes_sought(spelling)


def test_number_that_is_none_is_found_by_its_digits() -> None:
    assert phone_index("（旧）1380-013") == blind_index("1380013")
    assert indexes_sought("138 0013") == [blind_index("1380013")]
    assert phone_index("") == phone_index("无") == ""


@pytest.mark.parametrize("words", ["", "电梯", "8路", "2026", "3栋1380", "0101260304-ABC234"])
def test_words_are_not_looked_for_as_numbers(words: str) -> None:
    assert indexes_sought(words) == []


def test_field_shows_the_keyboard_of_a_telephone_and_cuts_nothing() -> None:
    attributes = TelephoneField().widget.attrs | TelephoneField().widget_attrs(TelephoneField().widget)

    assert (TelephoneField().widget.input_type, attributes["inputmode"]) == ("tel", "tel")
    assert "maxlength" not in attributes
