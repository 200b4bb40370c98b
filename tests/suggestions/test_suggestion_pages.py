"""The pages of suggestions: what they show, refuse and cost."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.calendar_years import load_announced
from core.workflow import allowed_moves
from suggestions import actions
from suggestions.models import Suggestion
from tests.factories.deliberations import TopicFactory
from tests.factories.stations import RepresentativeFactory
from tests.factories.suggestions import (
    PATHS,
    TEXT,
    Case,
    SuggestionFactory,
    case_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client: Client) -> Any:
    """`page(person)`: a browser in which the person has signed in."""

    def signed_in(person: User) -> Client:
        client.force_login(person)
        return client

    return signed_in


def at(verb: str, suggestion: Suggestion) -> str:
    return reverse(f"suggestions:suggestion-{verb}", args=[suggestion.pk])


def body(answer: Any) -> str:
    return answer.content.decode()


@pytest.mark.parametrize("state", PATHS)
def test_every_state_has_its_page_for_the_sponsor(page: Any, case: Case, state: str) -> None:
    case_in(state, case)

    answer = page(case.sponsor.user).get(case.suggestion.get_absolute_url())

    assert answer.status_code == 200
    assert case.suggestion.get_state_display() in body(answer)


def test_list_narrows_by_what_stands_in_the_address(page: Any, case: Case) -> None:
    case_in("registered", case)
    other = SuggestionFactory(registered=True, title="关于更换龙田社区老旧电梯的建议", instrument="contact_letter")

    found = body(page(case.committee).get(reverse("suggestions:suggestion-list"), {"q": "电梯"}))
    letters = body(page(case.committee).get(reverse("suggestions:suggestion-list"), {"instrument": "session"}))

    assert (other.title in found, TEXT["title"] in found) == (True, False)
    assert (other.title in letters, TEXT["title"] in letters) == (False, False)


def test_new_is_filled_in_from_the_topic(page: Any, case: Case) -> None:
    topic = TopicFactory(station=case.station, title="校门口过街难", statement="家长和学生横穿马路。")

    shown = body(page(case.sponsor.user).get(reverse("suggestions:suggestion-new"), {"topic": topic.pk}))

    assert (topic.title in shown, topic.statement in shown) == (True, True)


@pytest.mark.parametrize("nonsense", ["0", "999999", "１", "x", "9" * 30])
def test_new_from_a_topic_that_is_not_there(page: Any, case: Case, nonsense: str) -> None:
    answer = page(case.sponsor.user).get(reverse("suggestions:suggestion-new"), {"topic": nonsense})

    assert answer.status_code in (200, 404)


def test_list_shows_discarded_drafts_to_whoever_asks_for_them_and_may_see_them(page: Any, case: Case) -> None:
    case.draft()
    page(case.sponsor_user).post(at("discard", case.suggestion), {"edition": 1})
    address = reverse("suggestions:suggestion-list")

    shown = {
        (who, state): [one.pk for one in page(user).get(address, {"state": state}).context["page"]]
        for who, user in (("sponsor", case.sponsor_user), ("committee", case.committee))
        for state in ("", "discarded")
    }

    assert {key for key, found in shown.items() if found} == {("sponsor", "discarded")}
    text = body(page(case.sponsor_user).get(case.suggestion.get_absolute_url()))
    assert "已作废" in text
    assert f"{case.sponsor_user}作废了草稿" in text


def test_draft_that_was_changed_meanwhile_is_discarded_knowingly(page: Any, case: Case) -> None:
    case.draft()
    case.suggestion.edition = 2
    case.suggestion.save()

    refused = page(case.sponsor_user).post(at("discard", case.suggestion), {"edition": 1})

    assert (refused.status_code, refused.context["form"].edition, Suggestion.objects.get().state) == (409, 2, "draft")


def test_new_saves_a_draft_of_the_sponsor(page: Any, case: Case) -> None:
    typed = TEXT | {
        "instrument": "contact_letter",
        "co_sponsors": [case.co_sponsor.pk],
        "facts_checked": "on",
    }

    answer = page(case.sponsor.user).post(reverse("suggestions:suggestion-new"), typed)

    suggestion = Suggestion.objects.get()
    assert answer.headers["Location"] == suggestion.get_absolute_url()
    assert (suggestion.sponsor, suggestion.state, suggestion.facts_checked) == (case.sponsor, "draft", True)
    assert [one.representative for one in suggestion.co_sponsors.all()] == [case.co_sponsor]


def test_officer_writes_for_a_representative_of_the_station(page: Any, case: Case) -> None:
    typed = TEXT | {"instrument": "between_sessions", "sponsor": case.sponsor.pk}

    page(case.officer).post(reverse("suggestions:suggestion-new"), typed)

    assert Suggestion.objects.get().sponsor == case.sponsor


def test_new_keeps_what_was_typed(page: Any, case: Case) -> None:
    typed = {"instrument": "session", "title": "", "situation": "路灯坏了三盏", "proposal": "尽快修好"}

    answer = page(case.sponsor.user).post(reverse("suggestions:suggestion-new"), typed)

    assert answer.status_code == 400
    assert ("路灯坏了三盏" in body(answer), 'href="#id_title"' in body(answer)) == (True, True)


def test_nobody_else_writes(page: Any, case: Case) -> None:
    assert page(case.committee).get(reverse("suggestions:suggestion-new")).status_code == 403


def test_revise_returns_to_the_case(page: Any, case: Case) -> None:
    case_in("returned", case)
    typed = TEXT | {"instrument": "session", "title": "改过的标题"}

    answer = page(case.sponsor.user).post(at("revise", case.suggestion), typed)

    assert answer.headers["Location"] == case.suggestion.get_absolute_url()
    assert Suggestion.objects.get().title == "改过的标题"


def test_ticking_a_box_is_no_change_of_the_text(page: Any, case: Case) -> None:
    situation, proposal = "路口拥堵。\n学生横穿马路。", "增设护学岗。\r\n增设红绿灯。"
    case.draft(situation=situation, proposal=proposal, facts_checked=False, co_sponsors=[case.co_sponsor])
    actions.co_sign_suggestion(case.suggestion, by=case.co_sponsor.user)
    as_browsers_send = {"situation": "路口拥堵。\r\n学生横穿马路。", "proposal": "增设护学岗。\r\n增设红绿灯。"}
    typed = {**TEXT, **as_browsers_send, "instrument": case.suggestion.instrument, "facts_checked": "on"}

    page(case.sponsor.user).post(at("revise", case.suggestion), typed | {"co_sponsors": [case.co_sponsor.pk]})

    kept = case.suggestion.co_sponsors.get()
    assert Suggestion.objects.get().facts_checked
    assert (kept.confirmed_at is not None, kept.voided) == (True, False)


@pytest.mark.parametrize("title", ["\u200b", "\u3000", "\u2800"])
def test_a_title_that_nobody_can_see_is_none(page: Any, case: Case, title: str) -> None:
    typed = TEXT | {"instrument": "between_sessions", "title": title}

    answer = page(case.sponsor.user).post(reverse("suggestions:suggestion-new"), typed)

    assert answer.context["form"].errors == {"title": ["该字段是必填项。"]}
    assert (answer.status_code, Suggestion.objects.count()) == (400, 0)


def test_who_joins_twice_is_told_when_and_not_that_it_is_for_others(page: Any, case: Case) -> None:
    third = RepresentativeFactory(with_account=True)
    case.draft(co_sponsors=[case.co_sponsor, third])
    actions.co_sign_suggestion(case.suggestion, by=case.co_sponsor.user)
    actions.co_sign_suggestion(case.suggestion, by=third.user)
    browser = page(case.co_sponsor.user)

    answers = [browser.get(at("co-sign", case.suggestion)), browser.post(at("co-sign", case.suggestion))]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert all(f"{case.co_sponsor.user.name}阅读正文后确认附议" in body(answer) for answer in answers)
    assert "co_sign" not in {move.verb for move in allowed_moves(case.suggestion, case.co_sponsor.user)}


@pytest.mark.parametrize("verb", ["register", "return-for-revision", "reject"])
def test_who_comes_after_the_withdrawal_is_told_of_it_and_of_no_word_of_the_draft(
    page: Any, case: Case, verb: str
) -> None:
    case_in("submitted", case)
    actions.withdraw_suggestion(case.suggestion, by=case.sponsor.user)
    browser = page(case.committee)

    answers = [browser.get(at(verb, case.suggestion)), browser.post(at(verb, case.suggestion), {"reason": "重复"})]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert all(f"{case.sponsor.user.name}在登记前撤回了建议" in body(answer) for answer in answers)
    assert not any(TEXT["title"] in body(answer) for answer in answers)
    assert browser.get(case.suggestion.get_absolute_url()).status_code == 404


def test_a_draft_that_nobody_submitted_is_nobody_elses(page: Any, case: Case) -> None:
    case.draft()

    assert page(case.committee).post(at("register", case.suggestion)).status_code == 404


def test_submit_names_what_is_missing(page: Any, case: Case) -> None:
    case.draft(situation="", facts_checked=False, co_sponsors=[case.co_sponsor])

    answer = page(case.sponsor.user).post(at("submit", case.suggestion))

    assert answer.status_code == 400
    assert case.co_sponsor.name in body(answer)


def test_co_sign_shows_the_text_before_it_asks(page: Any, case: Case) -> None:
    case.draft(co_sponsors=[case.co_sponsor])

    answer = page(case.co_sponsor.user).get(at("co-sign", case.suggestion))

    assert TEXT["situation"] in body(answer)


@time_machine.travel("2026-03-04 10:00")
@pytest.mark.parametrize("rounds", [1, 3])
def test_detail_costs_the_same_for_any_number_of_rounds(
    page: Any, case: Case, rounds: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    load_announced([2026])
    case_in("accepted", case)
    for _number in range(rounds):
        case.replied()
        case.unsatisfied()
    browser = page(case.committee)

    with django_assert_num_queries(11):
        browser.get(case.suggestion.get_absolute_url())


@pytest.mark.parametrize("rounds", [1, 3])
@pytest.mark.parametrize("verb", ["score-reply", "score-implementation"])
def test_score_sheet_costs_the_same_for_any_number_of_rounds(
    page: Any, case: Case, verb: str, rounds: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case_in("replied", case)
    for _number in range(rounds - 1):
        case.unsatisfied()
        case.replied()
    if verb == "score-implementation":
        case.implementing()
        case.reported()
    browser = page(case.sponsor.user)

    with django_assert_num_queries(9):
        browser.get(at(verb, case.suggestion))


def test_new_costs_the_same_for_any_number_of_representatives(
    page: Any, case: Case, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    RepresentativeFactory.create_batch(3)
    browser = page(case.sponsor.user)

    with django_assert_num_queries(7):
        browser.get(reverse("suggestions:suggestion-new"))


@time_machine.travel("2026-03-04 10:00")
def test_running_clock_is_provisional_until_the_calendar_is_complete(page: Any, case: Case) -> None:
    case_in("assigned", case)
    address = case.suggestion.get_absolute_url()
    before = body(page(case.committee).get(address))
    load_announced([2026])

    after = body(page(case.committee).get(address))

    assert ("暂定</span>" in before, "暂定</span>" in after) == (True, False)
