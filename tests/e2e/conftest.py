"""A real Chromium at the two sizes that count, where an error on the console fails the test."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "var" / "test" / "screenshots"
SIZES = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 360, "height": 740}}
SECONDS = 1000

# Playwright's event loop runs in the thread of the test, where Django would refuse the ORM.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.skip("needs Chromium: set CHROMIUM")
    # Chromium's own sandbox refuses to run as root, which is who runs tests in a container.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(params=list(SIZES))
def size(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(chromium: Browser, size: str, live_server: object) -> Iterator[Page]:
    """An empty page on the site, in Chinese; what the console complains about fails the test."""
    context = chromium.new_context(
        viewport=SIZES[size],  # type: ignore[arg-type]
        base_url=str(live_server),
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )
    context.set_default_timeout(10 * SECONDS)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: note(complaints, message))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def note(complaints: list[str], message: ConsoleMessage) -> None:
    # An invalid form answers 422 to htmx on purpose, and the browser calls that an error.
    if message.type == "error" and "status of 4" not in message.text:
        complaints.append(f"{message.location.get('url')}: {message.text}")


class Look:
    """What a person would notice about the page as it stands."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page, self.folder, self.count = page, folder, 0

    def __call__(self, name: str) -> None:
        """Keeps a picture, and fails on a barrier or on a page wider than the screen."""
        self.count += 1
        self.folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self.folder / f"{self.count:02}-{name}.png", full_page=True)
        assert self.barriers() == []
        assert self.overflow() <= 0, f"“{name}” is {self.overflow()} px wider than the screen"

    def barriers(self) -> list[str]:
        """What axe finds against WCAG 2.1 AA, with the elements concerned."""
        options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
        found = Axe().run(self.page, options=options).response["violations"]
        return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]

    def overflow(self) -> int:
        root = "document.documentElement"
        return int(self.page.evaluate(f"{root}.scrollWidth - {root}.clientWidth"))


@pytest.fixture
def look(page: Page, request: pytest.FixtureRequest) -> Look:
    """`look("visit form")` keeps a screenshot and checks accessibility and width."""
    return Look(page, SCREENSHOTS / re.sub(r"[^\w-]+", "-", request.node.name))
