"""Reminders and notifications in the REST API: the caller's own."""

from datetime import datetime
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from followups.models import Reminder
from tests.factories.accounts import UserFactory
from tests.factories.followups import ReminderFactory


@pytest.fixture
def person(db: None, now: datetime) -> User:
    return UserFactory()


@pytest.fixture
def api(person: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(person)
    return client


def test_reminders_are_what_waits_for_the_caller(api: APIClient, person: User) -> None:
    reminder = ReminderFactory(person=person, title="0101190622-ABC234")
    ReminderFactory(person=person, settled=True)
    ReminderFactory()

    answer = api.get("/api/v1/reminders/").json()

    assert answer["results"] == [
        {
            "id": reminder.pk, "state": "open", "kind": "triage", "noun": "stations.concern",
            "subject_id": reminder.subject_id, "title": "0101190622-ABC234",
            "place": reminder.place, "count": None, "due_on": "2019-06-19", "step": 0,
            "url": f"/stations/concerns/{reminder.subject_id}/", "created_at": "2019-06-19T09:00:00+08:00",
            "read_at": None, "settled_at": None, "allowed_moves": [],
        }
    ]  # fmt: skip


def test_notifications_are_everything_the_caller_was_told_newest_first(api: APIClient, person: User) -> None:
    first, second = ReminderFactory(person=person, settled=True), ReminderFactory(person=person)

    rows = api.get("/api/v1/notifications/").json()["results"]

    assert [(row["id"], row["state"]) for row in rows] == [(second.pk, "open"), (first.pk, "settled")]


def test_notifications_by_whether_they_were_read_and_settled(api: APIClient, person: User) -> None:
    read, unread = ReminderFactory(person=person, read=True), ReminderFactory(person=person, settled=True)

    def ids(**asked: Any) -> list[int]:
        return [row["id"] for row in api.get("/api/v1/notifications/", asked).json()["results"]]

    assert (ids(unread="true"), ids(unread="false")) == ([unread.pk], [read.pk])
    assert (ids(settled="true"), ids(settled="false")) == ([unread.pk], [read.pk])


def test_mark_read(api: APIClient, person: User) -> None:
    notification = ReminderFactory(person=person)
    url = f"/api/v1/notifications/{notification.pk}/mark-read/"

    first = api.post(url, {}).json()
    again = api.post(url, {})

    assert (first["read_at"], first["allowed_moves"]) == ("2019-06-19T09:00:00+08:00", [])
    assert again.status_code == 200
    assert Reminder.objects.open().count() == 1


def test_somebody_elses_is_not_there(api: APIClient) -> None:
    stranger = ReminderFactory()

    codes = [
        api.get(f"/api/v1/reminders/{stranger.pk}/").status_code,
        api.get(f"/api/v1/notifications/{stranger.pk}/").status_code,
        api.post(f"/api/v1/notifications/{stranger.pk}/mark-read/", {}).status_code,
    ]

    assert codes == [404, 404, 404]


def test_nothing_is_written_through_the_api(api: APIClient, person: User) -> None:
    url = f"/api/v1/reminders/{ReminderFactory(person=person).pk}/"

    assert [api.put(url, {}).status_code, api.delete(url).status_code] == [405, 405]
    assert api.post("/api/v1/reminders/", {}).status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_with_more_reminders(
    api: APIClient, person: User, count: int, django_assert_num_queries: Any
) -> None:
    ReminderFactory.create_batch(count, person=person)

    with django_assert_num_queries(2):
        api.get("/api/v1/notifications/")
