"""The reader of the API: the server's own list of operations stays until the reader stands there."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> str:
    client = Client()
    client.force_login(UserFactory())
    return client.get(reverse("api-docs")).content.decode()


def test_every_operation_of_the_schema_stands_in_the_list(page: str) -> None:
    client = Client()
    client.force_login(UserFactory())
    schema: Any = client.get(reverse("api-schema"), {"format": "json"}).json()
    asked = [(method.upper(), path) for path, methods in schema["paths"].items() for method in methods]

    missing = [(method, path) for method, path in asked if f"<b>{method}</b> <code>{path}</code>" not in page]

    assert missing == []
    assert page.count("<code>") == len(asked) > 50
    assert f'href="{reverse("api-schema")}"' in page


def test_the_list_says_what_an_operation_is_asked_with(page: str) -> None:
    row = page[page.index("<b>POST</b> <code>/api/v1/concerns/{id}/route/</code>") :].partition("</li>")[0]

    assert "→ Route" in row
    assert ">Idempotency-Key, id<" in row


def test_the_page_is_light_and_its_reader_comes_after_it(page: str) -> None:
    assert len(page.encode()) < 100_000
    assert page.count(" defer></script>") == page.count("<script") == 3


def test_nobody_reads_it_without_signing_in() -> None:
    assert Client().get(reverse("api-docs")).status_code in (401, 403)
