"""The door: who comes in, where the others are sent, and how long a sign-in lasts."""

from urllib.parse import quote

import pytest
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session

from accounts.middleware import is_public
from accounts.token_urls import TokenRevokeView, TokenView
from tests.accounts import door_urls
from tests.factories.accounts import UserFactory

SIGN_IN = "/accounts/sign-in/"
IDLE = "您已超过 30 分钟没有操作，系统已自动退出，请重新登录。"
LONGEST = "本次登录已达到最长时限，请重新登录。"
NOT_RECORDED = "您提交的内容未被记录。请登录后重新提交。"

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.door_urls")]


@pytest.fixture
def officer():
    return UserFactory(username="officer")


@pytest.fixture
def nine_o_clock(time_machine):
    time_machine.move_to("2019-06-03 09:00", tick=False)
    return time_machine


@pytest.fixture
def at_nine(nine_o_clock, client, officer):
    client.force_login(officer)
    return client


def texts(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.mark.parametrize("address", ["/closed/", "/closed/?page=2&word=%E5%81%9C"])
def test_a_closed_page_leads_to_the_sign_in_and_is_remembered(client, address):
    response = client.get(address)

    assert (response.status_code, response.url) == (302, f"{SIGN_IN}?next={quote(address, safe='')}")
    assert texts(response) == []


def test_whoever_is_signed_in_comes_in(client, officer):
    client.force_login(officer)

    assert client.get("/closed/").content == b"officer"


def test_a_public_page_needs_no_sign_in(client):
    assert client.get("/opened/").content == b"anybody"


def test_the_account_closed_meanwhile_is_out_at_once(client, officer):
    client.force_login(officer)
    officer.is_active = False
    officer.save()

    assert client.get("/closed/").status_code == 302


@pytest.mark.parametrize(
    ("referer", "query"),
    [
        ("http://testserver/visits/new/?station=3#words", "?next=%2Fvisits%2Fnew%2F%3Fstation%3D3"),
        ("http://evil.example/visits/new/", ""),
        ("", ""),
    ],
)
def test_a_form_sent_too_late_leads_back_to_its_page(client, referer, query):
    response = client.post("/closed/", headers={"Referer": referer})

    assert response.url == SIGN_IN + query


@pytest.mark.parametrize(
    ("current", "query"),
    [("http://testserver/visits/new/", "?next=%2Fvisits%2Fnew%2F"), ("http://evil.example/", ""), (None, "")],
)
def test_a_fragment_moves_the_whole_window(client, current, query):
    headers = {"HX-Request": "true"} | ({"HX-Current-URL": current} if current else {})

    response = client.get("/closed/", headers=headers)

    assert (response.status_code, response["HX-Redirect"]) == (200, SIGN_IN + query)
    assert response.content == b""


def test_the_api_refuses_by_itself(client):
    response = client.get("/api/closed/")

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Token"
    assert response.json()["code"] == "not_signed_in"
    assert client.get("/api/opened/").json() == "anybody"


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (door_urls.closed, False),
        (door_urls.opened, True),
        (door_urls.api_closed, False),
        (door_urls.api_opened, True),
        (TokenView.as_view(), True),
        (TokenRevokeView.as_view(), False),
        (TokenRevokeView.as_view(permission_classes=[]), True),
    ],
)
def test_a_view_says_whether_it_is_public(view, expected):
    assert is_public(view) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [("/closed/", "private, no-cache"), ("/opened/", "private, no-cache"), ("/stored/", "max-age=60")],
)
def test_no_shared_cache_keeps_a_page(client, officer, address, expected):
    client.force_login(officer)

    assert client.get(address)["Cache-Control"] == expected


def test_without_a_cookie_the_door_asks_nothing_of_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/opened/")
        client.get("/closed/")


def test_a_signed_in_request_takes_two_queries(at_nine, nine_o_clock, django_assert_num_queries):
    nine_o_clock.move_to("2019-06-03 09:00:59", tick=False)

    with django_assert_num_queries(2):
        at_nine.get("/closed/")


def test_once_a_minute_the_session_is_noted(at_nine, nine_o_clock, django_assert_num_queries):
    nine_o_clock.move_to("2019-06-03 09:01:00", tick=False)

    with django_assert_num_queries(5):  # session, person, and the session again between two savepoints
        at_nine.get("/closed/")


def test_half_an_hour_without_a_request_ends_the_sign_in(at_nine, nine_o_clock):
    nine_o_clock.move_to("2019-06-03 09:30:00", tick=False)

    response = at_nine.get("/closed/?page=2")

    assert response.url == f"{SIGN_IN}?next=%2Fclosed%2F%3Fpage%3D2"
    assert texts(response) == [IDLE]
    assert Session.objects.count() == 0


def test_a_second_before_it_goes_on(at_nine, nine_o_clock):
    nine_o_clock.move_to("2019-06-03 09:29:59", tick=False)

    assert at_nine.get("/closed/").status_code == 200


def test_every_request_starts_the_half_hour_anew(at_nine, nine_o_clock):
    nine_o_clock.move_to("2019-06-03 09:20", tick=False)
    at_nine.get("/opened/")
    nine_o_clock.move_to("2019-06-03 09:49", tick=False)

    assert at_nine.get("/closed/").status_code == 200


POLL = {"HX-Request": "true"}


@pytest.mark.parametrize(
    ("address", "headers", "over"),
    [
        ("/refreshed/", POLL, True), ("/scripted/", {}, True), ("/scripted/", POLL, True),
        ("/refreshed/", {}, False), ("/closed/", POLL, False),
    ],
)  # fmt: skip
def test_what_a_page_asks_by_itself_is_no_activity(at_nine, nine_o_clock, address, headers, over):
    for minute in (10, 20, 29):
        nine_o_clock.move_to(f"2019-06-03 09:{minute}", tick=False)
        assert at_nine.get(address, headers=headers).content == b"officer"
    nine_o_clock.move_to("2019-06-03 09:31", tick=False)

    response = at_nine.get("/closed/")

    assert (response.status_code == 302) is over
    assert texts(response) == ([IDLE] if over else [])


def test_a_poll_that_comes_too_late_moves_the_whole_window(at_nine, nine_o_clock):
    nine_o_clock.move_to("2019-06-03 09:30", tick=False)

    response = at_nine.get("/refreshed/", headers=POLL | {"HX-Current-URL": "http://testserver/refreshed/"})

    assert response["HX-Redirect"] == f"{SIGN_IN}?next=%2Frefreshed%2F"


def test_a_form_lost_to_idleness_leads_back_to_its_page_with_the_reason(at_nine, nine_o_clock):
    nine_o_clock.move_to("2019-06-03 10:00", tick=False)

    response = at_nine.post("/closed/", headers={"Referer": "http://testserver/visits/new/"})

    assert response.url == f"{SIGN_IN}?next=%2Fvisits%2Fnew%2F"
    assert texts(response) == [IDLE, NOT_RECORDED]


def test_on_a_public_page_an_idle_person_is_anybody_again(at_nine, nine_o_clock):
    nine_o_clock.move_to("2019-06-03 10:00", tick=False)

    assert at_nine.get("/opened/").content == b"anybody"


def test_for_the_api_an_idle_session_is_none(at_nine, nine_o_clock):
    nine_o_clock.move_to("2019-06-03 10:00", tick=False)

    assert at_nine.get("/api/closed/").status_code == 401


def test_after_eight_hours_even_a_busy_sign_in_ends(at_nine, nine_o_clock):
    moments = [f"2019-06-03 {hour:02}:{minute:02}" for hour in range(9, 17) for minute in (0, 20, 40)]
    for moment in moments:
        nine_o_clock.move_to(moment, tick=False)
        assert at_nine.get("/closed/").status_code == 200
    nine_o_clock.move_to("2019-06-03 17:00", tick=False)

    response = at_nine.get("/closed/")

    assert response.url == f"{SIGN_IN}?next=%2Fclosed%2F"
    assert texts(response) == [LONGEST]


def test_a_session_that_does_not_say_since_when_is_over(client, officer):
    client.force_login(officer)
    session = client.session
    del session["signed_in_at"], session["seen_at"]
    session.save()

    assert client.get("/closed/").status_code == 302


def test_the_idle_time_is_a_setting(settings, at_nine, nine_o_clock):
    settings.SESSION_IDLE_SECONDS = 120
    nine_o_clock.move_to("2019-06-03 09:02", tick=False)

    response = at_nine.get("/closed/")

    assert texts(response) == ["您已超过 2 分钟没有操作，系统已自动退出，请重新登录。"]
