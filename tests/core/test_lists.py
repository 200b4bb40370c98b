"""One page of a long list: what is asked for, whether there is more, and how many there are."""

from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from accounts.models import Department
from core.lists import SIZE, Page, page_of
from tests.factories.accounts import DepartmentFactory

pytestmark = pytest.mark.django_db


def page(asked: str = "", size: int = 10) -> Page:
    return page_of(Department.objects.order_by("pk"), RequestFactory().get(f"/{asked}"), size)


@pytest.fixture
def many() -> list[Department]:
    return DepartmentFactory.create_batch(25)


@pytest.mark.parametrize(
    ("asked", "numbers", "before", "after"),
    [
        ("", range(10), False, True),
        ("?page=1", range(10), False, True),
        ("?page=2", range(10, 20), True, True),
        ("?page=3", range(20, 25), True, False),
        ("?page=4", range(0), True, False),
    ],
)
def test_page_is_the_one_asked_for(
    many: list[Department], asked: str, numbers: range, before: bool, after: bool
) -> None:
    found = page(asked)

    assert list(found) == [many[number] for number in numbers]
    assert (len(found), found.has_previous, found.has_next) == (len(numbers), before, after)


@pytest.mark.parametrize("nonsense", ["", "x", "0", "-1", "1.5", "1e3", "%00", "١", "2;3", "' OR 1=1", "9" * 30, "２"])
def test_nonsense_means_the_first_page(many: list[Department], nonsense: str) -> None:
    assert page(f"?page={nonsense}").number == 1


def test_no_page_lies_beyond_what_is_counted(many: list[Department]) -> None:
    assert page("?page=99999").number == 1000 // SIZE


@pytest.mark.parametrize(("asked", "label"), [("", "25"), ("?page=3", "25"), ("?page=9", "25")])
def test_count_is_exact_for_a_list_that_can_be_counted(many: list[Department], asked: str, label: str) -> None:
    assert page(asked).count_label == label


def test_count_of_nothing(db: None) -> None:
    assert (page().count_label, list(page())) == ("0", [])


def test_count_stops_at_a_thousand() -> None:
    Department.objects.bulk_create(Department(code=f"d{n}", name=f"单位{n}", kind="bureau") for n in range(1001))

    found = page()

    assert found.count_label == "1 000+"


def test_count_of_exactly_a_thousand() -> None:
    Department.objects.bulk_create(Department(code=f"d{n}", name=f"单位{n}", kind="bureau") for n in range(1000))

    assert page().count_label == "1000"


@pytest.mark.parametrize("rows", [1, 3])
def test_short_list_costs_one_query(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    DepartmentFactory.create_batch(rows)

    with django_assert_num_queries(1):
        found = page()
        assert (len(found), found.count_label) == (rows, str(rows))


def test_whole_table_is_never_counted(many: list[Department]) -> None:
    with CaptureQueriesContext(connection) as queries:
        label = page().count_label

    counting: list[Any] = [query["sql"] for query in queries if "COUNT(" in query["sql"]]
    assert (label, len(counting)) == ("25", 1)
    assert "LIMIT 1001" in counting[0]
