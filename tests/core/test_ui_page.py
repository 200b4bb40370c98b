"""The frame of every page: theme, size of text, presence, drafts, and pages of refusal."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import User
from core import page
from core.idempotency import IdempotencyKey, recorded
from stations.models import Visit
from tests.factories.accounts import UserFactory
from tests.factories.stations import ConcernFactory, VisitFactory, officer_of


def test_frame_costs_no_query_and_has_defaults() -> None:
    frame = page.page(RequestFactory().get("/"))
    assert (frame["ui_theme"], frame["ui_text"], frame["ui_demo"]) == ("auto", "normal", False)
    assert frame["district_name"] == "坪山区"


@pytest.mark.parametrize(("cookie", "expected"), [("dark", "dark"), ('"><script>', "auto"), ("", "auto")])
def test_frame_believes_only_known_cookies(cookie: str, expected: str) -> None:
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = cookie
    assert page.page(request)["ui_theme"] == expected


def test_appearance_is_remembered_and_leads_back(client: Client) -> None:
    answer = client.post(reverse("set_appearance"), {"theme": "dark", "next": "/public/?a=1"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/public/?a=1")
    assert answer.cookies["theme"].value == "dark"
    assert "text" not in answer.cookies


@pytest.mark.parametrize("target", ["https://example.org/", "//example.org/", "javascript:alert(1)", "word", "a:b", ""])
def test_appearance_never_leads_elsewhere(client: Client, target: str) -> None:
    answer = client.post(reverse("set_appearance"), {"text": "large", "next": target})
    assert answer.headers["Location"] == "/"


def test_appearance_refuses_unknown_choices_and_reading(client: Client) -> None:
    assert "theme" not in client.post(reverse("set_appearance"), {"theme": "pink"}).cookies
    assert client.get(reverse("set_appearance")).status_code == 405


@pytest.mark.django_db
def test_presence_says_whose_session_it_is_with_a_fresh_token(client: Client) -> None:
    assert client.get(reverse("presence")).json()["user"] is None
    user = UserFactory()
    client.force_login(user)
    answer = client.get(reverse("presence"))
    assert answer.json()["user"] == user.pk
    assert len(answer.json()["csrf"]) == 64
    assert "no-store" in answer.headers["Cache-Control"]


# What was recorded under the token of a form.


@pytest.fixture
def visit(db: None) -> Visit:
    visit = VisitFactory()
    ConcernFactory.create_batch(2, visit=visit, station=visit.station)
    return visit


def recorded_for(client: Client, token: str) -> Any:
    return client.get(reverse("presence"), {"token": token}).json()["recorded"]


def remember(person: User, thing: Any, key: str = "a1") -> None:
    IdempotencyKey.objects.create(user=person, key=key, asked="", answer=recorded(thing))


def test_presence_tells_what_this_person_recorded_under_a_token(client: Client, visit: Visit) -> None:
    officer = officer_of(visit.station)
    remember(officer, visit)
    client.force_login(officer)

    first, second = visit.concerns.order_by("pk")
    assert recorded_for(client, "a1") == {"url": visit.get_absolute_url(), "text": f"{first.number}、{second.number}"}
    assert recorded_for(client, "a2") is None


def test_presence_tells_nothing_of_others(client: Client, visit: Visit) -> None:
    officer, colleague = officer_of(visit.station), officer_of(visit.station)
    remember(officer, visit)

    assert recorded_for(client, "a1") is None
    client.force_login(colleague)
    assert recorded_for(client, "a1") is None


def test_presence_tells_nothing_of_what_the_person_does_not_see_any_more(client: Client, visit: Visit) -> None:
    elsewhere = officer_of(VisitFactory().station)
    remember(elsewhere, visit)
    client.force_login(elsewhere)

    assert recorded_for(client, "a1") == {"url": "", "text": ""}


@pytest.mark.parametrize("token", ["字", "a" * 81, "a b"])
def test_presence_is_not_troubled_by_what_is_no_token(client: Client, visit: Visit, token: str) -> None:
    client.force_login(officer_of(visit.station))

    assert recorded_for(client, token) is None


def test_presence_asked_by_no_token_says_nothing_of_one(client: Client, visit: Visit) -> None:
    client.force_login(officer_of(visit.station))

    assert "recorded" not in client.get(reverse("presence")).json()


@pytest.mark.django_db
def test_a_visit_without_concerns_is_known_by_what_it_is(client: Client) -> None:
    visit = VisitFactory(place="菜市场")
    officer = officer_of(visit.station)
    remember(officer, visit)
    client.force_login(officer)

    assert recorded_for(client, "a1")["text"] == str(visit)


def test_saved_draft_is_told_to_person_and_browser() -> None:
    request = RequestFactory().get("/")
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    page.draft_saved(request, "visit-new", "已登记")
    html = render_to_string("_components/messages.html", {"messages": get_messages(request)})
    assert 'data-draft-saved="visit-new"' in html
    assert "已登记" in html


@pytest.mark.django_db
@pytest.mark.parametrize(("theme", "text"), [("dark", "large"), ("light", "normal")])
def test_choice_is_on_the_page_before_any_script_runs(client: Client, theme: str, text: str) -> None:
    client.cookies["theme"], client.cookies["text"] = theme, text
    html = client.get(reverse("accounts:sign-in")).content.decode()
    assert f'<html lang="zh-hans" data-theme="{theme}" data-text="{text}">' in html


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "409", "500"])
@pytest.mark.parametrize("signed_in", [True, False])
def test_page_of_refusal_is_shown_to_everybody(client: Client, code: str, signed_in: bool) -> None:
    request = RequestFactory().get("/")
    request.user = UserFactory() if signed_in else type("Nobody", (), {"is_authenticated": False, "pk": None})()
    html = render_to_string(f"{code}.html", {"message": "已有人办理"} if code == "409" else {}, request)
    assert "<h1>" in html
    assert ("app-body" in html) == (signed_in and code != "500")


def test_error_page_of_the_server_needs_nothing() -> None:
    assert "系统出错了" in render_to_string("500.html")
