"""Tokens of the API: taking one, calling with it, giving it back."""

import json
from datetime import timedelta

import pytest
from django.test import Client, RequestFactory
from drf_spectacular.generators import SchemaGenerator

from accounts import token_urls
from accounts.actions import issue_token, revoke_tokens
from accounts.authentication import SessionAuthentication
from accounts.models import ApiToken
from core import clock
from core.access import NotPermitted
from tests.factories.accounts import PASSWORD, SignInAttemptFactory, UserFactory

TOKEN, REVOKE, DEPARTMENTS = "/api/v1/auth/token/", "/api/v1/auth/token/revoke/", "/api/v1/departments/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(username="officer")


def ask(client: Client, data: object, **more):
    return client.post(TOKEN, data, content_type="application/json", **more)


def call(client: Client, authorization: str):
    return client.get(DEPARTMENTS, headers={"Authorization": authorization})


def refusal(response) -> dict[str, object]:
    return {name: value for name, value in response.json().items() if name != "request_id"}


def test_a_token_is_issued_and_opens_the_api(client, officer):
    response = ask(client, {"username": "officer", "password": PASSWORD})

    assert response.status_code == 200
    assert set(response.json()) == {"token"}
    assert response["Cache-Control"] == "no-store"
    assert call(client, f"Token {response.json()['token']}").status_code == 200


def test_the_key_is_kept_as_a_hash_only(officer):
    key = issue_token(officer, by=officer)

    assert list(ApiToken.objects.values_list("digest", flat=True)) == [ApiToken.digest_of(key)]
    assert key not in ApiToken.digest_of(key)


def test_every_token_is_another_one(client, officer):
    data = {"username": "officer", "password": PASSWORD}

    first, second = ask(client, data).json()["token"], ask(client, data).json()["token"]

    assert first != second
    assert {call(client, f"Token {key}").status_code for key in (first, second)} == {200}


@pytest.mark.parametrize(("username", "password"), [("officer", "wrong"), ("nobody", PASSWORD), ("closed", PASSWORD)])
def test_a_refusal_never_says_what_was_wrong(client, officer, username, password):
    UserFactory(username="closed", closed=True)

    response = ask(client, {"username": username, "password": password})

    assert response.status_code == 400
    assert response.json()["fields"] == {"non_field": ["用户名或密码不正确。"]}


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        ({}, {"username", "password"}),
        ({"username": "a" * 61, "password": PASSWORD}, {"username"}),
        ({"username": "a\x00b", "password": PASSWORD}, {"username"}),
        ({"username": "officer", "password": PASSWORD, "remember": True}, {"remember"}),
        (["officer", PASSWORD], {"non_field"}),
    ],
)
def test_what_cannot_be_a_pair_is_refused_by_field(client, data, fields):
    response = ask(client, data)

    assert response.status_code == 400
    assert set(response.json()["fields"]) == fields


def test_a_locked_name_is_told_when_to_come_back(client, officer, time_machine):
    time_machine.move_to("2019-06-03 09:05", tick=False)
    SignInAttemptFactory.create_batch(5, username="officer", address="127.0.0.1", at=clock.now() - timedelta(minutes=5))

    response = ask(client, {"username": "officer", "password": PASSWORD})

    assert response.status_code == 429
    assert response["Retry-After"] == "600"
    assert refusal(response) == {
        "code": "too_many",
        "message": "尝试失败次数过多，请在 10 分钟后再试。",
        "fields": {},
    }


def test_asking_for_a_token_needs_no_form_token_and_minds_no_old_one(officer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)

    response = ask(client, {"username": "officer", "password": PASSWORD}, headers={"Authorization": "Token long gone"})

    assert response.status_code == 200


@pytest.mark.parametrize("authorization", ["Token", "Token ", "Token unknown", "Token a b", "token \xff"])
def test_a_key_that_nobody_has_is_refused(client, authorization):
    response = call(client, authorization)

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Token"
    assert refusal(response) == {"code": "not_signed_in", "message": "令牌无效或已被撤销。", "fields": {}}


@pytest.mark.parametrize("authorization", ["", "Basic b2ZmaWNlcjpwdw==", "Tokens x"])
def test_without_a_token_nobody_is_signed_in(client, authorization):
    response = call(client, authorization)

    assert response.status_code == 401
    assert response.json()["code"] == "not_signed_in"


def test_a_token_ends_when_the_account_is_closed(client, officer):
    key = issue_token(officer, by=officer)
    officer.is_active = False
    officer.save()

    assert call(client, f"Token {key}").status_code == 401


def test_the_keyword_is_heard_in_any_case(client, officer):
    key = issue_token(officer, by=officer)

    assert call(client, f"tOKEN  {key}").status_code == 200


def test_the_session_of_the_browser_opens_the_api_too(client, officer):
    client.force_login(officer)

    assert client.get(DEPARTMENTS).status_code == 200


def test_a_session_writes_only_with_the_token_of_the_form(officer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)

    response = client.post(REVOKE)

    assert response.status_code == 403
    assert response.json()["code"] == "not_permitted"


def test_giving_back_ends_all_tokens_of_the_caller_and_no_others(client, officer):
    other = UserFactory()
    keys = [issue_token(officer, by=officer), issue_token(officer, by=officer), issue_token(other, by=other)]

    response = client.post(REVOKE, headers={"Authorization": f"Token {keys[0]}"})

    assert response.status_code == 204
    assert [call(client, f"Token {key}").status_code for key in keys] == [401, 401, 200]


def test_giving_back_twice_keeps_the_first_time(officer, time_machine):
    time_machine.move_to("2019-06-03 09:00", tick=False)
    issue_token(officer, by=officer)
    first = clock.now()

    counts = [revoke_tokens(officer, by=officer)]
    time_machine.move_to("2019-06-04 09:00", tick=False)
    counts.append(revoke_tokens(officer, by=officer))

    assert counts == [1, 0]
    assert ApiToken.objects.get().revoked_at == first


@pytest.mark.parametrize("action", [issue_token, revoke_tokens])
def test_tokens_are_each_persons_own(officer, action):
    with pytest.raises(NotPermitted):
        action(officer, by=UserFactory())


def test_a_call_with_a_token_costs_one_query_more_than_its_work(client, officer, django_assert_num_queries):
    key = issue_token(officer, by=officer)

    with django_assert_num_queries(2):  # token with its person, count of an empty list
        call(client, f"Token {key}")


def test_the_description_of_the_api_names_both_ways_of_signing_in():
    schema = SchemaGenerator(patterns=token_urls.urlpatterns).get_schema(public=True)

    assert schema["components"]["securitySchemes"] == {
        "cookieAuth": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
        "tokenAuth": {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": 'Token-based authentication with required prefix "Token"',
        },
    }
    assert schema["paths"]["/auth/token/"]["post"].get("security", []) == []
    assert schema["paths"]["/auth/token/revoke/"]["post"]["security"] == [
        {"tokenAuth": []},
        {"cookieAuth": []},
    ]


def test_a_session_alone_would_answer_401_as_well():
    assert SessionAuthentication().authenticate_header(RequestFactory().get("/")) == "Session"


ODD = [("\\u0000", "U+0000"), ("\\ud800", "U+D800"), ("\\udbff\\udfff", "U+10FFFF"), ("\\uffff", "U+FFFF")]


@pytest.mark.parametrize(("text", "code"), ODD)
@pytest.mark.parametrize("field", ["username", "password"])
def test_text_that_cannot_be_kept_is_refused_at_its_field_without_a_sign_in(client, field, text, code):
    sent = {"username": "officer", "password": PASSWORD} | {field: "@"}

    response = ask(client, json.dumps(sent).replace("@", text))

    assert response.status_code == 400
    assert refusal(response)["fields"] == {
        field: [f"此处含有无法保存的字符（{code}，以“�”显示）。请删去该字符并重新输入该处内容。"]
    }


@pytest.mark.parametrize(("text", "code"), ODD)
def test_neither_is_the_name_of_a_field(client, text, code):
    response = ask(client, '{"na@me": {"deep": ["@"]}}'.replace("@", text))

    fields = refusal(response)["fields"]
    assert (response.status_code, list(fields)) == (400, ["na�me", "na�me.deep.0"])
    assert code in fields["na�me"][0]


@pytest.mark.parametrize("depth", [50, 500, 900, 5000])
def test_text_may_be_nested_as_deep_as_it_likes_and_is_refused(client, depth):
    response = ask(client, '{"username": ' + "[" * depth + '"x"' + "]" * depth + "}")

    assert response.status_code == 400
