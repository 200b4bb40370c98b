"""Nothing typed is lost, nothing is sent twice, and the long forms work without JavaScript (quality §2)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from core import clock
from deliberations.models import Commitment, Meeting
from stations.models import Visit
from suggestions.models import Evaluation
from tests.e2e import cast as casting
from tests.e2e.cast import Cast
from tests.e2e.chapters.station import LAMPS, WATER, row
from tests.e2e.chapters.suggestion import NOT_TO_THE_POINT, score
from tests.e2e.looking import Look
from tests.e2e.people import Person, people_of
from tests.factories.deliberations import MeetingFactory, TopicFactory
from tests.factories.suggestions import PATHS, Case

pytestmark = pytest.mark.e2e
Enter = Callable[..., Person]


@pytest.fixture
def size() -> str:
    """The size at which it is hardest; what is kept is the same at both."""
    return "phone"


@pytest.fixture
def cast(site: str) -> Cast:
    return casting.gather()


@pytest.fixture
def enter(cast: Cast, open_browser: Callable[..., Page], look: Look) -> Enter:
    return people_of(open_browser, look)


def write_concern(officer: Person, number: int, words: str) -> None:
    officer.write("群众原话", words, row(officer, number))
    officer.choose("类别", "市政设施", row(officer, number))


def words_of_visits() -> list[list[str]]:
    visits = Visit.objects.order_by("pk")
    return [list(visit.concerns.order_by("pk").values_list("words", flat=True)) for visit in visits]


def test_one_wrong_line_costs_no_word_of_the_others(enter: Enter) -> None:
    officer = enter("officer")
    officer.open("登记接访")
    write_concern(officer, 0, LAMPS)
    officer.press("再记一个问题")
    write_concern(officer, 1, WATER)
    officer.unfold("联系方式", row(officer, 1))
    officer.write("群众电话", "没有留", row(officer, 1))
    officer.press("保存")
    officer.sees("请填写 11 位手机号码")
    officer.look("wrong-phone")
    expect(officer.field("群众电话", row(officer, 1))).to_have_value("没有留")
    officer.write("群众电话", "13800000001", row(officer, 1))
    officer.press("保存")
    officer.sees("接访走访已登记")
    assert words_of_visits() == [[LAMPS, WATER]]


def test_draft_waits_behind_the_sign_in_page(enter: Enter) -> None:
    officer = enter("officer")
    officer.open("登记接访")
    write_concern(officer, 0, LAMPS)
    officer.page.context.clear_cookies(name="sessionid")
    officer.press("保存")
    officer.sees("登录已过期", "您填写的内容都保留着")
    officer.look("session-ended")
    officer.page.reload()
    officer.sees("您在表单中填写的内容保留在本机")
    officer.write_sign_in()
    officer.sees("已恢复您")
    expect(officer.field("群众原话", row(officer, 0))).to_have_value(LAMPS)
    officer.press("保存")
    officer.sees("接访走访已登记")
    assert words_of_visits() == [[LAMPS]]


def test_words_wait_for_the_connection(enter: Enter) -> None:
    officer = enter("officer")
    officer.open("登记接访")
    write_concern(officer, 0, LAMPS)
    officer.page.context.set_offline(True)
    officer.press("保存")
    officer.sees("网络已断开")
    officer.page.context.set_offline(False)
    officer.press("保存")
    officer.sees("接访走访已登记")
    assert words_of_visits() == [[LAMPS]]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_two_clicks_make_one_visit(enter: Enter, scripts: bool) -> None:
    officer = enter("officer", java_script_enabled=scripts)
    officer.page.goto("/stations/visits/new/")
    write_concern(officer, 0, LAMPS)
    officer.main.get_by_role("button", name="保存", exact=True).dblclick(no_wait_after=True)
    officer.sees(LAMPS)
    officer.page.wait_for_load_state("networkidle")
    assert words_of_visits() == [[LAMPS]]


# Without JavaScript.


def test_visit_with_another_concern_without_scripts(enter: Enter) -> None:
    officer = enter("officer", java_script_enabled=False)
    officer.page.goto("/stations/visits/new/")
    write_concern(officer, 0, LAMPS)
    officer.press("再记一个问题")
    expect(officer.field("群众原话", row(officer, 0))).to_have_value(LAMPS)
    write_concern(officer, 1, WATER)
    officer.press("保存")
    officer.sees(LAMPS, WATER)
    assert words_of_visits() == [[LAMPS, WATER]]


def test_meeting_is_recorded_without_scripts(enter: Enter, cast: Cast) -> None:
    topic = TopicFactory(station=cast.station, lead=cast.sponsor, departments=[cast.department], adopted=True)
    meeting = MeetingFactory(station=cast.station, topics=[topic], begun=True)
    officer = enter("officer", java_script_enabled=False)
    officer.page.goto(f"{meeting.get_absolute_url()}hold/")
    for one in (cast.sponsor, cast.co_sponsor, cast.on_leave):
        officer.group(one.name).get_by_label("出席").check()
    promise = officer.group(cast.department.name)
    officer.write("措施", "更换全部路灯", promise)
    officer.write("责任人", "何工", promise)
    officer.press("保存会议情况")
    officer.sees("请写明完成时限")
    officer.write("承诺时限", (clock.today() + timedelta(days=30)).isoformat(), promise)
    officer.press("保存会议情况")
    officer.sees("更换全部路灯")
    assert Meeting.objects.get().state == "held"
    assert Commitment.objects.get().responsible == "何工"


def test_score_is_given_without_scripts(enter: Enter, cast: Cast) -> None:
    case = Case(station=cast.station, lead=cast.department)
    case.sponsor = cast.sponsor
    case.draft()
    for step in PATHS["replied"]:
        getattr(case, step)()
    sponsor = enter("sponsor", java_script_enabled=False)
    sponsor.page.goto(f"{case.suggestion.get_absolute_url()}score-reply/")
    score(sponsor, {"沟通": 4, "按时": 10, "针对": 2, "措施": 3})
    sponsor.press("提交评价")
    sponsor.sees("评价为不满意须书面说明理由", "19")
    expect(sponsor.main.get_by_role("textbox", name="针对")).to_have_value("2")
    sponsor.write("原因", NOT_TO_THE_POINT)
    sponsor.press("提交评价")
    sponsor.sees("不满意", NOT_TO_THE_POINT)
    assert Evaluation.objects.get().points == 19
