"""Closing a vote says how many have not voted, and asks anew where another vote was closed meanwhile (rule 17)."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import User
from deliberations import actions
from deliberations.enums import Choice
from deliberations.models import CouncilItem, VoteResult
from tests.deliberations.carried import carried
from tests.factories.councils import Session
from tests.factories.stations import officer_of

pytestmark = pytest.mark.django_db


class Desk:
    """An officer's browser with the page on which a vote is closed."""

    def __init__(self, session: Session, person: User):
        self.session, self.person = session, person
        self.client = Client()
        self.client.force_login(person)
        self.address = reverse("deliberations:council-close-item", args=[session.council.pk])
        self.page = self.client.get(self.address)

    def close(self, project: int = 0) -> Any:
        self.page = self.client.post(self.address, carried(self.page) | {"project": self.session.projects[project].pk})
        return self.page


def two_desks(session: Session) -> tuple[Desk, Desk]:
    return Desk(session, session.officer), Desk(session, officer_of(session.station))


def closed(session: Session) -> list[bool]:
    times = CouncilItem.objects.filter(council=session.council).values_list("closed_at", flat=True)
    return [at is not None for at in times]


def test_the_page_says_how_many_have_not_voted() -> None:
    session = Session(5, projects=2).open(present=4)
    session.cast(0, Choice.FOR)
    actions.recuse_member(
        session.council, by=session.officer, member=session.members[3], project=session.project, reason="亲属"
    )

    words = Desk(session, session.officer).page.content.decode()

    assert f"{session.projects[0]} (2人未投票)" in words
    assert f"{session.projects[1]} (4人未投票)" in words
    assert "<strong>2人未投票</strong>" in words


def test_the_control_page_urges_nobody_to_close_what_is_not_voted_on() -> None:
    session = Session(3, projects=1).open()
    officer = Client()
    officer.force_login(session.officer)
    control = reverse("deliberations:council-control", args=[session.council.pk])
    address = re.escape(reverse("deliberations:council-close-item", args=[session.council.pk]))
    urging = re.compile(rf'<a [^>]*class="button button-primary"[^>]* href="{address}')

    def urges() -> bool:
        return bool(urging.search(officer.get(control).content.decode()))

    before = urges()
    for member in range(3):
        session.cast(member, Choice.FOR)

    assert (before, urges()) == (False, True)


@pytest.mark.parametrize("first", [0, 1], ids=["officer", "colleague"])
def test_two_officers_close_the_same_vote(first: int) -> None:
    session = Session(3, projects=2).open()
    desks = two_desks(session)
    one, other = desks[first], desks[1 - first]

    done, refused = one.close(), other.close()

    words = refused.content.decode()
    assert (done.status_code, refused.status_code) == (302, 409)
    assert (str(one.person) in words, f"结束“{session.project}”的表决" in words) == (True, True)
    assert other.close().status_code == 400
    assert (closed(session), VoteResult.objects.count()) == ([True, False], 1)


def test_another_vote_closed_meanwhile_is_said_before_this_one_is() -> None:
    session = Session(3, projects=2).open()
    one, other = two_desks(session)
    one.close()

    refused = other.close(1)

    assert (refused.status_code, closed(session)) == (409, [True, False])
    assert other.close(1).status_code == 302
    assert closed(session) == [True, True]


def test_ballots_papers_and_presence_meanwhile_are_no_conflict() -> None:
    session = Session(4).open()
    desk = Desk(session, session.officer)
    session.cast(0, Choice.FOR)
    session.paper([1], against=1)
    second = officer_of(session.station)
    actions.confirm_paper_count(session.council, by=second, project=session.project)
    actions.record_presence(session.council, by=second, present=session.members[:3])

    assert desk.close().status_code == 302
    assert VoteResult.objects.get().silent == 1


# Programs.


def test_a_program_reads_how_many_have_not_voted() -> None:
    session = Session(5, projects=2).open(present=4)
    session.cast(0, Choice.FOR)
    actions.recuse_member(
        session.council, by=session.officer, member=session.members[3], project=session.project, reason="亲属"
    )
    client = APIClient()
    client.force_authenticate(session.officer)
    address = f"/api/v1/councils/{session.council.pk}/"

    before = client.get(address).data
    answer = client.post(f"{address}close-item/", {"project": session.project.pk, "edition": before["edition"]})
    actions.record_presence(session.council, by=session.officer, present=session.members)

    assert [item["votes_missing"] for item in before["items"]] == [2, 4]
    assert [item["votes_missing"] for item in answer.data["items"]] == [2, 4]
    assert [item["votes_missing"] for item in client.get(address).data["items"]] == [2, 5]
    stale = client.post(f"{address}close-item/", {"project": session.projects[1].pk, "edition": before["edition"]})
    assert (stale.status_code, stale.data["code"], stale.data["verb"]) == (409, "changed", "close_item")
