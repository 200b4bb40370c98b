"""Representatives are found by their name however it is typed, and stand in the order of a roster."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from accounts.models import User
from stations.models import Representative
from stations.queries import representatives_of
from tests.factories.accounts import UserFactory
from tests.factories.stations import RepresentativeFactory, StationFactory

pytestmark = pytest.mark.django_db


def found(words: str) -> list[str]:
    return [person.name for person in Representative.objects.search(words)]


@pytest.mark.parametrize(
    "words", ["曾", "伟东", "曾　伟东", "zwd", "ZWD", "zw", "zengweidong", "zeng wei dong", "zengw"]
)
def test_a_person_is_found_by_name_initials_and_full_pinyin(words: str) -> None:
    RepresentativeFactory(name="曾　伟东")
    RepresentativeFactory(name="陈伟")

    assert found(words) == ["曾伟东"]


@pytest.mark.parametrize("words", ["cwd", "eng", "wd", "cengweidong", "曾东", "1"])
def test_nobody_is_found_by_a_wrong_reading_or_from_the_middle(words: str) -> None:
    RepresentativeFactory(name="曾伟东")

    assert found(words) == []


@pytest.mark.parametrize("words", ["qxy", "txy", "qinxiao", "tanxiao"])
def test_a_surname_with_two_readings_is_found_by_both(words: str) -> None:
    RepresentativeFactory(name="覃小燕")

    assert found(words) == ["覃小燕"]


@pytest.mark.parametrize(
    "words",
    ["阿卜杜·热合曼", "阿卜杜•热合曼", "阿卜杜‧热合曼", "阿卜杜.热合曼", "阿卜杜热合曼", "热合曼", "rhm", "abd"],
)
def test_a_name_with_a_dot_is_found_with_any_dot_and_without(words: str) -> None:
    RepresentativeFactory(name="阿卜杜‧热合曼")

    assert found(words) == ["阿卜杜·热合曼"]


def test_an_empty_search_finds_everybody() -> None:
    RepresentativeFactory(name="曾伟东")

    assert found("") == ["曾伟东"]


def test_addition_in_brackets_stands_beside_the_name() -> None:
    person = RepresentativeFactory(name="马　小兰（女，回族）")
    person.save()

    person.refresh_from_db()
    assert (person.name, person.name_addition, person.initials) == ("马小兰", "女，回族", "mxl")


def test_representatives_of_a_station_stand_surname_by_surname() -> None:
    station = StationFactory()
    for name in ["郑安", "曾伟", "余安", "蔡明", "于伟", "曾东", "于安"]:
        RepresentativeFactory(name=name, home_station=station)

    assert [person.name for person in representatives_of(station)] == [
        "蔡明", "于安", "于伟", "余安", "曾东", "曾伟", "郑安",
    ]  # fmt: skip


def test_accounts_are_kept_and_looked_for_in_one_form() -> None:
    person = UserFactory(name="王　芳")

    assert person.name == "王芳"
    assert list(User.objects.filter(name="王 芳")) == [person]


# What was stored before.


def test_migration_reads_the_names_that_are_stored() -> None:
    names = ["曾　伟东", "阿卜杜‧热合曼", "马小兰（女）", "单于婷"]
    keys = [RepresentativeFactory().pk for _name in names]
    with connection.cursor() as cursor:
        for key, name in zip(keys, names, strict=True):
            cursor.execute(
                "UPDATE stations_representative SET name = %s, initials = 'x', search_keys = '', sort_key = '' "
                "WHERE id = %s",
                [name, key],
            )

    import_module("stations.migrations.0008_pinyin_of_names").read_names(apps, None)

    rows = Representative.objects.filter(pk__in=keys).order_by("pk")
    assert list(rows.values_list("name", "name_addition", "initials")) == [
        ("曾伟东", "", "zwd"), ("阿卜杜·热合曼", "", "abdrhm"), ("马小兰", "女", "mxl"), ("单于婷", "", "cyt"),
    ]  # fmt: skip
    assert found("zengwei") == ["曾伟东"]


def test_migration_brings_the_names_of_accounts_into_one_form() -> None:
    person = UserFactory()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET name = %s WHERE id = %s", ["王　芳", person.pk])

    import_module("accounts.migrations.0003_names_in_one_form").bring_into_one_form(apps, None)

    person.refresh_from_db()
    assert person.name == "王芳"
