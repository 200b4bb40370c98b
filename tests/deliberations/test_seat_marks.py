"""Two officers record who is there and who is recused, each from a page of the own (rule 17)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import User
from core.events import Event
from deliberations import actions
from deliberations.enums import Choice
from deliberations.models import Recusal, Seat
from tests.deliberations.carried import carried, ticked
from tests.factories.councils import Session
from tests.factories.stations import officer_of

pytestmark = pytest.mark.django_db


class Desk:
    """An officer's browser, and the page of presence or recusal that it shows."""

    def __init__(self, session: Session, person: User, page: str = "record-presence"):
        self.session, self.person = session, person
        self.client = Client()
        self.client.force_login(person)
        self.address = reverse(f"deliberations:council-{page}", args=[session.council.pk])
        self.page = self.client.get(self.address)

    def say(self, *present: int) -> Any:
        """Ticks these members, by their places, and no others, and sends the page."""
        return self.send(present=[str(self.session.members[place].pk) for place in present])

    def recuse(self, place: int, project: int = 0) -> Any:
        session = self.session
        return self.send(project=session.projects[project].pk, member=session.members[place].pk, reason="亲属")

    def send(self, **typed: Any) -> Any:
        """The page stays in front of the officer when it is refused."""
        self.page = self.client.post(self.address, carried(self.page) | typed)
        return self.page

    def again(self) -> Any:
        """Sends what the refused page shows, as it stands."""
        return self.send(present=ticked(self.page, "present"))


def two_desks(session: Session, page: str = "record-presence") -> tuple[Desk, Desk]:
    return Desk(session, session.officer, page), Desk(session, officer_of(session.station), page)


def there(session: Session) -> list[bool]:
    return list(Seat.objects.filter(council=session.council).order_by("number").values_list("present", flat=True))


def editions(session: Session) -> list[int]:
    return list(Seat.objects.filter(council=session.council).order_by("number").values_list("edition", flat=True))


# Presence.


@pytest.mark.parametrize("first", [0, 1], ids=["who comes first", "who leaves first"])
def test_two_officers_record_different_people(first: int) -> None:
    session = Session(4).open(present=3)
    desks = two_desks(session)
    sent = [(desks[0], (0, 1, 2, 3)), (desks[1], (0, 1))]

    answers = [desk.say(*members).status_code for desk, members in (sent[first], sent[1 - first])]

    assert answers == [302, 302]
    assert there(session) == [True, True, False, True]
    assert editions(session) == [1, 1, 2, 2]


def test_who_was_recorded_by_both_alike_is_no_conflict() -> None:
    session = Session(4).open(present=3)
    one, other = two_desks(session)

    answers = [desk.say(0, 1, 2, 3).status_code for desk in (one, other)]

    assert (answers, there(session), editions(session)) == ([302, 302], [True] * 4, [1, 1, 1, 2])


def test_what_is_left_as_it_was_shown_raises_no_mark() -> None:
    session = Session(4).open(present=3)
    one, _other = two_desks(session)

    one.say(0, 1, 2)

    assert editions(session) == [1, 1, 1, 1]
    assert Event.objects.get(verb="record_presence").facts == {"present": 3, "members": 4, "changed": []}


@pytest.mark.parametrize("came", [False, True], ids=["came and left", "left and came"])
def test_a_seat_changed_meanwhile_is_asked_about_and_a_second_press_is_a_knowing_one(came: bool) -> None:
    """Somebody else recorded a member and took it back; whoever asks from the page of before does not know."""
    session = Session(4).open(present=4 if came else 3)
    one, other = two_desks(session)
    here, away = (0, 1, 2, 3), (0, 1, 2)
    asked, before = (away, here) if came else (here, away)
    other.say(*asked)
    Desk(session, other.person).say(*before)

    refused = one.say(*asked)

    words, member = refused.content.decode(), session.members[3]
    assert (refused.status_code, there(session)[3]) == (409, came)
    assert f"第4号{member.name}现记录为{'出席' if came else '缺席'}" in words
    assert str(other.person) in words
    assert f"{member.name}（现记录：{'出席' if came else '缺席'}）" in words
    assert ticked(refused, "present") == [str(session.members[place].pk) for place in asked]
    assert one.again().status_code == 302
    assert there(session)[3] is not came


def test_a_refused_page_shows_what_others_changed_and_does_not_wipe_it() -> None:
    """The fifth seat is in conflict; the sixth was changed by somebody else alone, and stays so."""
    session = Session(6).open(present=4)
    one, other = two_desks(session)
    other.say(0, 1, 2, 3, 4)
    Desk(session, other.person).say(0, 1, 2, 3, 5)

    refused = one.say(0, 1, 2, 3, 4)

    assert refused.status_code == 409
    assert ticked(refused, "present") == [str(member.pk) for member in session.members]
    assert one.again().status_code == 302
    assert there(session) == [True] * 6


def test_a_mark_stays_that_of_the_page_while_something_else_is_wrong() -> None:
    session = Session(4, projects=2).open()
    one, other = two_desks(session, "recuse")
    other.recuse(3)

    unfinished = one.send(project=session.projects[1].pk, member=session.members[3].pk, reason="")
    refused = one.recuse(3, project=1)

    assert (unfinished.status_code, refused.status_code) == (400, 409)


# Recusal.


def test_two_officers_recuse_different_members() -> None:
    session = Session(4).open()
    one, other = two_desks(session, "recuse")

    answers = [one.recuse(2).status_code, other.recuse(3).status_code]

    assert (answers, editions(session)) == ([302, 302], [1, 1, 2, 2])


def test_a_member_recused_meanwhile_is_asked_about() -> None:
    session = Session(4, projects=2).open()
    one, other = two_desks(session, "recuse")
    other.recuse(3)

    refused = one.recuse(3, project=1)

    words = refused.content.decode()
    assert (refused.status_code, Recusal.objects.count()) == (409, 1)
    assert f"第4号{session.members[3].name}" in words
    assert f"{other.person}" in words
    assert 'value="亲属"' in words
    assert one.recuse(3, project=1).status_code == 302
    assert (Recusal.objects.count(), editions(session)) == (2, [1, 1, 1, 3])


def test_presence_and_recusal_share_the_mark_of_a_seat() -> None:
    session = Session(4).open()
    recuses, records = Desk(session, session.officer, "recuse"), Desk(session, officer_of(session.station))
    records.say(0, 1, 2)

    assert recuses.recuse(3).status_code == 409
    assert recuses.recuse(2).status_code == 302
    assert records.person != recuses.person


def test_a_vote_closed_meanwhile_is_named_when_somebody_is_recused_from_it() -> None:
    session = Session(4, projects=2).open()
    desk = Desk(session, session.officer, "recuse")
    session.close_item()

    refused = desk.recuse(3)

    assert (refused.status_code, list(refused.context["form"].errors)) == (400, ["project"])
    assert Recusal.objects.count() == 0


# Programs.


def post(session: Session, verb: str, data: Any, person: User | None = None) -> Any:
    client = APIClient()
    client.force_authenticate(person or session.officer)
    return client.post(f"/api/v1/councils/{session.council.pk}/{verb}/", data)


def lines(session: Session) -> list[dict[str, Any]]:
    """The seats as a program reads them and hands them back."""
    client = APIClient()
    client.force_authenticate(session.officer)
    seats = client.get(f"/api/v1/councils/{session.council.pk}/").data["seats"]
    return [{name: seat[name] for name in ("member", "present", "edition")} for seat in seats]


def test_a_program_records_only_what_differs_from_what_it_saw() -> None:
    session = Session(6).open(present=4)
    keys = [member.pk for member in session.members]
    seen = lines(session)
    post(session, "record-presence", {"present": keys[:5], "seen": seen})

    answer = post(session, "record-presence", {"present": [*keys[:4], keys[5]], "seen": seen})

    assert answer.status_code == 200, answer.data
    seats = [(seat["present"], seat["edition"]) for seat in answer.data["seats"]]
    assert seats == [(True, 1)] * 4 + [(True, 2)] * 2


def test_a_program_is_told_which_seat_changed_and_gets_the_new_marks() -> None:
    session = Session(4).open(present=3)
    keys, other = [member.pk for member in session.members], officer_of(session.station)
    seen = lines(session)
    for present in (keys, keys[:3]):
        actions.record_presence(session.council, by=other, present=session.members[: len(present)])

    refused = post(session, "record-presence", {"present": keys, "seen": seen})

    assert (refused.status_code, refused.data["code"], refused.data["verb"]) == (409, "changed", "record_presence")
    assert refused.data["changed_by"] == str(other)
    assert refused.data["seats"] == [{"member": keys[3], "number": 4, "present": False, "edition": 3}]
    again = [*seen[:3], {"member": keys[3], "present": False, "edition": 3}]
    assert post(session, "record-presence", {"present": keys, "seen": again}).status_code == 200
    assert there(session) == [True] * 4


def test_without_marks_a_program_says_how_everybody_is() -> None:
    session = Session(4).open(present=3)

    answer = post(session, "record-presence", {"present": [session.members[3].pk]})

    assert (answer.status_code, there(session)) == (200, [False, False, False, True])


def test_a_recusal_names_the_edition_of_the_seat() -> None:
    session = Session(4, projects=2).open()
    body = {"project": session.project.pk, "member": session.members[3].pk, "reason": "亲属", "edition": 1}
    first = post(session, "recuse", body)

    refused = post(session, "recuse", body | {"project": session.projects[1].pk})
    knowing = post(session, "recuse", body | {"project": session.projects[1].pk, "edition": refused.data["edition"]})

    assert (first.status_code, refused.status_code, knowing.status_code) == (200, 409, 200)
    assert (refused.data["code"], refused.data["edition"], refused.data["verb"]) == ("changed", 2, "recuse")


# Ballots.


def test_ballots_and_presence_are_not_in_each_others_way() -> None:
    session = Session(4).open(present=3)
    desk = Desk(session, session.officer)
    session.cast(0, Choice.FOR)

    answer = desk.say(0, 1, 2, 3)
    session.cast(1, Choice.FOR)

    assert (answer.status_code, editions(session)) == (302, [1, 1, 1, 2])
