"""A creation sent twice happens once: by the same caller, with the same key, and the same words."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from accounts.models import User
from core import clock
from core.events import Event
from core.idempotency import IdempotencyKey, forget_old_keys
from stations.models import Station, Visit
from tests.factories.stations import StationFactory, load_clocks, officer_of

VISITS = "/api/v1/visits/"


@pytest.fixture
def station(db: None) -> Station:
    load_clocks()
    return StationFactory()


def as_(person: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(person)
    return client


@pytest.fixture
def api(station: Station) -> APIClient:
    return as_(officer_of(station))


def create(api: APIClient, station: Station, key: str, **given: Any) -> Any:
    known = {"station": station.pk, "kind": "phone", "started_at": "2019-03-04T15:00:00+08:00", "place": "电话"}
    return api.post(VISITS, known | given, headers={"Idempotency-Key": key} if key else {})


def test_repetition_gets_the_first_answer(api: APIClient, station: Station) -> None:
    first, again = create(api, station, "a"), create(api, station, "a")

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert (Visit.objects.count(), Event.objects.count()) == (1, 1)


def test_first_answer_stays_whatever_became_of_the_thing(api: APIClient, station: Station) -> None:
    first = create(api, station, "a")
    Visit.objects.update(place="后来改了")

    assert create(api, station, "a").json() == first.json()


def test_a_key_is_forgotten_after_a_week(api: APIClient, station: Station) -> None:
    create(api, station, "young"), create(api, station, "old")
    IdempotencyKey.objects.filter(key="young").update(at=clock.now() - timedelta(days=7) + timedelta(minutes=1))
    IdempotencyKey.objects.filter(key="old").update(at=clock.now() - timedelta(days=7))

    forgotten = forget_old_keys(), forget_old_keys()

    assert (forgotten, [one.key for one in IdempotencyKey.objects.all()]) == ((1, 0), ["young"])


def test_order_of_the_fields_does_not_matter(api: APIClient, station: Station) -> None:
    create(api, station, "a", note="x")

    again = api.post(
        VISITS,
        {
            "note": "x",
            "place": "电话",
            "started_at": "2019-03-04T15:00:00+08:00",
            "kind": "phone",
            "station": station.pk,
        },
        headers={"Idempotency-Key": "a"},
    )

    assert (again.status_code, Visit.objects.count()) == (201, 1)


def test_same_key_for_something_else_is_refused(api: APIClient, station: Station) -> None:
    create(api, station, "a")

    answer = create(api, station, "a", place="菜市场")

    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_move")
    assert answer.json()["message"] == "这个防重复提交标识（Idempotency-Key）已用于其他请求。"
    assert Visit.objects.count() == 1


def test_same_key_at_another_address_is_refused(api: APIClient, station: Station) -> None:
    create(api, station, "a")

    answer = api.post(
        "/api/v1/topics/",
        {"station": station.pk, "title": "路灯", "statement": "路灯不亮。"},
        headers={"Idempotency-Key": "a"},
    )

    assert answer.status_code == 409


def test_without_a_key_twice_is_two(api: APIClient, station: Station) -> None:
    create(api, station, "")
    create(api, station, "")

    assert (Visit.objects.count(), IdempotencyKey.objects.count()) == (2, 0)


def test_key_belongs_to_its_caller(api: APIClient, station: Station) -> None:
    create(api, station, "a")

    create(as_(officer_of(station)), station, "a")

    assert Visit.objects.count() == 2


def test_refused_creation_does_not_use_the_key_up(api: APIClient, station: Station) -> None:
    refused = create(api, station, "a", started_at="2999-01-01T00:00:00+08:00")

    corrected = create(api, station, "a")

    assert (refused.status_code, corrected.status_code) == (400, 201)
    assert IdempotencyKey.objects.count() == 1


def test_not_permitted_creation_does_not_use_the_key_up(api: APIClient, station: Station) -> None:
    elsewhere = StationFactory()

    refused = create(api, elsewhere, "a")

    assert (refused.status_code, IdempotencyKey.objects.count()) == (403, 0)


@pytest.mark.parametrize(("key", "code"), [("k" * 80, 201), ("k" * 81, 400), ("带中文", 201), (" ", 201)])
def test_key_is_eighty_characters_at_most(api: APIClient, station: Station, key: str, code: int) -> None:
    assert create(api, station, key).status_code == code


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_the_same_key_create_once() -> None:
    load_clocks()
    station = StationFactory()
    officer = officer_of(station)
    start = Barrier(4)

    def send(_number: int) -> Any:
        try:
            api = as_(User.objects.get(pk=officer.pk))
            start.wait()
            return create(api, station, "a")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))

    assert [answer.status_code for answer in answers] == [201] * 4
    assert [answer.json() for answer in answers] == [answers[0].json()] * 4
    assert (Visit.objects.count(), IdempotencyKey.objects.count(), Event.objects.count()) == (1, 1, 1)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_with_different_words_one_is_refused() -> None:
    load_clocks()
    station = StationFactory()
    officer = officer_of(station)
    start = Barrier(2)

    def send(place: str) -> int:
        try:
            api = as_(User.objects.get(pk=officer.pk))
            start.wait()
            return int(create(api, station, "a", place=place).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        codes = list(pool.map(send, ["菜市场", "学校门口"]))

    assert sorted(codes) == [201, 409]
    assert Visit.objects.count() == 1
