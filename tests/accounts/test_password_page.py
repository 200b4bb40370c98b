"""Changing one's password: what it takes, and what it ends."""

import pytest
from django.conf import settings as django_settings
from django.contrib.messages import get_messages
from django.shortcuts import resolve_url
from django.test import Client

from accounts.actions import change_password
from accounts.models import ApiToken, SignInAttempt
from core.access import NotPermitted
from tests.factories.accounts import PASSWORD, SignInAttemptFactory, UserFactory

PAGE = "/accounts/password/"
NEW = "Quiet-harbour-7"

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(username="officer", name="陈志明")


@pytest.fixture
def client(officer):
    client = Client()
    client.force_login(officer)
    return client


def change(client: Client, old: str = PASSWORD, new: str = NEW, repeated: str | None = None):
    return client.post(
        PAGE, {"old_password": old, "new_password": new, "repeated": new if repeated is None else repeated}
    )


def test_the_new_password_holds_and_the_old_one_does_not(client, officer):
    response = change(client)

    officer.refresh_from_db()
    assert (response.status_code, response.url) == (302, resolve_url(django_settings.LOGIN_REDIRECT_URL))
    assert (officer.check_password(NEW), officer.check_password(PASSWORD)) == (True, False)
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        "密码已修改，用旧密码登录的其他设备均已退出。"
    ]


def test_this_session_goes_on_and_the_others_end(client, officer):
    elsewhere = Client()
    elsewhere.force_login(officer)

    change(client)

    assert client.get(PAGE).status_code == 200
    assert elsewhere.get(PAGE).status_code == 302


def test_this_session_gets_a_new_key(client):
    before = client.session.session_key

    change(client)

    assert client.session.session_key != before
    assert not client.session.exists(before)


def test_api_tokens_end_with_the_password_they_came_from(client, officer):
    other = UserFactory()
    ApiToken.issue(officer)
    ApiToken.issue(other)

    change(client)

    assert list(ApiToken.objects.filter(revoked_at=None).values_list("user", flat=True)) == [other.pk]


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"old": "wrong"}, {"old_password": ["当前密码不正确。"]}),
        ({"repeated": "Quiet-harbour-8"}, {"repeated": ["两次输入的新密码不一致。"]}),
        ({"new": PASSWORD}, {"new_password": ["新密码不能与当前密码相同。"]}),
        ({"new": "Ab-12"}, {"new_password": ["你的密码必须包含至少 10 个字符。"]}),
        ({"new": "qwertyuiop-officer"}, {"new_password": None}),
        (
            {"old": "", "new": "", "repeated": ""},
            {"old_password": None, "new_password": None, "repeated": None},
        ),
    ],
)
def test_a_refusal_names_the_field_and_changes_nothing(client, officer, given, errors):
    response = change(client, **given)

    officer.refresh_from_db()
    found = response.context["form"].errors
    assert response.status_code == 400
    assert set(found) == set(errors)
    assert {name: list(found[name]) for name, told in errors.items() if told} == {
        name: told for name, told in errors.items() if told
    }
    assert officer.check_password(PASSWORD)


def test_guessing_the_present_password_locks_as_signing_in_does(client, officer):
    SignInAttemptFactory.create_batch(4, username="officer", address="127.0.0.1")

    wrong, right = change(client, old="wrong"), change(client)

    assert (wrong.status_code, right.status_code) == (429, 429)
    assert right.context["form"].errors["old_password"] == ["尝试失败次数过多，请在 15 分钟后再试。"]


def test_the_right_password_forgives_the_failures(client):
    SignInAttemptFactory.create_batch(2, username="officer", address="127.0.0.1")

    change(client)

    assert not SignInAttempt.objects.filter(forgiven_at=None).exists()


def test_the_page_is_kept_nowhere(client):
    assert "no-store" in client.get(PAGE)["Cache-Control"]


def test_the_page_says_what_a_password_must_be(client):
    page = client.get(PAGE).content.decode()

    assert "小写字母、大写字母、数字、其他符号" in page
    assert "&lt;li&gt;" not in page


def test_whoever_is_not_signed_in_has_no_password_to_change():
    assert Client().get(PAGE).url == "/accounts/sign-in/?next=%2Faccounts%2Fpassword%2F"


def test_nobody_changes_the_password_of_somebody_else(officer):
    with pytest.raises(NotPermitted):
        change_password(officer, by=UserFactory(), password=NEW)

    officer.refresh_from_db()
    assert officer.check_password(PASSWORD)
