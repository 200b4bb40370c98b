"""The pages of concerns: lists, contact data, routing, grouping, taking back."""

from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core import clock
from core.calendar_years import load_announced
from core.workflow import timeline_of
from stations.actions import give_feedback, route_concern, take_back
from stations.models import Concern, Station
from tests.factories.stations import ConcernFactory, ContactFactory, VisitFactory, everybody, officer_of
from tests.moves.hidden import hidden_in


@pytest.fixture
def page(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def test_concern_list_finds_two_characters(page: Client, station: Station) -> None:
    found = ConcernFactory(station=station, words="晚上停车难")
    ConcernFactory(station=station, words="路灯坏了")

    answer = page.get(reverse("stations:concern-list"), {"q": "停车"})

    assert list(answer.context["page"]) == [found]


def test_concern_list_says_a_wrong_filter(page: Client) -> None:
    answer = page.get(reverse("stations:concern-list"), {"received_from": "0000-99-99", "page": "-5"})

    assert answer.status_code == 200
    assert set(answer.context["filter_form"].errors) == {"received_from"}


def test_concern_detail_masks_contact_data(page: Client, station: Station) -> None:
    contact = ContactFactory(concern__station=station)

    text = page.get(contact.concern.get_absolute_url()).content.decode()

    assert contact.phone not in text
    assert contact.name not in text


def test_concern_detail_offers_contact_data_only_where_they_are_and_to_whom_may_ask(
    client: Client, station: Station
) -> None:
    contact, without = ContactFactory(concern__station=station), ConcernFactory(station=station)
    people = everybody(station)

    offered = [
        (who, concern == contact.concern)
        for who in ("officer here", "representative here")
        for concern in (contact.concern, without)
        if b"reveal-contact" in (client.force_login(people[who]), client.get(concern.get_absolute_url()))[1].content
    ]

    assert offered == [("officer here", True)]


def test_concern_reveal_contact_shows_it_once_for_a_reason(page: Client, station: Station) -> None:
    contact = ContactFactory(concern__station=station)
    address = reverse("stations:concern-reveal-contact", args=[contact.concern_id])

    asked = page.get(address)
    refused = page.post(address, {"reason": ""})
    shown = page.post(address, {"reason": "回访"})

    assert contact.phone not in asked.content.decode() + refused.content.decode()
    assert contact.phone in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert contact.reveals.count() == 1


def test_foreign_concern_is_not_found_and_unpermitted_move_is_refused(client: Client, station: Station) -> None:
    people = everybody(station)
    concern = ConcernFactory(station=station)
    statuses = {}
    for kind in ("officer elsewhere", "department", "representative here", "officer here"):
        client.force_login(people[kind])
        statuses[kind] = (
            client.get(concern.get_absolute_url()).status_code,
            client.get(reverse("stations:concern-route", args=[concern.pk])).status_code,
        )

    assert statuses == {
        "officer elsewhere": (404, 404), "department": (404, 404), "representative here": (200, 403),
        "officer here": (200, 200),
    }  # fmt: skip


def test_concern_route_page_routes_and_keeps_typed_text_on_error(page: Client, station: Station) -> None:
    concern = ConcernFactory(station=station)
    address = reverse("stations:concern-route", args=[concern.pk])

    refused = page.post(address, {"route": "not_accepted", "note": "先记下来"})
    moved = page.post(address, {"route": "community"})
    late = page.get(address)

    assert (refused.status_code, set(refused.context["form"].errors)) == (400, {"reason", "redirect_to"})
    assert "先记下来" in refused.content.decode()
    assert (moved.status_code, late.status_code) == (302, 409)
    assert Concern.objects.get().route == "community"


def test_concern_page_offers_to_take_back_and_says_until_when(page: Client, officer: User, station: Station) -> None:
    concern = route_concern(ConcernFactory(station=station), by=officer, route="community")
    until = timezone.localtime(timeline_of(concern)[-1].at + timedelta(minutes=10)).strftime("%H:%M")
    address = reverse("stations:concern-take-back", args=[concern.pk])

    shown = page.get(concern.get_absolute_url()).content.decode()
    asked = page.get(address).content.decode()
    moved = page.post(address, hidden_in(asked))
    after = page.get(concern.get_absolute_url()).content.decode()

    assert (address in shown, f"可在 {until} 之前撤回" in shown, until in asked) == (True, True, True)
    assert (moved.status_code, Concern.objects.get().state) == (302, "received")
    assert (address in after, "之前撤回" in after) == (False, False)


def test_concern_page_asks_nothing_more_for_taking_back(
    page: Client, officer: User, station: Station, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    own = route_concern(ConcernFactory(station=station), by=officer, route="community")
    others = route_concern(ConcernFactory(station=station), by=officer_of(station), route="community")
    page.get(own.get_absolute_url())

    offered = []
    for concern in (own, others):
        with django_assert_num_queries(9):
            offered.append(page.get(concern.get_absolute_url()).context["take_back_until"] is not None)

    assert offered == [True, False]


def test_concern_join_page_offers_other_groups_with_all_their_words(page: Client, station: Station) -> None:
    words = "东门路灯坏了半个月没人修，晚上老人出门看不见路，孩子放学也怕，前后报过三次都没有人来看。"
    concern = ConcernFactory(station=station, words=words)
    member, other = ConcernFactory(station=station, words=words, joined_to=concern), ConcernFactory(station=station)
    other_group = ConcernFactory(station=station, words=words + "请尽快修好。", joined_to=other)

    shown = page.get(reverse("stations:concern-join", args=[concern.pk])).content.decode()

    assert (member.number in shown, other_group.words in shown) == (False, True)


def test_concern_join_page_says_that_nothing_is_similar(page: Client, station: Station) -> None:
    concern = ConcernFactory(station=station)

    shown = page.get(reverse("stations:concern-join", args=[concern.pk])).content.decode()

    assert "本站近几个月没有相似的问题" in shown


def test_concern_page_keeps_what_was_taken_back_out_of_the_table(page: Client, officer: User, station: Station) -> None:
    concern = ConcernFactory(station=station, routed=True)
    told = give_feedback(concern, by=officer, told_on=clock.today(), way="phone", note="打错了电话")
    take_back(told, by=officer)

    shown = page.get(concern.get_absolute_url()).content.decode()

    assert ("打错了电话" in shown, "的一次反馈已于" in shown) == (False, True)


def test_concern_feedback_page_fills_in_today_as_a_browser_reads_it(page: Client, station: Station) -> None:
    concern = ConcernFactory(station=station, routed=True)

    shown = page.get(reverse("stations:concern-give-feedback", args=[concern.pk])).content.decode()

    assert f'name="told_on" value="{clock.today().isoformat()}"' in shown


def test_concerns_of_a_visit_are_listed_only_to_who_sees_the_visit(page: Client, station: Station) -> None:
    own, foreign = VisitFactory(station=station), VisitFactory()
    concern, _other = ConcernFactory(visit=own, station=station), ConcernFactory(station=station)

    listed = page.get(reverse("stations:concern-list"), {"visit": own.pk})
    refused = page.get(reverse("stations:concern-list"), {"visit": foreign.pk})

    assert list(listed.context["page"]) == [concern]
    assert set(refused.context["filter_form"].errors) == {"visit"}


@pytest.mark.parametrize(
    ("day", "years", "provisional"),
    [
        (date(2026, 3, 4), [2026], False),
        (date(2026, 3, 4), [], True),
        (date(2026, 12, 22), [2026], False),  # ends on the 24th
        (date(2026, 12, 23), [2026], True),  # ends in the last week, which the next notice may change
        (date(2025, 12, 23), [2025, 2026], False),
    ],
)
def test_concern_page_says_provisional_exactly_while_its_date_is_uncertain(
    page: Client, station: Station, day: date, years: list[int], provisional: bool
) -> None:
    load_announced(years)
    concern = ConcernFactory(station=station, received_at=datetime.combine(day, time(9), clock.now().tzinfo))

    answer = page.get(concern.get_absolute_url())

    assert ("暂定</span>" in answer.content.decode()) == provisional
    assert (answer.context["explained"]["triage"].provisional, answer.context["explained"]["feedback"].provisional) == (
        provisional,
        False,
    )
