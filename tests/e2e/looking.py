"""What a person would notice about a page as it stands, and what the browser says about it."""

import itertools
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Error, Page

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


class Look:
    """Keeps a picture of each page looked at; a barrier, or a page wider than the screen, fails."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.numbers, self.axe = folder, itertools.count(1), Axe()

    def __call__(self, page: Page, name: str) -> None:
        try:
            self.look(page, name)
        except Error as error:
            # A form asks who is signed in before it is sent: the page may leave while it is being looked at.
            if "Execution context was destroyed" not in str(error):
                raise
            self.look(page, name)

    def look(self, page: Page, name: str) -> None:
        """One look; the page must stay for as long as it takes."""
        self.keep(page, name)
        assert [*self.barriers(page), *too_wide(page)] == [], name

    def keep(self, page: Page, name: str) -> None:
        """Puts a picture of the whole page into the folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        page.wait_for_load_state()
        # From the top: what sticks to the edges of the screen then stands where it does at first sight.
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=self.folder / f"{next(self.numbers):02}-{name}.png", full_page=True)

    def barriers(self, page: Page) -> list[str]:
        """What axe finds against WCAG 2.1 AA, with the elements concerned."""
        options = {"runOnly": WCAG, "resultTypes": ["violations"]}
        found = self.axe.run(page, options=options).response["violations"]
        return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


def too_wide(page: Page) -> list[str]:
    """By how many pixels the page is wider than the screen, if it is."""
    root = "document.documentElement"
    beyond = int(page.evaluate(f"{root}.scrollWidth - {root}.clientWidth"))
    return [f"{beyond} px wider than the screen"] if beyond > 0 else []


class Console:
    """Collects errors of all pages it listens to."""

    def __init__(self) -> None:
        self.complaints: list[str] = []

    def listen_to(self, page: Page) -> None:
        page.on("console", self.note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def note(self, message: ConsoleMessage) -> None:
        # A refused form answers 400 or 409 on purpose, and the browser calls that an error.
        if message.type == "error" and "status of 4" not in message.text:
            self.complaints.append(f"{message.location.get('url')}: {message.text}")

    def forgive(self, words: str) -> None:
        """Drops what the test itself has brought about."""
        self.complaints = [complaint for complaint in self.complaints if words not in complaint]
