"""Voting through the API: for whom, once, until when, what it costs, and what no report tells (rule 17)."""

import sys
from typing import Any

import pytest
from django.core.signals import got_request_exception
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.views.debug import ExceptionReporter

from accounts.models import User
from deliberations.models import Ballot
from tests.factories.accounts import UserFactory
from tests.factories.councils import MicroProjectFactory, Session
from tests.factories.stations import committee
from tests.statements import done_by

BOTH_WAYS = pytest.mark.parametrize("secret", [False, True], ids=["open", "secret"])


def browser(person: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


def vote(client: Client, session: Session, choice: str = "for", **given: Any) -> Any:
    body = {"project": session.project.pk, "choice": choice} | given
    return client.post(f"/api/v1/councils/{session.council.pk}/cast/", body, "application/json")


@pytest.mark.django_db
@BOTH_WAYS
def test_a_member_votes_and_votes_anew(secret: bool) -> None:
    session = Session(3, secret=secret).open()
    phone = browser(session.members[0].user)

    first = vote(phone, session)
    anew = vote(phone, session, "against", receipt=first.json()["receipt"])
    without = vote(phone, session, "for", receipt="")

    assert (first.status_code, anew.status_code, without.status_code) == (200, 200, 400 if secret else 200)
    assert (first.json()["project"], bool(first.json()["receipt"])) == (session.project.pk, secret)
    result = session.close_item()
    assert (result.in_favour, result.against) == ((0, 1) if secret else (1, 0))


@pytest.mark.django_db
@BOTH_WAYS
def test_votes_that_do_not_count(secret: bool) -> None:
    session = Session(4, projects=2, secret=secret)
    other = MicroProjectFactory(station=session.station, shortlisted=True)
    session.open(present=3, recusals=[{"project": session.project, "member": session.members[0], "reason": "亲属"}])
    session.close_item(1)

    answers = {
        "recused": vote(browser(session.members[0].user), session),
        "absent": vote(browser(session.members[3].user), session),
        "not on the list": vote(browser(session.members[1].user), session, project=other.pk),
        "no project": vote(browser(session.members[1].user), session, project=10**12),
        "no choice": vote(browser(session.members[1].user), session, "perhaps"),
        "nonsense": vote(browser(session.members[1].user), session, colour="red"),
        "closed": vote(browser(session.members[1].user), session, project=session.projects[1].pk),
        "no seat": vote(browser(session.officer), session),
        "no seat, no choice": vote(browser(committee()), session, "perhaps"),
        "unseen": vote(browser(UserFactory()), session),
        "unseen, closed": vote(browser(UserFactory()), session, project=session.projects[1].pk),
        "unseen, no choice": vote(browser(UserFactory()), session, "perhaps"),
    }

    assert {name: answer.status_code for name, answer in answers.items()} == {
        "recused": 400, "absent": 400, "not on the list": 400, "no project": 400, "no choice": 400, "nonsense": 400,
        "closed": 409, "no seat": 403, "no seat, no choice": 403, "unseen": 404, "unseen, closed": 404,
        "unseen, no choice": 404,
    }  # fmt: skip
    assert {name: list(a.json()["fields"]) for name, a in answers.items() if a.status_code == 400} == {
        "recused": ["project"], "absent": ["project"], "not on the list": ["project"], "no project": ["project"],
        "no choice": ["choice"], "nonsense": ["colour"],
    }  # fmt: skip
    assert Ballot.objects.count() == 0


@pytest.mark.django_db
def test_a_council_that_does_not_exist_is_404() -> None:
    session = Session(3).open()
    session.council.pk = 10**12

    assert vote(browser(session.members[0].user), session).status_code == 404


@pytest.mark.django_db
def test_nobody_votes_before_the_council_opens_or_without_signing_in() -> None:
    session = Session(3)

    early, unknown = vote(browser(session.members[0].user), session), vote(Client(), session)

    assert (early.status_code, unknown.status_code) == (409, 401)


# What it costs.


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("members", [3, 30])
@BOTH_WAYS
def test_a_vote_asks_the_database_eight_times(members: int, secret: bool) -> None:
    session = Session(members, secret=secret).open()
    phone = browser(session.members[0].user)

    with CaptureQueriesContext(connection) as asked:
        answer = vote(phone, session)

    # The bounds of the one transaction are no questions.
    sent = [query["sql"] for query in asked if query["sql"] not in {"BEGIN", "BEGIN IMMEDIATE", "COMMIT"}]
    assert answer.status_code == 200
    assert len(sent) == (8 if secret else 7), sent


# What no report of an error tells.


@pytest.mark.django_db
def test_a_report_of_an_error_tells_no_choice_and_no_receipt() -> None:
    session = Session(3, secret=True).open()
    phone = browser(session.members[0].user)
    receipt = vote(phone, session).json()["receipt"]

    report, code = report_of(lambda: vote(phone, session, "abstain", receipt=receipt))

    assert code == 500
    assert "cast_ballot" in report
    assert [word for word in (receipt, "'abstain'", '"abstain"', "CastInput(data") if word in report] == []


@pytest.mark.django_db
def test_a_report_of_an_error_tells_no_paper_count() -> None:
    session = Session(3, secret=True).open()
    members = [member.pk for member in session.members]
    given = {"project": session.project.pk, "members": members, "in_favour": 3, "against": 0, "abstained": 0}
    address = f"/api/v1/councils/{session.council.pk}/enter-paper-count/"

    report, code = report_of(lambda: browser(session.officer).post(address, given, "application/json"))

    assert code == 500
    assert "enter_paper_count" in report
    assert [word for word in ("'in_favour': 3", "PaperCountInput(data") if word in report] == []


def report_of(request: Any) -> tuple[str, int]:
    """What the administrator would read, were the database to fail with the record of the move."""
    reports: list[str] = []

    def written(request: Any, **kwargs: Any) -> None:
        reports.append(ExceptionReporter(request, *sys.exc_info()).get_traceback_text())

    def fails(execute: Any, sql: str, *given: Any) -> Any:
        if done_by(sql) == ("insert", "core_event"):
            raise RuntimeError("the disk is full")
        return execute(sql, *given)

    got_request_exception.connect(written)
    try:
        with connection.execute_wrapper(fails):
            answer = request()
    finally:
        got_request_exception.disconnect(written)
    return "".join(reports), answer.status_code
