"""A vote is sent or says that it was not: keys, fingers and switches across a refresh, and a lost connection."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from deliberations.enums import Choice
from deliberations.models import Ballot
from tests.e2e.looking import Console, Look
from tests.factories.councils import Session

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

FOR = "button[value=for]"
SURE = "button[name=sure]"
#: The phone asks every five seconds, the control page every four; two of them pass.
TWO_REFRESHES = 11_000
UNSENT, LET_GO = "您的投票未发出，或未收到回应", "按钮松开过早或松开时已移出按钮"


@pytest.fixture
def size() -> str:
    return "phone"


@pytest.fixture
def session(transactional_db: None) -> Session:
    return Session(4, projects=2).open()


def sign_in(page: Page, site: str, person: User) -> Page:
    client = Client()
    client.force_login(person)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    return page


def address(session: Session, name: str) -> str:
    return reverse(f"deliberations:council-{name}", args=[session.council.pk])


@pytest.fixture
def phone(open_browser: Callable[..., Page], site: str, session: Session) -> Page:
    """The first member, before the vote; the browser can be touched."""
    page = sign_in(open_browser(has_touch=True), site, session.members[0].user)
    page.goto(address(session, "cast"))
    return page


@pytest.fixture
def changing(session: Session) -> Callable[[], None]:
    """Something that the page of the first member shows becomes different."""
    project = session.projects[1]

    def change() -> None:
        project.title = f"{project.title}（改）"
        project.save(update_fields=["title"])

    return change


def asked(phone: Page) -> None:
    expect(phone.locator("h2#sure")).to_have_text("您的选择：赞成")
    expect(phone.locator("h2#sure")).to_be_focused()


def touched(page: Page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_focus_stays_on_the_control_across_a_refresh(phone: Page, changing: Callable[[], None]) -> None:
    phone.focus(FOR)
    changing()
    expect(phone.locator("#ballots")).to_contain_text("（改）", timeout=TWO_REFRESHES)

    expect(phone.locator(FOR)).to_be_focused()
    phone.keyboard.press("Enter")
    asked(phone)


def test_where_the_control_is_gone_the_focus_stays_in_its_part(phone: Page, session: Session) -> None:
    phone.focus(FOR)
    for number in range(2):
        session.close_item(number)
    expect(phone.locator(FOR)).to_have_count(0, timeout=TWO_REFRESHES)

    expect(phone.locator("#ballots")).to_be_focused()


@pytest.mark.parametrize("key", ["Space", "Enter"])
def test_a_key_that_is_held_across_a_refresh_votes(phone: Page, changing: Callable[[], None], key: str) -> None:
    phone.focus(FOR)
    phone.keyboard.down(key)
    changing()
    for _ in range(20):
        phone.wait_for_timeout(300)
        phone.keyboard.down(key)  # which repeats itself
    phone.keyboard.up(key)

    asked(phone)
    assert Ballot.objects.count() == 0
    phone.keyboard.press("Tab")
    expect(phone.locator(SURE)).to_be_focused()
    phone.keyboard.press("Enter")
    expect(phone.locator(".message-success")).to_be_focused()
    assert [vote.choice for vote in Ballot.objects.all()] == [Choice.FOR]


def test_a_slow_switch_finds_its_control_where_it_was(phone: Page, changing: Callable[[], None]) -> None:
    for _ in range(40):
        phone.keyboard.press("Tab")
        if phone.evaluate("document.activeElement.value") == "for":
            break
    changing()
    phone.wait_for_timeout(TWO_REFRESHES)
    expect(phone.locator("#ballots")).to_contain_text("（改）")
    phone.keyboard.press("Space")
    asked(phone)


def test_a_mouse_that_is_held_across_a_refresh_votes(phone: Page, changing: Callable[[], None]) -> None:
    phone.mouse.move(*touched(phone, FOR))
    phone.mouse.down()
    changing()
    phone.wait_for_timeout(6500)
    expect(phone.locator("#ballots")).not_to_contain_text("（改）")
    phone.mouse.up()
    asked(phone)


def test_a_slow_finger_votes(phone: Page, changing: Callable[[], None]) -> None:
    """Browsers make no click of a finger that rests so long."""
    x, y = touched(phone, FOR)
    hand = phone.context.new_cdp_session(phone)
    hand.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    changing()
    phone.wait_for_timeout(6000)
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    asked(phone)


def test_a_finger_that_leaves_the_button_is_told_that_nothing_was_sent(phone: Page, look: Look) -> None:
    x, y = touched(phone, FOR)
    phone.mouse.move(x, y)
    phone.mouse.down()
    phone.mouse.move(x, y + 200, steps=5)
    phone.mouse.up()

    expect(phone.locator("#messages")).to_contain_text(LET_GO)
    look(phone, "let go beside the button")
    phone.tap(FOR)
    asked(phone)


def test_a_lost_connection_is_told_and_the_vote_can_be_sent_again(phone: Page, look: Look, console: Console) -> None:
    phone.tap(FOR)
    asked(phone)
    lost = phone.evaluate("document.querySelector('form[data-vote]').action")
    phone.route(lost, lambda route: route.abort("internetdisconnected"))
    phone.tap(SURE)
    expect(phone.locator("#messages")).to_contain_text(UNSENT)
    look(phone, "a vote not sent")
    assert Ballot.objects.count() == 0

    phone.unroute(lost)
    phone.tap(SURE)
    expect(phone.locator("#messages")).to_contain_text("您的投票已记录")
    assert [vote.choice for vote in Ballot.objects.all()] == [Choice.FOR]
    assert phone.url.endswith("/cast/")
    console.forgive("ERR_INTERNET_DISCONNECTED")
    console.forgive("htmx:")


@pytest.mark.parametrize("secret", [False, True], ids=["open", "secret"])
def test_a_vote_whose_answer_is_lost_counts_once(
    open_browser: Callable[..., Page], site: str, console: Console, secret: bool
) -> None:
    session = Session(3, secret=secret).open()
    page = sign_in(open_browser(), site, session.members[0].user)
    page.goto(address(session, "cast"))
    page.click(FOR)
    asked(page)
    lost = page.evaluate("document.querySelector('form[data-vote]').action")

    def arrives_without_answer(route: Route) -> None:
        route.fetch(max_redirects=0)
        for cookie in ("secret_receipt", "messages"):
            page.context.clear_cookies(name=cookie)
        route.abort("connectionreset")

    page.route(lost, arrives_without_answer)
    page.click(SURE)
    expect(page.locator("#messages")).to_contain_text(UNSENT)
    page.unroute(lost)
    page.click(SURE)

    said = "以您此前的投票为准" if secret else "您的投票已记录"
    expect(page.get_by_role("main")).to_contain_text(said)
    assert Ballot.objects.count() == 1
    console.forgive("ERR_CONNECTION_RESET")
    console.forgive("htmx:")


def test_the_chair_keeps_the_focus_while_votes_come_in(
    open_browser: Callable[..., Page], site: str, session: Session
) -> None:
    chair = sign_in(open_browser(), site, session.officer)
    chair.goto(address(session, "control"))
    chair.focus(f"#close-{session.item.pk}")
    session.cast(1, Choice.FOR)
    expect(chair.locator("#votes")).to_contain_text("1 / 4", timeout=TWO_REFRESHES)

    expect(chair.locator(f"#close-{session.item.pk}")).to_be_focused()
    chair.keyboard.press("Enter")
    expect(chair.get_by_role("heading", level=1)).to_have_text("结束项目表决")


def test_a_screen_that_shows_it_already_is_not_replaced(
    open_browser: Callable[..., Page], site: str, session: Session
) -> None:
    screen = sign_in(open_browser(), site, session.officer)
    screen.goto(address(session, "projector"))
    screen.evaluate("document.querySelector('#screen').dataset.seen = 'yes'")
    with screen.expect_response(lambda answer: answer.status == 204):
        pass
    expect(screen.locator("#screen")).to_have_attribute("data-seen", "yes")

    session.cast(0, Choice.FOR)
    expect(screen.locator("#screen")).not_to_have_attribute("data-seen", "yes")
    session.close_item()
    screen.locator("summary").click()
    session.cast(0, Choice.FOR, project=1)
    expect(screen.locator(".projector-figures")).to_contain_text("1")
    expect(screen.locator("summary")).to_be_focused()
    assert screen.evaluate("document.querySelector('.chart-twin').open") is False
