"""People with accounts, and departments."""

import factory
from factory.django import DjangoModelFactory, Password

from accounts.enums import DepartmentKind
from accounts.models import Department, SignInAttempt, User

PASSWORD = "Known-to-9-tests"


class UserFactory(DjangoModelFactory):
    """A person who can sign in with PASSWORD."""

    class Meta:
        model = User

    class Params:
        closed = factory.Trait(is_active=False)
        demo = factory.Trait(is_demo=True)

    username = factory.Sequence("person{}".format)
    name = factory.Sequence("陈志明{}".format)
    password = Password(PASSWORD)


class DepartmentFactory(DjangoModelFactory):
    """A bureau of the district."""

    class Meta:
        model = Department

    class Params:
        company = factory.Trait(kind=DepartmentKind.COMPANY)

    code = factory.Sequence("bureau_{}".format)
    name = factory.Sequence("区第{}局".format)
    name_en = factory.Sequence("District Bureau {}".format)
    kind = DepartmentKind.BUREAU


class SignInAttemptFactory(DjangoModelFactory):
    """A failed sign-in."""

    class Meta:
        model = SignInAttempt

    username = "officer"
    address = "192.0.2.1"
