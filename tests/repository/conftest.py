"""Worlds that are expensive to build are built once for a module, in a transaction that is taken back."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import translation
from pytest_django import DjangoDbBlocker

from core import clock
from stations.models import Contact
from tests.repository import world as worlds


@pytest.fixture(scope="module")
def taken_back(django_db_setup: Any, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Everything that a module writes is gone after it; each test has a transaction of its own inside."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def world(taken_back: None) -> worlds.World:
    """A station with a whole story, and everybody around it."""
    return worlds.build()


@pytest.fixture(scope="module")
def demo(taken_back: None) -> Iterator[None]:
    """The demonstration on its last evening; every resident's contact data are the same, and known to this test."""
    with clock.at(worlds.EVENING), translation.override("zh-hans"):
        call_command("load_reference", stdout=StringIO())
        call_command("load_demo", on=worlds.EVENING.date(), stdout=StringIO())
        call_command("run_followups", stdout=StringIO())
        for contact in Contact.objects.filter(anonymised_at=None):
            contact.name, contact.phone = worlds.NAME, worlds.PHONE
            contact.save()
        yield
