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


def page(asked: str = "", size: int = 10, **more: Any) -> Page:
    return page_of(Department.objects.order_by("pk"), RequestFactory().get(f"/{asked}"), size, **more)


#: Read as they are, or by keys that were looked for before.
WAYS = pytest.mark.parametrize("by_key", [False, True])


def way(by_key: bool) -> dict[str, Any]:
    return {"shown": Department.objects.only("name")} if by_key else {}


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
@WAYS
def test_page_is_the_one_asked_for(
    many: list[Department], asked: str, numbers: range, before: bool, after: bool, by_key: bool
) -> None:
    found = page(asked, **way(by_key))

    assert list(found) == [many[number] for number in numbers]
    assert (len(found), found.has_previous, found.has_next) == (len(numbers), before, after)


@pytest.mark.parametrize("nonsense", ["", "x", "0", "-1", "1.5", "1e3", "%00", "١", "2;3", "' OR 1=1", "9" * 30, "２"])
def test_nonsense_means_the_first_page(many: list[Department], nonsense: str) -> None:
    assert page(f"?page={nonsense}").number == 1


def test_no_page_lies_beyond_what_is_counted(many: list[Department]) -> None:
    assert page("?page=99999").number == 1000 // SIZE


@pytest.mark.parametrize(("asked", "label"), [("", "25"), ("?page=3", "25"), ("?page=9", "25")])
@WAYS
def test_count_is_exact_for_a_list_that_can_be_counted(
    many: list[Department], asked: str, label: str, by_key: bool
) -> None:
    assert page(asked, **way(by_key)).count_label == label


@WAYS
def test_count_of_nothing(by_key: bool) -> None:
    found = page(**way(by_key))

    assert (found.count_label, list(found)) == ("0", [])


@WAYS
def test_count_stops_at_a_thousand(by_key: bool) -> None:
    Department.objects.bulk_create(Department(code=f"d{n}", name=f"单位{n}", kind="bureau") for n in range(1001))

    found = page(**way(by_key))

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


@pytest.mark.parametrize("rows", [1, 30])
def test_list_read_by_key_costs_two_queries(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    DepartmentFactory.create_batch(rows)

    with django_assert_num_queries(2):
        found = page(**way(by_key=True))
        assert (len(found), found.count_label) == (min(rows, 10), str(rows))


def test_list_read_by_key_keeps_its_order(many: list[Department]) -> None:
    newest = page_of(Department.objects.order_by("-pk"), RequestFactory().get("/"), 10, **way(by_key=True))

    assert list(newest) == many[:-11:-1]


def test_count_that_is_known_is_not_asked_for(
    many: list[Department], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert page(known=25).count_label == "25"


def test_whole_table_is_never_counted(many: list[Department]) -> None:
    with CaptureQueriesContext(connection) as queries:
        label = page().count_label

    counting: list[Any] = [query["sql"] for query in queries if "COUNT(" in query["sql"]]
    assert (label, len(counting)) == ("25", 1)
    assert "LIMIT 1001" in counting[0]
