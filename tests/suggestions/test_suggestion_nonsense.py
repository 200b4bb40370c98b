"""Whatever a person or a client can send is answered, never with an error of ours."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from tests.factories.suggestions import GOOD_REPLY, TEXT, Case, case_in

pytestmark = pytest.mark.django_db

HUGE = 10**30
LONG = "长" * 100_000
NONSENSE: list[Any] = ["", None, "\x00", "０", "-1", "1.5", str(HUGE), "NaN", "1e400", LONG, [], {}, [HUGE], True]
DAYS: list[Any] = ["0001-01-01", "9999-12-31", "2019-02-29", "31.12.2019", "\x00", "", None, 0]


TEXTS = [value for value in NONSENSE if isinstance(value, str)]


@pytest.mark.parametrize("noun", ["suggestion", "supervision"])
def test_lists_take_any_filter(client: Client, case: Case, noun: str) -> None:
    client.force_login(case.committee)
    names = [
        "q",
        "state",
        "instrument",
        "department",
        "verdict",
        "station",
        "overdue",
        "submitted_from",
        "page",
        "kind",
    ]

    address = reverse(f"suggestions:{noun}-list")
    codes = {("\x00" in value, client.get(address, {name: value}).status_code) for name in names for value in TEXTS}

    assert codes == {(False, 200), (True, 400)}


@pytest.mark.parametrize(
    ("noun", "names"),
    [
        ("suggestions", ["q", "search", "ordering", "page", "topic", "sponsor", "verdict", "submitted_to"]),
        ("evaluations", ["suggestion", "round", "stage", "page_size"]),
        ("supervisions", ["suggestion", "station", "kind"]),
    ],
)
def test_api_lists_take_any_filter(case: Case, noun: str, names: list[str]) -> None:
    api = APIClient()
    api.force_authenticate(case.committee)

    codes = {api.get(f"/api/v1/{noun}/", {name: value}).status_code for name in names for value in TEXTS}

    assert codes <= {200, 400, 404}


def test_a_draft_of_nonsense(case: Case) -> None:
    api = APIClient()
    api.force_authenticate(case.sponsor.user)
    whole = TEXT | {"instrument": "session", "sponsor": case.sponsor.pk}
    names = [*whole, "co_sponsors", "topic", "category", "livelihood"]

    codes = {
        api.post("/api/v1/suggestions/", whole | {name: value}).status_code for name in names for value in NONSENSE
    }

    assert codes <= {201, 400, 403}


def test_a_score_of_nonsense(case: Case) -> None:
    case_in("replied", case)
    api = APIClient()
    api.force_authenticate(case.sponsor.user)
    address = f"/api/v1/suggestions/{case.suggestion.pk}/score-reply/"
    # A full-width zero is a zero, and would be a score.
    values = [value for value in NONSENSE if value != "０"]

    codes = {
        api.post(address, {"items": items}).status_code
        for value in values
        for items in (value, GOOD_REPLY | {"on_time": value}, GOOD_REPLY | {str(value)[:50]: 1})
    }

    assert codes == {400}


@pytest.mark.parametrize("day", DAYS)
def test_dates_of_nonsense(case: Case, day: Any) -> None:
    case_in("accepted", case)
    api = APIClient()
    api.force_authenticate(case.handler)
    address = f"/api/v1/suggestions/{case.suggestion.pk}/"
    reply = {"outcome_class": "B", "text": "列入计划", "signed_by": "李局长", "promised_on": day}

    answers = [
        api.post(f"{address}log-contact/", {"contacted_on": day, "way": "phone"}),
        api.post(f"{address}request-extension/", {"until": day, "reason": "论证"}),
        api.post(f"{address}reply/", reply),
    ]

    assert [answer.status_code for answer in answers] == [400, 400, 400]


@pytest.mark.parametrize("verb", ["assign", "register", "reject", "decide-return", "release-score"])
def test_a_body_that_is_no_object(case: Case, verb: str) -> None:
    case_in("submitted", case)
    api = APIClient()
    api.force_authenticate(case.committee)
    address = f"/api/v1/suggestions/{case.suggestion.pk}/{verb}/"

    codes = {
        api.post(address, data=text, content_type="application/json").status_code
        for text in ("[]", '"x"', "3", "null", "{", "[1, 2]")
    }

    assert codes <= {200, 400, 409}


@pytest.mark.parametrize("pk", [0, 10**17, 10**18 - 1])
def test_numbers_that_are_none(client: Client, case: Case, pk: int) -> None:
    client.force_login(case.committee)

    assert client.get(reverse("suggestions:suggestion-detail", args=[pk])).status_code == 404
    assert client.get(f"/suggestions/{HUGE}/").status_code == 404
