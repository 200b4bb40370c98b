"""Departments through the API: read-only, for everybody who is signed in."""

import pytest

from tests.factories.accounts import DepartmentFactory, UserFactory

DEPARTMENTS = "/api/v1/departments/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client):
    client.force_login(UserFactory())
    return client


def names(response) -> list[str]:
    return [row["name"] for row in response.json()["results"]]


def test_a_department_shows_these_fields(client):
    department = DepartmentFactory(code="water", name="区水务局", name_en="District Water Authority", is_sample=True)

    expected = {
        "id": department.pk,
        "code": "water",
        "name": "区水务局",
        "name_en": "District Water Authority",
        "kind": "bureau",
        "is_sample": True,
    }

    assert client.get(DEPARTMENTS).json() == {
        "count": 1,
        "next": None,
        "previous": None,
        "results": [expected],
    }
    assert client.get(f"{DEPARTMENTS}{department.pk}/").json() == expected


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_takes_four_queries(client, django_assert_num_queries, rows):
    DepartmentFactory.create_batch(rows)

    with django_assert_num_queries(4):  # session, person, count, rows
        response = client.get(DEPARTMENTS)

    assert response.json()["count"] == rows


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["区水务局", "坪山供电局", "区教育局"]),
        ({"kind": "company"}, ["坪山供电局"]),
        ({"code": "water"}, ["区水务局"]),
        ({"is_sample": "true"}, ["区教育局"]),
        ({"search": "供电"}, ["坪山供电局"]),
        ({"search": "water auth"}, ["区水务局"]),
        ({"search": "%"}, []),
        ({"ordering": "code"}, ["区教育局", "坪山供电局", "区水务局"]),
        ({"ordering": "-id"}, ["区教育局", "坪山供电局", "区水务局"]),
    ],
)
def test_the_list_is_filtered_searched_and_ordered(client, query, found):
    DepartmentFactory(code="water", name="区水务局", name_en="District Water Authority")
    DepartmentFactory(code="power", name="坪山供电局", name_en="Power Supply", company=True)
    DepartmentFactory(code="education", name="区教育局", name_en="Education Bureau", is_sample=True)

    assert names(client.get(DEPARTMENTS, query)) == found


def test_a_filter_that_makes_no_sense_is_refused(client):
    response = client.get(DEPARTMENTS, {"kind": "castle"})

    assert response.status_code == 400
    assert set(response.json()["fields"]) == {"kind"}


def test_one_that_does_not_exist_is_not_found(client):
    assert client.get(f"{DEPARTMENTS}999/").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nobody_changes_departments_here(client, method):
    department = DepartmentFactory()

    assert getattr(client, method)(f"{DEPARTMENTS}{department.pk}/").status_code == 405


def test_a_department_shows_itself_in_the_readers_language(in_english):
    assert str(DepartmentFactory.build(name="区水务局", name_en="Water Authority")) == "Water Authority"
    assert str(DepartmentFactory.build(name="区水务局", name_en="")) == "区水务局"


def test_in_chinese_it_shows_its_chinese_name():
    assert str(DepartmentFactory.build(name="区水务局", name_en="Water Authority")) == "区水务局"
