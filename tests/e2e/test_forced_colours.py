"""Where the system chooses the colours: the current place, values and the focus are still told (WCAG 1.4.1, 2.4.7)."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from deliberations.enums import Choice
from tests.e2e.looking import Look
from tests.factories.councils import MicroProjectFactory, Session

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def sign_in(page: Page, site: str, person: User) -> Page:
    client = Client()
    client.force_login(person)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    return page


def style(part: Locator, name: str, pseudo: str = "") -> str:
    return str(part.evaluate(f"part => getComputedStyle(part, '{pseudo}').getPropertyValue('{name}')"))


def system(page: Page, name: str) -> str:
    """What the colour of the system is here."""
    make = "Object.assign(document.createElement('i'), {style: 'forced-color-adjust: none'})"
    return str(
        page.evaluate(
            f"() => {{ const one = {make}; one.style.color = '{name}'; document.body.append(one);"
            " const colour = getComputedStyle(one).color; one.remove(); return colour; }"
        )
    )


def test_place_values_and_focus_are_told_in_forced_colours(
    open_browser: Callable[..., Page], site: str, look: Look, scheme: str, size: str
) -> None:
    session = Session(4, projects=2).open()
    for member in range(3):
        session.cast(member, Choice.FOR)
    session.close_item()
    session.cast(0, Choice.FOR, project=1)
    MicroProjectFactory(station=session.station, under_way=True)
    page = sign_in(open_browser(forced_colors="active", color_scheme=scheme), site, session.officer)
    page.goto(reverse("deliberations:micro-project-list") if size == "desktop" else "/")
    highlight, canvas = system(page, "Highlight"), system(page, "Canvas")
    assert highlight != canvas

    bar = ".sidebar-list" if size == "desktop" else ".bottom-bar"
    assert style(page.locator(f"{bar} a[aria-current]"), "background-color") == highlight
    assert style(page.locator(f"{bar} a:not([aria-current])").first, "background-color") != highlight
    look.keep(page, f"list-{scheme}")

    page.goto(reverse("deliberations:council-projector", args=[session.council.pk]))
    expect(page.locator(".chart-bar").first).to_be_visible()
    assert style(page.locator(".chart-bar").first, "fill") == highlight
    assert style(page.locator(".chart-track").first, "fill") == canvas
    assert style(page.locator(".meter"), "forced-color-adjust") == "none"
    look.keep(page, f"projector-{scheme}")

    page.goto(reverse("deliberations:council-control", args=[session.council.pk]))
    button = page.locator(".card .button").first
    button.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert style(button, "outline-style") == "solid"
    assert float(style(button, "outline-width").removesuffix("px")) >= 2
    look.keep(page, f"control-{scheme}")
    page.goto("/public/")
    assert style(page.locator(".public-nav a[aria-current]"), "background-color") == highlight
    look.keep(page, f"public-{scheme}")
