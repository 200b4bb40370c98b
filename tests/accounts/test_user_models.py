"""People and their records."""

import pytest

from accounts.models import ApiToken, User
from tests.factories.accounts import SignInAttemptFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_an_account_is_known_by_its_name():
    user = User.objects.create_user("ｏｆｆｉｃｅｒ", "陈志明", "Quiet-harbour-7")

    assert (user.username, str(user), user.check_password("Quiet-harbour-7")) == ("officer", "陈志明", True)


def test_without_a_password_nobody_signs_in():
    user = User.objects.create_user("officer", "陈志明")

    assert user.has_usable_password() is False


def test_nobody_is_above_the_rules():
    assert not any(hasattr(User, name) for name in ("is_superuser", "is_staff", "groups", "user_permissions"))


def test_records_name_the_person_and_the_time(time_machine):
    time_machine.move_to("2019-06-03 09:00", tick=False)
    officer = UserFactory(name="陈志明")
    ApiToken.issue(officer)

    assert str(ApiToken.objects.get()) == "陈志明 2019-06-03"
    assert str(SignInAttemptFactory(username="officer")) == "officer 2019-06-03 09:00"
