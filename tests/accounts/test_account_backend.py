"""Where a request comes from, whose session it is."""

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from accounts.backends import AccountBackend, address_of
from accounts.models import SignInAttempt
from accounts.session_store import SessionStore
from tests.factories.accounts import PASSWORD, UserFactory


@pytest.mark.parametrize(
    ("proxies", "forwarded", "peer", "address"),
    [
        (0, "", "192.0.2.1", "192.0.2.1"),
        (0, "203.0.113.9", "192.0.2.1", "192.0.2.1"),
        (1, "203.0.113.9", "10.0.0.1", "203.0.113.9"),
        (1, "198.51.100.7, 203.0.113.9", "10.0.0.1", "203.0.113.9"),
        (2, "198.51.100.7, 203.0.113.9,10.0.0.2", "10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1", "203.0.113.9"),
        (1, "", "10.0.0.1", "10.0.0.1"),
        (1, "unknown", "10.0.0.1", None),
        (0, "", "", None),
        (0, "", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (0, "", "::ffff:192.0.2.1", "192.0.2.1"),
        (0, "", "fe80::1%eth0", "fe80::"),
    ],
)
def test_the_address_is_the_one_before_our_own_proxies(settings, proxies, forwarded, peer, address):
    settings.TRUSTED_PROXIES = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer)

    assert address_of(request) == address


@pytest.mark.django_db
def test_a_failure_is_remembered_with_the_address_of_the_request():
    request = RequestFactory().post("/", REMOTE_ADDR="192.0.2.7")

    assert authenticate(request, username="officer", password="wrong") is None
    assert list(SignInAttempt.objects.values_list("username", "address")) == [("officer", "192.0.2.7")]


@pytest.mark.django_db
def test_without_a_request_there_is_no_address():
    assert authenticate(username="officer", password="wrong") is None
    assert list(SignInAttempt.objects.values_list("username", "address")) == [("officer", None)]


@pytest.mark.django_db
@pytest.mark.parametrize("credentials", [{"username": "officer"}, {"password": PASSWORD}, {"token": "x"}])
def test_half_a_pair_is_nobody(credentials):
    assert AccountBackend().authenticate(None, **credentials) is None


@pytest.mark.django_db
def test_a_session_belongs_to_an_open_account():
    officer, closed = UserFactory(), UserFactory(closed=True)

    assert AccountBackend().get_user(officer.pk) == officer
    assert AccountBackend().get_user(closed.pk) is None
    assert AccountBackend().get_user(0) is None


@pytest.mark.parametrize("key", ["abcdefgh\x00ijk", "a;b'c--defgh", "短", "x" * 400])
def test_a_cookie_that_is_no_key_is_nobody_s_sign_in(key: str, db: None) -> None:
    assert SessionStore(key).get("_auth_user_id") is None
