"""What is sent twice happens once, on every page and at every address of the API where twice would do harm."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from core.workflow import WORKFLOWS
from tests.repository.expectations import PAGES
from tests.repository.filled import Forms
from tests.repository.sendings import CREATIONS, MOVES, Sending, reference

ALL = MOVES | CREATIONS
EACH = pytest.mark.parametrize("name", sorted(ALL))
IN_API = sorted(set(ALL) - {"points.pointsquery.ask"})
SAID_BEFORE = "此前已经登记过了。"


@pytest.fixture
def sending(db: None, name: str) -> Sending:
    reference()
    return ALL[name]()


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def carried(client: Client, sending: Sending) -> dict[str, str]:
    """What the page gives its form to carry."""
    return carried_by(client.get(sending.page))


def carried_by(answer: Any) -> dict[str, str]:
    fields = Forms(answer.content.decode()).fields["post"]
    return {name: fields[name].values[0] for name in ("token", "edition") if name in fields}


def test_every_move_that_does_harm_twice_is_asked_for() -> None:
    once = {f"{w.noun.label}.{move.verb}" for w in WORKFLOWS.values() for move in w if move.once and not move.creates}
    # Those that come with another thing have no page of their own.
    new = {"points.pointsquery.ask", "suggestions.pressurereport.report", *CREATIONS}

    assert (set(MOVES), set(CREATIONS)) == (once, new)
    assert len(CREATIONS) == len([name for name in PAGES if name.endswith("-new")]) + 1


# Pages.


@EACH
def test_same_form_twice_is_recorded_once(sending: Sending) -> None:
    client, before = browser(sending.by), sending.rows.count()
    form = sending.form(**carried(client, sending))

    first = client.post(sending.page, form)
    again = client.post(sending.page, sending.form(**carried_of(form)))

    assert (first.status_code, again.status_code) == (302, 302)
    assert again.headers["Location"] == first.headers["Location"]
    assert sending.rows.count() == before + 1
    assert [str(message) for message in get_messages(again.wsgi_request)][-1] == SAID_BEFORE


def carried_of(form: dict[str, Any]) -> dict[str, Any]:
    return {name: form[name] for name in ("token", "edition") if name in form}


@EACH
def test_other_words_under_a_used_token_are_kept_and_recorded_on_pressing_again(sending: Sending) -> None:
    client, before = browser(sending.by), sending.rows.count()
    known = carried(client, sending)
    client.post(sending.page, sending.form(**known))

    refused = client.post(sending.page, sending.form(**known, **sending.others))

    text = refused.content.decode()
    assert (refused.status_code, sending.rows.count()) == (409, before + 1)
    assert all(str(value) in text for value in sending.others.values() if value)
    assert "这张表单已经登记过一次" in text
    assert carried_by(refused)["token"] != known["token"]

    answer = refused
    for _press in range(2):
        if answer.status_code == 409:
            answer = client.post(sending.page, sending.form(**carried_by(answer), **sending.others))

    assert sending.rows.count() == before + (2 if sending.again else 1)


@EACH
def test_two_pages_are_two(sending: Sending) -> None:
    if not sending.again:
        pytest.skip("the rules allow it once")
    client, before = browser(sending.by), sending.rows.count()

    for words in ({}, sending.others):
        client.post(sending.page, sending.form(**carried(client, sending), **words))

    assert sending.rows.count() == before + 2


@pytest.mark.parametrize("name", ["stations.concern.give_feedback"])
@pytest.mark.parametrize("token", ["", "字", "a" * 81, "a b"])
def test_what_no_page_gives_as_a_token_is_none(sending: Sending, token: str) -> None:
    client = browser(sending.by)

    for _time in range(2):
        assert client.post(sending.page, sending.form(token=token)).status_code == 302

    assert sending.rows.count() == 2


@pytest.mark.parametrize("name", ["stations.concern.give_feedback"])
def test_token_that_no_page_can_give_is_refused_at_the_edge(sending: Sending) -> None:
    answer = browser(sending.by).post(sending.page, sending.form(token="字\x00"))

    assert (answer.status_code, sending.rows.count()) == (400, 0)


# The API.


def ask(person: User, sending: Sending, key: str, **changes: Any) -> Any:
    client = APIClient()
    client.force_authenticate(person)
    body = sending.sent(**changes)
    kind = "multipart" if {"photo", "photos"} & set(body) else "json"
    return client.post(sending.api, body, format=kind, headers={"Idempotency-Key": key})


@pytest.mark.parametrize("name", IN_API)
def test_same_key_twice_is_one_with_the_same_answer(sending: Sending) -> None:
    before = sending.rows.count()

    first, again = ask(sending.by, sending, "a"), ask(sending.by, sending, "a")

    assert first.status_code in (200, 201), first.content.decode()
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert sending.rows.count() == before + 1


@pytest.mark.parametrize("name", IN_API)
def test_same_key_with_another_body_is_refused(sending: Sending) -> None:
    before = sending.rows.count()
    ask(sending.by, sending, "a")

    answer = ask(sending.by, sending, "a", **sending.others)

    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_move")
    assert sending.rows.count() == before + 1


# At the same moment.


def at_once(send: Callable[[], Any]) -> list[Any]:
    start = Barrier(2, timeout=10)

    def one(_number: int) -> Any:
        try:
            start.wait()
            return send()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, range(2)))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@EACH
def test_the_same_at_the_same_moment_is_one(name: str) -> None:
    """The form, and the call of a program."""
    reference()
    sending, called = ALL[name](), ALL[name]()
    before = sending.rows.count()
    known = carried(browser(sending.by), sending)

    answers = at_once(lambda: browser(sending.by).post(sending.page, sending.form(**known)))

    assert [(one.status_code, one.headers["Location"]) for one in answers] == [
        (302, answers[0].headers["Location"])
    ] * 2
    assert sending.rows.count() == before + 1
    if not called.api:
        return

    first, second = at_once(lambda: ask(User.objects.get(pk=called.by.pk), called, "a"))

    assert first.status_code in (200, 201)
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert sending.rows.count() == before + 2
