"""What is pasted and typed arrives whole or is refused whole, by clipboard and keyboard (rules 1, 2, 15)."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from deliberations.models import MicroProject
from stations.models import Concern, Visit
from tests.e2e import cast as casting
from tests.e2e.cast import Cast
from tests.e2e.chapters.station import LAMPS, row
from tests.e2e.looking import Look
from tests.e2e.people import Person, people_of

pytestmark = pytest.mark.e2e
Enter = Callable[..., Person]

#: The page of something that was just recorded.
MADE = re.compile(r"/\d+/$")
SENTENCE = "我是六联社区的居民，小区门口的路灯从上个月起就不亮了，老人和孩子晚上回家都要摸黑。\n"


@pytest.fixture
def cast(site: str) -> Cast:
    return casting.gather()


@pytest.fixture
def enter(cast: Cast, open_browser: Callable[..., Page], look: Look) -> Enter:
    return people_of(open_browser, look)


def words(length: int) -> str:
    """So many characters of a resident, with line ends and without blanks around."""
    return (SENTENCE * (length // len(SENTENCE) + 1))[: length - 1] + "完"


def paste(person: Person, text: str, field: Locator) -> None:
    """Through the clipboard of the system, as Ctrl+V does."""
    person.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    person.page.evaluate("text => navigator.clipboard.writeText(text)", text)
    field.focus()
    person.page.keyboard.press("ControlOrMeta+v")


def retype(person: Person, text: str, field: Locator) -> None:
    """Key by key over what stands there."""
    field.focus()
    person.page.keyboard.press("ControlOrMeta+a")
    person.page.keyboard.type(text)


def over(person: Person) -> Locator:
    """What the counter says of characters that are too many."""
    return person.main.locator(".field-counter strong")


def new_visit(officer: Person) -> None:
    officer.page.goto("/stations/visits/new/")


def new_project(officer: Person) -> None:
    officer.page.goto("/deliberations/micro-projects/new/")
    officer.group("提出方").get_by_label("社区").check()
    officer.group("类型").get_by_label("工程").check()
    officer.write("标题", "加装路灯")
    officer.write("需求", LAMPS)
    officer.write("预期效果", "夜间出行安全。")


def test_long_words_arrive_whole(enter: Enter) -> None:
    officer = enter("officer")
    new_visit(officer)
    said = words(6_857)

    paste(officer, said, officer.field("群众原话", row(officer, 0)))
    officer.choose("类别", "市政设施", row(officer, 0))
    officer.press("保存")

    officer.sees("接访走访已登记")
    assert Concern.objects.get().words == said


def test_words_that_are_too_long_are_counted_refused_and_kept(enter: Enter) -> None:
    officer = enter("officer")
    new_visit(officer)
    field = officer.field("群众原话", row(officer, 0))

    paste(officer, words(9_500), field)
    officer.sees("9,500 / 10,000")
    expect(over(officer)).to_be_hidden()
    field.evaluate("field => field.select()")
    paste(officer, words(10_001), field)
    officer.sees("10,001 / 10,000")
    expect(over(officer)).to_have_text("超出 1 个字符")
    expect(over(officer)).to_be_visible()
    expect(officer.main.get_by_role("status").filter(has_text="超出 1 个字符")).to_be_attached()
    officer.choose("类别", "市政设施", row(officer, 0))
    officer.look("counter")
    officer.press("保存")

    officer.sees("现有 10,001 个字符，最多可保存 10,000 个，请删减 1 个")
    expect(field).to_have_value(words(10_001))
    officer.look("too-long")
    field.press("ControlOrMeta+End")
    field.press("Backspace")
    officer.press("保存")
    officer.sees("接访走访已登记")
    assert Concern.objects.get().words == words(10_001)[:-1].strip()


def test_title_that_is_too_long_stays_whole(enter: Enter) -> None:
    officer = enter("officer")
    new_project(officer)
    title, field = words(140).replace("\n", "，"), officer.field("标题")

    field.evaluate("field => field.select()")
    paste(officer, title, field)
    expect(field).to_have_value(title)
    officer.sees("140 / 120", "超出 20 个字符")
    officer.write("受益人数", "800")
    officer.write("预算", "50000")
    officer.press("提出项目")

    officer.sees("现有 140 个字符，最多可保存 120 个")
    expect(field).to_have_value(title)
    assert MicroProject.objects.count() == 0


@pytest.mark.parametrize(
    ("people", "budget", "said", "kept"),
    [
        ("5万", "5万元", ("= 50,000 人", "= 50,000 元"), (50_000, 50_000)),
        ("1,200", "4.87万", ("= 1,200 人", "= 48,700 元"), (1_200, 48_700)),
    ],
)
def test_numbers_are_read_as_they_are_pasted_and_typed(
    enter: Enter, people: str, budget: str, said: tuple[str, str], kept: tuple[int, int]
) -> None:
    officer = enter("officer")
    new_project(officer)

    retype(officer, people, officer.field("受益人数"))
    paste(officer, budget, officer.field("预算"))
    officer.sees(*said)
    expect(officer.field("预算")).to_have_value(budget)
    officer.look("said-back")
    officer.press("提出项目")

    officer.page.wait_for_url(MADE)
    project = MicroProject.objects.get()
    assert (project.people, project.budget) == kept


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_small_budget_and_unclear_number(enter: Enter, scripts: bool) -> None:
    officer = enter("officer", java_script_enabled=scripts)
    new_project(officer)
    officer.write("受益人数", "5-6万")
    officer.write("预算", "5")
    officer.press("提出项目")

    officer.sees("无法将“5-6万”识别为一个确定的数", "总共只有 5 元")
    expect(officer.field("受益人数")).to_have_value("5-6万")
    if scripts:
        officer.look("asked")
    officer.write("受益人数", "约60人")
    officer.press("提出项目")
    officer.page.wait_for_url(MADE)
    project = MicroProject.objects.get()
    assert (project.people, project.budget) == (60, 5)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_visit_without_a_concern_is_asked_about_once(enter: Enter, scripts: bool) -> None:
    officer = enter("officer", java_script_enabled=scripts)
    new_visit(officer)
    officer.press("保存")
    officer.sees("如确实无人反映问题，请再按一次“保存”")
    if scripts:
        officer.look("no-concern")
    assert Visit.objects.count() == 0

    officer.press("保存")
    officer.page.wait_for_url(MADE)
    assert (Visit.objects.count(), Concern.objects.count()) == (1, 0)


def test_draft_that_comes_back_is_counted_and_said_back(enter: Enter) -> None:
    officer = enter("officer")
    new_visit(officer)
    officer.write("涉及人数", "4.87万", row(officer, 0))
    paste(officer, words(10_001), officer.field("群众原话", row(officer, 0)))
    officer.sees("超出 1 个字符")
    officer.page.reload()
    officer.sees("已恢复您", "超出 1 个字符", "= 48,700 人")
