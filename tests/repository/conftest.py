"""Worlds that are expensive to build are built once for a module, in a transaction that is taken back."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

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
