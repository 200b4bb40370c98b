"""The pages of visits and concerns: what they show, refuse and cost."""

from datetime import date, datetime, time, timedelta
from typing import Any

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
from stations.models import Category, Concern, Station, Visit
from tests.factories.stations import ConcernFactory, ContactFactory, VisitFactory, everybody, officer_of
from tests.moves.hidden import hidden_in


@pytest.fixture
def page(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def entry(station: Station, *concerns: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A filled-in visit form."""
    data = {
        "station": station.pk, "kind": "reception", "started_at": "2026-03-04T15:00", "place": "联络站", "note": "",
        "concerns-TOTAL_FORMS": len(concerns), "concerns-INITIAL_FORMS": 0,
    }  # fmt: skip
    for number, concern in enumerate(concerns):
        data |= {f"concerns-{number}-{name}": value for name, value in concern.items()}
    return data | changes


def said(category: Category, words: str = "电梯又停了", **more: Any) -> dict[str, Any]:
    return {"words": words, "category_id": category.pk, "nature": "complaint", "urgency": "ordinary"} | more


def test_visit_new_saves_everything_in_one_go(page: Client, station: Station, category: Category) -> None:
    concerns = [said(category, f"第{n}件事", contact_phone="13800000001") for n in range(3)]

    answer = page.post(reverse("stations:visit-new"), entry(station, *concerns))

    visit = Visit.objects.get()
    assert answer.headers["Location"] == visit.get_absolute_url()
    assert [c.words for c in visit.concerns.order_by("pk")] == ["第0件事", "第1件事", "第2件事"]
    shown = page.get(visit.get_absolute_url()).content.decode()
    assert all(concern.number in shown for concern in visit.concerns.all())


UNTOUCHED = {"words": "", "category_id": "", "nature": "complaint", "urgency": "ordinary", "livelihood": "on"}


def test_visit_new_ignores_an_untouched_concern(page: Client, station: Station) -> None:
    page.post(reverse("stations:visit-new"), entry(station, UNTOUCHED, asked="no-concern"))

    assert (Visit.objects.count(), Concern.objects.count()) == (1, 0)


def test_visit_without_a_concern_is_asked_about_once(page: Client, station: Station) -> None:
    asked = page.post(reverse("stations:visit-new"), entry(station, UNTOUCHED, note="无人来访"))
    text = asked.content.decode()

    assert (asked.status_code, Visit.objects.count()) == (400, 0)
    assert "如确实无人反映问题，请再按一次“保存”" in text
    assert ("无人来访" in text, 'name="asked" value="no-concern"' in text) == (True, True)

    page.post(reverse("stations:visit-new"), entry(station, UNTOUCHED, note="无人来访", asked="no-concern"))

    assert [visit.note for visit in Visit.objects.all()] == ["无人来访"]


def test_visit_with_a_mistake_is_not_asked_about_before_it_is_mended(page: Client, station: Station) -> None:
    answer = page.post(reverse("stations:visit-new"), entry(station, UNTOUCHED, place=""))

    assert answer.context["form"].asked == []


def test_words_of_ten_thousand_characters_arrive_whole(page: Client, station: Station, category: Category) -> None:
    words = "\r\n".join(["路口的树枝遮住了红绿灯，" * 83] * 10)[:-1] + "。"

    page.post(reverse("stations:visit-new"), entry(station, said(category, words)))

    assert Concern.objects.get().words == words.replace("\r\n", "\n")
    assert 9_900 < len(Concern.objects.get().words) <= 10_000


def test_words_that_are_too_long_are_refused_whole(page: Client, station: Station, category: Category) -> None:
    words, place = "长" * 10_001, "三" * 121

    answer = page.post(reverse("stations:visit-new"), entry(station, said(category, words, place=place)))

    text = answer.content.decode()
    assert (answer.status_code, Visit.objects.count()) == (400, 0)
    assert (words in text, place in text) == (True, True)
    assert answer.context["concerns"].errors == [
        {
            "words": ["现有 10,001 个字符，最多可保存 10,000 个，请删减 1 个；所填内容均已保留。"],
            "place": ["现有 121 个字符，最多可保存 120 个，请删减 1 个；所填内容均已保留。"],
        }
    ]


def test_people_affected_are_read_as_they_are_written(page: Client, station: Station, category: Category) -> None:
    counts = ["5万", "4.87万", "1,200", "三百二十人"]

    concerns = [said(category, f"第{n}件事", people_affected=typed) for n, typed in enumerate(counts)]
    page.post(reverse("stations:visit-new"), entry(station, *concerns))

    found = Concern.objects.order_by("pk").values_list("people_affected", flat=True)
    assert list(found) == [50_000, 48_700, 1_200, 320]


def test_people_affected_that_are_not_clear_are_refused(page: Client, station: Station, category: Category) -> None:
    answer = page.post(reverse("stations:visit-new"), entry(station, said(category, people_affected="5-6万")))

    assert (answer.status_code, Visit.objects.count()) == (400, 0)
    text = answer.content.decode()
    assert ("无法将“5-6万”识别为一个确定的数" in text, 'value="5-6万"' in text) == (True, True)


def test_visit_new_shows_again_what_it_cannot_keep(page: Client, station: Station, category: Category) -> None:
    odd = said(category, "电梯\x00又停了", contact_name="林\uffff先生", place="三栋\r\n二单元")

    answer = page.post(reverse("stations:visit-new"), entry(station, odd, place="联络站"))

    text = answer.content.decode()
    assert answer.status_code == 400
    assert answer.context["concerns"].errors == [
        {
            name: [f"此处含有无法保存的字符（{code}，以“�”显示）。请删去该字符并重新输入该处内容。"]
            for name, code in odd_fields
        }
        for odd_fields in [[("words", "U+0000"), ("contact_name", "U+FFFF")]]
    ]
    assert all(typed in text for typed in ("电梯�又停了", 'value="林�先生"', 'value="联络站"', "三栋\n二单元"))
    assert Visit.objects.count() == 0


@pytest.mark.parametrize("unseen", ["\u200b", "\u3000\u3000", "\u2800", "\ufeff\u2060"])
def test_words_that_nobody_can_see_are_missing(page: Client, station: Station, category: Category, unseen: str) -> None:
    answer = page.post(reverse("stations:visit-new"), entry(station, said(category, unseen), place=unseen))

    assert answer.status_code == 400
    assert answer.context["form"].errors == {"place": ["该字段是必填项。"]}
    assert answer.context["concerns"].errors == [{"words": ["该字段是必填项。"]}]


def test_the_end_of_a_line_is_one_character(page: Client, station: Station, category: Category) -> None:
    words = "\r\n".join(["字" * 78] * 51)[:-30]  # 50 line ends

    page.post(reverse("stations:visit-new"), entry(station, said(category, words)))

    kept = Concern.objects.get().words
    assert (len(words), len(kept), kept) == (4048, 3998, words.replace("\r\n", "\n"))


@pytest.mark.parametrize("name", ["q"])
def test_list_shows_its_form_again_with_what_cannot_be_looked_for(page: Client, station: Station, name: str) -> None:
    ConcernFactory(station=station)

    answer = page.get(reverse("stations:concern-list"), {name: "路\x00灯"})

    text = answer.content.decode()
    assert answer.status_code == 400
    assert 'value="路�灯"' in text
    assert "此处含有无法保存的字符（U+0000" in text


def test_visit_new_keeps_what_was_typed_and_names_the_fields(
    page: Client, station: Station, category: Category
) -> None:
    wrong = said(category, "楼道堆满杂物", people_affected="许多", contact_phone="电话不详")

    answer = page.post(reverse("stations:visit-new"), entry(station, wrong, place=""))

    text = answer.content.decode()
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {"place"}
    assert set(answer.context["concerns"].errors[0]) == {"people_affected", "contact_phone"}
    assert "楼道堆满杂物" in text
    assert "电话不详" in text
    assert Visit.objects.count() == 0


def test_visit_new_adds_a_concern_without_javascript(page: Client, station: Station, category: Category) -> None:
    answer = page.post(reverse("stations:visit-new"), entry(station, said(category), add="concerns", token="a"))

    assert (answer.status_code, answer.context["form"].token) == (200, "a")
    assert answer.context["concerns"].total_form_count() == 2
    assert "电梯又停了" in answer.content.decode()
    assert Visit.objects.count() == 0


def test_visit_new_with_the_next_residents_words_keeps_both(page: Client, station: Station, category: Category) -> None:
    """Saved, gone back, and the words replaced by those of whoever came next."""
    token = page.get(reverse("stations:visit-new")).context["form"].token
    page.post(reverse("stations:visit-new"), entry(station, said(category), token=token))
    next_one = said(category, "东门路灯不亮", contact_phone="13800000002")

    refused = page.post(reverse("stations:visit-new"), entry(station, next_one, token=token))

    first = Concern.objects.get()
    text = refused.content.decode()
    assert (refused.status_code, Visit.objects.count()) == (409, 1)
    assert all(kept in text for kept in ("东门路灯不亮", "13800000002", first.visit.get_absolute_url(), first.number))

    page.post(reverse("stations:visit-new"), entry(station, next_one, token=refused.context["form"].token))

    assert [one.words for one in Concern.objects.order_by("pk")] == ["电梯又停了", "东门路灯不亮"]


def test_visit_new_is_for_liaison_officers(client: Client, station: Station) -> None:
    people = everybody(station)

    answers = {}
    for kind, person in people.items():
        client.force_login(person)
        answers[kind] = client.get(reverse("stations:visit-new")).status_code

    assert {kind for kind, status in answers.items() if status == 200} == {"officer here", "officer elsewhere"}
    assert set(answers.values()) == {200, 403}


def test_visit_new_for_another_station_goes_to_the_own_one(page: Client, station: Station) -> None:
    other = officer_of(VisitFactory().station)

    page.post(reverse("stations:visit-new"), entry(Visit.objects.get().station))

    assert Visit.objects.exclude(recorder=other).filter(station=station).count() == 0


def test_visit_new_with_one_and_three_concerns_costs_three_more_each(
    page: Client, station: Station, category: Category, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    page.get(reverse("stations:visit-new"))
    # Two of them are those of the token.
    for count, queries in ((1, 15), (3, 21)):
        data = entry(station, *[said(category, contact_phone="13800000001")] * count, token=f"a{count}")
        with django_assert_num_queries(queries):
            page.post(reverse("stations:visit-new"), data)


def test_visit_similar_finds_what_sounds_alike(page: Client, station: Station) -> None:
    concern = ConcernFactory(station=station, words="东门路灯坏了半个月没人修")

    answer = page.post(reverse("stations:visit-similar"), {"concerns-0-words": "东门路灯坏了"})

    assert concern.number in answer.content.decode()


def test_visit_similar_takes_no_words_from_an_address(page: Client) -> None:
    assert page.get(reverse("stations:visit-similar"), {"concerns-0-words": "东门"}).status_code == 405


@pytest.mark.parametrize("rows", [1, 3])
def test_receipts_say_number_and_date_and_nothing_that_was_said(
    page: Client, station: Station, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    visit = VisitFactory(station=station)
    concerns = ConcernFactory.create_batch(rows, visit=visit, station=station, words="东门路灯坏了")

    with django_assert_num_queries(6):
        text = page.get(reverse("stations:visit-receipts", args=[visit.pk])).content.decode()

    assert all(f"<strong>{concern.number}</strong>" in text for concern in concerns)
    assert (text.count("/public/receipt/"), "东门路灯坏了" in text) == (rows, False)


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_whatever_the_rows(
    page: Client, station: Station, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ConcernFactory.create_batch(rows, station=station)

    with django_assert_num_queries(7):
        concerns = page.get(reverse("stations:concern-list"))
    with django_assert_num_queries(5):
        visits = page.get(reverse("stations:visit-list"))

    assert (len(concerns.context["page"]), len(visits.context["page"])) == (rows, rows)


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
