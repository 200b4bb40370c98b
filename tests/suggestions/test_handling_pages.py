"""The pages of handling: contact, reply, score, letter, more time."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core import clock
from suggestions.models import Evaluation
from tests.factories.suggestions import (
    GOOD_REPLY,
    POOR_REPLY,
    TEXT,
    Case,
    case_in,
)
from tests.suggestions.test_suggestion_pages import at, body

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client: Client) -> Any:
    """`page(person)`: a browser in which the person has signed in."""

    def signed_in(person: User) -> Client:
        client.force_login(person)
        return client

    return signed_in


def test_log_contact_page_wants_to_know_how_and_what(page: Any, case: Case) -> None:
    case_in("accepted", case)
    browser = page(case.handler)

    untouched = browser.get(at("log-contact", case.suggestion)).context["form"]["way"].value()
    refused = browser.post(at("log-contact", case.suggestion), {"contacted_on": clock.today()})

    assert untouched is None
    assert (refused.status_code, set(refused.context["form"].errors)) == (400, {"way", "note"})


def test_reply_page_says_that_a_contact_is_missing(page: Any, case: Case) -> None:
    case_in("accepted", case)
    typed = {"outcome_class": "A", "text": "已安装。", "signed_by": "李局长"}

    answer = page(case.handler).post(at("reply", case.suggestion), typed)

    assert answer.status_code == 400
    assert at("log-contact", case.suggestion) in body(answer)
    assert "已安装。" in body(answer)


def test_reply_of_class_d_needs_its_reason(page: Any, case: Case) -> None:
    case_in("accepted", case)
    case.contacted()
    typed = {"outcome_class": "D", "text": "留作参考。", "signed_by": "李局长"}

    answer = page(case.handler).post(at("reply", case.suggestion), typed)

    assert (answer.status_code, 'href="#id_reason"' in body(answer)) == (400, True)


def test_score_page_shows_reply_items_and_limits(page: Any, case: Case) -> None:
    case_in("replied", case)

    shown = body(page(case.sponsor.user).get(at("score-reply", case.suggestion)))

    assert "已列入计划。" in shown
    assert shown.count('inputmode="numeric"') == len(GOOD_REPLY)
    assert 'data-thresholds="80,60"' in shown


def test_score_is_given_without_javascript(page: Any, case: Case) -> None:
    case_in("replied", case)
    typed = {f"items.{code}": points for code, points in GOOD_REPLY.items()}

    page(case.sponsor.user).post(at("score-reply", case.suggestion), typed)

    assert Evaluation.objects.get().items == GOOD_REPLY


def test_unsatisfied_without_reason_keeps_the_points(page: Any, case: Case) -> None:
    case_in("replied", case)
    typed = {f"items.{code}": points for code, points in POOR_REPLY.items()}

    answer = page(case.sponsor.user).post(at("score-reply", case.suggestion), typed)

    assert (answer.status_code, 'href="#id_reason"' in body(answer)) == (400, True)
    assert "data-score-total>21<" in body(answer)
    assert Evaluation.objects.count() == 0


@pytest.mark.parametrize("points", ["", "-1", "11", "3.5", "九成", "9" * 40])
def test_points_that_are_none(page: Any, case: Case, points: str) -> None:
    case_in("replied", case)
    typed = {f"items.{code}": value for code, value in GOOD_REPLY.items()} | {"items.on_time": points}

    answer = page(case.sponsor.user).post(at("score-reply", case.suggestion), typed)

    assert (answer.status_code, Evaluation.objects.count()) == (400, 0)


def test_points_are_read_as_they_are_written(page: Any, case: Case) -> None:
    case_in("replied", case)
    typed = {f"items.{code}": f"{value}分" for code, value in GOOD_REPLY.items()} | {"items.on_time": "九"}

    page(case.sponsor.user).post(at("score-reply", case.suggestion), typed)

    assert Evaluation.objects.get().points == sum(GOOD_REPLY.values()) - GOOD_REPLY["on_time"] + 9


def test_both_rounds_stay_on_the_page(page: Any, case: Case) -> None:
    case_in("replied", case)
    case.unsatisfied()
    case.replied()
    case.implementing()

    shown = body(page(case.sponsor.user).get(case.suggestion.get_absolute_url()))

    assert shown.count("没有针对性。") == 1
    assert ("21</b> / 40" in shown, "36</b> / 40" in shown) == (True, True)


def test_department_sees_no_score_before_the_release(page: Any, case: Case) -> None:
    case_in("replied", case)
    case.unsatisfied()
    address = case.suggestion.get_absolute_url()

    before = body(page(case.handler).get(address))
    listed = body(page(case.handler).get(reverse("suggestions:suggestion-list")))
    guessed = body(page(case.handler).get(reverse("suggestions:suggestion-list"), {"verdict": "unsatisfied"}))
    case.suggestion.refresh_from_db()
    page(case.committee).post(at("release-score", case.suggestion), {"edition": case.suggestion.edition})
    after = body(page(case.handler).get(address))

    assert ("不满意" in before, "没有针对性" in before, "21</b>" in before) == (False, False, False)
    assert '<td data-label="最近评价">—</td>' in listed
    assert TEXT["title"] not in guessed
    assert ("没有针对性" in after, "21</b> / 40" in after) == (True, True)


def test_letter_is_set_for_paper(page: Any, case: Case) -> None:
    case_in("replied", case)

    shown = body(page(case.handler).get(at("letter", case.suggestion)))

    assert shown.count('<article class="letter">') == 2


def test_pressure_is_told_to_the_committee_alone(page: Any, case: Case) -> None:
    case_in("replied", case)

    page(case.sponsor.user).post(at("report-pressure", case.suggestion), {"text": "对方要求打满分。"})

    assert case.suggestion.pressure_reports.get().text == "对方要求打满分。"
    assert "打满分" not in body(page(case.handler).get(case.suggestion.get_absolute_url()))


def test_extension_is_decided_beside_what_was_asked(page: Any, case: Case) -> None:
    case_in("accepted", case)
    until = (case.suggestion.rounds.get().reply_due_on + timedelta(days=10)).isoformat()
    page(case.handler).post(at("request-extension", case.suggestion), {"until": until, "reason": "须另行论证。"})

    shown = body(page(case.committee).get(at("decide-extension", case.suggestion)))

    assert (until in shown, "须另行论证。" in shown) == (True, True)


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_any_number_of_rows(
    page: Any, case: Case, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(rows):
        case_in("replied", case)
        case.implementing()
    browser = page(case.committee)

    with django_assert_num_queries(8):
        browser.get(reverse("suggestions:suggestion-list"))
