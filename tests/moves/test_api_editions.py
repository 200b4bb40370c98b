"""The mark of what was shown, for programs: offered, checked, and one day required where a name is put to something."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from rest_framework.test import APIClient

from core import clock
from core.api import EDITION_REQUIRED_FROM
from suggestions import actions
from tests.factories.suggestions import Case, case_in

pytestmark = pytest.mark.django_db


def as_(person: Any) -> APIClient:
    client = APIClient()
    client.force_authenticate(person)
    return client


@pytest.fixture
def case() -> Case:
    return case_in("submitted")


def address(case: Case, verb: str = "") -> str:
    return f"/api/v1/suggestions/{case.suggestion.pk}/" + (f"{verb}/" if verb else "")


def test_what_moves_says_its_edition(case: Case) -> None:
    assert as_(case.committee).get(address(case)).json()["edition"] == case.suggestion.edition


def test_move_with_the_edition_it_saw_goes_through_and_answers_the_next(case: Case) -> None:
    answer = as_(case.committee).post(address(case, "register"), {"edition": case.suggestion.edition})

    assert (answer.status_code, answer.json()["edition"]) == (200, case.suggestion.edition + 1)
    assert "Deprecation" not in answer


def test_another_edition_is_409_with_who_when_what_and_the_new_mark(case: Case) -> None:
    seen = case.suggestion.edition
    actions.withdraw_suggestion(case.suggestion, by=case.sponsor.user)
    case.suggestion.refresh_from_db()
    actions.submit_suggestion(case.suggestion, by=case.sponsor.user)

    answer = as_(case.committee).post(address(case, "register"), {"edition": seen})

    said = answer.json()
    assert (answer.status_code, said["code"], said["fields"]) == (409, "changed", {})
    assert (said["edition"], said["verb"], said["changed_by"]) == (seen + 2, "submit", str(case.sponsor.user))
    assert datetime.fromisoformat(said["changed_at"]).tzinfo is not None
    assert set(said) == {
        "code", "message", "fields", "request_id", "edition", "changed_at", "changed_by", "verb",
    }  # fmt: skip
    assert as_(case.committee).post(address(case, "register"), {"edition": said["edition"]}).status_code == 200


def test_move_that_only_adds_takes_any_edition() -> None:
    case = case_in("accepted")
    talked = {"contacted_on": clock.today().isoformat(), "way": "phone", "edition": 1}

    assert as_(case.handler).post(address(case, "log-contact"), talked).status_code == 200


def at_midnight_of(day: Any) -> Any:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_name_without_an_edition_is_taken_until_the_day_and_says_so(case: Case) -> None:
    with time_machine.travel(at_midnight_of(EDITION_REQUIRED_FROM).timestamp() - 60, tick=False):
        answer = as_(case.committee).post(address(case, "register"), {})

    assert (answer.status_code, answer["Deprecation"]) == (200, "true")


def test_name_without_an_edition_is_refused_from_the_day_on(case: Case) -> None:
    with time_machine.travel(at_midnight_of(EDITION_REQUIRED_FROM), tick=False):
        answer = as_(case.committee).post(address(case, "register"), {})

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["edition"])


def test_move_that_signs_nothing_never_needs_it(case: Case) -> None:
    with time_machine.travel(at_midnight_of(EDITION_REQUIRED_FROM), tick=False):
        answer = as_(case.committee).post(address(case, "return-for-revision"), {"reason": "请拆分。"})

    assert (answer.status_code, "Deprecation" in answer) == (200, False)


@pytest.mark.parametrize("edition", [0, -1, "x", None, 2**40])
def test_what_is_no_edition_is_refused_by_name(case: Case, edition: Any) -> None:
    answer = as_(case.committee).post(address(case, "register"), {"edition": edition})

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["edition"])
