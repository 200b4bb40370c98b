"""Text as it comes in: line ends, characters that cannot be kept, and what counts as empty."""

from typing import Any

import pytest
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from core.text import (
    Typed,
    UnkeepableText,
    each,
    is_blank,
    normal,
    refusal_of,
    replaced,
    same_text,
    unkeepable,
)

NONCHARACTERS = ["\ufdd0", "\ufdef", "\ufffe", "\uffff", "\U0001fffe", "\U0008ffff", "\U0010fffe", "\U0010ffff"]
UNKEPT = ["\x00", "\ud800", "\udfff", *NONCHARACTERS]
UNSEEN = [
    "",
    " \t\r\n",
    "\u200b",
    "\u3000",
    "\u2800",
    "\u00ad",
    "\ufeff",
    "\u202e",
    "\u3164",
    "\ufe0f",
    "\u034f",
    "\x07",
]


@pytest.mark.parametrize("text", UNKEPT)
def test_what_cannot_be_kept_is_found_and_shown_by_a_sign(text: str) -> None:
    assert list(unkeepable(f"字{text}符", "words")) == [("words", f"字{text}符")]
    assert replaced(f"字{text}符") == "字\ufffd符"


@pytest.mark.parametrize(
    "text", ["路灯不亮", "👨‍👩‍👧", "\ufffd", "𠮷\U000e0100", "\ue000", "\ufdcf\ufdf0", "a\tb\nc", "\x1b"]
)
def test_every_other_character_is_kept(text: str) -> None:
    assert list(unkeepable(text)) == []
    assert normal(text) in (text, "")


def test_refusal_names_the_characters_and_the_remedy(in_english: None) -> None:
    assert refusal_of("\x00字\uffff\x00") == (
        "There is a character here that cannot be kept (U+0000, U+FFFF, shown as “�”). "
        "Delete it and type that place again."
    )


@pytest.mark.parametrize(
    ("text", "taken"), [("a\r\nb", "a\nb"), ("a\rb", "a\nb"), ("a\n\r\n\rb", "a\n\n\nb"), ("a\nb", "a\nb")]
)
def test_a_line_ends_one_way(text: str, taken: str) -> None:
    assert normal(text) == taken


@pytest.mark.parametrize("text", UNSEEN)
def test_of_which_nothing_can_be_seen_is_empty(text: str) -> None:
    assert is_blank(text)
    assert normal(text) == ""


@pytest.mark.parametrize("text", ["字", "。", "\u200b路", "\ue000", "0", "\ufffd"])
def test_of_which_something_can_be_seen_is_taken_as_it_is(text: str) -> None:
    assert not is_blank(text)
    assert normal(text) == text


@pytest.mark.parametrize("text", UNKEPT)
def test_what_cannot_be_kept_is_not_taken_for_empty(text: str) -> None:
    assert normal(text) == text


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a\r\nb", "a\nb", True),
        ("caf\u00e9", "cafe\u0301", True),
        ("路灯不亮", "路灯不亮 ", False),
        ("路灯", "路燈", False),
        (("题", "a\rb"), ("题", "a\nb"), True),
        (("题", "文"), ("题文", ""), False),
    ],
)
def test_texts_are_compared_in_one_form(one: Any, other: Any, same: bool) -> None:
    assert same_text(one, other) is same


def test_every_text_is_reached_however_deep() -> None:
    given = {"a\r\n": ["x\r\ny", {"b": "\u200b", "c": 7}], "d": None}

    assert each(given, normal) == {"a\n": ["x\ny", {"b": "", "c": 7}], "d": None}


def test_every_place_is_named_and_so_is_a_name() -> None:
    given = {"concerns": [{"words": "好"}, {"words": "\x00"}], "\ud800": 1}

    assert dict(unkeepable(given)) == {"concerns.1.words": "\x00", "\ufffd": "\ud800"}


def test_form_data_keep_their_kind_and_their_files() -> None:
    upload = object()
    given = MultiValueDict({"words": ["a\r\nb", "c"], "photo": [upload]})

    taken = each(given, normal)

    assert (type(taken), taken.getlist("words"), taken["photo"]) == (MultiValueDict, ["a\nb", "c"], upload)


# What a page reads from its address or form.


def test_typed_text_is_read_in_its_normal_form() -> None:
    raw = b"words=a%0D%0Ab&title=%E2%80%8B&kept=%EF%BF%BD"

    typed = Typed.of(QueryDict(raw), raw)

    assert (typed["words"], typed.get("title"), typed.getlist("kept")) == ("a\nb", "", ["\ufffd"])
    assert typed.refused == {}


@pytest.mark.parametrize("raw", [b"q=%00", b"q=%EF%BF%BF", b"q=%ED%A0%80", b"q=a&q=%F4%8F%BF%BE"])
def test_whoever_reads_what_cannot_be_kept_is_stopped(raw: bytes) -> None:
    typed = Typed.of(QueryDict(raw), raw)

    for read in (
        lambda: typed["q"],
        lambda: typed.getlist("q"),
        lambda: typed.copy()["q"],
        lambda: dict(typed.items()),
    ):
        with pytest.raises(UnkeepableText, match=r"^q: "):
            read()
    assert list(typed.refused) == ["q"]


def test_no_link_carries_on_what_was_refused() -> None:
    typed = Typed.of(QueryDict("q=%00&page=2"))

    assert typed.urlencode() == "q=%EF%BF%BD&page=2"


def test_typed_text_is_not_changed_by_whoever_reads_it() -> None:
    with pytest.raises(AttributeError, match="immutable"):
        Typed.of(QueryDict("q=1"))["q"] = "2"
