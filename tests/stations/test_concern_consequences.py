"""What the page of a concern's move says beforehand; that it comes so is shown in tests/moves."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core import clock
from core.consequences import Consequences, consequences_of
from core.workflow import Text
from stations.actions import anonymise_contact, close_concern, give_feedback, route_concern
from stations.enums import Role
from stations.models import Concern, Station
from stations.workflow import CONCERN
from tests.factories.stations import ConcernFactory, ContactFactory


def said(concern: Concern, verb: str) -> Consequences:
    return consequences_of(concern, CONCERN[verb])


def missed(concern: Concern, officer: User) -> Concern:
    return give_feedback(concern, by=officer, told_on=clock.today(), way="phone", reached=False)


def first(texts: tuple[Text, ...], count: int) -> list[str]:
    return [str(text) for text in texts[:count]]


@pytest.mark.parametrize(
    ("urgency", "told"),
    [("ordinary", (Role.OFFICER,)), ("urgent", (Role.OFFICER, Role.SUBDISTRICT, Role.COMMITTEE))],
)
def test_routing_says_when_the_resident_waits_for_an_answer_and_who_hears_of_it(
    station: Station, urgency: str, told: tuple[Role, ...]
) -> None:
    concern = ConcernFactory(station=station, urgency=urgency)

    follows = said(concern, "route")

    assert (follows.days, follows.told) == ({"feedback_due_on": concern.feedback_due_on}, told)


def test_feedback_counts_the_attempts_that_stand(station: Station, officer: User) -> None:
    concern = ConcernFactory(station=station, routed=True)
    before = first(said(concern, "give_feedback").more, 2)
    concern = missed(concern, officer)
    after = first(said(concern, "give_feedback").more, 2)
    told = give_feedback(concern, by=officer, told_on=clock.today(), way="phone")

    reached, day = "联系上：可以办结。", concern.feedback_due_on
    assert before == [reached, f"未联系上：第 1 次（共需 2 次），反馈期限仍为 {day}。"]
    assert after == [reached, "未联系上：第 2 次；满 2 次可以办结。"]
    assert first(said(told, "give_feedback").more, 1) == [reached]


def test_closing_says_how_long_contact_data_are_kept(station: Station, officer: User) -> None:
    with clock.at(clock.midnight(date(2026, 3, 4)) + timedelta(hours=9)):
        concern = ContactFactory(concern__station=station, concern__told=True).concern
        kept = first(said(concern, "close").more, 1)
        closed = close_concern(concern, by=officer)
        anonymise_contact(closed)
        gone = said(closed, "close").more

    assert kept == ["联系方式保存至 2029-03-04，之后匿名处理。"]
    assert [str(text) for text in gone] == ["10 分钟内、尚无后续操作时，可以撤回。"]


def test_taking_back_says_what_it_takes_back(station: Station, officer: User) -> None:
    concern = ConcernFactory(station=station)
    routed = route_concern(concern, by=officer, route="community")

    follows = said(routed, "take_back")

    assert first(follows.more, 2) == [f"撤回的操作：{officer}将问题分流：转社区。", "撤回后的状态为“已登记”。"]
    assert follows.days == {"triage_due_on": concern.triage_due_on}


def test_page_of_feedback_shows_and_counts_the_attempts_with_one_query(
    station: Station, officer: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    concern = missed(ConcernFactory(station=station, routed=True), officer)

    with django_assert_num_queries(1):
        said(concern, "give_feedback")
        shown = [feedback.reached for feedback in concern.feedbacks.all()]

    assert shown == [False]
