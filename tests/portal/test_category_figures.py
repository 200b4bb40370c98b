"""Concerns by category: each once, and by which list (rule 2)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from core import clock
from portal.queries.categories import CategoryFigures, category_figures
from portal.queries.indicators import Period
from stations.models import Category, CategoryList
from tests.factories.stations import (
    CategoryFactory,
    CategoryListFactory,
    ConcernFactory,
    StationFactory,
    committee,
    representative_of,
)


@pytest.fixture
def lists(db: None) -> tuple[CategoryList, CategoryList]:
    """The first list and the one that goes on from it a week ago."""
    since = clock.today() - timedelta(days=7)
    return CategoryListFactory(name="旧清单", origin="(analogue)"), CategoryListFactory(name="新清单", since=since)


@pytest.fixture
def used(lists: tuple[CategoryList, CategoryList]) -> dict[str, Category]:
    """Categories of both lists, each with concerns."""
    old, new = lists
    building = CategoryFactory(name="规土城建", list=old)
    made = {
        "building": building,
        "idle": CategoryFactory(name="统一战线", list=old, until=clock.today() - timedelta(days=30)),
        "housing": CategoryFactory(name="住房物业", list=new, counted_as=building),
        "other": CategoryFactory(name="其他", list=new, needs_note=True),
    }
    for code, number in (("building", 3), ("housing", 2), ("other", 1)):
        ConcernFactory.create_batch(number, category=made[code], second_category=made["idle"])
    return made


def numbers(figures: CategoryFigures) -> dict[str, int]:
    return {str(line.category or "none"): line.concerns for line in figures.lines}


def test_rule_2_each_list_counts_every_concern_once(
    lists: tuple[CategoryList, CategoryList], used: dict[str, Category]
) -> None:
    old, new = (category_figures(Period(), edition) for edition in lists)

    assert numbers(old) == {"规土城建": 5, "统一战线": 0, "none": 1}
    assert numbers(new) == {"规土城建": 3, "住房物业": 2, "其他": 1}
    assert (old.total, new.total) == (6, 6)
    assert old.lines[0].entered_otherwise == ((used["housing"], 2),)


def test_a_given_up_category_with_concerns_is_counted_in_no_category_of_the_new_list(
    lists: tuple[CategoryList, CategoryList], used: dict[str, Category]
) -> None:
    ConcernFactory(category=used["idle"])

    figures = category_figures(Period(), lists[1])

    assert numbers(figures)["none"] == 1
    assert figures.lines[-1].entered_otherwise == ((used["idle"], 1),)


def test_figures_count_by_the_day_received(lists: tuple[CategoryList, CategoryList], used: dict[str, Category]) -> None:
    said_at = clock.midnight(date(2020, 5, 5))
    ConcernFactory(category=used["building"], received_at=said_at)

    figures = category_figures(Period(date(2020, 5, 5), date(2020, 5, 5)), lists[1])

    assert (figures.total, numbers(figures)["规土城建"]) == (1, 1)


def test_category_figures_page_says_the_list_and_leads_to_the_rows(client: Client, used: dict[str, Category]) -> None:
    client.force_login(committee())

    newest = client.get(reverse("portal:category-figures")).content.decode()
    older = client.get(
        reverse("portal:category-figures"), {"list": CategoryList.objects.all()[0].code, "to": "2027-01-01"}
    )
    listed = client.get(reverse("stations:concern-list"), {"category": used["housing"].pk})

    assert "统计口径：新清单" in newest
    assert f'href="/stations/concerns/?category={used["housing"].pk}"' in newest
    assert len(listed.context["page"]) == 2
    text = older.content.decode()
    assert "统计口径：旧清单" in text
    assert "清单来源：借用其他地区的做法" in text
    assert "住房物业 2" in text


def test_who_does_not_see_all_concerns_gets_numbers_without_links(client: Client, used: dict[str, Category]) -> None:
    client.force_login(representative_of(StationFactory()))

    page = client.get(reverse("portal:category-figures")).content.decode()

    assert "住房物业" in page
    assert "?category=" not in page


@pytest.mark.parametrize("asked", [{"list": "nonsense"}, {"from": "2026-02-31"}])
def test_nonsense_is_answered_with_the_newest_list(client: Client, used: dict[str, Category], asked: Any) -> None:
    client.force_login(committee())

    answer = client.get(reverse("portal:category-figures"), asked)

    assert (answer.status_code, answer.context["figures"].edition.name) == (400, "新清单")


@pytest.mark.parametrize("count", [1, 3])
def test_category_figures_cost_the_same_whatever_the_rows(
    lists: tuple[CategoryList, CategoryList], count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(count):
        ConcernFactory.create_batch(count, category=CategoryFactory(list=lists[0]))

    with django_assert_num_queries(2):
        category_figures(Period(), lists[1])
