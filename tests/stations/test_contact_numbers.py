"""Telephone numbers of residents: taken down in one form, found by whoever may uncover them (rule 3)."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import User
from core.crypto import blind_index, rotate
from core.telephones import phone_index
from stations.models import Category, Concern, Contact, Station
from tests.factories.stations import ConcernFactory, ContactFactory, everybody
from tests.stations.test_visit_pages import entry, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("（０７５５）８０００－００００转８０１", ("0755-80000000", "801", "")),
        ("\u202d138 0000 0001\u202c、0755-80000000", ("13800000001", "", "0755-80000000")),
        ("+86\u00a0138\u30000000\u20140001", ("13800000001", "", "")),
    ],
)
def test_visit_form_takes_what_people_type_and_paste(
    page: Client, station: Station, category: Category, typed: str, kept: tuple[str, str, str]
) -> None:
    page.post(reverse("stations:visit-new"), entry(station, said(category, contact_phone=typed)))

    contact = Contact.objects.get()
    assert (contact.phone, contact.phone_extension, contact.phone_other) == kept
    assert contact.phone_index == phone_index(kept[0])


@pytest.mark.parametrize("typed", ["-----", "1380013", "138000000"])
def test_visit_form_refuses_what_is_no_number_and_keeps_it(
    page: Client, station: Station, category: Category, typed: str
) -> None:
    answer = page.post(reverse("stations:visit-new"), entry(station, said(category, contact_phone=typed)))

    assert set(answer.context["concerns"].errors[0]) == {"contact_phone"}
    assert f'value="{typed}"' in answer.content.decode()
    assert "请填写 11 位手机号码" in answer.content.decode()
    assert not Contact.objects.exists()


def test_visit_form_shows_the_keyboard_of_a_telephone(page: Client) -> None:
    text = page.get(reverse("stations:visit-new")).content.decode()

    [field] = [part.split(">")[0] for part in text.split("<input") if 'name="concerns-0-contact_phone"' in part]
    assert ('type="tel"' in field, 'inputmode="tel"' in field, "maxlength" in field) == (True, True, False)


def sent(station: Station, category: Category, **contact: str) -> dict[str, Any]:
    return {
        "station": station.pk, "started_at": "2026-03-04T15:00:00+08:00", "place": "联络站",
        "concerns": [{"words": "电梯又停了", "category": category.pk, "contact": contact}],
    }  # fmt: skip


def test_api_takes_the_parts_beside_each_other(officer: User, station: Station, category: Category) -> None:
    api = APIClient()
    api.force_authenticate(officer)
    number = {"phone": "0755 8000 0000", "phone_extension": "801", "phone_other": "+8613900000002"}

    answer = api.post("/api/v1/visits/", sent(station, category, name="陈阿姨", **number))

    contact = Contact.objects.get()
    assert answer.status_code == 201
    assert (contact.phone, contact.phone_extension, contact.phone_other) == ("0755-80000000", "801", "13900000002")


@pytest.mark.parametrize(
    ("number", "field"),
    [
        ({"phone": "1380013"}, "phone"),
        ({"phone": "13800000001", "phone_other": "-----"}, "phone_other"),
        ({"phone": "80000000", "phone_extension": "8a"}, "phone_extension"),
        ({"phone": "80000000转801", "phone_extension": "802"}, "non_field"),
        ({"phone_extension": "802"}, "non_field"),
    ],
)
def test_api_names_the_part_that_is_wrong(
    officer: User, station: Station, category: Category, number: dict[str, str], field: str
) -> None:
    api = APIClient()
    api.force_authenticate(officer)

    answer = api.post("/api/v1/visits/", sent(station, category, **number))

    assert answer.status_code == 400
    assert [key.rsplit(".", 1)[-1] for key in answer.data["fields"]] == [field]
    assert not Contact.objects.exists()


# Finding a person by number.


def found(client: Client, words: str) -> list[Concern]:
    return list(client.get(reverse("stations:concern-list"), {"q": words}).context["page"])


@pytest.mark.parametrize("words", ["13800000001", "138 0000 0001", "+86-138-0000-0001", "\u202d13800000001\u202c"])
def test_officer_finds_the_concerns_of_a_number(page: Client, station: Station, words: str) -> None:
    contact = ContactFactory(concern__station=station)
    ContactFactory(concern__station=station, phone="13800000002")
    ContactFactory()  # at another station

    assert found(page, words) == [contact.concern]


def test_officer_finds_a_concern_by_the_second_number(page: Client, station: Station) -> None:
    contact = ContactFactory(concern__station=station, phone_other="0755-80000000")
    contact.index_phones()
    contact.save()

    assert found(page, "（0755）80000000") == [contact.concern]


def test_list_found_by_number_shows_nothing_personal(page: Client, station: Station) -> None:
    contact = ContactFactory(concern__station=station)

    text = page.get(reverse("stations:concern-list"), {"q": "138-0000-0001"}).content.decode()

    assert contact.concern.number in text
    assert (contact.phone in text, contact.name in text) == (False, False)


def test_only_who_may_uncover_a_number_finds_by_it(client: Client, station: Station) -> None:
    contact = ContactFactory(concern__station=station)

    finding = set()
    for who, person in everybody(station).items():
        client.force_login(person)
        answer = client.get(reverse("stations:concern-list"), {"q": "13800000001"})
        if answer.status_code == 200 and contact.concern in answer.context["page"]:
            finding.add(who)

    assert finding == {"officer here", "committee"}


def test_number_in_the_words_is_still_found(page: Client, station: Station) -> None:
    concern = ConcernFactory(station=station, words="请打 12345 问过了")

    assert found(page, "12345") == [concern]


def test_api_finds_by_number(officer: User, station: Station) -> None:
    contact = ContactFactory(concern__station=station)
    api = APIClient()
    api.force_authenticate(officer)

    answer = api.get("/api/v1/concerns/", {"q": "138-0000-0001"})

    assert [row["id"] for row in answer.data["results"]] == [contact.concern_id]


# What was stored before.


def test_migration_makes_every_spelling_findable_and_keeps_what_was_typed() -> None:
    typed = ["138-0000-0001", "+86 138 0000 0001", "(0755) 80000000", "-----", "1380013"]
    contacts = [ContactFactory(phone=text, phone_index=blind_index(text)) for text in typed]
    gone = ContactFactory(name="", phone="", anonymised_at="2026-01-01T00:00:00+08:00")

    import_module("stations.migrations.0006_index_of_digits").index_by_digits(apps, None)

    rows = [Contact.objects.get(pk=contact.pk) for contact in contacts]
    assert [row.phone for row in rows] == typed
    assert [row.phone_index for row in rows] == [
        blind_index(digits) if digits else ""
        for digits in ("13800000001", "13800000001", "075580000000", "", "1380013")
    ]
    assert Contact.objects.get(pk=gone.pk).phone_index == ""


def test_changing_the_key_keeps_the_index_of_the_one_form() -> None:
    contact = ContactFactory(phone="（0755）80000000")

    rotate(contact, indexes={"phone_index": "phone", "phone_other_index": "phone_other"}, index_of=phone_index)

    contact.refresh_from_db()
    assert (contact.phone_index, contact.phone_other_index) == (blind_index("075580000000"), "")


def test_uncovered_contact_shows_all_numbers_and_dials_the_first(page: Client, station: Station) -> None:
    contact = ContactFactory(
        concern__station=station, phone="0755-80000000", phone_extension="801", phone_other="13900000002"
    )

    text = page.post(
        reverse("stations:concern-reveal-contact", args=[contact.concern_id]), {"reason": "回访"}
    ).content.decode()

    assert '<a href="tel:075580000000">0755-80000000</a> 分机 801' in text
    assert "13900000002" in text
