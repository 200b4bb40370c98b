"""Keeps one page of each kind for the HTML checker of `make check` (`tools.markup`); no test of the suite."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import DemoAccount
from accounts.models import User
from tests.repository.crawl import Seen, crawl
from tests.repository.filled import Forms
from tests.repository.test_pages import things_to_begin_with
from tests.repository.world import undone

pytestmark = pytest.mark.django_db

#: Pages that a link leads to, beside those that one account's home shows.
BEGINNINGS = {"": ["/public/", reverse("accounts:sign-in"), "/no-such-page/"], "officer": [reverse("api-docs")]}


def test_pages_are_kept(demo: None) -> None:
    folder = Path(os.environ["KEPT_PAGES"])
    for account in ("", *DemoAccount.values):
        browser, starts = Client(), BEGINNINGS.get(account, [])
        if account:
            person = User.objects.get(username=account)
            browser.force_login(person)
            starts = ["/", *starts, *(thing.get_absolute_url() for thing in things_to_begin_with(person))]
        for page in crawl(account, browser, starts):
            keep(folder, page)
            if Forms(page.body).fields["post"] and page.status == 200:
                keep(folder, sent_empty(account, browser, page))


def sent_empty(account: str, browser: Client, page: Seen) -> Seen:
    """The page that a form comes back with when nothing is filled in."""
    with undone():
        answer: Any = browser.post(page.address)
    body = answer.content.decode() if answer.status_code in (400, 409) else ""
    return Seen(account, f"{page.name}-empty", page.address, answer.status_code, 0, body)


def keep(folder: Path, page: Seen) -> None:
    """Of each kind of page that a person gets, the first."""
    name = re.sub(r"\W+", "-", f"{page.kind or 'stranger'}-{page.name or page.status}")
    path = folder / f"{name}.html"
    if page.body and not path.exists():
        path.write_text(page.body, encoding="utf-8")
