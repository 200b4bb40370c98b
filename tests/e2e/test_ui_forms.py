"""Forms lose no words: drafts, rows, a lost connection, an ended session; on the form for a new visit."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from stations.models import Concern
from tests.e2e.looking import Look
from tests.factories.stations import CategoryFactory, StationFactory, load_clocks, officer_of

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
SAVE = "form[data-draft] .form-actions .button-primary"
SignIn = Callable[..., None]


@pytest.fixture
def size() -> str:
    """The size where it is hardest; what the scripts do is the same at both."""
    return "phone"


@pytest.fixture
def officer(transactional_db: None) -> User:
    load_clocks()
    CategoryFactory()
    return officer_of(StationFactory())


@pytest.fixture
def sign_in(page: Page, site: str, officer: User) -> SignIn:
    """`sign_in()` is the officer, `sign_in(other)` somebody else, each in a new session of this browser."""

    def new_session(user: User = officer) -> None:
        client = Client()
        client.force_login(user)
        value = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": value, "url": site}])

    return new_session


@pytest.fixture
def form(page: Page, sign_in: SignIn) -> Page:
    sign_in()
    page.goto("/stations/visits/new/")
    return page


def write(page: Page, row: int, words: str) -> None:
    page.fill(f"[name=concerns-{row}-words]", words)


def shown_rows(page: Page) -> int:
    return page.locator("[data-formset-row]:visible").count()


def kept_draft(page: Page) -> str | None:
    key = "'draft:' + document.body.dataset.userId + ':visit-new'"
    return str(kept) if (kept := page.evaluate(f"localStorage.getItem({key})")) else None


def test_enter_after_the_last_field_adds_the_next_row(form: Page) -> None:
    write(form, 0, "路灯坏了")
    form.press("[name=concerns-0-people_affected]", "Enter")
    expect(form.locator("[name=concerns-1-words]")).to_be_focused()
    assert shown_rows(form) == 2


def test_enter_that_finishes_a_chinese_word_adds_nothing(form: Page) -> None:
    event = "new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true})"
    form.locator("[name=concerns-0-people_affected]").evaluate(f"field => field.dispatchEvent({event})")
    assert shown_rows(form) == 1


def test_draft_comes_back_with_its_rows_and_without_personal_data(form: Page, look: Look) -> None:
    write(form, 0, "路灯坏了")
    form.click("[data-formset-add]")
    write(form, 1, "下水道堵了")
    form.click("[data-formset-row] >> nth=0 >> summary:has-text('联系方式')")
    form.fill("[name=concerns-0-contact_phone]", "13800000000")
    form.wait_for_timeout(500)
    assert "13800000000" not in (kept_draft(form) or "")
    form.reload()
    expect(form.locator("form .message-info")).to_contain_text("已恢复")
    expect(form.locator("[name=concerns-1-words]")).to_have_value("下水道堵了")
    expect(form.locator("[name=concerns-0-contact_phone]")).to_have_value("")
    look(form, "draft restored")


def test_draft_can_be_discarded(form: Page) -> None:
    write(form, 0, "路灯坏了")
    form.wait_for_timeout(500)
    form.reload()
    form.click("form .message-info .button")
    expect(form.locator("[name=concerns-0-words]")).to_have_value("")
    assert kept_draft(form) is None


def test_removed_row_is_neither_sent_nor_shown_again(form: Page) -> None:
    write(form, 0, "路灯坏了")
    form.click("[data-formset-add]")
    form.click("[data-formset-remove] >> nth=1")
    form.click(SAVE)
    expect(form.locator(".error-summary li")).to_have_count(1)
    assert shown_rows(form) == 1


def test_words_stay_when_the_connection_is_lost(form: Page, look: Look) -> None:
    write(form, 0, "路灯坏了")
    form.context.set_offline(True)
    form.click(SAVE)
    expect(form.locator("form .message-error")).to_contain_text("网络已断开")
    expect(form.locator("[name=concerns-0-words]")).to_have_value("路灯坏了")
    assert "路灯坏了" in (kept_draft(form) or "")
    form.context.set_offline(False)
    look(form, "not sent")


def test_words_survive_an_ended_session_and_are_sent_after_signing_in_again(form: Page, sign_in: SignIn) -> None:
    write(form, 0, "路灯坏了")
    form.select_option("[name=concerns-0-category_id]", index=1)
    Session.objects.all().delete()
    form.click(SAVE)
    expect(form.locator("form .message-error")).to_contain_text("登录已过期")
    sign_in()
    form.click(SAVE)
    expect(form.locator(".message-success")).to_be_visible()
    assert [concern.words for concern in Concern.objects.all()] == ["路灯坏了"]
    assert kept_draft(form) is None


def test_someone_elses_session_sends_nothing(form: Page, sign_in: SignIn) -> None:
    write(form, 0, "路灯坏了")
    sign_in(officer_of(StationFactory()))
    form.click(SAVE)
    expect(form.locator("form .message-error")).to_contain_text("其他人")
    assert Concern.objects.count() == 0


def test_theme_and_size_of_text_change_at_once_and_are_remembered(form: Page) -> None:
    form.click(".user-menu summary")
    form.click("button[name=theme][value=dark]")
    form.click("button[name=text][value=large]")
    form.reload()
    assert form.evaluate("({...document.documentElement.dataset})") == {"theme": "dark", "text": "large"}
