"""Recognising people, and locking out whoever guesses (quality: five tries per account name and address)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.utils import translation

from accounts.actions import _forgive, forget_old_attempts, recognise
from accounts.exceptions import LockedOut
from accounts.models import SignInAttempt
from core import clock
from tests.factories.accounts import PASSWORD, SignInAttemptFactory, UserFactory

HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nine_o_clock(time_machine) -> Iterator[None]:
    time_machine.move_to("2019-06-03 09:00", tick=False)


class CountingHasher(MD5PasswordHasher):
    """Counts how often a password is hashed."""

    algorithm = "counting"
    times = 0

    def encode(self, password: str, salt: str) -> str:
        CountingHasher.times += 1
        return super().encode(password, salt)


@pytest.fixture
def counting(settings) -> type[CountingHasher]:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    CountingHasher.times = 0
    return CountingHasher


def fail(times: int, username: str = "officer", address: str | None = HERE) -> None:
    SignInAttemptFactory.create_batch(times, username=username, address=address)


def test_name_and_password_are_recognised():
    officer = UserFactory(username="officer")

    assert recognise("officer", PASSWORD, address=HERE) == officer


def test_a_name_is_recognised_however_its_characters_are_composed():
    officer = UserFactory(username="officer")

    assert recognise("ｏｆｆｉｃｅｒ", PASSWORD, address=HERE) == officer


@pytest.mark.parametrize("password", ["", "known-to-9-tests", PASSWORD + " "])
def test_a_wrong_password_is_not_recognised_and_is_remembered(password):
    UserFactory(username="officer")

    recognised = recognise("officer", password, address=HERE)

    assert recognised is None
    assert list(SignInAttempt.objects.values_list("username", "address", "at")) == [("officer", HERE, clock.now())]


def test_an_unknown_name_is_remembered_just_the_same():
    assert recognise("nobody" * 50, PASSWORD, address=None) is None
    assert list(SignInAttempt.objects.values_list("username", "address")) == [(("nobody" * 50)[:150], None)]


def test_a_closed_account_is_not_recognised():
    UserFactory(username="officer", closed=True)

    assert recognise("officer", PASSWORD, address=HERE) is None


def test_success_forgives_the_failures_of_this_name_from_this_address_only():
    UserFactory(username="officer")
    fail(4)
    fail(1, address=ELSEWHERE)
    fail(1, username="committee")

    recognise("officer", PASSWORD, address=HERE)

    assert set(SignInAttempt.objects.filter(forgiven_at=None).values_list("username", "address")) == {
        ("officer", ELSEWHERE),
        ("committee", HERE),
    }


def test_success_and_the_failures_before_it_stay_readable():
    UserFactory(username="officer")
    fail(2)

    recognise("officer", PASSWORD, address=HERE)

    kept = SignInAttempt.objects.order_by("pk").values_list("password_was_right", "forgiven_at")
    assert list(kept) == [(False, clock.now()), (False, clock.now()), (True, clock.now())]


def test_two_right_passwords_at_once_are_both_recorded_as_right():
    first, second = SignInAttemptFactory.create_batch(2, username="officer", address=HERE)

    _forgive(first)
    _forgive(second)

    assert list(SignInAttempt.objects.values_list("password_was_right", flat=True)) == [True, True]


def test_failures_before_a_success_never_lock_again():
    UserFactory(username="officer")
    fail(4)
    recognise("officer", PASSWORD, address=HERE)
    fail(4)

    assert recognise("officer", PASSWORD, address=HERE) is not None


@pytest.mark.parametrize("username", ["officer", "nobody"])
def test_the_fifth_failure_locks_for_fifteen_minutes(username):
    UserFactory(username="officer")
    fail(4, username=username)

    with pytest.raises(LockedOut) as refusal:
        recognise(username, "wrong", address=HERE)

    assert refusal.value.until == clock.now() + timedelta(minutes=15)


def test_a_locked_name_is_not_heard_even_with_the_right_password():
    UserFactory(username="officer")
    fail(5)

    with pytest.raises(LockedOut):
        recognise("officer", PASSWORD, address=HERE)

    assert SignInAttempt.objects.count() == 5


def test_without_an_address_the_lock_holds_too():
    UserFactory(username="officer")
    fail(5, address=None)

    with pytest.raises(LockedOut):
        recognise("officer", PASSWORD, address=None)


@pytest.mark.parametrize(("username", "address"), [("officer", ELSEWHERE), ("committee", HERE)])
def test_the_lock_holds_for_one_name_from_one_address(username, address):
    user = UserFactory(username=username)
    fail(5)

    assert recognise(username, PASSWORD, address=address) == user


def test_the_lock_ends_to_the_second(time_machine):
    officer = UserFactory(username="officer")
    fail(5)

    time_machine.move_to("2019-06-03 09:14:59", tick=False)
    with pytest.raises(LockedOut):
        recognise("officer", PASSWORD, address=HERE)
    time_machine.move_to("2019-06-03 09:15:00", tick=False)

    assert recognise("officer", PASSWORD, address=HERE) == officer


def test_one_failure_after_the_lock_does_not_lock_again(time_machine):
    fail(5)
    time_machine.move_to("2019-06-03 09:15", tick=False)

    assert recognise("officer", "wrong", address=HERE) is None


@pytest.mark.parametrize(("last", "locks"), [("09:14:59", True), ("09:15:00", False)])
def test_five_failures_lock_when_they_lie_within_fifteen_minutes(time_machine, last, locks):
    fail(4)
    time_machine.move_to(f"2019-06-03 {last}", tick=False)

    try:
        recognise("officer", "wrong", address=HERE)
        locked = False
    except LockedOut:
        locked = True

    assert locked == locks


def test_the_numbers_are_settings(settings):
    settings.SIGN_IN_TRIES, settings.SIGN_IN_LOCK_SECONDS = 2, 60
    fail(1)

    with pytest.raises(LockedOut) as refusal:
        recognise("officer", "wrong", address=HERE)

    assert refusal.value.seconds == 60


@pytest.mark.parametrize(
    ("wait", "chinese", "english"),
    [
        (timedelta(minutes=15), "15 分钟", "15 minutes"),
        (timedelta(seconds=61), "2 分钟", "2 minutes"),
        (timedelta(milliseconds=1), "1 分钟", "1 minute"),
    ],
)
def test_the_refusal_says_how_long(wait, chinese, english):
    refusal = LockedOut(clock.now() + wait)

    in_chinese = refusal.message
    with translation.override("en"):
        in_english = refusal.message

    assert in_chinese == f"尝试失败次数过多，请在 {chinese}后再试。"
    assert in_english == f"Too many failed tries. Please try again in {english}."


@pytest.mark.parametrize(
    "known", [{"username": "officer"}, {"username": "officer", "closed": True}, {"username": "somebody"}]
)
def test_every_refusal_costs_one_hash(counting, known):
    UserFactory(**known)
    counting.times = 0

    recognise("officer", "wrong", address=HERE)

    assert counting.times == 1


def test_a_locked_name_costs_no_hash(counting):
    UserFactory(username="officer")
    fail(5)
    counting.times = 0

    with pytest.raises(LockedOut):
        recognise("officer", PASSWORD, address=HERE)

    assert counting.times == 0


@pytest.mark.parametrize("failures", [0, 4])
def test_recognising_takes_five_queries(django_assert_num_queries, failures):
    UserFactory(username="officer")
    fail(failures)

    with django_assert_num_queries(5):
        recognise("officer", PASSWORD, address=HERE)


def test_failures_are_kept_for_half_a_year_and_forgotten_then(settings) -> None:
    kept = [SignInAttemptFactory(at=clock.now() - timedelta(days=days)) for days in (0, 184, 200)]
    SignInAttemptFactory(at=clock.now() - timedelta(days=200, seconds=1))

    forgotten = forget_old_attempts(), forget_old_attempts()

    assert forgotten == (1, 0)
    assert list(SignInAttempt.objects.order_by("pk")) == kept
    assert settings.SIGN_IN_ATTEMPTS_KEPT_DAYS >= 184
