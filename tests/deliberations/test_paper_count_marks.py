"""A count of papers is confirmed, rejected or followed by another only by who was shown it (rule 17)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import User
from core.api import EDITION_REQUIRED_FROM
from core.events import Event
from deliberations import actions
from deliberations.models import PaperCount
from tests.deliberations.carried import carried
from tests.factories.councils import Session
from tests.factories.stations import committee, officer_of

pytestmark = pytest.mark.django_db

BOTH_WAYS = pytest.mark.parametrize("secret", [False, True], ids=["open", "secret"])


class Desk:
    """A browser, and a page about the paper counts that it shows."""

    def __init__(self, session: Session, person: User, page: str = "confirm-paper-count"):
        self.session, self.person = session, person
        self.client = Client()
        self.client.force_login(person)
        self.address = reverse(f"deliberations:council-{page}", args=[session.council.pk])
        self.page = self.client.get(self.address)

    def send(self, **typed: Any) -> Any:
        self.page = self.client.post(self.address, carried(self.page) | {"project": self.session.project.pk} | typed)
        return self.page


def replaced(session: Session, by: User) -> PaperCount:
    """The count that waits is rejected, and another one entered."""
    actions.reject_paper_count(session.council, by=by, project=session.project, reason="点错了")
    session.paper([0, 1], against=2)
    return PaperCount.objects.latest("pk")


@BOTH_WAYS
def test_a_count_exchanged_meanwhile_is_shown_and_asked_about(secret: bool) -> None:
    session, other = Session(4, secret=secret).open(), committee()
    session.paper([0, 1], in_favour=2)
    desk = Desk(session, committee())
    new = replaced(session, other)

    refused = desk.send()

    words = refused.content.decode()
    new.refresh_from_db()
    assert (refused.status_code, new.confirmed_at) == (409, None)
    assert [count.pk for count in refused.context["counts"]] == [new.pk]
    assert (str(other) in words, "点错了" in words, str(session.officer) in words) == (True, True, True)
    assert desk.send().status_code == 302
    new.refresh_from_db()
    assert new.confirmed_by == desk.person
    assert session.close_item().against == 2


def test_a_count_confirmed_meanwhile_says_by_whom() -> None:
    session = Session(4).open()
    session.paper([0, 1], in_favour=2)
    one, other = Desk(session, committee()), Desk(session, committee())

    first, second = one.send(), other.send()

    assert (first.status_code, second.status_code) == (302, 409)
    assert str(one.person) in second.content.decode()
    assert Event.objects.filter(verb="confirm_paper_count").count() == 1


@pytest.mark.parametrize("first", ["confirm", "reject"])
def test_one_confirms_and_the_other_rejects(first: str) -> None:
    session = Session(4).open()
    session.paper([0, 1], in_favour=2)
    desks = {verb: Desk(session, committee(), f"{verb}-paper-count") for verb in ("confirm", "reject")}
    typed = {"confirm": {}, "reject": {"reason": "少数一张"}}
    second = "reject" if first == "confirm" else "confirm"

    done, refused = desks[first].send(**typed[first]), desks[second].send(**typed[second])

    assert (done.status_code, refused.status_code) == (302, 409)
    assert str(desks[first].person) in refused.content.decode()
    assert (PaperCount.objects.get().confirmed_at is not None) == (first == "confirm")


def test_what_was_typed_stays_when_the_count_to_reject_is_another_one() -> None:
    session, other = Session(4).open(), committee()
    session.paper([0, 1], in_favour=2)
    desk = Desk(session, committee(), "reject-paper-count")
    replaced(session, other)

    refused = desk.send(reason="少数一张")

    assert (refused.status_code, "少数一张" in refused.content.decode()) == (409, True)
    assert desk.send(reason="少数一张").status_code == 302


def test_a_page_without_the_mark_confirms_nothing() -> None:
    session = Session(4).open()
    session.paper([0, 1], in_favour=2)
    desk = Desk(session, committee())

    refused = desk.client.post(desk.address, {"project": session.project.pk})

    assert (refused.status_code, PaperCount.objects.get().confirmed_at) == (409, None)
    desk.page = refused
    assert desk.send().status_code == 302


def test_of_two_projects_each_count_carries_its_own_mark() -> None:
    session = Session(4, projects=2).open()
    session.paper([0, 1], in_favour=2)
    desk = Desk(session, committee())
    actions.enter_paper_count(
        session.council, by=session.officer, project=session.projects[1], members=session.members[2:],
        in_favour=2, against=0, abstained=0,
    )  # fmt: skip

    assert desk.send().status_code == 302


def papers(session: Session, *places: int, **votes: int) -> dict[str, Any]:
    members = [session.members[place].pk for place in places]
    return {"members": members, "in_favour": 0, "against": 0, "abstained": 0} | votes


def test_a_count_entered_meanwhile_is_named_and_what_was_typed_stays() -> None:
    session, other = Session(4).open(), committee()
    one = Desk(session, session.officer, "enter-paper-count")
    two = Desk(session, officer_of(session.station), "enter-paper-count")

    first = two.send(**papers(session, 0, 1, in_favour=2))
    refused = one.send(**papers(session, 2, 3, against=2))

    words = refused.content.decode()
    assert (first.status_code, refused.status_code) == (302, 409)
    assert (str(two.person) in words, 'name="against" value="2"' in words) == (True, True)
    waits = one.send(**papers(session, 2, 3, against=2))
    assert (waits.status_code, PaperCount.objects.count()) == (400, 1)
    actions.confirm_paper_count(session.council, by=other, project=session.project)
    assert one.send(**papers(session, 2, 3, against=2)).status_code == 409
    assert one.send(**papers(session, 2, 3, against=2)).status_code == 302


def test_the_mark_goes_on_from_count_to_count() -> None:
    session, other = Session(4).open(), committee()
    session.paper([0, 1], in_favour=2)
    new = replaced(session, other)

    assert list(PaperCount.objects.order_by("pk").values_list("edition", flat=True)) == [2, 3]
    actions.confirm_paper_count(session.council, by=other, project=session.project, count=new.pk, seen=3)
    new.refresh_from_db()
    assert new.edition == 4


def test_whoever_entered_a_count_is_offered_no_confirmation() -> None:
    session = Session(4).open()
    session.paper([0, 1], in_favour=2)
    confirm = reverse("deliberations:council-confirm-paper-count", args=[session.council.pk])

    offered = {}
    for person in (session.officer, officer_of(session.station)):
        control = Desk(session, person, "control").page.content.decode()
        offered[person.pk == session.officer.pk] = confirm in control

    assert offered == {True: False, False: True}


# Programs.


def api(person: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(person)
    return client


def waiting(session: Session) -> Any:
    return api(session.officer).get(f"/api/v1/councils/{session.council.pk}/").data["items"][0]["count_waiting"]


def decide(person: User, session: Session, verb: str = "confirm-paper-count", **asked: Any) -> Any:
    body = {"project": session.project.pk} | asked
    return api(person).post(f"/api/v1/councils/{session.council.pk}/{verb}/", body)


def test_the_count_that_waits_is_shown_with_its_edition_and_without_its_numbers() -> None:
    session = Session(4).open()
    before = waiting(session)
    session.paper([0, 1], in_favour=2)

    assert (before, waiting(session)) == (None, {"id": PaperCount.objects.get().pk, "edition": 1, "papers": 2})


def test_a_program_confirms_the_count_that_it_read() -> None:
    session, other = Session(4).open(), committee()
    session.paper([0, 1], in_favour=2)
    read = waiting(session)
    new = replaced(session, other)

    refusals = [decide(committee(), session, edition=read["edition"]), decide(committee(), session, count=read["id"])]
    knowing = decide(committee(), session, count=new.pk, edition=refusals[0].data["edition"])

    assert [(refused.status_code, refused.data["code"]) for refused in refusals] == [(409, "changed")] * 2
    assert refusals[0].data["paper_count"] == {"id": new.pk, "edition": 3, "papers": 2}
    assert (refusals[0].data["edition"], refusals[0].data["verb"]) == (3, "enter_paper_count")
    assert (knowing.status_code, knowing.headers.get("Deprecation")) == (200, None)


def test_a_confirmation_without_an_edition_is_deprecated_and_one_day_refused() -> None:
    session = Session(4, projects=2).open()
    session.paper([0, 1], in_favour=2)

    deprecated = decide(committee(), session)
    with time_machine.travel(EDITION_REQUIRED_FROM + timedelta(days=1)):
        later = Session(4).open()
        later.paper([0, 1], in_favour=2)
        refused = decide(committee(), later)
        rejected = decide(committee(), later, "reject-paper-count", reason="点错了")

    assert (deprecated.status_code, deprecated.headers["Deprecation"]) == (200, "true")
    assert (refused.status_code, list(refused.data["fields"])) == (400, ["edition"])
    assert rejected.status_code == 200


def test_a_program_rejects_and_enters_after_what_it_read() -> None:
    session, other = Session(4).open(), committee()
    session.paper([0, 1], in_favour=2)
    replaced(session, other)

    entered = decide(session.officer, session, "enter-paper-count", edition=1, **papers(session, 2, 3, in_favour=2))
    rejected = decide(committee(), session, "reject-paper-count", reason="点错了", edition=1)

    assert [(answer.status_code, answer.data["code"]) for answer in (entered, rejected)] == [(409, "changed")] * 2
