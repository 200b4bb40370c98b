"""Names of people: one form, the right reading of the surname, the order of a roster."""

import pytest

from core.names import initials, letters_sought, masked_name, one_form, search_keys, sort_key, split_name
from core.surnames import COMPOUND, SINGLE


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("王　芳", "王芳"),
        ("王 芳", "王芳"),
        ("王\u00a0芳", "王芳"),
        ("王\u200b芳\ufeff", "王芳"),
        (" 王\t芳 ", "王芳"),
        ("阿卜杜\u00b7热合曼", "阿卜杜·热合曼"),
        ("阿卜杜\u2022热合曼", "阿卜杜·热合曼"),
        ("阿卜杜\u2027热合曼", "阿卜杜·热合曼"),
        ("阿卜杜\u30fb热合曼", "阿卜杜·热合曼"),
        ("阿卜杜.热合曼", "阿卜杜·热合曼"),
        ("阿卜杜 · 热合曼", "阿卜杜·热合曼"),
        ("Anna  Maria\u3000Li", "Anna Maria Li"),
        ("J. Li", "J. Li"),
        ("李 Anna", "李 Anna"),
        ("", ""),
    ],
)
def test_one_form(typed: str, expected: str) -> None:
    assert one_form(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("马小兰（女，回族）", ("马小兰", "女，回族")),
        ("马　兰 (女)", ("马兰", "女")),
        ("古丽·买买提【维吾尔族】（女）", ("古丽·买买提", "维吾尔族，女")),
        ("（女）马兰", ("马兰", "女")),
        ("马兰（）", ("马兰", "")),
        ("马兰", ("马兰", "")),
    ],
)
def test_additions_in_brackets_are_kept_apart(typed: str, expected: tuple[str, str]) -> None:
    assert split_name(typed) == expected


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("曾伟东", "zwd"), ("翟天", "zt"), ("单婷", "st"), ("解晓东", "xxd"), ("查良镛", "zly"), ("区志强", "ozq"),
        ("覃小燕", "qxy"), ("仇英", "qy"), ("阚泽", "kz"), ("种师道", "csd"), ("乐嘉", "yj"), ("朴槿", "pj"),
        ("缪斌", "mb"), ("薄一", "by"), ("卜冬", "bd"), ("都俊", "dj"), ("召平", "sp"), ("折可适", "sks"),
        ("繁星", "px"), ("能文", "nw"), ("句践", "gj"), ("员半千", "ybq"), ("过小明", "gxm"), ("秘书", "bs"),
        ("尉迟恭", "ycg"), ("单于婷", "cyt"), ("万俟卨", "mqx"), ("长孙无忌", "zswj"), ("乐正克", "yzk"),
        ("欧阳娜", "oyn"), ("单于", "sy"), ("王小明", "wxm"), ("吕丽", "ll"), ("阿卜杜·热合曼", "abdrhm"),
        ("Anna Li", "al"), ("李 Anna", "la"), ("Émile", "e"), ("䶮伟", "yw"), ("", ""), ("·", ""), ("王1", "w"),
    ],
)  # fmt: skip
def test_initials_follow_the_reading_of_the_surname(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("曾伟东", " zwd zengweidong"),
        ("覃小燕", " qxy txy qinxiaoyan tanxiaoyan"),
        ("乐嘉", " yj lj yuejia lejia"),
        ("王小明", " wxm wangxiaoming"),
        ("古丽·买买提", " glmmt gulimaimaiti gl guli mmt maimaiti 古丽买买提"),
    ],
)
def test_search_keys_know_both_readings(name: str, keys: str) -> None:
    assert search_keys(name) == keys


def test_roster_is_in_the_order_of_full_pinyin_and_tears_no_surname_apart() -> None:
    roster = [
        "艾山", "蔡明", "陈一", "陈一明", "陈晓", "欧", "欧明", "欧阳一", "王安", "王芳", "于安", "于伟", "余安",
        "翟一", "张明", "曾东", "曾伟", "郑安",
    ]  # fmt: skip
    by_letters = sorted(roster, key=lambda name: (sort_key(name), name))

    assert by_letters == [
        "艾山", "蔡明", "陈晓", "陈一", "陈一明", "欧", "欧明", "欧阳一", "王安", "王芳", "于安", "于伟", "余安",
        "曾东", "曾伟", "翟一", "张明", "郑安",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["曾伟东", "欧阳娜", "阿卜杜·热合曼", "Anna Li", "王 1"])
def test_sort_key_is_the_same_in_every_collation(name: str) -> None:
    assert sort_key(name).isascii()
    assert sort_key(name).isalnum()
    assert sort_key(name) == sort_key(name).lower()


def test_same_reading_is_ordered_by_the_characters() -> None:
    assert sort_key("王伟") != sort_key("王玮")
    assert sorted(["王玮", "王伟"], key=sort_key) == ["王伟", "王玮"]


@pytest.mark.parametrize(
    ("typed", "letters"),
    [
        ("zwd", "zwd"),
        ("Zeng Wei", "zengwei"),
        ("ｚｗｄ", "zwd"),
        ("xi'an", "xian"),
        ("曾", ""),
        ("zeng1", ""),
        ("", ""),
    ],
)
def test_letters_of_a_query(typed: str, letters: str) -> None:
    assert letters_sought(typed) == letters


@pytest.mark.parametrize(
    ("name", "shown"), [("王芳", "王*"), ("欧阳娜娜", "欧***"), ("阿卜杜·热合曼", "阿******"), ("王", "王"), ("", "")]
)
def test_mask_shows_one_character_of_any_name(name: str, shown: str) -> None:
    assert masked_name(name) == shown


def test_table_of_surnames_is_well_made() -> None:
    assert (len(SINGLE) >= 60, len(COMPOUND) >= 60) == (True, True)
    assert [surname for surname, readings in SINGLE.items() if len(surname) != 1 or not readings] == []
    assert [surname for surname, reading in COMPOUND.items() if len(surname) != len(reading)] == []
