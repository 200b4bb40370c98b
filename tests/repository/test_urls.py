"""Every address has a written expectation for every kind of person; an address without one fails here."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.middleware import is_public
from tests.repository.expectations import (
    AFTER_ITS_WORDS,
    EXPECTED,
    KINDS,
    PAGES,
    PUBLIC,
    READ,
    SEEN,
    STATION,
    WRITE,
    Step,
    split,
)
from tests.repository.world import SECRETS, World, undone

pytestmark = pytest.mark.django_db


def addresses() -> dict[str, Callable[..., Any]]:
    """Every name of the address book with its view."""
    return dict(walk(get_resolver()))


def walk(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, Callable[..., Any]]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield ":".join([*spaces, entry.name or "?"]), entry.callback
        else:
            yield from walk(entry, (*spaces, entry.namespace) if entry.namespace else spaces)


def address(name: str, world: World) -> str:
    """The address, over the things of this world."""
    noun = getattr(EXPECTED.get(name), "noun", "")
    given = {
        "amount": {"kind": "yuan"},
        "portal:indicator-rows": {"code": "meetings_held"},
        "portal:public-station": {"code": world.case.station.code},
        "portal:public-project-photo": {"pk": 1, "photo": 1},
        "deliberations:micro-project-photo": {"pk": world.things["micro-project"], "photo": 1},
        "deliberations:council-ballot": {"pk": world.things["council"], "project": world.things["micro-project"]},
        "representative-points-list": {"representative": world.things["representative"]},
    }
    asked = {
        "portal:search": "?q=%E6%9A%97%E5%8F%B7",  # what all secrets begin with
        "deliberations:look-back-new": f"?topic={world.things['topic']}",
    }
    if name == "api-unknown":
        return "/api/v1/nothing/"
    if name in asked:
        return reverse(name) + asked[name]
    if name in given:
        return reverse(name, kwargs=given[name])
    needs_key = noun and not name.endswith(("-list", "-new"))
    return reverse(name, args=[world.things[noun]] if needs_key else [])


# The book of addresses.


def test_every_address_has_an_expectation() -> None:
    assert set(addresses()) == set(EXPECTED) | set(PUBLIC)


def test_what_is_public_is_written_here() -> None:
    assert {name for name, view in addresses().items() if is_public(view)} == set(PUBLIC)


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_public_address_answers_everybody(world: World, name: str) -> None:
    answer = world.browser("").get(address(name, world))

    assert answer.status_code == PUBLIC[name]
    assert leaks(answer, set(SECRETS)) == set()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nobody_gets_any_further_without_signing_in(world: World, method: str) -> None:
    door = reverse(settings.LOGIN_URL)
    entered = {}
    for name in set(EXPECTED) - set(PUBLIC):
        answer = world.browser("").generic(method, address(name, world))
        closed = answer.status_code == 401 or (answer.status_code == 302 and answer["Location"].startswith(door))
        if not closed:
            entered[name] = answer.status_code

    assert entered == {}


# Everybody else.


@pytest.mark.parametrize("name", sorted(PAGES | READ))
def test_who_may_open_it(world: World, name: str) -> None:
    expected = {kind: EXPECTED[name].expected(kind) for kind in KINDS}

    answers = {kind: world.browser(kind).get(address(name, world)) for kind in KINDS}

    assert {kind: answer.status_code for kind, answer in answers.items()} == expected
    shown = {kind: leaks(answer, hidden_from(kind)) for kind, answer in answers.items()}
    assert {kind: secrets for kind, secrets in shown.items() if secrets} == {}


@pytest.mark.parametrize("name", sorted(WRITE | AFTER_ITS_WORDS))
def test_who_may_do_it_in_the_api(world: World, name: str) -> None:
    expected = {kind: EXPECTED[name].expected(kind) for kind in KINDS}
    found = {}
    for kind in KINDS:
        with undone():
            found[kind] = world.browser(kind).post(address(name, world), {}, "application/json").status_code

    assert found == expected


#: Some who see little and some who see everything: enough, since the pages themselves were asked for by all.
SENDERS = ("officer elsewhere", "representative", "department", "leadership")


def moves_of_pages() -> list[str]:
    return sorted(name for name, expectation in PAGES.items() if type(expectation) is Step)


@pytest.mark.parametrize("name", moves_of_pages())
def test_who_may_send_the_form(world: World, name: str) -> None:
    """The same people as may open it; those who may not learn so before anything they typed is looked at."""
    expected = {kind: code for kind in SENDERS if (code := EXPECTED[name].expected(kind)) in (403, 404)}
    found = {}
    for kind in expected:
        with undone():
            found[kind] = world.browser(kind).post(address(name, world)).status_code

    assert found == expected


@pytest.mark.parametrize("kind", ["officer", "sponsor", "department", "committee"])
def test_things_that_do_not_exist_are_404(world: World, kind: str) -> None:
    missing = 10**15
    found = {}
    for name, expectation in EXPECTED.items():
        shown = address(name, world)
        if expectation.noun and re.search(r"/\d+/", shown):
            posted = name in WRITE or name in AFTER_ITS_WORDS or expectation.status == 405
            method = "POST" if posted else "GET"
            other = re.sub(r"/\d+/", f"/{missing}/", shown)
            found[name] = world.browser(kind).generic(method, other, content_type="application/json").status_code

    assert {name: code for name, code in found.items() if code != 404} == {}


# What nobody reads who may not.

SECRET_OF = {
    "concern": "concern", "topic": "topic", "measure": "commitment", "suggestion": "suggestion", "score": "evaluation",
    "question": "points-query", "entry": "ledger-entry", "micro-project": "micro-project",
}  # fmt: skip


def hidden_from(kind: str) -> set[str]:
    """The secrets that no page may show to this kind of person."""
    hidden = {secret for secret, noun in SECRET_OF.items() if kind not in split(SEEN[noun])}
    if kind not in split(STATION):
        hidden |= {"leave", "recusal"}
    if kind not in split("sponsor committee leadership"):
        hidden.add("pressure")
    # Contact data are revealed one at a time, and never on any of these pages.
    return hidden | {"contact", "phone"}


def leaks(answer: Any, hidden: set[str]) -> set[str]:
    """Which of the secrets stand in an answer."""
    if answer.streaming:
        return set()
    body = answer.content.decode()
    return {secret for secret in hidden if SECRETS[secret] in body}
