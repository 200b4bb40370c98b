"""At the station: a visit, its concerns, the topic that grows from them, the meeting about it."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Locator, expect

from core import clock
from tests.e2e.cast import Cast
from tests.e2e.people import Person

LAMPS = "小区东门一排路灯坏了半个月，晚上老人出门看不见路，希望尽快修好。"
WATER = "三栋高层每天傍晚水压很低，六楼以上洗不了澡。"
COURT = "和楼上邻居漏水的官司法院已经立案，想让代表帮忙说句话。"
TOPIC = "关于修复小区东门路灯、保障夜间出行安全的议题"
DEPARTMENT_DAYS = 30


def row(officer: Person, number: int) -> Locator:
    """The fields of one concern on the visit form."""
    return officer.main.locator("[data-formset-row]:visible").nth(number)


def enter_visit(officer: Person, cast: Cast) -> list[str]:
    """Three concerns in one page; says their receipt numbers."""
    officer.look("home-officer")
    officer.open("登记接访")
    expect(officer.field("日期时间")).not_to_have_value("")
    expect(officer.field("地点")).to_have_value(str(cast.station))
    officer.tick(cast.sponsor.name)
    officer.tick(cast.co_sponsor.name)
    _write_lamps(officer)
    _write_by_enter(officer)
    officer.press("再记一个问题")
    third = row(officer, 2)
    expect(officer.field("群众原话", third)).to_be_focused()
    officer.write("群众原话", COURT, third)
    officer.choose("类别", "社区管理", third)
    officer.look("visit-form-filled")
    officer.press("保存")
    officer.sees("接访走访已登记", LAMPS, WATER, COURT)
    officer.look("visit")
    numbers = officer.main.get_by_role("link").filter(has_text=re.compile(r"\d-\w{6}$")).all_inner_texts()
    found = [number.split()[-1] for number in numbers]
    assert len(set(found)) == 3
    return found


def _write_lamps(officer: Person) -> None:
    first = row(officer, 0)
    officer.field("群众原话", first).press_sequentially(LAMPS)
    officer.sees("近几个月的相似问题")
    officer.choose("类别", "市政设施", first)
    officer.choose("紧急程度", "较急", first)
    officer.write("问题发生地点", "小区东门", first)
    officer.write("涉及人数", "120", first)
    officer.unfold("联系方式", first)
    officer.write("群众姓名", "陈阿姨", first)
    officer.write("群众电话", "13800000001", first)


def _write_by_enter(officer: Person) -> None:
    """Enter in the last field goes on to the next concern."""
    officer.field("群众电话", row(officer, 0)).press("Enter")
    second = row(officer, 1)
    words = officer.field("群众原话", second)
    expect(words).to_be_focused()
    words.press_sequentially(WATER)
    officer.choose("类别", "环保水务", second)
    officer.choose("性质", "求决", second)


def open_concern(officer: Person, number: str) -> None:
    officer.open("群众反映")
    officer.follow(number)
    officer.sees(number)


def route(officer: Person, numbers: list[str]) -> None:
    """The water goes to the hotline, the law-suit elsewhere; what is missing is asked for at its field."""
    open_concern(officer, numbers[1])
    officer.look("concern-received")
    officer.follow("分流")
    officer.tick("转区热线")
    officer.press("分流")
    officer.sees("请填写热线给出的工单号")
    officer.look("route-without-number")
    officer.write("外部编号", "12345-20260101-0007")
    officer.press("分流")
    officer.sees("转区热线", "12345-20260101-0007")
    open_concern(officer, numbers[2])
    officer.follow("分流")
    officer.tick("不予受理")
    officer.choose("原因", "已进入诉讼或仲裁")
    officer.write("应向何处反映", "坪山区人民法院诉讼服务中心")
    officer.press("分流")
    officer.sees("坪山区人民法院诉讼服务中心")


def tell_and_close(officer: Person, number: str, words: str) -> None:
    open_concern(officer, number)
    officer.follow("向群众反馈")
    officer.write("反馈内容", words)
    officer.press("向群众反馈")
    officer.sees("已反馈", words)
    officer.follow("办结")
    officer.press("办结")
    officer.sees("已办结")


def propose_topic(officer: Person, cast: Cast, number: str) -> None:
    """From the concern's page; the like of an earlier visit is offered and ticked too."""
    open_concern(officer, number)
    officer.follow("提为议题")
    expect(officer.main.get_by_role("checkbox", name=number)).to_be_checked()
    officer.main.get_by_role("checkbox", name="东门路灯不亮").check()
    officer.write("标题", TOPIC)
    officer.write("议题内容", "东门一带路灯成片损坏，夜间出行不安全，建议统一更换并明确维护责任。")
    officer.choose("领衔代表", cast.sponsor.name)
    officer.unfold("承办单位")
    officer.main.get_by_role("checkbox", name=cast.department.name).check()
    officer.look("topic-form")
    officer.press("提出议题")
    officer.sees("议题已提出", "150")
    officer.look("topic-collected")


def prepare_topic(officer: Person) -> None:
    """Adopted on what stands behind it, studied before the meeting."""
    officer.follow("确定为议题")
    officer.sees("是否集中、是否突出", "150")
    officer.look("topic-adopt")
    officer.press("确定为议题")
    officer.sees("已确定")
    officer.follow("登记会前调研")
    officer.write("调研情况", "现场清点损坏路灯 11 盏，其中 4 盏灯杆锈蚀，居民夜间绕行。")
    officer.press("登记会前调研")
    officer.sees("已调研", "现场清点损坏路灯 11 盏")


def plan_meeting(officer: Person) -> None:
    """A meeting that began an hour ago, so that it can be recorded today; notice comes late and says so."""
    officer.open("代表议事会")
    officer.look("meetings")
    officer.follow("安排议事会")
    began = timezone.localtime(clock.now()) - timedelta(hours=1)
    officer.write("日期时间", began.strftime("%Y-%m-%dT%H:%M"))
    officer.tick(TOPIC)
    officer.press("安排会议")
    officer.sees("会议已安排", TOPIC)
    officer.follow("发出会议通知")
    officer.press("发出会议通知")
    officer.sees("已通知")


def hold_meeting(officer: Person, cast: Cast) -> None:
    """Attendance and commitments; without a date the form comes back with every word in it."""
    officer.follow("登记会议情况")
    for one in (cast.sponsor, cast.co_sponsor):
        officer.group(one.name).get_by_label("出席").check()
    officer.group(cast.on_leave.name).get_by_label("请假").check()
    officer.main.get_by_label("请假原因").filter(visible=True).fill("出差在外")
    promise = officer.group(cast.department.name)
    officer.write("措施", "更换东门一带全部损坏路灯，锈蚀灯杆一并更换", promise)
    officer.write("责任人", "何工", promise)
    officer.write("到会群众人数", "12")
    officer.write("会议纪要", "代表逐一发言，住建局当场表态。")
    officer.press("保存会议情况")
    officer.sees("请写明完成时限")
    expect(officer.field("措施", promise)).to_have_value(re.compile("更换东门一带全部损坏路灯"))
    expect(officer.group(cast.on_leave.name).get_by_label("请假")).to_be_checked()
    expect(officer.field("会议纪要")).to_have_value("代表逐一发言，住建局当场表态。")
    officer.look("meeting-record-without-date")
    officer.write("承诺时限", _in_days(DEPARTMENT_DAYS), promise)
    officer.press("保存会议情况")
    officer.sees("已召开", "出差在外", "更换东门一带全部损坏路灯", "何工")
    officer.look("meeting-held")
    officer.follow("确认会议纪要")
    officer.press("确认会议纪要")
    officer.sees("纪要已确认")


def decide_outcome(officer: Person) -> None:
    officer.follow(TOPIC)
    officer.follow("确定处理结果")
    officer.tick("代表建议")
    officer.press("确定处理结果")
    officer.sees("跟踪办理中")
    officer.look("topic-tracked")


def resolve_and_look_back(officer: Person, cast: Cast) -> None:
    """The problem is solved; the look-back confirms it, before its day because it can be seen already."""
    officer.open("议题")
    officer.follow(TOPIC)
    officer.follow("登记已解决")
    officer.write("解决情况", "11 盏路灯全部换新，灯杆已更换，夜间亮灯正常。")
    officer.choose("跟踪代表", cast.sponsor.name)
    officer.press("登记已解决")
    officer.sees("11 盏路灯全部换新")
    officer.open("回头看")
    officer.follow(TOPIC)
    officer.follow("登记回头看")
    officer.tick("已落实")
    officer.choose("群众是否认可", "是")
    officer.write("现场情况", "夜间现场查看，东门沿线路灯全部点亮，居民认可。")
    officer.look("look-back-form")
    officer.press("登记回头看")
    # The form says "已落实" as well: what counts is the page after it.
    expect(officer.page).not_to_have_url(re.compile("/record/"))
    officer.sees("已落实")
    officer.look("look-back")
    officer.follow(TOPIC)
    officer.sees("已核实")


def _in_days(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()
