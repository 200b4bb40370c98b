"""Every page of every role with a year of data in it: no barrier, no overflow, no error, no weight."""

import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Page

from accounts.models import User
from followups.actions import run_followups
from stations.enums import Role
from tests.e2e.conftest import SIZES
from tests.e2e.looking import Look, too_wide
from tests.e2e.weighing import FIRST, LATER, Scales

pytestmark = pytest.mark.e2e

#: The demonstration has the most to show to these; on a phone the others meet no page that they do not.
ON_THE_PHONE = (Role.OFFICER, Role.REPRESENTATIVE, Role.COMMITTEE, Role.DEPARTMENT)
#: Beyond this something is crawling in circles.
MOST = 120
LINKS = """links => links
    .filter(link => link.origin === location.origin && !link.hash && !link.target)
    .map(link => link.pathname + link.search)"""


@pytest.fixture
def size() -> str:
    """Both sizes are asked for in the test, for the year is loaded once."""
    return "desktop"


def test_every_page_of_everybody(
    site: str, open_browser: Callable[..., Page], folder: Path, subtests: pytest.Subtests
) -> None:
    call_command("load_reference", stdout=StringIO())
    call_command("load_demo", stdout=StringIO())
    run_followups()
    for size, screen in SIZES.items():
        known: set[str] = set()
        for role in Role.values if size == "desktop" else ON_THE_PHONE:
            with subtests.test(size=size, role=role):
                page = open_browser(viewport=screen)
                sign_in(page, site, role)
                tour = Tour(page, folder / f"{size}-{role}", size, known)
                tour.from_("/")
                assert not tour.faults, "\n".join(tour.faults)
        with subtests.test(size=size, role="nobody"):
            tour = Tour(open_browser(viewport=screen), folder / f"{size}-nobody", size, known)
            tour.from_("/public/", "/public/receipt/", "/accounts/sign-in/")
            assert not tour.faults, "\n".join(tour.faults)


def sign_in(page: Page, site: str, username: str) -> None:
    client = Client()
    client.force_login(User.objects.get(username=username))
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])


def kind_of(address: str) -> str:
    """Pages of one kind differ in the number of the thing alone."""
    return re.sub(r"\d+(-\d+)?(?=/)", "#", address.partition("?")[0])


class Tour:
    """Follows links to one page of each kind, and writes down every fault instead of stopping at one.

    On the desktop the colours are light, on the phone dark; the large text is tried on both.
    """

    def __init__(self, page: Page, folder: Path, size: str, known: set[str]) -> None:
        self.page, self.look, self.scales = page, Look(folder), Scales(page)
        self.known, self.dark = known, size == "phone"
        self.seen: set[str] = set()
        self.faults: list[str] = []

    def from_(self, *addresses: str) -> None:
        waiting = list(addresses)
        while waiting and len(self.seen) < MOST:
            address = waiting.pop(0)
            if kind_of(address) in self.seen:
                continue
            self.seen.add(kind_of(address))
            self.visit(address)
            links = self.page.locator("nav#navigation a[href], main a[href]").evaluate_all(LINKS)
            waiting += [link for link in links if kind_of(link) not in self.seen]
        assert len(self.seen) < MOST, sorted(self.seen)

    def visit(self, address: str) -> None:
        document = self.page.goto(address)
        assert document
        if not document.ok:
            self.faults.append(f"{address}: {document.status}")
            return
        if not document.headers["content-type"].startswith("text/html"):
            return  # a picture, around which the browser makes a page of its own
        self.weigh(address, self.scales.of(document))
        # Homes and queues differ from role to role, all else only in its rows.
        first = kind_of(address) not in self.known or address in ("/", "/followups/")
        self.known.add(kind_of(address))
        if first:
            self.examine(address)

    def weigh(self, address: str, alone: int) -> None:
        if alone > LATER:
            self.faults.append(f"{address}: {alone} bytes")
        if len(self.seen) == 1 and (together := alone + self.scales.files()) > FIRST:
            self.faults.append(f"{address}: {together} bytes with its files")

    def examine(self, address: str) -> None:
        choose = "([name, value]) => { document.documentElement.dataset[name] = value }"
        self.page.evaluate(choose, ["theme", "dark" if self.dark else "light"])
        self.look.keep(self.page, re.sub(r"\W+", "-", address).strip("-") or "home")
        found = [*self.look.barriers(self.page), *too_wide(self.page)]
        self.page.evaluate(choose, ["text", "large"])
        found += [f"large text: {fault}" for fault in too_wide(self.page)]
        self.faults += [f"{address}: {fault}" for fault in found]
