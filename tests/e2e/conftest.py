"""A real Chromium at the two sizes that count, where an error on the console fails the test."""

import os
import re
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.e2e.looking import Console, Look

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "var" / "test" / "screenshots"
SIZES = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 360, "height": 740}}
SECONDS = 1000
FAILED = pytest.StashKey[bool]()

# Playwright's event loop runs in the thread of the test, where Django would refuse the ORM.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    """What starts browsers; there can be only one."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(driver: Playwright) -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.skip("needs Chromium: set CHROMIUM")
    # Chromium's own sandbox refuses to run as root, which is who runs tests in a container.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    browser = driver.chromium.launch(executable_path=path, args=arguments)
    yield browser
    browser.close()


@pytest.fixture(params=list(SIZES))
def size(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def site(live_server: LiveServer) -> str:
    """The address of the site, with a database that is empty again after the test."""
    return live_server.url


@pytest.fixture
def console() -> Iterator[Console]:
    """What browsers complain about; anything left at the end fails the test."""
    console = Console()
    yield console
    assert console.complaints == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    report = yield
    if call.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture
def open_browser(
    request: pytest.FixtureRequest, chromium: Browser, size: str, site: str, console: Console, folder: Path
) -> Iterator[Callable[..., Page]]:
    """`open_browser()` is one more person's browser, in Chinese: own cookies, own storage.

    When the test fails, what each of them shows at that moment is kept.
    """
    contexts: list[BrowserContext] = []

    def new(**wishes: Any) -> Page:
        usual = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "reduced_motion": "reduce"}
        context = chromium.new_context(base_url=site, **usual | {"viewport": SIZES[size]} | wishes)  # type: ignore[arg-type]
        context.set_default_timeout(10 * SECONDS)
        contexts.append(context)
        page = context.new_page()
        console.listen_to(page)
        return page

    yield new
    for number, context in enumerate(contexts, 1):
        if request.node.stash.get(FAILED, False):
            folder.mkdir(parents=True, exist_ok=True)
            context.pages[0].screenshot(path=folder / f"failed-{number}.png", full_page=True)
        context.close()


@pytest.fixture
def page(open_browser: Callable[..., Page]) -> Page:
    """An empty page on the site, in Chinese."""
    return open_browser()


@pytest.fixture
def folder(request: pytest.FixtureRequest) -> Path:
    """Where the pictures of the test go."""
    return SCREENSHOTS / re.sub(r"[^\w-]+", "-", request.node.name).strip("-")


@pytest.fixture
def look(folder: Path) -> Look:
    """`look(page, "visit form")` keeps a screenshot and checks accessibility and width."""
    return Look(folder)
