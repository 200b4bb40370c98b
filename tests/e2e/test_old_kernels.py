"""Where scripts do not run, or are too new to be read, the pages that need them still say what they have to say."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.e2e.looking import Console, Look
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def size() -> str:
    return "desktop"


def reader_of_the_api(page: Page, site: str) -> Page:
    client = Client()
    client.force_login(UserFactory())
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    page.goto(reverse("api-docs"))
    return page


def test_the_reader_replaces_the_list_once_it_runs(open_browser: Callable[..., Page], site: str, look: Look) -> None:
    page = reader_of_the_api(open_browser(), site)

    expect(page.locator(".opblock").first).to_be_visible()
    expect(page.locator("#operation-list")).to_be_hidden()
    look.keep(page, "reader")


def test_without_script_the_list_stays(open_browser: Callable[..., Page], site: str, look: Look) -> None:
    page = reader_of_the_api(open_browser(java_script_enabled=False), site)

    expect(page.locator("#operation-list")).to_contain_text("/api/v1/concerns/{id}/route/")
    look.keep(page, "list")


def test_with_a_reader_that_breaks_the_list_stays(
    open_browser: Callable[..., Page], site: str, console: Console
) -> None:
    page = open_browser()
    page.route("**/swagger-ui-bundle*.js", lambda route: route.fulfill(body="class A { static { } #x ?? = }"))
    reader_of_the_api(page, site)

    page.wait_for_timeout(500)
    expect(page.locator("#operation-list")).to_contain_text("/api/v1/concerns/{id}/route/")
    assert console.complaints
    console.complaints.clear()
