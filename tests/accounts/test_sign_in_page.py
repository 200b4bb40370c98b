"""The page of signing in, and signing out."""

import pytest
from django.conf import settings as django_settings
from django.contrib.messages import get_messages
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import reverse

from accounts.models import SignInAttempt
from tests.factories.accounts import PASSWORD, SignInAttemptFactory, UserFactory

SIGN_IN = "/accounts/sign-in/"
SESSION = django_settings.SESSION_COOKIE_NAME
WRONG = "用户名或密码不正确。"

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(username="officer")


def home() -> str:
    return resolve_url(django_settings.LOGIN_REDIRECT_URL)


def sign_in(client: Client, username: str = "officer", password: str = PASSWORD, **more: str):
    return client.post(SIGN_IN, {"username": username, "password": password, **more})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_signing_in_leads_home(client, officer):
    response = sign_in(client)

    assert (response.status_code, response.url) == (302, home())
    assert client.session["_auth_user_id"] == str(officer.pk)


@pytest.mark.parametrize("place", ["form", "address"])
def test_signing_in_leads_to_where_one_was_going(client, officer, place):
    data = {"username": "officer", "password": PASSWORD}
    if place == "form":
        response = client.post(SIGN_IN, data | {"next": "/stations/?page=2"})
    else:
        response = client.post(f"{SIGN_IN}?next=/stations/%3Fpage%3D2", data)

    assert response.url == "/stations/?page=2"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "http:///evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        " //evil.example",
        "no-view-of-this-name",
        "no-app:no-view",
        "",
    ],
)
def test_signing_in_never_leads_to_another_site(client, officer, target):
    response = sign_in(client, next=target)

    assert response.url == home()


def test_a_target_over_plain_http_is_refused_on_a_secure_site(client, officer):
    data = {"username": "officer", "password": PASSWORD, "next": "http://testserver/stations/"}

    assert client.post(SIGN_IN, data, secure=True).url == home()
    assert client.post(SIGN_IN, data).url == "http://testserver/stations/"


def test_the_page_keeps_where_one_was_going(client):
    response = client.get(SIGN_IN, {"next": "/stations/"})

    assert response.status_code == 200
    assert response.context["next"] == "/stations/"
    assert '<input type="hidden" name="next" value="/stations/">' in response.content.decode()


def test_the_page_is_kept_nowhere(client):
    response = client.get(SIGN_IN)

    assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_the_session_gets_a_new_key_with_the_sign_in(client, officer):
    client.get(SIGN_IN)
    session = client.session
    session["fixed"] = "by somebody else"
    session.save()
    client.cookies[SESSION] = before = session.session_key

    sign_in(client)

    assert client.cookies[SESSION].value != before
    assert not session.exists(before)


@pytest.mark.parametrize(("username", "password"), [("officer", "wrong"), ("nobody", PASSWORD), ("closed", PASSWORD)])
def test_a_refusal_never_says_what_was_wrong(client, officer, username, password):
    UserFactory(username="closed", closed=True)

    response = sign_in(client, username, password)

    assert response.status_code == 400
    assert response.context["form"].non_field_errors() == [WRONG]
    assert not signed_in(client)


def test_a_refusal_keeps_the_name_and_forgets_the_password(client, officer):
    response = sign_in(client, password="not-the-right-one")

    assert 'value="officer"' in response.content.decode()
    assert "not-the-right-one" not in response.content.decode()


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({}, {"username", "password"}),
        ({"username": "officer"}, {"password"}),
        ({"username": "a" * 61, "password": PASSWORD}, {"username"}),
        ({"username": "a\x00b", "password": PASSWORD}, {"username"}),
        ({"username": "officer", "password": "a" * 129}, {"password"}),
    ],
)
def test_what_cannot_be_a_pair_is_not_a_try(client, data, errors):
    response = client.post(SIGN_IN, data)

    assert response.status_code == 400
    assert set(response.context["form"].errors) == errors
    assert SignInAttempt.objects.count() == 0


def test_the_fifth_failure_is_told_how_long_to_wait(client, officer):
    answers = [sign_in(client, password="wrong") for _number in range(5)]

    assert [answer.status_code for answer in answers] == [400, 400, 400, 400, 429]
    assert answers[4].context["form"].non_field_errors() == ["尝试失败次数过多，请在 15 分钟后再试。"]


def test_a_locked_name_is_refused_with_the_right_password(client, officer):
    SignInAttemptFactory.create_batch(5, username="officer", address="127.0.0.1")

    response = sign_in(client)

    assert response.status_code == 429
    assert not signed_in(client)


def test_whoever_is_signed_in_goes_on_at_once(client, officer):
    client.force_login(officer)

    assert client.get(SIGN_IN).url == home()
    assert client.get(SIGN_IN, {"next": "/stations/"}).url == "/stations/"


def test_another_person_can_sign_in_over_an_open_session(client, officer):
    client.force_login(UserFactory(username="committee"))

    sign_in(client)

    assert client.session["_auth_user_id"] == str(officer.pk)


def test_a_failure_over_an_open_session_leaves_it_open(client, officer):
    client.force_login(officer)

    response = sign_in(client, password="wrong")

    assert response.status_code == 400
    assert signed_in(client)


def test_signing_in_needs_the_token_of_the_form(officer):
    client = Client(enforce_csrf_checks=True)

    assert sign_in(client).status_code == 403
    assert not signed_in(client)


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_the_page_takes_nothing_but_reading_and_signing_in(client, method):
    assert getattr(client, method)(SIGN_IN).status_code == 405


def test_a_trial_site_lists_its_accounts(client, settings):
    settings.DEMO, settings.DEMO_PASSWORD = True, "Trial-word-1"
    UserFactory(username="officer", demo=True)
    UserFactory(username="committee", demo=True, closed=True)
    UserFactory(username="representative")
    UserFactory(username="somebody", demo=True)

    response = client.get(SIGN_IN)

    assert response.context["demo_accounts"] == [{"username": "officer", "role": "联络员"}]
    assert response.context["demo_password"] == "Trial-word-1"


def test_a_real_site_lists_none(client, settings):
    settings.DEMO, settings.DEMO_PASSWORD = False, "Trial-word-1"
    UserFactory(username="officer", demo=True)

    response = client.get(SIGN_IN)

    assert response.context["demo_accounts"] == []
    assert response.context["demo_password"] == ""


def test_showing_the_page_asks_nothing_of_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(SIGN_IN)


def test_signing_in_takes_thirteen_queries(client, officer, django_assert_num_queries):
    with django_assert_num_queries(13):  # five to recognise, one for the date, seven of the session
        sign_in(client)


def test_signing_out_ends_the_session(client, officer):
    client.force_login(officer)
    key = client.session.session_key

    response = client.post("/accounts/sign-out/")

    assert (response.status_code, response.url) == (302, SIGN_IN)
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["您已退出登录。"]
    assert not client.session.exists(key)


def test_signing_out_needs_a_form(client, officer):
    client.force_login(officer)

    assert client.get("/accounts/sign-out/").status_code == 405
    assert signed_in(client)


def test_the_addresses_have_the_names_that_other_pages_use():
    names = ["sign-in", "sign-out", "password-change"]

    assert [reverse(f"accounts:{name}") for name in names] == [
        SIGN_IN,
        "/accounts/sign-out/",
        "/accounts/password/",
    ]


@pytest.mark.parametrize("name", ["username", "password"])
def test_signing_in_shows_again_what_cannot_be_kept_and_tries_no_password(client, officer, name):
    typed = {"username": "officer", "password": PASSWORD}

    response = sign_in(client, **(typed | {name: f"{typed[name]}\uffff"}))

    assert (response.status_code, list(response.context["form"].errors)) == (400, [name])
    assert ('value="officer�"' in response.content.decode()) == (name == "username")
    assert SignInAttempt.objects.count() == 0


@pytest.mark.parametrize("body", [b"username=%ED%A0%80&password=x", b"username=%FF&password=x"])
def test_half_a_character_is_refused_and_not_taken_for_a_sign_of_it(client, body):
    response = client.post(SIGN_IN, body, content_type="application/x-www-form-urlencoded")

    assert (response.status_code, list(response.context["form"].errors)) == (400, ["username"])


def test_no_page_is_named_that_cannot_be_kept(client, officer):
    response = sign_in(client, next="\x00//evil.example")

    assert (response.status_code, signed_in(client)) == (400, False)
