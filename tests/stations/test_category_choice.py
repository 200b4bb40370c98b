"""Choosing categories at a visit: examples, a second one, a note where no category fits (rule 2)."""

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from accounts.models import User
from core import clock
from core.workdays import DAY
from stations.models import Category, CategoryList, Concern, Station
from tests.factories.stations import CategoryFactory


@pytest.fixture
def page(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def send(page: Client, station: Station, **concern: Any) -> Any:
    data = {
        "station": station.pk, "kind": "reception", "started_at": "2026-03-04T15:00", "place": "联络站",
        "concerns-TOTAL_FORMS": 1, "concerns-INITIAL_FORMS": 0,
    }  # fmt: skip
    said = {"words": "电梯又停了", "nature": "complaint", "urgency": "ordinary"} | concern
    return page.post(
        reverse("stations:visit-new"), data | {f"concerns-0-{name}": value for name, value in said.items()}
    )


def test_visit_new_shows_examples_of_every_category_offered(page: Client, station: Station) -> None:
    call_command("load_reference", verbosity=0)
    Category.objects.filter(code="united_front").update(until=clock.today() - DAY)

    text = page.get(reverse("stations:visit-new")).content.decode()

    offered = Category.objects.offered(clock.today())
    assert offered.count() == 19
    # One empty row, and the one that the script copies.
    assert [text.count(f"<dd>{category.examples}</dd>") for category in offered] == [2] * 19
    assert "统一战线" not in text


def test_visit_new_keeps_both_categories_and_the_note(page: Client, station: Station, category: Category) -> None:
    other, second = CategoryFactory(name="其他", needs_note=True), CategoryFactory(name="文体旅游")

    send(page, station, category_id=other.pk, second_category_id=second.pk, category_note="族谱保管")

    concern = Concern.objects.get()
    assert (concern.category, concern.second_category, concern.category_note) == (other, second, "族谱保管")
    shown = page.get(concern.get_absolute_url()).content.decode()
    assert "其他 · 族谱保管" in shown
    assert "文体旅游" in shown


def test_visit_new_asks_for_the_note_at_its_field_and_keeps_what_was_typed(page: Client, station: Station) -> None:
    other = CategoryFactory(name="其他", needs_note=True)

    answer = send(page, station, category_id=other.pk)

    assert (answer.status_code, Concern.objects.count()) == (400, 0)
    assert answer.context["concerns"].errors == [{"category_note": ["选择“其他”时，请用几个字写明是什么事。"]}]
    assert "电梯又停了" in answer.content.decode()


def test_visit_new_refuses_the_same_category_twice(page: Client, station: Station, category: Category) -> None:
    answer = send(page, station, category_id=category.pk, second_category_id=category.pk)

    assert answer.context["concerns"].errors == [{"second_category_id": ["第二类别须与第一类别不同，或不选。"]}]


def test_visit_new_does_not_take_what_is_no_longer_offered(page: Client, station: Station) -> None:
    ended = CategoryFactory(until=clock.today() - DAY)

    answer = send(page, station, category_id=ended.pk)

    assert list(answer.context["concerns"].errors[0]) == ["category_id"]


def test_a_concern_keeps_a_category_that_is_given_up(page: Client, station: Station, category: Category) -> None:
    send(page, station, category_id=category.pk)
    Category.objects.filter(pk=category.pk).update(until=clock.today() - DAY)

    concern = Concern.objects.get()
    listed = page.get(reverse("stations:concern-list"), {"category": category.pk}).context["page"]

    assert (concern.category, list(listed)) == (category, [concern])


@pytest.mark.parametrize("rows", [1, 3])
def test_visit_new_reads_the_categories_once(
    page: Client, station: Station, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edition = CategoryList.objects.create(code="one", name="清单")
    CategoryFactory.create_batch(rows, list=edition)
    page.get(reverse("stations:visit-new"))

    with django_assert_num_queries(7):
        page.get(reverse("stations:visit-new"))


def test_api_says_what_belongs_to_a_category_and_where_it_comes_from(officer: User) -> None:
    call_command("load_reference", verbosity=0)
    api = APIClient()
    api.force_authenticate(officer)
    CategoryList.objects.filter(code="housing-apart").update(since="2026-12-01")
    building = Category.objects.get(code="planning_construction")

    (housing,) = api.get("/api/v1/categories/", {"code": "housing"}).json()["results"]
    (old,) = api.get("/api/v1/categories/", {"code": "transport"}).json()["results"]

    assert (housing["list"], housing["since"], housing["until"]) == ("housing-apart", "2026-12-01", None)
    assert (housing["origin"], old["origin"]) == ("(proposal)", "(analogue)")
    assert (housing["counted_as"], housing["needs_note"]) == (building.pk, False)
    assert housing["examples"].startswith("房屋漏水")
    assert (old["list"], old["since"]) == ("eighteen", None)
