"""A vote that is not taken says so, in the reader's language and at a place that exists (rule 17)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from deliberations.enums import Choice
from deliberations.models import Ballot
from tests.factories.councils import Session
from tests.repository.parts import ids_of

pytestmark = pytest.mark.django_db

NOT_RECORDED = "您的投票未被记录。"
EARLIER_COUNTS = "以您此前的投票为准"


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def ballot(session: Session) -> str:
    return reverse("deliberations:council-ballot", args=[session.council.pk, session.project.pk])


@pytest.fixture
def session() -> Session:
    return Session(3).open()


@pytest.mark.parametrize("typed", [{}, {"sure": "1"}, {"choice": ""}, {"choice": "perhaps", "sure": "1"}])
def test_an_empty_vote_says_what_is_missing(session: Session, typed: dict[str, str]) -> None:
    answer = browser(session.members[0].user).post(ballot(session), typed)

    body = answer.content.decode()
    assert (answer.status_code, Ballot.objects.count()) == (400, 0)
    assert '<a href="#id_choice">您的投票</a>' in body
    assert "id_choice" in ids_of(body)
    assert (NOT_RECORDED in body) == ("sure" in typed)


@pytest.mark.parametrize("voted", [False, True])
def test_a_vote_that_comes_too_late_says_what_counts(session: Session, voted: bool) -> None:
    if voted:
        session.cast(0, Choice.AGAINST)
    session.close_item()

    answer = browser(session.members[0].user).post(ballot(session), {"choice": "for", "sure": "1"})

    body = answer.content.decode()
    assert answer.status_code == 409
    assert (NOT_RECORDED in body, EARLIER_COUNTS in body) == (not voted, voted)


def test_a_secret_vote_whose_answer_was_lost_is_told_to_be_there() -> None:
    session = Session(3, secret=True).open()
    phone = browser(session.members[0].user)
    typed: dict[str, Any] = {"choice": "for", "sure": "1"}
    phone.post(ballot(session), typed)
    phone.cookies.pop("secret_receipt")

    again = phone.post(ballot(session), typed)

    assert (again.status_code, Ballot.objects.count()) == (400, 1)
    assert EARLIER_COUNTS in again.content.decode()
