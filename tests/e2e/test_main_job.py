"""The main job in a real browser: from a resident's words to the points, through two rounds."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from followups.actions import run_followups
from tests.e2e import cast as casting
from tests.e2e.chapters import station, suggestion
from tests.e2e.chapters.station import TOPIC
from tests.e2e.looking import Look
from tests.e2e.people import Person, people_of

pytestmark = pytest.mark.e2e


def test_from_a_residents_words_to_points(open_browser: Callable[..., Page], look: Look) -> None:
    cast = casting.gather()
    casting.earlier_concern(cast, "东门路灯不亮，晚上看不见路，老人摔过一跤。", people_affected=30)
    enter = people_of(open_browser, look)

    officer = enter("officer")
    numbers = station.enter_visit(officer, cast)
    reads_receipt(open_browser(), look, numbers[1])
    finds_reminders(officer, numbers)
    station.route(officer, numbers)
    station.tell_and_close(officer, numbers[1], "已转热线，工单号已告知群众。")
    station.tell_and_close(officer, numbers[2], "已当面说明，请到法院诉讼服务中心咨询。")
    station.propose_topic(officer, cast, numbers[0])
    station.prepare_topic(officer)
    station.plan_meeting(officer)
    station.hold_meeting(officer, cast)
    station.decide_outcome(officer)
    station.tell_and_close(officer, numbers[0], "议事会已议，住建局表态一个月内更换。")
    has_no_reminder_of(officer, numbers)

    sponsor = enter("sponsor")
    sponsor.look("home-representative")
    suggestion.write_suggestion(sponsor, cast)
    suggestion.co_sign(enter("co-sponsor"))
    suggestion.submit(sponsor)
    committee = enter("committee")
    suggestion.register_and_assign(committee, cast)

    department = enter("department")
    department.look("home-department")
    suggestion.accept(department)
    suggestion.talk(department, "电话说明了初步打算。")
    suggestion.reply(department, "感谢您的建议，我局将认真研究。", days=60)
    suggestion.score_reply_unsatisfied(sponsor)
    suggestion.supervise(committee, cast)

    suggestion.reads_the_score(department)
    suggestion.talk(department, "与代表一同到东门逐灯查看。")
    suggestion.reply(department, "11 盏损坏路灯和 4 根锈蚀灯杆列入清单，月底前全部更换。", days=20)
    suggestion.score_reply_satisfied(sponsor)
    suggestion.report(department)
    suggestion.score_implementation(sponsor)
    suggestion.close_supervision(committee)

    station.resolve_and_look_back(officer, cast)
    reads_points(sponsor)
    follows_the_chain(officer, numbers[0])


def reads_receipt(page: Page, look: Look, number: str) -> None:
    """The resident, without an account, on the public page."""
    page.goto("/public/receipt/")
    page.get_by_role("textbox", name="回执编号").fill(number)
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_role("main")).to_contain_text(number)
    expect(page.get_by_role("main")).to_contain_text("已登记")
    look(page, "receipt")


def finds_reminders(officer: Person, numbers: list[str]) -> None:
    run_followups()
    officer.open("督办提醒")
    officer.sees(*numbers)
    officer.look("reminders")


def has_no_reminder_of(officer: Person, numbers: list[str]) -> None:
    officer.open("督办提醒")
    officer.sees_not(*numbers)


def reads_points(sponsor: Person) -> None:
    sponsor.open("履职积分")
    sponsor.sees("+5", "+10", "+15", "30")
    sponsor.look("points")
    sponsor.follow(TOPIC)
    expect(sponsor.page.get_by_role("heading", level=1)).to_have_text(TOPIC)


def follows_the_chain(officer: Person, number: str) -> None:
    """From the concern forward to the suggestion, and back to the visit."""
    chain = officer.main.get_by_role("list", name="从接访到积分的全过程")
    station.open_concern(officer, number)
    officer.look("concern-chain")
    for words in (TOPIC, suggestion.TITLE, "满意", "已落实"):
        expect(chain).to_contain_text(words)
    officer.follow(suggestion.TITLE, chain)
    expect(officer.page.get_by_role("heading", level=1)).to_have_text(suggestion.TITLE)
    officer.follow("小区东门一排路灯", chain)
    expect(officer.page.get_by_role("heading", level=1)).to_contain_text(number)
    officer.follow("接访", chain)
    officer.sees("问题与回执编号", number)
