"""A whole session of a livelihood council: three phones, the officer, the committee, and a projector (rule 17)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from core import clock
from deliberations.enums import MemberKind
from deliberations.models import Ballot, Council, CouncilMember, MicroProject
from stations.enums import Role
from tests.e2e.cast import Cast, account, gather
from tests.e2e.looking import Look
from tests.e2e.people import Person, people_of
from tests.factories.accounts import UserFactory
from tests.factories.councils import CouncilMemberFactory, MicroProjectFactory

pytestmark = pytest.mark.e2e

PAVILION, CHARGING = "老坑公园加建凉亭", "旧村电动自行车充电棚"


def members_of(cast: Cast) -> None:
    """Two residents and a representative with accounts, and one resident without."""
    for name in ("王秀兰", "刘建平"):
        user = UserFactory(username=name, name=name)
        CouncilMemberFactory(station=cast.station, name=name, user=user)
    CouncilMemberFactory(station=cast.station, name="张伯", user=None)
    sponsor = cast.sponsor
    CouncilMemberFactory(
        station=cast.station, kind=MemberKind.REPRESENTATIVE, name=sponsor.name, representative=sponsor,
        user=sponsor.user,
    )  # fmt: skip


def voter(open_browser: Callable[..., Page], look: Look, username: str) -> Person:
    """A member with the own phone, on the page of the votes."""
    person = Person(username, open_browser(), look)
    person.sign_in()
    person.follow("社区人大代表联络站")
    return person


def vote(person: Person, choice: str) -> None:
    """One tap, and the second that confirms."""
    person.press(choice)
    person.sees("您的选择")
    person.press("确认投票")
    person.sees("您的投票已记录")


def propose(officer: Person, title: str, budget: str) -> None:
    officer.open("民生微实事")
    officer.follow("提出民生微实事")
    officer.group("提出方").get_by_label("社区").check()
    officer.group("类型").get_by_label("工程").check()
    officer.write("标题", title)
    officer.write("需求", "居民反映多年，公园没有遮阳避雨的地方。")
    officer.write("预期效果", "建成后老人活动有去处。")
    officer.write("受益人数", "800")
    officer.write("预算", budget)
    officer.press("提出项目")


def shortlisted(officer: Person) -> None:
    """From the wish to the shortlist; a budget over the ceiling is said at the field, and nothing typed is lost."""
    propose(officer, PAVILION, "680000")
    officer.sees("工程类项目上限")
    officer.look("a budget over the ceiling")
    assert officer.field("标题").input_value() == PAVILION
    officer.write("超过上限的理由", "含无障碍坡道和照明。")
    officer.press("提出项目")
    officer.sees("已提出", "含无障碍坡道和照明。")
    officer.follow("审查排除情形")
    officer.press("审查排除情形")
    officer.follow("列入入围名单")
    officer.press("列入入围名单")
    officer.sees("已入围")
    officer.look("a shortlisted project")


def planned(officer: Person) -> None:
    """Planned with a secret vote on two projects, an hour ago so that it can open at once, and notified."""
    officer.open("民生议政会")
    officer.follow("计划议政会")
    started = timezone.localtime(clock.now() - timedelta(hours=1))
    officer.field("日期时间").fill(started.strftime("%Y-%m-%dT%H:%M"))
    officer.group("表决方式").get_by_label("秘密表决").check()
    for title in (PAVILION, CHARGING):
        officer.group("表决项目").get_by_label(title).check()
    officer.look("planning a council")
    officer.press("计划会议")
    officer.follow("发出会议通知")
    officer.press("发出会议通知")
    officer.sees("已通知")


def opened(officer: Person) -> None:
    """Two are not enough for a quorum; then everybody is there, and one is recused from the second project."""
    officer.follow("开会表决")
    present = officer.group("到场成员")
    for name in ("王秀兰", "刘建平"):
        present.get_by_label(name).check()
    officer.press("开会表决")
    officer.sees("法定人数为3人")
    present = officer.group("到场成员")
    expect(present.get_by_label("王秀兰")).to_be_checked()
    for name in ("张伯", "陈志明"):
        present.get_by_label(name).check()
    officer.unfold("回避")
    officer.choose("成员", "陈志明")
    officer.choose("项目", CHARGING)
    officer.write("原因", "充电棚由其公司供货")
    officer.look("opening a council")
    officer.press("开会表决")
    officer.sees("表决中", "应到4人，实到4人")


def test_a_session_with_three_phones_and_a_projector(open_browser: Callable[..., Page], look: Look) -> None:
    cast = gather()
    account("subdistrict", "黄主任", Role.SUBDISTRICT, cast.station.subdistrict)  # type: ignore[arg-type]
    members_of(cast)
    enter = people_of(open_browser, look)
    officer = enter("officer")
    shortlisted(officer)
    MicroProjectFactory(station=cast.station, title=CHARGING, shortlisted=True)
    planned(officer)
    opened(officer)
    council = Council.objects.get()

    screen = open_browser()
    projector = Person("officer", screen, look)
    projector.sign_in()
    screen.goto(reverse("deliberations:council-projector", args=[council.pk]))
    projector.sees(PAVILION, "秘密表决")
    phones = [voter(open_browser, look, name) for name in ("王秀兰", "刘建平", "sponsor")]
    phones[0].look("the vote on a phone")

    # Three phones vote; one of them changes its mind.
    vote(phones[0], "反对")
    phones[0].page.get_by_role("link", name="更改").first.click()
    phones[0].look("a vote to be changed")
    vote(phones[0], "赞成")
    vote(phones[1], "赞成")
    vote(phones[2], "弃权")
    expect(projector.main.locator(".projector-missing dd")).to_have_text("1")
    projector.sees_not("赞成")
    projector.look("the projector during a vote")

    # The fourth member votes on paper, which a second person confirms.
    officer.follow("录入纸质票统计")
    officer.group("投纸质票的成员").get_by_label("张伯").check()
    officer.write("赞成", "1")
    officer.press("录入纸质票统计")
    officer.sees("有一份纸质票统计待另一人确认")
    officer.look("running the votes")
    committee = enter("committee")
    committee.page.goto(reverse("deliberations:council-confirm-paper-count", args=[council.pk]))
    committee.sees("张伯")
    committee.look("confirming a paper count")
    committee.press("确认纸质票统计")
    committee.sees("张纸质票统计")
    expect(projector.main.locator(".projector-missing dd")).to_have_text("0")

    # The officer closes the first vote; the result appears on the projector and the phones by itself.
    officer.follow("结束表决")
    officer.press("结束项目表决")
    expect(projector.main.locator(".projector-result .badge")).to_have_text("通过")
    projector.sees("赞成", CHARGING)
    projector.look("the projector with a result")
    phones[1].sees("赞成3，反对0，弃权1")

    # The second project: the recused member cannot vote, the others may; one does not.
    officer.sees("赞成3，反对0，弃权1")
    phones[2].sees("您应回避")
    for phone in phones[:2]:
        phone.page.goto(reverse("deliberations:council-cast", args=[council.pk]))
        vote(phone, "反对")
    officer.follow("结束表决")
    officer.press("结束项目表决")
    officer.sees("赞成0，反对2，弃权0，未投票1")
    officer.follow("结束会议")
    officer.write("会议纪要", "会议逐项表决，秩序良好。")
    officer.press("结束会议")
    officer.sees("已结束", "任何记录都不会留下谁投了什么票")
    officer.look("a closed council")

    # What passed is on public notice; an objection stops it, the answer lets it run on.
    officer.page.goto(MicroProject.objects.get(title=PAVILION).get_absolute_url())
    officer.sees("公示中", "公示期自")
    officer.follow("登记异议")
    officer.write("异议", "凉亭离住宅楼太近，担心夜间吵闹。")
    officer.press("登记异议")
    officer.sees("公示暂停计时")
    officer.follow("答复异议")
    officer.group("决定").get_by_label("异议不成立").check()
    officer.write("答复", "选址距住宅五十米，夜间关闭照明。")
    officer.press("答复异议")
    officer.sees("公示期自", "不成立")
    officer.look("a project on public notice")

    assert set(Ballot.objects.values_list("choice", flat=True)) == {""}
    assert CouncilMember.objects.count() == 4
