"""The suggestion: written from the topic, registered, assigned, answered and scored in two rounds."""

from datetime import timedelta

from playwright.sync_api import expect

from core import clock
from tests.e2e.cast import Cast
from tests.e2e.chapters.station import TOPIC
from tests.e2e.people import Person

TITLE = "关于更换小区东门路灯并明确维护责任的建议"
NOT_TO_THE_POINT = "只说会研究，没有写明换哪些灯、哪天换好。"


def write_suggestion(sponsor: Person, cast: Cast) -> None:
    sponsor.open("议题")
    sponsor.follow(TOPIC)
    sponsor.follow("撰写建议或联系函")
    expect(sponsor.field("标题")).to_have_value(TOPIC)
    sponsor.write("标题", TITLE)
    sponsor.write("具体建议", "由区住房和建设局一个月内更换损坏路灯，并公布维护单位和报修电话。")
    sponsor.unfold("附议代表")
    sponsor.main.get_by_role("checkbox", name=cast.co_sponsor.name).check()
    sponsor.tick("有关情况已经本人核实")
    sponsor.tick("一事一议，且不属于以上八种情形")
    sponsor.look("suggestion-form")
    sponsor.press("保存草稿")
    sponsor.sees("草稿已保存", "尚未确认")
    sponsor.follow("提交")
    sponsor.press("提交")
    sponsor.sees("以下附议代表尚未确认", cast.co_sponsor.name)
    sponsor.look("suggestion-not-confirmed-yet")


def co_sign(co_sponsor: Person) -> None:
    open_suggestion(co_sponsor)
    co_sponsor.follow("确认附议")
    co_sponsor.sees("公布维护单位和报修电话")
    co_sponsor.look("co-sign")
    co_sponsor.press("确认附议")
    co_sponsor.sees("已确认")


def submit(sponsor: Person) -> None:
    open_suggestion(sponsor)
    sponsor.follow("提交")
    sponsor.press("提交")
    sponsor.sees("已提交")


def open_suggestion(person: Person) -> None:
    person.open("代表建议")
    person.follow(TITLE)
    person.sees(TITLE)


def register_and_assign(committee: Person, cast: Cast) -> str:
    """Registered under the first number of the year; says the number."""
    committee.look("home-committee")
    committee.open("督办台")
    committee.look("desk")
    open_suggestion(committee)
    committee.follow("登记")
    committee.press("登记")
    number = f"闭{clock.today().year}-001"
    committee.sees(number)
    committee.follow("交办")
    committee.choose("主办单位", cast.department.name)
    committee.press("交办")
    committee.sees("已交办", cast.department.name)
    committee.look("suggestion-assigned")
    return number


def accept(department: Person) -> None:
    open_suggestion(department)
    department.follow("签收")
    department.press("签收")
    department.sees("已签收")


def talk(department: Person, words: str) -> None:
    open_suggestion(department)
    department.follow("登记与代表沟通")
    department.choose("方式", "电话")
    department.write("沟通内容", words)
    department.press("登记与代表沟通")
    department.sees(words)


def reply(department: Person, text: str, days: int) -> None:
    open_suggestion(department)
    department.follow("答复")
    department.tick("B类：正在解决")
    department.write("承诺期限", (clock.today() + timedelta(days=days)).isoformat())
    department.write("答复内容", text)
    department.write("签发人", "刘局长")
    department.look("reply-form")
    department.press("提交答复")
    department.sees("已答复", text)


def score(sponsor: Person, points: dict[str, int]) -> None:
    for item, value in points.items():
        sponsor.main.get_by_role("textbox", name=item).fill(str(value))


def score_reply_unsatisfied(sponsor: Person) -> None:
    """The running total and the verdict follow the numbers; without a reason it is not taken."""
    open_suggestion(sponsor)
    sponsor.follow("评价答复")
    score(sponsor, {"沟通": 10, "按时": 10, "针对": 10})
    sponsor.look("score-reply-begun")
    score(sponsor, {"措施": 10})
    total = sponsor.main.locator("[data-score-total]")
    expect(total).to_have_text("40")
    expect(sponsor.main.get_by_text("满意", exact=True)).to_be_visible()
    score(sponsor, {"沟通": 4, "针对": 2, "措施": 3})
    expect(total).to_have_text("19")
    expect(sponsor.main.get_by_text("不满意", exact=True)).to_be_visible()
    sponsor.press("提交评价")
    sponsor.sees("评价为不满意须书面说明理由")
    expect(sponsor.main.get_by_role("textbox", name="针对")).to_have_value("2")
    sponsor.look("score-without-reason")
    sponsor.write("原因", NOT_TO_THE_POINT)
    sponsor.press("提交评价")
    sponsor.sees("不满意", "第2轮办理", NOT_TO_THE_POINT)
    sponsor.look("suggestion-unsatisfied")


def supervise(committee: Person, cast: Cast) -> None:
    """The unsatisfied one stands first; a note, and the score is released to the department."""
    committee.open("督办台")
    expect(committee.main.locator(".desk-list").get_by_role("link").first).to_contain_text(TITLE)
    committee.look("desk-unsatisfied-first")
    committee.open("重点督办")
    committee.follow(TITLE, committee.main.get_by_role("row").filter(has_text="重点督办"))
    committee.sees(NOT_TO_THE_POINT, cast.department.name)
    committee.follow("添加督办记录")
    committee.write("督办情况", "已约谈主办单位，要求逐灯列出更换清单和日期。")
    committee.press("添加督办记录")
    committee.sees("已约谈主办单位")
    committee.look("supervision")
    open_suggestion(committee)
    committee.follow("向承办单位公布评价")
    committee.press("向承办单位公布评价")
    committee.sees("已向承办单位公布")


def reads_the_score(department: Person) -> None:
    open_suggestion(department)
    department.sees(NOT_TO_THE_POINT, "不满意")
    department.look("suggestion-department-second-round")


def score_reply_satisfied(sponsor: Person) -> None:
    open_suggestion(sponsor)
    sponsor.follow("评价答复")
    score(sponsor, {"沟通": 9, "按时": 10, "针对": 9, "措施": 9})
    expect(sponsor.main.locator("[data-score-total]")).to_have_text("37")
    sponsor.press("提交评价")
    sponsor.sees("落实中")


def report(department: Person) -> None:
    open_suggestion(department)
    department.follow("报送落实情况")
    department.write("完成情况", "11 盏路灯和 4 根灯杆全部更换，维护单位和报修电话已公示。")
    department.press("报送落实情况")
    department.sees("已报落实")


def score_implementation(sponsor: Person) -> None:
    open_suggestion(sponsor)
    sponsor.follow("评价落实")
    score(sponsor, {"按计划": 14, "措施": 14, "实际": 23, "反馈": 4})
    expect(sponsor.main.locator("[data-score-total]")).to_have_text("55")
    sponsor.look("score-implementation")
    sponsor.press("提交评价")
    sponsor.sees("已办结", "92")
    sponsor.look("suggestion-closed")


def close_supervision(committee: Person) -> None:
    committee.open("重点督办")
    committee.follow(TITLE, committee.main.get_by_role("row").filter(has_text="重点督办"))
    committee.follow("办结")
    committee.write("原因", "第二轮答复和落实均为满意，问题已解决。")
    committee.press("办结")
    committee.sees("已办结")
