"""Visits and concerns through the API: the same story, the same refusals."""

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from accounts.models import User
from stations.actions import route_concern
from stations.models import Category, Station, Visit
from tests.factories.stations import ConcernFactory, everybody


@pytest.fixture
def api(officer: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(officer)
    return client


def entry(station: Station, category: Category) -> dict[str, object]:
    return {
        "station": station.pk, "kind": "reception", "started_at": "2026-03-04T15:00:00+08:00", "place": "联络站",
        "concerns": [
            {"words": "电梯又停了", "category": category.pk, "contact": {"name": "陈阿姨", "phone": "13800000001"}}
        ],
    }  # fmt: skip


def test_from_visit_to_closed_concern(api: APIClient, station: Station, category: Category) -> None:
    visit = api.post("/api/v1/visits/", entry(station, category))
    concern = f"/api/v1/concerns/{visit.data['concerns'][0]['id']}/"

    before = api.get(concern)
    routed = api.post(f"{concern}route/", {"route": "community"})
    told = api.post(f"{concern}give-feedback/", {"told_on": "2026-03-05", "way": "phone", "satisfied": True})
    closed = api.post(f"{concern}close/")

    assert visit.status_code == 201
    assert before.data["allowed_moves"] == ["route", "correct-words", "join", "split"]
    assert [answer.data["state"] for answer in (routed, told, closed)] == ["routed", "told", "closed"]
    assert "13800000001" not in visit.content.decode() + closed.content.decode()


def test_what_was_done_is_taken_back(api: APIClient, station: Station) -> None:
    concern = f"/api/v1/concerns/{ConcernFactory(station=station).pk}/"

    routed = api.post(f"{concern}route/", {"route": "community"})
    back = api.post(f"{concern}take-back/", {"edition": routed.data["edition"]})
    again = api.post(f"{concern}take-back/")

    assert "take-back" in routed.data["allowed_moves"]
    assert (back.status_code, back.data["state"], back.data["route"]) == (200, "received", "")
    assert back.data["allowed_moves"] == ["route", "correct-words", "join", "split"]
    assert (again.status_code, again.data["code"]) == (409, "illegal_move")


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_says_what_can_be_taken_back_in_one_query(
    api: APIClient, officer: User, station: Station, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _row in range(rows):
        route_concern(ConcernFactory(station=station), by=officer, route="community")
    ConcernFactory(station=station, routed=True)

    with django_assert_num_queries(3):
        listed = api.get("/api/v1/concerns/").data["results"]

    assert ["take-back" in row["allowed_moves"] for row in listed] == [False, *[True] * rows]


def test_same_idempotency_key_creates_once(api: APIClient, station: Station, category: Category) -> None:
    first = api.post("/api/v1/visits/", entry(station, category), headers={"Idempotency-Key": "a"})
    again = api.post("/api/v1/visits/", entry(station, category), headers={"Idempotency-Key": "a"})
    other = api.post(
        "/api/v1/visits/", entry(station, category) | {"place": "菜市场"}, headers={"Idempotency-Key": "a"}
    )

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 409)
    assert first.json() == again.json()
    assert Visit.objects.count() == 1


def test_invalid_input_names_every_field(api: APIClient, station: Station, category: Category) -> None:
    wrong = entry(station, category) | {"kind": "nonsense", "concerns": [{"words": "", "shoe_size": 43}]}

    answer = api.post("/api/v1/visits/", wrong)

    assert answer.status_code == 400
    assert set(answer.data) == {"code", "message", "fields", "request_id"}
    assert set(answer.data["fields"]) == {"kind", "concerns.0.shoe_size"}


def test_refusals_have_one_shape(api: APIClient, station: Station) -> None:
    concern = ConcernFactory(station=station, closed=True)
    foreign = ConcernFactory()

    illegal = api.post(f"/api/v1/concerns/{concern.pk}/route/", {"route": "community"})
    unseen = api.get(f"/api/v1/concerns/{foreign.pk}/")
    api.force_authenticate(everybody(station)["committee"])
    unpermitted = api.post(f"/api/v1/concerns/{foreign.pk}/route/", {"route": "community"})
    api.force_authenticate(None)
    unsigned = api.get("/api/v1/concerns/")

    answers = [illegal, unseen, unpermitted, unsigned]
    assert [answer.status_code for answer in answers] == [409, 404, 403, 401]
    assert [answer.data["code"] for answer in answers] == [
        "illegal_move", "not_found", "not_permitted", "not_signed_in",
    ]  # fmt: skip
    assert all(set(answer.data) == {"code", "message", "fields", "request_id"} for answer in answers)


def test_lists_are_filtered_searched_and_paged(api: APIClient, station: Station) -> None:
    found = ConcernFactory(station=station, words="晚上停车难")
    ConcernFactory.create_batch(2, station=station, routed=True)

    searched = api.get("/api/v1/concerns/", {"search": "停车"})
    filtered = api.get("/api/v1/concerns/", {"state": "routed", "page_size": 1})

    assert [row["id"] for row in searched.data["results"]] == [found.pk]
    assert (filtered.data["count"], len(filtered.data["results"])) == (2, 1)
    assert filtered.data["next"] is not None
