"""Two people on each page of a council: the slower one is told who was faster, and with what (rule 17)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import clock
from core.events import Event
from deliberations.enums import Choice
from tests.deliberations.carried import carried
from tests.factories.councils import CouncilFactory, MicroProjectFactory, Session
from tests.factories.stations import committee, officer_of

pytestmark = pytest.mark.django_db

START = clock.now() + timedelta(days=9)


def planned(session: Session) -> None:
    project = MicroProjectFactory(station=session.station, shortlisted=True)
    session.council = CouncilFactory(station=session.station, projects=[project])


def called(session: Session) -> None:
    """Notified and begun, as it stands."""


def all_voted(session: Session) -> None:
    session.open().cast(0, Choice.FOR)
    for number in range(len(session.projects)):
        session.close_item(number)


def closed(session: Session) -> None:
    all_voted(session)
    session.close()


def typed(session: Session, verb: str) -> dict[str, Any]:
    """What both of them type."""
    return {
        "change": {"starts_at": START.strftime("%Y-%m-%d %H:%M"), "place": "文化广场", "secrecy": "open"},
        "cancel": {"reason": "场地停电"},
        "open": {"present": [member.pk for member in session.members]},
        "confirm-minutes": {"note": "会议顺利。"},
        "override": {"project": session.project.pk, "rank": 2, "reason": "先急后缓"},
    }.get(verb, {})


PAGES: list[tuple[str, Callable[[Session], None]]] = [
    ("notify", planned), ("change", planned), ("cancel", planned), ("open", called), ("close", all_voted),
    ("confirm-minutes", closed), ("override", closed),
]  # fmt: skip


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize(("verb", "before"), PAGES, ids=[verb for verb, _before in PAGES])
def test_the_slower_one_is_told_who_was_faster(verb: str, before: Callable[[Session], None], first: int) -> None:
    session = Session(3, projects=2)
    before(session)
    people = [committee(), committee()] if verb == "override" else [session.officer, officer_of(session.station)]
    address = reverse(f"deliberations:council-{verb}", args=[session.council.pk])
    pages, words = [opened(person, address) for person in people], typed(session, verb)
    (fast, one), (slow, other) = pages[first], pages[1 - first]

    done = fast.post(address, carried(one) | words)
    refused = slow.post(address, carried(other) | words)

    assert (done.status_code, refused.status_code) == (302, 409)
    assert str(people[first]) in refused.content.decode()
    assert Event.objects.of(session.council).filter(verb=verb.replace("-", "_")).count() == 1


def opened(person: User, address: str) -> tuple[Client, Any]:
    client = Client()
    client.force_login(person)
    return client, client.get(address)
