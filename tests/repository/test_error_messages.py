"""Whatever a form refuses: the answer says so by its code, at a place that exists, in the reader's language."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from accounts.models import User
from tests.repository.crawl import WORD, Page
from tests.repository.filled import Fields, Forms, all_at_once, of_each_kind, plausible
from tests.repository.parts import Tags, ids_of
from tests.repository.test_nonsense import (
    ELSEWHERE,
    MOVES,
    NOT_READ,
    OTHER_FORMS,
    READ,
    READER,
    Offers,
    address_of,
    address_to_read,
    browser_of,
    page_of_move,
)
from tests.repository.world import undone

pytestmark = pytest.mark.django_db

SUMMARY = re.compile(r'<div class="error-summary".*?</div>', re.DOTALL)
MESSAGES = re.compile(r'<div class="(?:error-summary|field-errors)".*?</div>', re.DOTALL)
#: What names others by their ids.
NAMES = ("aria-describedby", "aria-labelledby", "aria-controls", "for", "list")
FORM = "application/x-www-form-urlencoded"
#: Formats of pictures, and the number of a character that cannot be kept.
ALLOWED = {"JPEG", "WebP", "AVIF", "FFFE", "DCED"}
#: What Django says when the numbers of rows are missing, which no person can leave out.
TAMPERED = {"ManagementForm", "concerns-TOTAL", "concerns-INITIAL", "concerns-MIN", "concerns-MAX", "FORMS"}


@pytest.fixture(scope="module")
def offers(demo: None) -> Offers:
    return Offers()


def refused(fields: Fields) -> Iterator[dict[str, Any]]:
    """Forms with nothing in them, with nonsense all over, and with one field missing or wrong."""
    good = plausible(fields)
    yield {}
    yield from list(all_at_once(fields))[::3]
    for name in of_each_kind(fields):
        yield good | {name: ""}
        yield good | {name: "x" if fields[name].kind != "text" else "字" * 40_000}


def faults(answer: Any, posted: bool) -> list[str]:
    """What is wrong with the way in which a page tells its errors."""
    if not answer["Content-Type"].startswith("text/html"):
        return []
    body = answer.content.decode()
    ids = ids_of(body)
    found = [f"id {one} stands there twice" for one in set(ids) if ids.count(one) > 1]
    links = [link for summary in SUMMARY.findall(body) for link in re.findall(r'<a href="#([^"]*)"', summary)]
    found += [f"a link of the summary leads to #{link}" for link in links if link not in ids]
    for tag, attrs in Tags(body).found:
        named = [one for name in NAMES for one in attrs.get(name, "").split()]
        found += [f"<{tag} {attrs.get('name', '')}> names {one}" for one in named if one not in ids]
        # One of several choices is told by the group around them.
        alone = attrs.get("type") not in ("radio", "checkbox")
        if alone and "aria-invalid" in attrs and "aria-describedby" not in attrs:
            found.append(f"<{tag} {attrs.get('name', '')}> is wrong and does not say why")
    said = MESSAGES.findall(body)
    found += [f"English: {word}" for text in said for word in words(text) if word not in ALLOWED | TAMPERED]
    if posted and said and answer.status_code < 400:
        found.append(f"errors, and the answer is {answer.status_code}")
    return found


def words(html: str) -> list[str]:
    return [word for text in Page(html).texts for word in WORD.findall(text)]


def faults_of(browser: Client, address: str, fields: Fields) -> set[str]:
    found: set[str] = set()
    for typed in refused(fields):
        with undone():
            answer = browser.post(address, urlencode(typed, doseq=True, errors="surrogatepass"), FORM)
            found |= set(faults(answer, posted=True))
    return found


@pytest.mark.parametrize("move", sorted(MOVES))
def test_page_of_a_move_tells_its_errors(offers: Offers, move: str) -> None:
    person, thing = offers.found[move]
    browser = browser_of(person)
    address = page_of_move(thing, MOVES[move][1])
    page = browser.get(address)

    assert faults(page, posted=False) == []
    assert faults_of(browser, address, Forms(page.content.decode()).fields["post"]) == set()


@pytest.mark.parametrize("name", sorted(OTHER_FORMS))
def test_every_other_form_tells_its_errors(demo: None, name: str) -> None:
    person = User.objects.filter(username=OTHER_FORMS[name]).first()
    browser = browser_of(person)
    address = address_of(name, person)
    fields = ELSEWHERE.get(name) or Forms(browser.get(address).content.decode()).fields["post"]

    assert faults_of(browser, address, fields) == set()


@pytest.mark.parametrize("name", sorted(READ - NOT_READ))
def test_every_filter_tells_its_errors(demo: None, name: str) -> None:
    browser = browser_of(User.objects.get(username=READER.get(name, "committee")))
    address = address_to_read(name)
    answer = browser.get(address)
    fields = Forms(answer.content.decode()).fields["get"] if not answer.streaming else {}
    list(answer.streaming_content if answer.streaming else ())

    asked = [{one: value} for one, field in fields.items() for value in [*field.odd, "也许"]]
    found = {fault for query in asked for fault in faults(queried(browser, address, query), posted=False)}

    assert found == set()


def queried(browser: Client, address: str, query: dict[str, Any]) -> Any:
    return browser.get(f"{address}?{urlencode(query, errors='surrogatepass')}")


def test_the_net_catches_what_it_is_for() -> None:
    class Answer(dict[str, str]):
        status_code = 200
        content = (
            b'<div class="error-summary"><a href="#id_x">Choice</a>: needed</div>'
            b'<input name="y" aria-invalid="true"><input name="z" aria-describedby="id_z_error">'
        )

    assert sorted(faults(Answer({"Content-Type": "text/html"}), posted=True)) == [
        "<input y> is wrong and does not say why",
        "<input z> names id_z_error",
        "English: Choice",
        "English: needed",
        "a link of the summary leads to #id_x",
        "errors, and the answer is 200",
    ]
