"""The pages of visits and concerns: what they show, refuse and cost."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from stations.models import Category, Concern, Station, Visit
from tests.factories.stations import ConcernFactory, VisitFactory, everybody, officer_of


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
