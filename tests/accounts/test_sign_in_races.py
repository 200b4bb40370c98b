"""Many tries at once are no more than many tries one by one."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accounts.actions import recognise
from accounts.exceptions import LockedOut
from accounts.models import SignInAttempt
from tests.factories.accounts import PASSWORD, SignInAttemptFactory, UserFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(passwords: list[str]) -> list[str]:
    """What becomes of so many tries from one address in the same moment."""
    together = Barrier(len(passwords))

    def one(password: str) -> str:
        try:
            together.wait()
            return "recognised" if recognise("officer", password, address="192.0.2.1") else "wrong"
        except LockedOut:
            return "locked"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(passwords)) as pool:
        return list(pool.map(one, passwords))


def test_of_twelve_wrong_tries_at_once_at_most_four_are_told_that_they_are_wrong():
    UserFactory(username="officer")

    told = at_once(["wrong"] * 12)

    assert told.count("wrong") <= 4
    assert told.count("wrong") + told.count("locked") == 12
    assert 5 <= SignInAttempt.objects.count() <= 12


def test_right_tries_after_four_failures_are_never_heard_beyond_the_fifth():
    UserFactory(username="officer")
    SignInAttemptFactory.create_batch(4)

    told = at_once([PASSWORD] * 2)

    assert set(told) <= {"recognised", "locked"}
