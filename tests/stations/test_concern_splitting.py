"""A message with several matters becomes a concern for each of them (rule 6)."""

from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import User
from core import clock
from core.access import NotPermitted
from core.consequences import consequences_of
from core.events import Event
from core.workflow import IllegalMove, timeline_of
from stations.actions import close_concern, correct_words, give_feedback, reveal_contact, route_concern, split_concern
from stations.models import Category, Concern, ContactReveal, Station
from stations.queries import expired_contacts
from stations.workflow import CONCERN
from tests.factories.deliberations import TopicFactory
from tests.factories.stations import CategoryFactory, ConcernFactory, ContactFactory, committee, officer_of
from tests.moves.hidden import opened

WORDS = "您好。一是路灯坏了，二是井盖松动，三是树枝挡路。" + "另外还想说说楼下的情况。" * 30


def matters(*parts: str) -> list[dict[str, Any]]:
    return [{"part": part, "category": CategoryFactory()} for part in parts]


def split(concern: Concern, officer: User, *parts: str) -> list[Concern]:
    split_concern(concern, by=officer, matters=matters(*parts))
    return list(Concern.objects.filter(visit=concern.visit_id).order_by("pk"))


@pytest.fixture
def message(station: Station) -> Concern:
    return ContactFactory(concern__station=station, concern__words=WORDS, concern__number="0101261127-ABCDEF").concern


def test_each_matter_keeps_words_visit_days_and_the_receipt(message: Concern, officer: User) -> None:
    given = matters("路灯不亮", "井盖松动", "树枝挡路")

    split_concern(message, by=officer, matters=given)

    parts = list(Concern.objects.order_by("pk"))
    first = parts[0]
    assert [part.number for part in parts] == [message.number, f"{message.number}/2", f"{message.number}/3"]
    assert [(part.part, part.category) for part in parts] == [(one["part"], one["category"]) for one in given]
    for name in ("words", "visit", "station", "received_at", "triage_due_on", "feedback_due_on", "state", "urgency"):
        assert {getattr(part, name) for part in parts} == {getattr(message, name)}
    assert (first.pk, [part.split_from for part in parts]) == (message.pk, [None, first, first])
    assert message.visit.receipts == message.number


def test_record_names_the_parts_and_what_they_came_from(message: Concern, officer: User) -> None:
    first, second, third = split(message, officer, "路灯不亮", "井盖松动", "树枝挡路")

    event, came = Event.objects.of(first).get(), Event.objects.of(second).get()
    assert event.facts == {
        "matters": 3, "numbers": f"{second.number}, {third.number}", "category_before": message.category_id,
    }  # fmt: skip
    assert (came.verb, came.after, came.facts) == (
        "split_off", "received", {"number": second.number, "message": first.number}
    )  # fmt: skip
    assert timeline_of(first)[-1].sentence == f"{officer}将反映内容拆分为3件事项，其余编号为{event.facts['numbers']}"
    assert WORDS[:6] not in str([event.facts, came.facts])


def test_what_was_split_may_be_split_further_up_to_nine(message: Concern, officer: User) -> None:
    split(message, officer, "一", "二")
    fresh = Concern.objects.get(pk=message.pk)

    numbers = [part.number for part in split(fresh, officer, "一", "三", "四")]

    assert numbers[1:] == [f"{message.number}/{place}" for place in (2, 3, 4)]
    with pytest.raises(ValidationError, match="已有 4 件"):
        split(fresh, officer, "一", "五", "六", "七", "八", "九", "十")
    assert Concern.objects.count() == 4


@pytest.mark.parametrize("parts", [(), ("只有一件",), ("一", "")])
def test_fewer_than_two_named_matters_are_not_split(message: Concern, officer: User, parts: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError):
        split(message, officer, *parts)
    assert (Concern.objects.count(), Event.objects.count()) == (1, 0)


def test_once_routed_nothing_is_split_and_only_the_officer_here_splits(message: Concern, officer: User) -> None:
    for stranger in (committee(), officer_of(ConcernFactory().station)):
        with pytest.raises(NotPermitted):
            split(message, stranger, "一", "二")
    routed = route_concern(message, by=officer, route="community")

    with pytest.raises(IllegalMove):
        split(routed, officer, "一", "二")


def test_each_matter_goes_its_own_way(message: Concern, officer: User) -> None:
    first, second = split(message, officer, "路灯不亮", "井盖松动")

    route_concern(second, by=officer, route="community")

    states = Concern.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["received", "routed"]
    assert Concern.objects.to_triage().get() == first


# Contact data (rule 3).


def test_every_part_reaches_the_contact_data_and_each_look_is_logged(
    client: Client, message: Concern, officer: User
) -> None:
    _first, second = split(message, officer, "路灯不亮", "井盖松动")
    client.force_login(officer)

    page = client.get(second.get_absolute_url()).content.decode()
    shown = reveal_contact(second, by=officer, reason="回访")

    assert (reverse("stations:concern-reveal-contact", args=[second.pk]) in page, shown.phone in page) == (True, False)
    assert (shown.concern, ContactReveal.objects.get().contact) == (message, shown)
    assert Event.objects.of(second).last().verb == "reveal_contact"
    assert set(Concern.objects.search_by(officer, shown.phone)) == {message, second}


def told_and_closed(concern: Concern, officer: User) -> None:
    concern = route_concern(Concern.objects.get(pk=concern.pk), by=officer, route="community")
    concern = give_feedback(concern, by=officer, told_on=clock.today(), way="phone")
    close_concern(concern, by=officer)


def on(day: str) -> Any:
    return time_machine.travel(datetime.fromisoformat(f"{day}T10:00+08:00"), tick=False)


def test_contact_data_are_kept_until_the_last_matter_is_closed_and_their_term_from_then(station: Station) -> None:
    officer = officer_of(station)
    with on("2026-03-01"):
        concern = ContactFactory(concern__station=station).concern
        first, second = split(concern, officer, "路灯不亮", "井盖松动")
        kept_on = consequences_of(first, CONCERN["close"]).more[0]
        told_and_closed(first, officer)
    with on("2029-06-01"):
        assert list(expired_contacts()) == []
    with on("2029-06-02"):
        says = consequences_of(second, CONCERN["close"]).more[0]
        told_and_closed(second, officer)

    with on("2032-06-02"):
        before = list(expired_contacts())
    with on("2032-06-03"):
        after = list(expired_contacts())

    assert (before, after) == ([], [first])
    assert "其他事项尚未办结" in str(kept_on)
    assert "2032-06-02" in str(says)
    with on("2032-06-03"):
        call_command("anonymise_expired", "--write", stdout=StringIO())
        assert Concern.objects.get(pk=second.pk).contact_data.anonymised_at is not None


def test_contact_data_of_unsplit_concerns_expire_as_before(station: Station) -> None:
    with on("2026-03-01"):
        concern = ContactFactory(concern__station=station, concern__closed=True).concern
    with on("2029-03-02"):
        assert list(expired_contacts()) == [concern]


# Pages and programs.


@pytest.fixture
def page(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def typed(category: Category, **more: Any) -> dict[str, Any]:
    rows = {f"{name}_{row}": "" for row in range(1, 10) for name in ("part", "category")}
    named = {"part_1": "路灯不亮", "part_2": "井盖松动", "category_1": category.pk, "category_2": category.pk}
    return rows | named | more


def test_page_splits_and_shows_the_parts(page: Client, message: Concern) -> None:
    address = reverse("stations:concern-split", args=[message.pk])

    moved = page.post(
        address, opened(page, address) | typed(message.category, part_7="树枝挡路", category_7=CategoryFactory().pk)
    )

    parts = list(Concern.objects.order_by("pk"))
    shown = page.get(parts[2].get_absolute_url()).content.decode()
    visit = page.get(message.visit.get_absolute_url()).content.decode()
    receipts = page.get(reverse("stations:visit-receipts", args=[message.visit_id])).content.decode()
    assert (moved.status_code, [part.part for part in parts]) == (302, ["路灯不亮", "井盖松动", "树枝挡路"])
    assert all(part.get_absolute_url() in shown and part.part in shown for part in parts[:2])
    assert (WORDS in shown, "树枝挡路" in visit) == (True, True)
    assert (receipts.count('class="receipt"'), "树枝挡路" in receipts) == (1, False)


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"part_2": ""}, "part_2"),
        ({"part_2": "井" * 201}, "part_2"),
        ({"category_2": "0"}, "category_2"),
        ({"category_5": "other"}, "part_5"),
        ({"part_5": "第五件"}, "category_5"),
    ],
)
def test_page_refuses_at_the_field_and_keeps_what_was_typed(
    page: Client, message: Concern, more: dict[str, Any], wrong: str
) -> None:
    more = {name: CategoryFactory().pk if value == "other" else value for name, value in more.items()}
    address = reverse("stations:concern-split", args=[message.pk])

    refused = page.post(
        address,
        opened(page, address) | typed(message.category, part_9="第九件", category_9=message.category_id, **more),
    )

    text = refused.content.decode()
    assert (refused.status_code, set(refused.context["form"].errors)) == (400, {wrong})
    assert ("路灯不亮" in text, "第九件" in text, '<details class="fold" open>' in text) == (True, True, True)
    assert Concern.objects.count() == 1


def test_page_of_another_splitting_is_refused_and_keeps_what_was_typed(
    page: Client, message: Concern, officer: User
) -> None:
    address = reverse("stations:concern-split", args=[message.pk])
    carried = opened(page, address)
    split(message, officer, "路灯", "井盖")

    refused = page.post(address, carried | typed(message.category, part_3="树枝挡路", category_3=message.category_id))

    text = refused.content.decode()
    assert (refused.status_code, Concern.objects.count()) == (409, 2)
    assert all(f'value="{part}"' in text for part in ("路灯不亮", "井盖松动", "树枝挡路"))


def test_corrected_words_stand_beside_every_part(page: Client, message: Concern, officer: User) -> None:
    correct_words(message, by=officer, words="路灯坏了两盏。", reason="漏记")
    _first, second = split(Concern.objects.get(pk=message.pk), officer, "路灯不亮", "井盖松动")

    assert "路灯坏了两盏。" in page.get(second.get_absolute_url()).content.decode()
    assert "路灯坏了两盏。" in page.get(reverse("stations:concern-route", args=[second.pk])).content.decode()


def test_program_splits_and_reads_the_parts(message: Concern, officer: User) -> None:
    api = APIClient()
    api.force_authenticate(officer)
    address = f"/api/v1/concerns/{message.pk}/split/"
    body = [{"part": part, "category": message.category_id} for part in ("路灯不亮", "井盖松动")]

    done = api.post(address, {"matters": body, "edition": 1}, format="json")
    late = api.post(address, {"matters": body, "edition": 1}, format="json")
    one = api.post(address, {"matters": body[:1]}, format="json")
    empty = api.post(address, {"matters": [body[0], {"part": " ", "category": 0}]}, format="json")

    part = api.get("/api/v1/concerns/").data["results"][0]
    visit = api.get(f"/api/v1/visits/{message.visit_id}/").data
    assert (done.status_code, late.status_code, late.data["code"]) == (200, 409, "changed")
    assert (one.status_code, set(one.data["fields"])) == (400, {"matters"})
    assert (empty.status_code, set(empty.data["fields"])) == (400, {"matters.1.part", "matters.1.category"})
    assert (part["number"], part["part"], part["split_from"]) == (f"{message.number}/2", "井盖松动", message.pk)
    assert [(row["number"], row["split_from"]) for row in visit["concerns"]] == [
        (message.number, None), (part["number"], message.pk),
    ]  # fmt: skip


# What everybody sees by the receipt.


@pytest.mark.parametrize("asked", ["{}", "{}/2", "{} ／３", "0101261127 abcdef / 2"])
def test_the_one_receipt_shows_how_far_each_matter_is(
    client: Client, message: Concern, officer: User, asked: str
) -> None:
    _first, second, _third = split(message, officer, "路灯不亮", "井盖松动", "树枝挡路")
    route_concern(second, by=officer, route="not_accepted", reason="outside", redirect_to="邻区信访办")

    text = client.get(reverse("portal:receipt"), {"number": asked.format(message.number)}).content.decode()

    assert text.count('class="receipt"') == 3
    assert all(part.number in text and str(part.category) in text for part in Concern.objects.all())
    assert ("邻区信访办" in text, "拆分为 3 件事项" in text) == (True, True)
    assert [secret for secret in (WORDS[:8], "路灯不亮", "井盖松动", "陈阿姨") if secret in text] == []


def test_receipt_of_one_matter_is_shown_as_ever_and_asks_little(
    client: Client, message: Concern, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        text = client.get(reverse("portal:receipt"), {"number": message.number}).content.decode()

    assert (text.count('class="receipt"'), "件事项" in text, str(message.category) in text) == (1, False, False)


def test_similar_while_typing_shows_a_split_message_once(page: Client, message: Concern, officer: User) -> None:
    split(message, officer, "一", "二", "三", "四", "五", "六")
    other = ConcernFactory(station=message.station, words=WORDS[:60])

    shown = page.post(reverse("stations:visit-similar"), {"concerns-0-words": WORDS}).content.decode()

    assert (shown.count(message.number), other.number in shown) == (1, True)


def test_statistics_count_every_matter(message: Concern, officer: User) -> None:
    day = message.received_at - timedelta(days=1)
    split(message, officer, "路灯不亮", "井盖松动", "树枝挡路")

    assert Concern.objects.filter(received_at__gte=day).count() == 3
    assert message.visit.concerns.count() == 3


def test_topic_and_chain_tell_the_matters_of_one_message_apart(page: Client, message: Concern, officer: User) -> None:
    parts = split(message, officer, "路灯不亮", "井盖松动")

    gather = page.get(reverse("deliberations:topic-new")).content.decode()
    topic = TopicFactory(station=message.station, concerns=parts)
    shown = page.get(topic.get_absolute_url()).content.decode()

    assert all(part.part in shown and part.part in gather for part in parts)
    assert WORDS[:40] not in shown


def test_a_category_that_has_ended_is_refused_on_every_way(message: Concern, officer: User) -> None:
    ended = CategoryFactory(until=clock.today() - timedelta(days=1))
    given = [{"part": "路灯不亮", "category": CategoryFactory()}, {"part": "井盖松动", "category": ended}]

    with pytest.raises(ValidationError) as refusal:
        split_concern(message, by=officer, matters=given)

    assert refusal.value.message_dict.keys() == {"matters"}
    assert message.parts.count() == 0
