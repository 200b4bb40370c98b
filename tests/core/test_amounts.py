"""Numbers as people type and paste them: read exactly, or refused with a sentence, never guessed."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core.amounts import KINDS, PAPERS, PEOPLE, PERCENT, PLACE, POINTS, YUAN, AmountField, Kind
from core.ui.fields import parts_of
from tests.factories.accounts import UserFactory

SUMS = {
    "50000": 50_000, "5万元": 50_000, "5万": 50_000, "５万元": 50_000, " 5 万 元 ": 50_000, "50,000": 50_000,
    "50，000元": 50_000, "50 000": 50_000, "50\u00a0000": 50_000, "50\u2009000 元": 50_000, "¥5万": 50_000,
    "￥50,000": 50_000,
    "RMB 50000": 50_000, "人民币5万元": 50_000, "5万元人民币": 50_000, "5万块钱": 50_000, "50000.00": 50_000,
    "伍万元整": 50_000, "五万": 50_000, "5萬圓": 50_000, "⼗万": 100_000, "4.87万": 48_700, "4.87万元": 48_700,
    "4万8700": 48_700,
    "约5万元": 50_000, "大约 5 万元左右": 50_000, "5万余元": 50_000, "5万多": 50_000, "十余万元": 100_000,
    "20多万": 200_000,
    "1亿3000万元": 130_000_000, "1亿3000余万元": 130_000_000, "一亿三千万": 130_000_000, "1.3亿": 130_000_000,
    "1.5千万": 15_000_000, "12,345.6万": 123_456_000, "3万5千": 35_000, "三万五千元": 35_000, "5万零3": 50_003,
    "1亿零5000": 100_005_000, "007": 7, "0": 0, "零": 0, "\u202d50000\u202c": 50_000,
}  # fmt: skip
COUNTS = {
    "1,200": 1_200, "１，２００人": 1_200, "1 200 人": 1_200, "约1200人": 1_200, "1200余人": 1_200,
    "5万": 50_000, "5万人": 50_000,
    "4.87万": 48_700, "三百二十": 320, "三百二十人": 320, "三百零二人": 302, "十": 10, "十五": 15,
    "五十多人": 50, "两百": 200, "二〇": None,
    "一百二十三万四千五百六十七": 1_234_567, "3千5百": 3_500, "3千500": 3_500, "三万五百": 30_500,
    "一千零五十": 1_050, "5百万": 5_000_000,
}  # fmt: skip
#: Two meanings, or none.
UNCLEAR = [
    "五万三", "5万3", "5万30", "三百二", "3百50", "七八十", "三五", "十几", "几百", "百万", "万", "元",
    "一百十五", "一亿三千", "1亿3000",
    "1亿20000万", "1万亿", "5万万", "5-6万", "5~6万", "5至6万", "5万/年", "5万美元", "1,20", "1,2000",
    "1,200 300", "1、200", "1'200", "1 20",
    "-5", "+5", "1e5", "5w", "5k", "10³", "½", "①", "٣", "五百人次", "不到5万", "5万以上", "1.5万3千",
    "1.5万三千", "零五", "一百零", "五万零",
    "NaN", "Infinity", "0万", "", " ", "。", "5.", ".5万", "1.2.3", "55十", "二〇二六", "5万五千千", "元5", "99" * 21,
]  # fmt: skip


def read(kind: Kind, typed: str) -> int | None:
    try:
        return kind.read(typed)
    except ValidationError:
        return None


@pytest.mark.parametrize(("typed", "yuan"), SUMS.items())
def test_sum_is_read_as_it_is_written(typed: str, yuan: int) -> None:
    assert YUAN.read(typed) == yuan


@pytest.mark.parametrize(("typed", "people"), COUNTS.items())
def test_count_is_read_as_it_is_written(typed: str, people: int | None) -> None:
    assert read(PEOPLE, typed) == people


@pytest.mark.parametrize(
    ("kind", "typed", "number"),
    [(PAPERS, "12票", 12), (PAPERS, "１２张", 12), (POINTS, "25分", 25), (PERCENT, "60%", 60), (PERCENT, "60％", 60),
     (PERCENT, "百分之六十", 60), (PLACE, "第3", 3), (PLACE, "第三位", 3)],
)  # fmt: skip
def test_every_count_has_words_of_its_own(kind: Kind, typed: str, number: int) -> None:
    assert kind.read(typed) == number


@pytest.mark.parametrize("kind", [YUAN, PEOPLE], ids=["yuan", "people"])
@pytest.mark.parametrize("typed", UNCLEAR)
def test_what_is_not_clear_is_refused_with_what_is_read(kind: Kind, typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        kind.read(typed)
    assert refused.value.code == "amount"
    assert ("4.87万" in refused.value.messages[0], typed.strip()[:40] in refused.value.messages[0]) == (True, True)


@pytest.mark.parametrize(("typed", "comes_to"), [("50000.5", "50,000.5"), ("4.87653万", "48,765.3"), ("1.200", "1.2")])
def test_part_of_a_yuan_is_named(typed: str, comes_to: str) -> None:
    with pytest.raises(ValidationError) as refused:
        YUAN.read(typed)
    assert comes_to in refused.value.messages[0]


@given(st.integers(min_value=0, max_value=10**15), st.sampled_from(list(KINDS.values())))
def test_what_is_said_back_is_read_again(number: int, kind: Kind) -> None:
    said = kind.say(number)
    assert kind.read(said.removeprefix("= ")) == number
    assert kind.say(said.removeprefix("= ")) == said


@given(st.integers(min_value=0, max_value=10**9), st.sampled_from(["", "元", " 元", "人民币"]))
def test_figures_are_read_in_every_usual_dress(number: int, unit: str) -> None:
    wide = str.maketrans("0123456789,", "０１２３４５６７８９，")
    written = [str(number), f"{number:,}", f"{number:,}".replace(",", " "), f"{number:,}".translate(wide)]
    assert {YUAN.read(one + unit) for one in written} == {number}


def in_chinese(number: int) -> str:
    """As it is read aloud, by the rules of schools: 30 500 is 三万零五百."""
    if number < 10:
        return "零一二三四五六七八九"[number]
    unit, sign = next((u, s) for u, s in zip((10**8, 10**4, 1000, 100, 10), "亿万千百十", strict=True) if number >= u)
    head, rest = divmod(number, unit)
    gap = "零" if rest and rest * 10 < unit else ""
    return in_chinese(head) + sign + gap + (in_chinese(rest) if rest else "")


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_chinese_numerals_are_read_as_schools_teach_them(number: int) -> None:
    assert PEOPLE.read(in_chinese(number) + "人") == number


@given(st.integers(min_value=1, max_value=9_999), st.integers(min_value=0, max_value=9_999), st.sampled_from("万亿"))
def test_figures_with_a_unit_and_decimals_are_exact(whole: int, part: int, unit: str) -> None:
    worth = {"万": 10**4, "亿": 10**8}[unit]
    assert YUAN.read(f"{whole}.{part:04}{unit}元") == whole * worth + part * worth // 10_000


@given(st.text(alphabet="0123456789,. 万亿千百十零一二五余多约元人-", max_size=12))
def test_nothing_else_than_a_refusal_comes_of_any_text(typed: str) -> None:
    assert (read(PEOPLE, typed) or 0) >= 0


class Form(forms.Form):
    people = AmountField(PEOPLE, min_value=1, max_value=1_000_000, required=False)


def test_field_keeps_what_was_typed_and_says_how_it_was_read() -> None:
    form = Form({"people": "5万"})
    assert (form.is_valid(), form.cleaned_data["people"]) == (True, 50_000)
    parts = parts_of(form["people"], private=False)
    assert 'value="5万"' in parts["control"]
    assert parts["said"] == "= 50,000 人"


def test_field_is_one_of_text_with_a_keyboard_of_numbers() -> None:
    control = parts_of(Form()["people"], private=False)["control"]
    assert ('type="text"' in control, 'inputmode="decimal"' in control, "maxlength" in control) == (True, True, False)
    assert (parts_of(Form()["people"], private=False)["said"], 'hx-get="/amounts/people/"' in control) == ("", True)


@pytest.mark.parametrize(("typed", "valid"), [("", True), ("0", False), ("1", True), ("100万", True), ("101万", False)])
def test_field_has_its_limits(typed: str, valid: bool) -> None:
    assert Form({"people": typed}).is_valid() == valid


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [("yuan", "5万元", "= 50,000 元"), ("people", "1,200", "= 1,200 人"), ("yuan", "5-6万", ""), ("yuan", "<b>", "")],
)
def test_number_is_said_back_while_it_is_typed(client: Client, kind: str, typed: str, said: str) -> None:
    client.force_login(UserFactory())
    answer = client.get(reverse("amount", args=[kind]), {"concerns-0-people_affected": typed})
    assert (answer.status_code, answer.content.decode()) == (200, said)


@pytest.mark.django_db
def test_what_is_counted_by_nobody_is_not_found(client: Client) -> None:
    client.force_login(UserFactory())
    assert client.get(reverse("amount", args=["miles"])).status_code == 404
