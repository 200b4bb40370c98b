"""What is entered late, on pages and in the API: said, found and in the order of when it was said (rules 5, 24)."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from accounts.models import User
from core import clock
from stations.models import Category, Concern, Station
from tests.factories.stations import CategoryFactory, ConcernFactory, VisitFactory, committee

SHANGHAI = ZoneInfo("Asia/Shanghai")
SAID = datetime(2026, 3, 3, 15, 0, tzinfo=SHANGHAI)
RECORDED = datetime(2026, 11, 30, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture
def api(officer: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(officer)
    return client


@pytest.fixture
def page(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def typed_in(api: APIClient, station: Station, **concern: Any) -> dict[str, Any]:
    """A concern of 3 March that is recorded on 30 November, as the API shows it."""
    concern = {"words": "水管爆了", "category": CategoryFactory().pk} | concern
    body = {"station": station.pk, "started_at": SAID.isoformat(), "place": "联络站", "concerns": [concern]}
    with clock.at(RECORDED):
        made = api.post("/api/v1/visits/", body)
        assert made.status_code == 201, made.data
        return api.get(f"/api/v1/concerns/{made.data['concerns'][0]['id']}/").json()


def test_api_says_when_it_was_said_and_when_it_was_recorded(api: APIClient, station: Station) -> None:
    late, in_time = typed_in(api, station), ConcernFactory(station=station)

    shown = {name: late[name] for name in ("received_at", "recorded_at", "runs_from", "triage_due_on")}

    assert shown == {
        "received_at": "2026-03-03T15:00:00+08:00",
        "recorded_at": "2026-11-30T10:00:00+08:00",
        "runs_from": "2026-11-30",
        "triage_due_on": "2026-12-02",
    }
    assert late["number"][4:10] == "260303"
    assert api.get(f"/api/v1/concerns/{in_time.pk}/").json()["runs_from"] is None


def test_rule_24_page_says_that_it_was_entered_late_and_how_the_date_came_about(
    api: APIClient, page: Client, station: Station
) -> None:
    concern = Concern.objects.get(pk=typed_in(api, station)["id"])

    with clock.at(RECORDED):
        text = page.get(concern.get_absolute_url()).content.decode()
        summary = page.get(reverse("stations:concern-route", args=[concern.pk])).content.decode()

    assert "补录：反映于 2026年3月3日，录入于 2026年11月30日。期限自录入之日起算。" in text
    assert "自2026年11月30日（第0天）起2个工作日，2026年12月2日到期。" in text.replace(" ", "")
    assert "补录" in summary


def test_nothing_is_said_of_what_was_recorded_in_time(page: Client, station: Station) -> None:
    concern = ConcernFactory(station=station)

    assert "补录" not in page.get(concern.get_absolute_url()).content.decode()


@pytest.fixture
def ledger(station: Station) -> list[Concern]:
    """Recorded in the order third, first, second; the first of them late."""
    said = [SAID + timedelta(days=days) for days in (2, 0, 1)]
    first = {"runs_from": RECORDED.date()}
    return [
        ConcernFactory(
            station=station, visit=VisitFactory(station=station, started_at=at), **(first if at == SAID else {})
        )
        for at in said
    ]


@pytest.mark.parametrize(
    ("order", "expected"), [("", [2, 1, 0]), ("received", [1, 2, 0]), ("-received", [0, 2, 1]), ("nonsense", [2, 1, 0])]
)
def test_concerns_in_the_order_in_which_they_were_said(
    page: Client, api: APIClient, ledger: list[Concern], order: str, expected: list[int]
) -> None:
    listed = page.get(reverse("stations:concern-list"), {"order": order})
    sent = api.get("/api/v1/concerns/", {"order": order}).json()

    assert [ledger.index(concern) for concern in listed.context["page"]] == expected
    if order != "nonsense":
        assert [row["id"] for row in sent["results"]] == [ledger[number].pk for number in expected]


def test_concerns_of_one_moment_keep_one_order_over_the_pages(page: Client, station: Station) -> None:
    visit = VisitFactory(station=station, started_at=SAID)
    made = ConcernFactory.create_batch(30, station=station, visit=visit)

    seen = [
        concern
        for number in (1, 2)
        for concern in page.get(reverse("stations:concern-list"), {"order": "received", "page": number}).context["page"]
    ]

    assert seen == made


def test_list_shows_the_day_and_offers_the_order(page: Client, ledger: list[Concern]) -> None:
    text = page.get(reverse("stations:concern-list"), {"order": "received"}).content.decode()

    assert "2026-03-03" in text
    assert text.count(">补录</span>") == 1
    assert 'aria-sort="ascending"><a href="?order=-received">' in text


def test_what_was_entered_late_and_what_is_due_are_found(page: Client, api: APIClient, ledger: list[Concern]) -> None:
    third, first, second = ledger
    Concern.objects.filter(pk=third.pk).update(triage_due_on="2026-03-01")
    Concern.objects.filter(pk=second.pk).update(state="routed", feedback_due_on="2026-03-02")

    def found(**asked: str) -> list[Concern]:
        listed = list(page.get(reverse("stations:concern-list"), asked).context["page"])
        sent = api.get("/api/v1/concerns/", asked).json()["results"]
        assert [row["id"] for row in sent] == [concern.pk for concern in listed]
        return listed

    assert found(late="true") == [first]
    assert found(late="false") == [second, third]
    assert found(due_until="2026-03-01") == [third]
    assert found(due_until="2026-03-02") == [second, third]
    assert found(received_from="2026-03-04", received_to="2026-03-04") == [second]


@pytest.mark.parametrize("rows", [1, 3])
def test_order_costs_the_same_whatever_the_rows(
    client: Client, station: Station, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ConcernFactory.create_batch(rows, station=station)
    client.force_login(committee())
    client.get(reverse("stations:concern-list"))

    with django_assert_num_queries(8):
        client.get(reverse("stations:concern-list"), {"order": "-received"})


def test_categories_come_with_the_concern(api: APIClient, station: Station, category: Category) -> None:
    unclear, second = CategoryFactory(needs_note=True), CategoryFactory()

    shown = typed_in(api, station, category=unclear.pk, second_category=second.pk, category_note="祖坟祭扫")

    assert (shown["category"], shown["second_category"], shown["category_note"]) == (unclear.pk, second.pk, "祖坟祭扫")


def test_api_names_the_field_of_a_category_that_cannot_be_chosen(
    api: APIClient, station: Station, category: Category
) -> None:
    unclear = CategoryFactory(needs_note=True, name="其他")
    concerns = [
        {"words": "甲", "category": category.pk},
        {"words": "乙", "category": unclear.pk},
        {"words": "丙", "category": category.pk, "second_category": category.pk},
    ]
    body = {"station": station.pk, "started_at": SAID.isoformat(), "place": "联络站", "concerns": concerns}

    answer = api.post("/api/v1/visits/", body)

    assert answer.status_code == 400
    assert answer.data["fields"] == {
        "concerns.1.category_note": ["选择“其他”时，请用几个字写明是什么事。"],
        "concerns.2.second_category": ["第二类别须与第一类别不同，或不选。"],
    }
