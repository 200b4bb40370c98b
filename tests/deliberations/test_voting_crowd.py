"""A full hall over real HTTP: a hundred phones vote at once while the projector is looked at (rule 17)."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from threading import Barrier
from threading import Event as Flag
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from core.events import Event
from deliberations.enums import Choice
from deliberations.models import Ballot, Seat
from tests.factories.councils import Session
from tests.factories.stations import officer_of

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

#: As many as send in the same moment; PostgreSQL grants 100 connections to everybody together.
HANDS = 24
CSRF = "a" * 32


class Phone:
    """A member's browser, or the one behind the projector: a session, and the cookies that the site sets."""

    def __init__(self, site: str, person: User):
        self.address = urlsplit(site).netloc
        client = Client()
        client.force_login(person)
        signed_in = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.cookies = {settings.SESSION_COOKIE_NAME: signed_in, settings.CSRF_COOKIE_NAME: CSRF}

    def ask(self, method: str, path: str, **typed: Any) -> tuple[int, str]:
        """Sends one request on a connection of its own; returns status and page."""
        body = urlencode({"csrfmiddlewaretoken": CSRF} | typed, doseq=True) if typed else None
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        connection = HTTPConnection(self.address, timeout=60)
        try:
            connection.request(
                method,
                path,
                body,
                headers | {"Content-Type": "application/x-www-form-urlencoded", "Connection": "close"},
            )
            answer = connection.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie", []):
                name, value = cookie.split(";", 1)[0].split("=", 1)
                self.cookies[name] = value
            return answer.status, answer.read().decode()
        finally:
            connection.close()


def seen_on(projector: Phone, path: str, over: Flag) -> Iterator[tuple[int, int]]:
    """How many were present and how many had voted, as the room saw it until it was over, and once more."""
    last = False
    while True:
        status, page = projector.ask("GET", path)
        assert status == 200
        present, given = re.findall(r'<progress class="meter" max="(\d+)" value="(\d+)"', page)[0]
        yield int(present), int(given)
        if last:
            return
        last = over.is_set()


@pytest.mark.parametrize("secret", [False, True], ids=["open", "secret"])
def test_a_hundred_phones_vote_at_once(live_server: LiveServer, secret: bool) -> None:
    session = Session(100, secret=secret).open()
    phones = [Phone(live_server.url, member.user) for member in session.members]
    projector = Phone(live_server.url, session.officer)
    chance = random.Random(3)
    choices = [chance.choice(list(Choice)) for _phone in phones]
    undecided = set(chance.sample(range(100), 20))
    ballot = reverse("deliberations:council-ballot", args=[session.council.pk, session.project.pk])
    screen = reverse("deliberations:council-projector", args=[session.council.pk])
    over = Flag()

    def vote(member: int) -> list[int]:
        sent = [choices[(member + 1) % 100], choices[member]] if member in undecided else [choices[member]]
        return [phones[member].ask("POST", ballot, choice=choice.value, sure="1")[0] for choice in sent]

    with ThreadPoolExecutor(HANDS + 1) as pool:
        watching = pool.submit(lambda: list(seen_on(projector, screen, over)))
        statuses = list(pool.map(vote, range(100)))
        over.set()
        seen = watching.result(timeout=60)

    assert Counter(status for sent in statuses for status in sent) == {302: 120}
    assert {present for present, _given in seen} == {100}
    assert [given for _present, given in seen] == sorted(given for _present, given in seen)
    assert seen[-1] == (100, 100)
    result, expected = session.close_item(), Counter(choices)
    assert (result.in_favour, result.against, result.abstained) == tuple(expected[choice] for choice in Choice)
    assert (Ballot.objects.count(), Event.objects.filter(verb="recast").count()) == (100, 20)


@pytest.mark.parametrize("secret", [False, True], ids=["open", "secret"])
def test_a_hall_votes_beside_officers_who_record_who_comes(live_server: LiveServer, secret: bool) -> None:
    """Not one 409: ballots know no marks of seats, and two officers who record different people are not in conflict."""
    session = Session(80, secret=secret).open(present=60)
    council = session.council.pk
    ballot = reverse("deliberations:council-ballot", args=[council, session.project.pk])
    presence = reverse("deliberations:council-record-presence", args=[council])
    phones = [Phone(live_server.url, member.user) for member in session.members[:60]]
    officers = [Phone(live_server.url, officer) for officer in (session.officer, officer_of(session.station))]
    late = {0: session.members[60:70], 1: session.members[70:]}
    # As many at the same moment as wait in the queue of the server of the tests.
    hands = 10
    begin = Barrier(hands, timeout=60)

    def vote(hand: int) -> list[int]:
        begin.wait()
        return [phone.ask("POST", ballot, choice="for", sure="1")[0] for phone in phones[hand :: hands - 2]]

    def record(desk: int) -> list[int]:
        """One after the other of one's own late comers, each ticked on a page that is opened anew."""
        browser, statuses = officers[desk], []
        begin.wait()
        for member in late[desk]:
            page = browser.ask("GET", presence)[1]
            marks = re.findall(r'name="(seen-\d+)" value="(\d+-\d+)"', page)
            there = [member.pk, *(int(mark[5:]) for mark, shown in marks if shown.startswith("1-"))]
            statuses.append(browser.ask("POST", presence, **dict(marks), present=there)[0])
        return statuses

    with ThreadPoolExecutor(hands) as pool:
        recorded = [pool.submit(record, desk) for desk in range(2)]
        voted = [pool.submit(vote, hand) for hand in range(hands - 2)]
        statuses = Counter(status for sent in [*recorded, *voted] for status in sent.result(timeout=120))

    assert statuses == {302: 80}
    assert Seat.objects.filter(present=True).count() == 80
    assert dict(Counter(Seat.objects.values_list("edition", flat=True))) == {1: 60, 2: 20}
    result = session.close_item()
    assert (result.in_favour, result.present) == (60, 80)


def test_a_phone_that_sends_five_times_votes_once(live_server: LiveServer) -> None:
    session = Session(3, secret=True).open()
    ballot = reverse("deliberations:council-ballot", args=[session.council.pk, session.project.pk])
    phones = [Phone(live_server.url, session.members[0].user) for _send in range(5)]

    with ThreadPoolExecutor(5) as pool:
        statuses = list(pool.map(lambda phone: phone.ask("POST", ballot, choice="for", sure="1")[0], phones))

    assert sorted(statuses) == [302, 400, 400, 400, 400]
    assert session.close_item().in_favour == Ballot.objects.count() == 1
