"""The list of what waits: what it shows, and that looking at it changes nothing."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core import clock
from followups.enums import Process
from followups.models import Heartbeat, Reminder
from followups.queries import open_count
from stations.models import Station
from tests.factories.accounts import UserFactory
from tests.factories.followups import ReminderFactory
from tests.factories.stations import everybody

LIST = "followups:reminder-list"


@pytest.fixture
def page(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def test_each_reminder_stands_in_exactly_one_part(page: Client, officer: User, now: datetime) -> None:
    for days in (-1, 0, 1):
        ReminderFactory(person=officer, title=f"第{days}天", due_on=clock.today() + timedelta(days=days))

    text = page.get(reverse(LIST)).content.decode()

    parts = [text.index(f'id="band-{band}"') for band in ("over", "today", "coming")]
    assert [text.count(f"第{days}天") for days in (-1, 0, 1)] == [1, 1, 1]
    assert parts == sorted(parts)
    assert parts[1] < text.index("第0天") < parts[2]


def test_reminder_leads_to_its_thing(page: Client, officer: User) -> None:
    reminder = ReminderFactory(person=officer)

    text = page.get(reverse(LIST)).content.decode()

    assert reverse("stations:concern-detail", args=[reminder.subject_id]) in text


def test_somebody_elses_reminder_is_not_there(page: Client) -> None:
    stranger = ReminderFactory(title="别人的事")

    assert stranger.title not in page.get(reverse(LIST)).content.decode()
    assert page.post(reverse("followups:reminder-mark-read", args=[stranger.pk])).status_code == 404


def test_looking_changes_nothing(page: Client, officer: User) -> None:
    ReminderFactory(person=officer)

    page.get(reverse(LIST))

    assert Reminder.objects.filter(read_at=None, settled_at=None).count() == 1


@pytest.mark.parametrize("url", ["followups:reminder-mark-read", "followups:reminder-mark-all-read"])
def test_a_link_never_marks_anything(page: Client, officer: User, url: str) -> None:
    reminder = ReminderFactory(person=officer)
    args = [] if "all" in url else [reminder.pk]

    assert page.get(reverse(url, args=args)).status_code == 405


def test_marked_as_read_it_stays_in_the_list(page: Client, officer: User) -> None:
    first, second = ReminderFactory(person=officer), ReminderFactory(person=officer)

    page.post(reverse("followups:reminder-mark-read", args=[first.pk]))
    one_read = Reminder.objects.unread().get()
    page.post(reverse("followups:reminder-mark-all-read"))

    assert one_read == second
    assert (Reminder.objects.unread().count(), open_count(officer)) == (0, 2)


def test_what_is_settled_stands_in_its_own_list(page: Client, officer: User) -> None:
    ReminderFactory(person=officer, settled=True, title="办完的事")

    waiting = page.get(reverse(LIST)).content.decode()
    settled = page.get(reverse(LIST), {"show": "settled"}).content.decode()

    assert ("办完的事" in waiting, "办完的事" in settled) == (False, True)


def test_a_reminder_without_a_page_is_words_only(page: Client, officer: User) -> None:
    ReminderFactory(person=officer, kind="calendar", noun="core.workdayoverride", title="2021")

    assert "2021" in page.get(reverse(LIST)).content.decode()


def test_an_empty_list_says_what_will_appear(page: Client) -> None:
    assert "empty-title" in page.get(reverse(LIST)).content.decode()
    assert "empty-title" in page.get(reverse(LIST), {"show": "settled"}).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_with_more_reminders(
    page: Client, officer: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ReminderFactory.create_batch(count, person=officer)

    with django_assert_num_queries(5):
        page.get(reverse(LIST))


def test_the_count_stops_at_a_hundred_and_takes_one_query(
    officer: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ReminderFactory.create_batch(103, person=officer)

    with django_assert_num_queries(1):
        assert open_count(officer) == 100


def test_the_count_of_nobody_takes_no_query(db: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    from django.contrib.auth.models import AnonymousUser

    with django_assert_num_queries(0):
        assert open_count(AnonymousUser()) == 0


def test_everybody_has_a_list_of_their_own(station: Station) -> None:
    for person in everybody(station).values():
        client = Client()
        client.force_login(person)
        assert client.get(reverse(LIST)).status_code == 200


def test_signed_out_nobody_has_one(client: Client, db: None) -> None:
    assert client.get(reverse(LIST)).status_code == 302


def test_only_the_administrator_watches_the_processes(station: Station, now: datetime) -> None:
    Heartbeat.objects.create(process=Process.WORKER, at=now, written=3, problem="ValueError: 没有表")
    answers = {}
    for kind, person in everybody(station).items():
        client = Client()
        client.force_login(person)
        answers[kind] = client.get(reverse("followups:heartbeat-list"))

    assert {kind for kind, answer in answers.items() if answer.status_code == 200} == {"administrator"}
    assert "ValueError: 没有表" in answers["administrator"].content.decode()


def test_a_person_with_nothing_at_all_sees_the_page(client: Client, db: None) -> None:
    client.force_login(UserFactory())

    assert client.get(reverse(LIST)).status_code == 200
