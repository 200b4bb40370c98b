"""Gone back and saved again, sent twice, the answer lost, a draft older than the thing: nothing is lost or doubled."""

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, Route, expect

from accounts.models import User
from deliberations import actions
from deliberations.models import Topic
from stations.models import Concern, Visit
from tests.e2e import cast as casting
from tests.e2e.cast import Cast
from tests.e2e.chapters.station import LAMPS, WATER, row
from tests.e2e.looking import Console, Look
from tests.e2e.people import Person, people_of
from tests.factories.deliberations import TopicFactory

pytestmark = pytest.mark.e2e
Enter = Callable[..., Person]
NEW_VISIT = "/stations/visits/new/"


@pytest.fixture(scope="module", params=["page kept", "page opened anew"])
def chromium(request: pytest.FixtureRequest, driver: Playwright) -> Iterator[Browser]:
    """With the back/forward cache, which the driver turns off by itself, and without."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.skip("needs Chromium: set CHROMIUM")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    kept = request.param == "page kept"
    browser = driver.chromium.launch(
        executable_path=path,
        args=[*arguments, *(["--enable-features=BackForwardCache"] if kept else [])],
        ignore_default_args=["--disable-back-forward-cache"] if kept else None,
    )
    yield browser
    browser.close()


@pytest.fixture
def size() -> str:
    return "phone"


@pytest.fixture
def cast(site: str) -> Cast:
    return casting.gather()


@pytest.fixture
def enter(cast: Cast, open_browser: Callable[..., Page], look: Look) -> Enter:
    return people_of(open_browser, look)


@pytest.fixture
def officer(enter: Enter) -> Person:
    """In front of the form for a visit, with one concern in it."""
    officer = enter("officer")
    officer.page.goto(NEW_VISIT)
    write(officer, LAMPS)
    return officer


def write(officer: Person, words: str) -> None:
    officer.write("群众原话", words, row(officer, 0))
    officer.choose("类别", "市政设施", row(officer, 0))


def save(officer: Person) -> None:
    officer.press("保存")
    officer.sees("接访走访已登记")


def go_back(officer: Person) -> None:
    # A page that was kept is not loaded again: there is no "load" to wait for.
    officer.page.go_back(wait_until="commit")
    expect(officer.main.locator("form[data-draft]")).to_be_visible()


def recorded() -> list[str]:
    assert Visit.objects.count() == Concern.objects.count()
    return list(Concern.objects.order_by("pk").values_list("words", flat=True))


def token_of(officer: Person) -> str:
    return officer.main.locator("[name=token]").input_value()


def test_back_says_what_was_recorded_and_leads_there(officer: Person, request: pytest.FixtureRequest) -> None:
    officer.page.evaluate("window.keptHere = true")
    save(officer)
    visit = officer.page.url

    go_back(officer)

    is_kept = request.node.callspec.params["chromium"] == "page kept"
    assert officer.page.evaluate("Boolean(window.keptHere)") == is_kept
    officer.sees("这张表单此前已经登记", Concern.objects.get().number)
    assert officer.look_at.barriers(officer.page) == []
    officer.follow("查看登记内容")
    expect(officer.page).to_have_url(visit)


def test_next_residents_words_on_the_page_gone_back_to_are_recorded_too(officer: Person) -> None:
    save(officer)
    go_back(officer)
    officer.sees("这张表单此前已经登记")

    write(officer, WATER)
    officer.press("保存")
    officer.sees("这张表单已经登记过一次", Concern.objects.get().number)
    officer.look("used-token")
    expect(officer.field("群众原话", row(officer, 0))).to_have_value(WATER)
    assert recorded() == [LAMPS]

    save(officer)
    assert recorded() == [LAMPS, WATER]


def test_the_same_sent_again_after_going_back_is_one(officer: Person) -> None:
    save(officer)
    visit = officer.page.url
    go_back(officer)
    officer.sees("这张表单此前已经登记")
    write(officer, LAMPS)

    officer.press("保存")

    officer.sees("此前已经登记过了")
    expect(officer.page).to_have_url(visit)
    assert recorded() == [LAMPS]


def test_another_is_recorded_on_a_fresh_page(officer: Person) -> None:
    save(officer)
    go_back(officer)
    old = token_of(officer)

    officer.follow("另行登记")

    expect(officer.field("群众原话", row(officer, 0))).to_have_value("")
    officer.sees_not("这张表单此前已经登记", "已恢复您")
    assert token_of(officer) != old
    write(officer, WATER)
    save(officer)
    assert recorded() == [LAMPS, WATER]


def test_words_typed_before_asking_for_a_fresh_page_come_along(officer: Person) -> None:
    save(officer)
    go_back(officer)
    officer.sees("这张表单此前已经登记")
    old = token_of(officer)
    write(officer, WATER)

    officer.follow("另行登记")

    officer.sees("已恢复您")
    expect(officer.field("群众原话", row(officer, 0))).to_have_value(WATER)
    assert token_of(officer) != old
    save(officer)
    assert recorded() == [LAMPS, WATER]


# The answer was lost.


def lose_answers(page: Page) -> None:
    """What is sent arrives; what comes back does not."""

    def lose(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch(max_redirects=0)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(f"**{NEW_VISIT}*", lose)


@pytest.fixture
def unanswered(officer: Person, console: Console) -> Person:
    """The visit is recorded, and the officer knows nothing of it."""
    lose_answers(officer.page)
    with officer.page.expect_event("requestfailed"):
        officer.press("保存")
    officer.page.unroute_all()
    # It came with the answer.
    officer.page.context.clear_cookies(name="messages")
    assert recorded() == [LAMPS]
    return officer


def test_sent_again_after_a_lost_answer_is_one(unanswered: Person, console: Console) -> None:
    unanswered.page.reload()

    unanswered.sees("此前已经登记过了", LAMPS)
    expect(unanswered.page).to_have_url(re.compile(Visit.objects.get().get_absolute_url()))
    assert recorded() == [LAMPS]
    console.complaints.clear()


def test_draft_whose_answer_was_lost_says_that_it_arrived(unanswered: Person, console: Console) -> None:
    unanswered.page.goto(NEW_VISIT)

    unanswered.sees("这张表单此前已经登记", Concern.objects.get().number)
    expect(unanswered.field("群众原话", row(unanswered, 0))).to_have_value(LAMPS)
    unanswered.follow("查看登记内容")
    unanswered.sees(LAMPS)

    unanswered.page.goto(NEW_VISIT)
    expect(unanswered.field("群众原话", row(unanswered, 0))).to_have_value("")
    assert recorded() == [LAMPS]
    console.complaints.clear()


# Drafts.


def drafts(page: Page) -> dict[str, Any]:
    kept = page.evaluate("Object.fromEntries(Object.entries(localStorage))")
    return {name: json.loads(draft) for name, draft in kept.items()}


def test_draft_brings_back_neither_token_nor_edition(officer: Person) -> None:
    officer.press("再记一个问题")
    officer.write("群众原话", WATER, row(officer, 1))
    old = token_of(officer)
    officer.page.goto("/")

    [draft] = drafts(officer.page).values()
    assert draft["words"].keys() & {"token", "edition", "csrfmiddlewaretoken"} == set()
    assert old not in json.dumps(draft)

    officer.page.goto(NEW_VISIT)
    expect(officer.field("群众原话", row(officer, 1))).to_have_value(WATER)
    assert token_of(officer) != old


@pytest.fixture
def topic(cast: Cast) -> Topic:
    return TopicFactory(station=cast.station, title="关于东门照明的议题", statement="路灯不亮。")


def test_draft_older_than_the_thing_is_offered_beside_it(enter: Enter, topic: Topic) -> None:
    officer = enter("officer")
    address = f"{topic.get_absolute_url()}revise/"
    officer.page.goto(address)
    officer.write("议题内容", "东门路灯不亮，老人出门看不见路。")
    officer.page.goto("/")
    known = {"lead": None, "co_leads": [], "departments": [], "category": None, "livelihood": True}
    actions.revise_topic(
        topic, by=User.objects.get(username="officer"), title=topic.title, statement="东门九盏路灯不亮。", **known
    )

    officer.page.goto(address)

    statement = officer.field("议题内容")
    expect(statement).to_have_value("东门九盏路灯不亮。")
    officer.sees("内容已有他人改动", "东门路灯不亮，老人出门看不见路。")
    officer.look("older-draft")

    officer.page.reload()
    officer.sees("内容已有他人改动")
    officer.press("填入此段")
    expect(statement).to_have_value("东门路灯不亮，老人出门看不见路。")
    officer.press("保存")

    officer.sees("修改了议题")
    assert Topic.objects.get().statement == "东门路灯不亮，老人出门看不见路。"
    assert drafts(officer.page) == {}


def test_older_draft_outlives_new_words_and_ends_when_it_is_discarded(enter: Enter, topic: Topic) -> None:
    officer = enter("officer")
    address = f"{topic.get_absolute_url()}revise/"
    officer.page.goto(address)
    officer.write("议题内容", "东门路灯不亮，老人出门看不见路。")
    officer.page.goto("/")
    Topic.objects.update(edition=2)
    officer.page.goto(address)
    officer.write("标题", "关于东门和西门照明的议题")
    officer.page.goto("/")

    officer.page.goto(address)
    expect(officer.field("标题")).to_have_value("关于东门和西门照明的议题")
    officer.sees("东门路灯不亮，老人出门看不见路。")
    officer.main.locator("[data-discard]").click()
    officer.sees_not("东门路灯不亮，老人出门看不见路。")

    officer.page.goto(address)
    officer.sees_not("东门路灯不亮，老人出门看不见路。")
    expect(officer.field("标题")).to_have_value("关于东门和西门照明的议题")
