"""The pages of key supervision and key tracking: what they show, refuse and cost."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from suggestions.models import Supervision
from tests.factories.suggestions import TEXT, Case, case_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def supervision(case: Case) -> Supervision:
    case_in("replied", case)
    case.unsatisfied()
    return Supervision.objects.get(kind="committee")


def body(answer: Any) -> str:
    return answer.content.decode()


def test_an_empty_list_says_what_will_appear(client: Client, case: Case) -> None:
    client.force_login(case.committee)

    assert "没有督办事项" in body(client.get(reverse("suggestions:supervision-list")))


def test_list_narrows_by_state(client: Client, case: Case, supervision: Supervision) -> None:
    client.force_login(case.committee)
    address = reverse("suggestions:supervision-list")

    assert (TEXT["title"] in body(client.get(address, {"state": "open"}))) is True
    assert (TEXT["title"] in body(client.get(address, {"state": "closed"}))) is False


def test_detail_shows_the_score_and_the_other_record(client: Client, case: Case, supervision: Supervision) -> None:
    client.force_login(case.committee)
    tracking = Supervision.objects.get(kind="station")

    shown = body(client.get(supervision.get_absolute_url()))

    assert ("没有针对性。" in shown, tracking.get_absolute_url() in shown) == (True, True)


def test_notes_and_the_end(client: Client, case: Case, supervision: Supervision) -> None:
    client.force_login(case.committee)

    client.post(reverse("suggestions:supervision-add-note", args=[supervision.pk]), {"text": "已约谈承办单位。"})
    refused = client.post(reverse("suggestions:supervision-close", args=[supervision.pk]), {"reason": ""})
    client.post(reverse("suggestions:supervision-close", args=[supervision.pk]), {"reason": "已整改。"})
    shown = body(client.get(supervision.get_absolute_url()))

    assert refused.status_code == 400
    assert ("已约谈承办单位。" in shown, "已整改。" in shown, "已办结" in shown) == (True, True, True)


def test_the_officer_tracks_but_does_not_supervise(client: Client, case: Case, supervision: Supervision) -> None:
    client.force_login(case.officer)
    tracking = Supervision.objects.get(kind="station")

    note = {"text": "上门看过，仍未整改。"}
    own = client.post(reverse("suggestions:supervision-add-note", args=[tracking.pk]), note)
    other = client.post(reverse("suggestions:supervision-add-note", args=[supervision.pk]), note)

    assert (own.status_code, other.status_code) == (302, 403)


def test_the_department_does_not_find_it_before_the_release(
    client: Client, case: Case, supervision: Supervision
) -> None:
    client.force_login(case.handler)

    assert client.get(supervision.get_absolute_url()).status_code == 404
    assert TEXT["title"] not in body(client.get(reverse("suggestions:supervision-list")))


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_any_number_of_rows(
    client: Client, case: Case, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(rows):
        case_in("replied", case)
        case.unsatisfied()
    client.force_login(case.committee)

    with django_assert_num_queries(6):
        client.get(reverse("suggestions:supervision-list"))


def test_detail_costs(
    client: Client, case: Case, supervision: Supervision, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(case.committee)

    with django_assert_num_queries(8):
        client.get(supervision.get_absolute_url())
