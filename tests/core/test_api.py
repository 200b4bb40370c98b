"""The frame of the REST API: one shape of refusal, lists, moves, and its own description."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from rest_framework import exceptions
from rest_framework.test import APIClient

from accounts.models import User
from core.access import NotPermitted
from core.api import error_response
from core.workflow import IllegalMove
from stations.models import Category, Concern, Station
from tests.factories.accounts import DepartmentFactory
from tests.factories.stations import (
    CategoryFactory,
    ConcernFactory,
    StationFactory,
    VisitFactory,
    load_clocks,
    officer_of,
)

VISITS, CONCERNS = "/api/v1/visits/", "/api/v1/concerns/"


@pytest.fixture
def station(db: None) -> Station:
    load_clocks()
    return StationFactory()


@pytest.fixture
def officer(station: Station) -> User:
    return officer_of(station)


@pytest.fixture
def api(officer: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(officer)
    return client


def entry(station: Station, **given: Any) -> dict[str, Any]:
    known = {"station": station.pk, "kind": "phone", "started_at": "2019-03-04T15:00:00+08:00", "place": "电话"}
    return known | given


# The shape of every refusal.


@pytest.mark.parametrize(
    ("error", "code", "name", "message", "fields"),
    [
        (IllegalMove("陈志明已经分流。"), 409, "illegal_move", "陈志明已经分流。", {}),
        (NotPermitted("不属于您。"), 403, "not_permitted", "不属于您。", {}),
        (PermissionDenied(), 403, "not_permitted", "这一步不属于您在此处的职责。", {}),
        (Http404(), 404, "not_found", "没有这一事项，或您无权查看。", {}),
        (exceptions.NotAuthenticated(), 401, "not_signed_in", "请先登录。", {}),
        (exceptions.Throttled(60), 429, "too_many", "请求已被限流。 预计 60 秒后可用。", {}),
        (
            DjangoValidationError({"due_on": "太早了。", "__all__": "不行。"}), 400, "invalid", "请更正所列各项。",
            {"due_on": ["太早了。"], "non_field": ["不行。"]},
        ),
        (DjangoValidationError("不行。"), 400, "invalid", "请更正所列各项。", {"non_field": ["不行。"]}),
        (
            exceptions.ValidationError({"concerns": [{}, {"words": ["缺少。"]}]}), 400, "invalid", "请更正所列各项。",
            {"concerns.1.words": ["缺少。"]},
        ),
        (
            exceptions.ValidationError({"contact": {"phone": ["不是电话。"]}, "non_field_errors": ["不行。"]}),
            400, "invalid", "请更正所列各项。", {"contact.phone": ["不是电话。"], "non_field": ["不行。"]},
        ),
        (exceptions.ValidationError("不行。"), 400, "invalid", "请更正所列各项。", {"non_field": ["不行。"]}),
    ],
)  # fmt: skip
def test_every_refusal_has_one_shape(
    error: Exception, code: int, name: str, message: str, fields: dict[str, Any]
) -> None:
    response = error_response(error, {})

    assert response is not None
    assert response.status_code == code
    assert response.data == {"code": name, "message": message, "fields": fields, "request_id": ""}


def test_error_of_our_own_is_no_refusal() -> None:
    assert error_response(RuntimeError(), {}) is None


def test_refusal_names_the_request(api: APIClient, station: Station) -> None:
    answer = api.post(VISITS, {}, headers={"X-Request-ID": "story-01"})

    assert answer.json()["request_id"] == answer["X-Request-ID"] == "story-01"


@pytest.mark.parametrize(
    ("method", "address", "code", "name"),
    [
        ("GET", "/api/v1/nothing/", 404, "not_found"),
        ("GET", "/api/v1/visits", 404, "not_found"),
        ("GET", f"{VISITS}abc/", 404, "not_found"),
        ("GET", f"{VISITS}{'9' * 18}/", 404, "not_found"),
        ("GET", f"{VISITS}{'9' * 40}/", 404, "not_found"),
        ("GET", f"{VISITS}?page=2", 404, "not_found"),
        ("GET", f"{VISITS}?station=moon", 400, "invalid"),
        ("GET", f"{VISITS}?started_from=31.2.2019", 400, "invalid"),
        ("PUT", VISITS, 405, "method_not_allowed"),
        ("PATCH", f"{CONCERNS}1/", 405, "method_not_allowed"),
        ("DELETE", f"{CONCERNS}1/", 405, "method_not_allowed"),
        ("GET", f"{CONCERNS}1/route/", 405, "method_not_allowed"),
    ],
)
def test_address_that_leads_nowhere(api: APIClient, method: str, address: str, code: int, name: str) -> None:
    answer = api.generic(method, address)

    assert (answer.status_code, answer.json()["code"]) == (code, name)


@pytest.mark.parametrize("address", [VISITS, f"{CONCERNS}1/", "/api/v1/nothing/"])
def test_nobody_gets_in_without_signing_in(db: None, address: str) -> None:
    answer = APIClient().get(address)

    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    assert answer["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[" * 100_000, b"\xff\xfe", b'{"place": NaN}', b'{"station": 1e400}', b'{"station": -1e999}',
        b'{"station": ' + b"9" * 5000 + b"}", b'"words"', b"null", b"[]", b"17", b'{"place": "\\ud800"}',
        b'{"place": "a\\u0000b"}', b'{"station": true}', b'{"station": {"pk": 1}}', b'{"concerns": "all"}',
        b'{"concerns": [null, 1]}', b'{"representatives": {"1": 2}}', b'{"": ""}',
        b'{"started_at": "0001-01-01T00:00:00+14:00"}', b'{"started_at": "9999-12-31T23:59:59-12:00"}',
    ],
)  # fmt: skip
def test_body_that_cannot_be_read_is_refused_in_the_same_shape(api: APIClient, body: bytes) -> None:
    answer = api.generic("POST", VISITS, body, content_type="application/json")

    assert answer.status_code == 400
    assert set(answer.json()) == {"code", "message", "fields", "request_id"}


def test_body_that_is_too_large_is_not_read(api: APIClient, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    answer = api.generic("POST", VISITS, b'"%s"' % (b"x" * 100), content_type="application/json")

    assert (answer.status_code, answer.json()["message"]) == (400, "内容过大，无法一次提交。")


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain", "nonsense"])
def test_api_reads_json_only(api: APIClient, kind: str) -> None:
    answer = api.generic("POST", VISITS, b"station=1", content_type=kind)

    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def test_api_writes_json_only(api: APIClient) -> None:
    answer = api.get(VISITS, headers={"Accept": "text/html"})

    assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")


def test_session_needs_its_csrf_token(officer: User, station: Station) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(officer)

    answer = client.post(VISITS, entry(station))

    assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")


# Lists.


def test_list_is_paged(api: APIClient, station: Station) -> None:
    VisitFactory.create_batch(3, station=station)

    first = api.get(VISITS, {"page_size": 2}).json()
    second = api.get(first["next"]).json()

    assert list(first) == ["count", "next", "previous", "results"]
    assert (first["count"], len(first["results"]), first["previous"]) == (3, 2, None)
    assert (len(second["results"]), second["next"]) == (1, None)


@pytest.mark.parametrize(("asked", "rows"), [("", 25), ("5", 5), ("200", 200), ("201", 200), ("0", 25), ("x", 25)])
def test_page_has_25_rows_and_200_at_most(api: APIClient, station: Station, asked: str, rows: int) -> None:
    DepartmentFactory.create_batch(201)

    answer = api.get("/api/v1/departments/", {"page_size": asked})

    assert len(answer.json()["results"]) == rows


def test_list_is_searched_and_ordered(api: APIClient, station: Station) -> None:
    for place in ("六联菜市场", "田头菜市场", "老坑小学"):
        VisitFactory(station=station, place=place)

    found = api.get(VISITS, {"search": "菜市", "ordering": "id"}).json()["results"]
    everything = api.get(VISITS, {"search": "\u200b"}).json()["results"]

    assert [visit["place"] for visit in found] == ["六联菜市场", "田头菜市场"]
    assert len(everything) == 3


def test_order_by_anything_else_is_left_aside(api: APIClient, station: Station) -> None:
    first, second = VisitFactory.create_batch(2, station=station)

    found = api.get(VISITS, {"ordering": "recorder__password,-started_at'"}).json()["results"]

    assert [visit["id"] for visit in found] == [second.pk, first.pk]


@pytest.mark.parametrize("noun", ["stations", "representatives", "categories", "departments"])
def test_reference_is_listed_like_everything_else(api: APIClient, noun: str) -> None:
    CategoryFactory()

    answer = api.get(f"/api/v1/{noun}/").json()

    assert list(answer) == ["count", "next", "previous", "results"]


def test_reference_is_filtered(api: APIClient, station: Station) -> None:
    StationFactory()

    found = api.get("/api/v1/stations/", {"subdistrict": station.subdistrict_id}).json()["results"]

    assert [row["id"] for row in found] == [station.pk]


# Moves.


@pytest.fixture
def concern(station: Station) -> Concern:
    return ConcernFactory(station=station)


def test_move_answers_with_the_thing_as_it_is_now(api: APIClient, concern: Concern) -> None:
    answer = api.post(f"{CONCERNS}{concern.pk}/route/", {"route": "community"})

    assert (answer.status_code, answer.json()["state"]) == (200, "routed")
    assert answer.json() == api.get(f"{CONCERNS}{concern.pk}/").json()


def test_move_that_came_too_late_says_who_was_faster(api: APIClient, concern: Concern, officer: User) -> None:
    api.post(f"{CONCERNS}{concern.pk}/route/", {"route": "community"})

    answer = api.post(f"{CONCERNS}{concern.pk}/route/", {"route": "community"})

    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_move")
    assert f"{officer.name}将问题分流：转社区" in answer.json()["message"]


def test_field_that_nobody_knows_is_refused(api: APIClient, concern: Concern) -> None:
    answer = api.post(f"{CONCERNS}{concern.pk}/route/", {"route": "community", "state": "closed"})

    assert answer.status_code == 400
    assert answer.json()["fields"] == {"state": ["这里没有这个字段。"]}


def test_refusal_of_the_action_stands_at_its_field(api: APIClient, concern: Concern) -> None:
    answer = api.post(f"{CONCERNS}{concern.pk}/route/", {"route": "not_accepted"})

    assert answer.status_code == 400
    assert set(answer.json()["fields"]) == {"reason", "redirect_to"}


def test_unseen_is_404_before_anything_else(concern: Concern) -> None:
    elsewhere = APIClient()
    elsewhere.force_authenticate(officer_of(StationFactory()))

    answer = elsewhere.post(f"{CONCERNS}{concern.pk}/route/", {"nonsense": True})

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_state_is_never_written_from_outside(api: APIClient, concern: Concern) -> None:
    category: Category = concern.category

    created = api.post(
        VISITS,
        entry(concern.station, concerns=[{"words": "路灯不亮", "category": category.pk, "state": "closed"}]),
    )

    assert created.status_code == 400
    assert set(created.json()["fields"]) == {"concerns.0.state"}


# The description.


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return SchemaGenerator().get_schema(request=None, public=True)


OPERATIONS = ("get", "post", "put", "patch", "delete")


def operations(schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method} {path}": operation
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
        if method in OPERATIONS
    }


def test_description_is_valid_and_complete(capfd: pytest.CaptureFixture[str]) -> None:
    fresh = SchemaGenerator().get_schema(request=None, public=True)
    validate_schema(fresh)

    assert capfd.readouterr().err == ""


def test_every_operation_names_its_refusals(schema: dict[str, Any]) -> None:
    silent = {
        name: missing
        for name, operation in operations(schema).items()
        if "auth/token" not in name and (missing := {"400", "401", "403", "404"} - set(operation["responses"]))
    }

    assert silent == {}


def test_every_refusal_is_described_by_its_shape(schema: dict[str, Any]) -> None:
    shapes = {
        answer["content"]["application/json"]["schema"]["$ref"]
        for operation in operations(schema).values()
        for code, answer in operation["responses"].items()
        if code.startswith("4")
    }

    assert shapes == {"#/components/schemas/ErrorOutput"}


def test_creation_takes_the_input_and_answers_the_noun(schema: dict[str, Any]) -> None:
    create = schema["paths"][VISITS]["post"]

    assert create["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith("/VisitInputRequest")
    assert create["responses"]["201"]["content"]["application/json"]["schema"]["$ref"].endswith("/VisitOutput")


def test_move_answers_the_noun(schema: dict[str, Any]) -> None:
    route = schema["paths"]["/api/v1/concerns/{id}/route/"]["post"]

    assert route["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].endswith("/ConcernOutput")


def test_nothing_is_changed_but_by_a_move(schema: dict[str, Any]) -> None:
    assert [name for name in operations(schema) if name.startswith(("put", "patch", "delete"))] == []
