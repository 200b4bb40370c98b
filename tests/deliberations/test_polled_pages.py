"""Pages that ask again and again: what they show has a mark, and what shows it already is told nothing (204)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from core.requests import SHOWN
from deliberations import actions
from deliberations.enums import Choice
from tests.factories.councils import Session
from tests.factories.stations import committee
from tests.repository.parts import ids_missing

pytestmark = pytest.mark.django_db

PAGES = ("cast", "control", "projector")
PART = {"cast": "ballots", "control": "votes", "projector": "screen"}
POLL = {"HX-Request": "true"}


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def who(session: Session, page: str) -> User:
    return session.members[0].user if page == "cast" else session.officer


def address(session: Session, page: str) -> str:
    return reverse(f"deliberations:council-{page}", args=[session.council.pk])


def part(body: str, page: str) -> str:
    """The part that is asked for again, without its mark and the token of its forms."""
    tag = "main" if page == "projector" else "div"
    found = body[body.index(f'<{tag} id="{PART[page]}"') : body.index("</main>")]
    return re.sub(r'data-mark="\w+"|name="csrfmiddlewaretoken" value="\w+"', "", found)


def mark(body: str) -> str:
    found = re.search(r'data-mark="(\w+)"', body)
    assert found
    return found[1]


def shown(client: Client, session: Session, page: str) -> tuple[str, str]:
    body = client.get(address(session, page)).content.decode()
    return mark(body), part(body, page)


def steps(session: Session) -> dict[str, Callable[[], Any]]:
    """A council from its notice to its end, one step after the other."""
    project = session.project

    def retitle() -> None:
        project.title = "加建凉亭（含坡道）"
        project.save(update_fields=["title"])

    def present(*members: int) -> Callable[[], Any]:
        there = [session.members[member] for member in members]
        return lambda: actions.record_presence(session.council, by=session.officer, present=there)

    def recuse() -> None:
        what = {"project": session.projects[1], "member": session.members[2], "reason": "其兄弟承建"}
        actions.recuse_member(session.council, by=session.officer, **what)

    def confirm() -> None:
        actions.confirm_paper_count(session.council, by=committee(), project=project)

    return {
        "open": lambda: session.open(present=3),
        "another title": retitle,
        "one more comes": present(0, 1, 2, 3),
        "the member goes": present(1, 2, 3),
        "the member is back": present(0, 1, 2, 3),
        "a recusal": recuse,
        "my vote": lambda: session.cast(0, Choice.FOR),
        "my other vote": lambda: session.cast(0, Choice.AGAINST),
        "another's vote": lambda: session.cast(1, Choice.FOR),
        "papers": lambda: session.paper([2, 3], in_favour=2),
        "papers confirmed": confirm,
        "a vote closes": session.close_item,
        "the last vote closes": lambda: session.close_item(1),
        "close": session.close,
    }


@pytest.mark.parametrize("secret", [False, True], ids=["open", "secret"])
def test_the_mark_changes_whenever_the_page_does(secret: bool) -> None:
    session = Session(4, projects=2, secret=secret)
    clients = {page: browser(who(session, page)) for page in PAGES}
    receipt = ""
    changed: dict[str, list[str]] = {page: [] for page in PAGES}
    before = {page: shown(clients[page], session, page) for page in PAGES if page != "cast"}
    for step, act in steps(session).items():
        if secret and step == "my vote":
            receipt = session.cast(0, Choice.FOR)
        elif secret and step == "my other vote":
            session.cast(0, Choice.AGAINST, receipt)
        else:
            act()
        after = {page: shown(clients[page], session, page) for page in PAGES}
        for page, (was, looked) in before.items():
            now, looks = after[page]
            assert (was == now) <= (looked == looks), f"{page} after {step} has its old mark"
            if looked != looks:
                changed[page].append(step)
        before = after

    assert {"another's vote", "papers", "papers confirmed", "close"} <= set(changed["control"])
    assert {"another title", "another's vote", "a vote closes"} <= set(changed["projector"])
    assert {"another title", "the member goes", "my vote", "a vote closes"} <= set(changed["cast"])
    assert ("my other vote" in changed["cast"]) == (not secret)


@pytest.mark.parametrize("page", PAGES)
def test_whoever_shows_it_already_is_told_nothing(page: str) -> None:
    session = Session(4, projects=2).open()
    client = browser(who(session, page))
    known, _looks = shown(client, session, page)

    with CaptureQueriesContext(connection) as queries:
        same = client.get(address(session, page), headers=POLL | {SHOWN: known})
        asked = len(queries)
    other = client.get(address(session, page), headers=POLL | {SHOWN: "0" * 24})
    opened = client.get(address(session, page), headers={SHOWN: known})

    assert (same.status_code, same.content) == (204, b"")
    assert asked == {"cast": 4, "control": 6, "projector": 5}[page]
    assert (other.status_code, opened.status_code) == (200, 200)
    session.cast(0, Choice.FOR)
    assert client.get(address(session, page), headers=POLL | {SHOWN: known}).status_code == 200


def test_another_language_is_another_page() -> None:
    session = Session(3).open()
    client = browser(session.members[0].user)
    known, _looks = shown(client, session, "cast")
    client.cookies["django_language"] = "en"

    assert client.get(address(session, "cast"), headers=POLL | {SHOWN: known}).status_code == 200


@pytest.mark.parametrize("secret", [False, True], ids=["open", "secret"])
@pytest.mark.parametrize("page", ["control", "projector"])
def test_no_mark_tells_how_a_vote_stands(page: str, secret: bool) -> None:
    session = Session(3, secret=secret).open()
    client = browser(session.officer)
    marks = set()
    for choice in Choice:
        with transaction.atomic():
            session.cast(0, choice)
            marks.add(shown(client, session, page)[0])
            transaction.set_rollback(True)

    assert len(marks) == 1


@pytest.mark.parametrize("page", PAGES)
def test_every_control_is_found_again_after_a_refresh(page: str) -> None:
    session = Session(4, projects=3).open()
    client = browser(who(session, page))
    seen = [shown(client, session, page)[1]]
    session.cast(1, Choice.FOR)
    session.paper([3], in_favour=1)
    seen.append(shown(client, session, page)[1])
    actions.confirm_paper_count(session.council, by=committee(), project=session.project)
    for number in range(3):
        session.close_item(number)
    seen.append(shown(client, session, page)[1])

    assert [ids_missing(body) for body in seen] == [[], [], []]
