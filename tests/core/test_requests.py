"""What every request gets: an id of its own, and a page where a move came too late."""

import re

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from core.requests import MoveErrorsMiddleware, RequestIdMiddleware, current_request_id
from core.workflow import IllegalMove
from stations.models import Station
from tests.factories.stations import ConcernFactory, StationFactory, officer_of


def answered(**headers: str) -> tuple[str, str, HttpResponse]:
    """The id inside the request, on the request, and the answer."""
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.extend([current_request_id(), request.id])
        return HttpResponse()

    response = RequestIdMiddleware(view)(RequestFactory().get("/", headers=headers))
    return seen[0], seen[1], response


def test_each_request_gets_an_id_of_its_own() -> None:
    first, second = answered(), answered()

    assert re.fullmatch("[0-9a-f]{32}", first[0])
    assert first[0] == first[1] == first[2]["X-Request-ID"]
    assert first[0] != second[0]


@pytest.mark.parametrize("given", ["story-01", "0" * 36, "A1b2-C3d4"])
def test_plain_id_of_the_caller_is_kept(given: str) -> None:
    assert answered(**{"X-Request-ID": given})[0] == given


@pytest.mark.parametrize(
    "given", ["", "short", "0" * 37, "a b c d e", "id\r\nSet-Cookie: x", "编号编号编号编号", "<script>"]
)
def test_any_other_id_is_replaced(given: str) -> None:
    inside, _on_request, response = answered(**{"X-Request-ID": given})

    assert inside != given
    assert response["X-Request-ID"] == inside


def test_outside_of_a_request_there_is_no_id() -> None:
    answered()

    assert current_request_id() == ""


def test_id_does_not_outlive_a_request_that_fails() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        RequestIdMiddleware(view)(RequestFactory().get("/"))

    assert current_request_id() == ""


def test_other_exceptions_are_left_to_others() -> None:
    middleware = MoveErrorsMiddleware(lambda request: HttpResponse())

    assert middleware.process_exception(RequestFactory().get("/"), RuntimeError()) is None


@pytest.fixture
def station(db: None) -> Station:
    return StationFactory()


def test_page_of_a_move_that_came_too_late_says_so(client: Client, station: Station) -> None:
    concern = ConcernFactory(station=station, closed=True)
    client.force_login(officer_of(station))

    answer = client.get(reverse("stations:concern-route", args=[concern.pk]))

    assert answer.status_code == 409
    assert "现在不能“分流”：目前状态为“已办结”。" in answer.content.decode()
    assert f'href="{concern.get_absolute_url()}">查看该事项</a>' in answer.content.decode()


def test_answer_of_every_page_names_its_id(client: Client, station: Station) -> None:
    client.force_login(officer_of(station))

    answer = client.get(reverse("stations:concern-list"), headers={"X-Request-ID": "story-01"})

    assert answer["X-Request-ID"] == "story-01"


def test_illegal_move_is_one_sentence() -> None:
    assert str(IllegalMove("陈志明已经分流。")) == "陈志明已经分流。"
