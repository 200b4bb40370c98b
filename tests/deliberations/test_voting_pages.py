"""The pages of a council that votes: the member's phone, the officer's control page, the projector (rule 17)."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from deliberations.enums import Choice
from deliberations.models import Ballot, Council
from tests.deliberations.carried import carried
from tests.factories.accounts import UserFactory
from tests.factories.councils import Session
from tests.factories.stations import committee, officer_of

BOTH_WAYS = pytest.mark.parametrize("secret", [False, True], ids=["open", "secret"])


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(session: Session, name: str, *more: int) -> str:
    return reverse(f"deliberations:council-{name}", args=[session.council.pk, *more])


def ballot(session: Session, project: int = 0) -> str:
    return address(session, "ballot", session.projects[project].pk)


def vote(phone: Client, session: Session, choice: str = "for") -> Any:
    return phone.post(ballot(session), {"choice": choice, "sure": "1"})


# On the phone.


@pytest.mark.django_db
def test_the_first_tap_asks_and_the_second_votes() -> None:
    session = Session(3).open()
    phone = browser(session.members[0].user)

    asked = phone.post(ballot(session), {"choice": "against"})

    assert (asked.status_code, asked.context["chosen"], Ballot.objects.count()) == (200, Choice.AGAINST, 0)
    answer = vote(phone, session, "against")
    assert (answer.status_code, answer["Location"]) == (302, address(session, "cast"))
    assert Ballot.objects.get().choice == Choice.AGAINST


@pytest.mark.django_db
def test_no_address_holds_a_choice() -> None:
    session = Session(3).open()
    phone = browser(session.members[0].user)

    page = phone.get(address(session, "cast")).content.decode()

    assert "?choice" not in page
    assert phone.get(ballot(session) + "?choice=for").context["chosen"] is None


@pytest.mark.django_db
@BOTH_WAYS
def test_a_vote_is_changed_on_the_device_it_was_cast_with(secret: bool) -> None:
    session = Session(3, secret=secret).open()
    phone, other = browser(session.members[0].user), browser(session.members[0].user)
    vote(phone, session)

    on_another = vote(other, session, "against")
    changed = vote(phone, session, "abstain")

    assert on_another.status_code == (400 if secret else 302)
    assert changed.status_code == 302
    result = session.close_item()
    assert (result.in_favour, result.against, result.abstained) == (0, 0, 1)


@pytest.mark.django_db
def test_only_the_device_remembers_a_secret_vote() -> None:
    session = Session(3, projects=2, secret=True).open()
    phone = browser(session.members[0].user)

    cookie = vote(phone, session).cookies["secret_receipt"]

    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", ballot(session))
    assert "for" not in cookie.value
    assert phone.get(ballot(session)).context["may_change"] is True
    assert browser(session.members[0].user).get(ballot(session)).context["may_change"] is False


@pytest.mark.django_db
def test_the_next_project_waits_until_everything_is_voted_on() -> None:
    session = Session(3, projects=2)
    session.open(recusals=[{"project": session.projects[1], "member": session.members[0], "reason": "亲属"}])
    phone = browser(session.members[0].user)

    assert phone.get(address(session, "cast")).context["now"].project == session.projects[0]
    vote(phone, session)
    page = phone.get(address(session, "cast"))
    assert page.context["now"] is None
    assert "您应回避" in page.content.decode()


@pytest.mark.django_db
def test_what_comes_too_late_is_refused_and_never_counted() -> None:
    session = Session(3, projects=2).open(present=2)
    session.cast(0, Choice.FOR)
    absent, late = browser(session.members[2].user), browser(session.members[1].user)

    assert vote(absent, session).status_code == 400
    session.close_item()
    answer = vote(late, session)

    assert (answer.status_code, "表决已结束" in answer.content.decode()) == (409, True)
    assert Ballot.objects.count() == 1


@pytest.mark.django_db
def test_the_voting_page_is_for_those_with_a_seat() -> None:
    session = Session(3).open()
    people = {
        "member": session.members[0].user, "officer": session.officer, "committee": committee(),
        "officer elsewhere": officer_of(Session(1).station), "nobody": UserFactory(),
    }  # fmt: skip

    codes = {kind: browser(person).get(address(session, "cast")).status_code for kind, person in people.items()}
    votes = {kind: vote(browser(person), session).status_code for kind, person in people.items()}

    assert codes == {"member": 200, "officer": 403, "committee": 403, "officer elsewhere": 404, "nobody": 404}
    assert votes == codes | {"member": 302}


@pytest.mark.django_db
@pytest.mark.parametrize("typed", [{}, {"choice": "perhaps"}, {"choice": "perhaps", "sure": "1"}, {"sure": "1"}])
def test_a_choice_that_is_none_is_asked_for_again(typed: dict[str, str]) -> None:
    session = Session(3).open()

    answer = browser(session.members[0].user).post(ballot(session), typed)

    assert answer.status_code in (200, 400)
    assert Ballot.objects.count() == 0


# Numbers of queries, whatever the number of members.


def queries_of(client: Client, address: str, **typed: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(address, typed) if typed else client.get(address)
    assert answer.status_code in (200, 302)
    return len([q for q in captured.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))])


@pytest.mark.django_db
@pytest.mark.parametrize("members", [3, 40])
@pytest.mark.parametrize(("secret", "most"), [(False, 7), (True, 8)], ids=["open", "secret"])
def test_casting_a_ballot_asks_little(members: int, secret: bool, most: int) -> None:
    session = Session(members, projects=3, secret=secret).open()

    assert queries_of(browser(session.members[0].user), ballot(session), choice="for", sure="1") == most


@pytest.mark.django_db
@pytest.mark.parametrize("members", [3, 40])
@pytest.mark.parametrize("projects", [1, 6])
def test_the_projector_asks_little(members: int, projects: int) -> None:
    session = Session(members, projects=projects).open()
    for member in range(members):
        session.cast(member, Choice.FOR)
    session.close_item()

    assert queries_of(browser(session.officer), address(session, "projector")) == 5


@pytest.mark.django_db
@pytest.mark.parametrize("projects", [1, 6])
def test_the_control_page_and_the_phone_ask_little(projects: int) -> None:
    session = Session(12, projects=projects).open()
    session.cast(0, Choice.FOR)

    assert queries_of(browser(session.officer), address(session, "control")) == 7
    assert queries_of(browser(session.members[0].user), address(session, "cast")) == 6


# What is shown while a vote runs.


@pytest.mark.django_db
@BOTH_WAYS
@pytest.mark.parametrize("page", ["projector", "control", "detail"])
def test_no_page_tells_how_a_vote_stands(secret: bool, page: str) -> None:
    session = Session(4, secret=secret).open()
    for member, choice in enumerate([Choice.FOR, Choice.FOR, Choice.AGAINST]):
        session.cast(member, choice)
    one = browser(session.officer).get(address(session, page)).content.decode()

    again = Session(4, secret=secret).open()
    for member, choice in enumerate([Choice.AGAINST, Choice.AGAINST, Choice.ABSTAIN]):
        again.cast(member, choice)
    other = browser(again.officer).get(address(again, page)).content.decode()

    assert words_of(one, session) == words_of(other, again)


def words_of(page: str, session: Session) -> str:
    """The page without what differs from one session to another: names, numbers of rows, tokens."""

    main = page[page.index("<main") : page.index("</main>")]
    main = re.sub(r'(href|data-hx-get|action|id|aria-labelledby|value|src|datetime|data-mark)="[^"]*"', "", main)
    main = re.sub(r"\d{4}-\d\d-\d\d(T?[ \d:+]*)?", "", main)
    names = [*(member.name for member in session.members), session.project.title, str(session.officer)]
    for name in sorted([*names, session.station.community], key=len, reverse=True):
        main = main.replace(name, "…")
    return main


@pytest.mark.django_db
def test_the_projector_counts_by_number_and_then_shows_the_result() -> None:
    session = Session(5, projects=2).open(present=4)
    for member, choice in enumerate([Choice.FOR, Choice.FOR, Choice.FOR]):
        session.cast(member, choice)
    screen = browser(session.officer)

    running = screen.get(address(session, "projector"))
    session.close_item()
    closed = screen.get(address(session, "projector"))

    standing = running.context["running"]
    assert (standing["present"], standing["given"], standing["missing"], standing["reached"]) == (4, 3, 1, True)
    assert all(member.name not in running.content.decode() for member in session.members)
    assert [item.project for item in closed.context["closed"]] == [session.projects[0]]
    assert closed.context["running"]["item"].project == session.projects[1]
    assert "未投票1人" in closed.content.decode()


# Through the officer's forms.


@pytest.mark.django_db
def test_opening_names_what_is_missing_and_keeps_what_was_typed() -> None:
    session = Session(3)
    page = browser(session.officer)
    typed = {
        "present": [session.members[0].pk], "recusal-1-member": session.members[1].pk,
        "recusal-1-project": session.project.pk,
    }  # fmt: skip

    without_reason = page.post(address(session, "open"), typed)
    too_few = page.post(address(session, "open"), typed | {"recusal-1-reason": "亲属"})

    assert (without_reason.status_code, list(without_reason.context["form"].errors)) == (400, ["recusal-1-reason"])
    assert (too_few.status_code, list(too_few.context["form"].errors)) == (400, ["present"])
    assert 'value="亲属"' in too_few.content.decode()
    answer = page.post(
        address(session, "open"), typed | {"recusal-1-reason": "亲属", "present": [m.pk for m in session.members]}
    )
    assert (answer.status_code, answer["Location"]) == (302, address(session, "control"))
    assert session.item.recusals.get().seat.member == session.members[1]


@pytest.mark.django_db
def test_a_paper_count_goes_through_two_people() -> None:
    session = Session(4).open()
    typed = {
        "project": session.project.pk, "members": [session.members[2].pk, session.members[3].pk],
        "in_favour": 1, "against": 1, "abstained": 0,
    }  # fmt: skip
    officer, second = browser(session.officer), browser(committee())

    assert officer.post(address(session, "enter-paper-count"), typed).status_code == 302
    own = officer.post(address(session, "confirm-paper-count"), {"project": session.project.pk})
    assert own.status_code == 403
    page = second.get(address(session, "confirm-paper-count"))
    assert session.members[2].name in page.content.decode()
    answer = second.post(address(session, "confirm-paper-count"), carried(page) | {"project": session.project.pk})
    assert answer.status_code == 302
    session.cast(0, Choice.FOR)
    assert session.close_item().in_favour == 2


@pytest.mark.django_db
def test_the_committee_moves_a_place_and_the_vote_stays_beside_it() -> None:
    session = Session(3, projects=2).voted(Choice.FOR, Choice.FOR)
    page = browser(committee())

    answer = page.post(
        address(session, "override"), {"project": session.projects[1].pk, "rank": 1, "reason": "更为急迫"}
    )

    assert answer.status_code == 302
    text = page.get(session.council.get_absolute_url()).content.decode()
    assert ("表决名次：第2名" in text, "更为急迫" in text) == (True, True)
    assert browser(session.officer).get(address(session, "override")).status_code == 403


@pytest.mark.django_db
def test_votes_are_named_only_of_an_open_vote_that_is_closed() -> None:
    shown = {}
    for secret in (False, True):
        session = Session(3, secret=secret).open()
        session.cast(0, Choice.AGAINST)
        page = browser(session.officer)
        shown["running", secret] = page.get(session.council.get_absolute_url()).context["named"]
        session.close_item()
        session.close()
        named = page.get(session.council.get_absolute_url()).context["named"]
        shown["closed", secret] = list(named.values())

    assert shown == {
        ("running", False): {}, ("running", True): {},
        ("closed", False): [[(session_name(False), "反对")]], ("closed", True): [],
    }  # fmt: skip


def session_name(secret: bool) -> str:
    """The name of the first member of the open council."""
    council = Council.objects.get(secrecy="secret" if secret else "open")
    return council.seats.order_by("number").first().name  # type: ignore[union-attr]


# How long a sign-in lasts before a page that nobody touches.

POLL = {"HX-Request": "true"}


def people(session: Session) -> dict[str, User]:
    return {"control": session.officer, "projector": session.officer, "cast": session.members[0].user}


@pytest.fixture
def hall(db: None, time_machine: Any) -> Any:
    """A council at nine, its three pages left open, and somebody to move the clock."""

    def begun(opened: bool) -> tuple[dict[str, Client], Any]:
        time_machine.move_to("2026-03-04 09:00", tick=False)
        session = Session(3).open() if opened else Session(3)
        pages = {name: browser(person) for name, person in people(session).items()}

        def poll(moment: str) -> dict[str, bool]:
            """Which pages are still shown, asked by themselves at that moment."""
            time_machine.move_to(f"2026-03-04 {moment}", tick=False)
            answers = {name: page.get(address(session, name), headers=POLL) for name, page in pages.items()}
            return {name: "HX-Redirect" not in answer for name, answer in answers.items()}

        return session, poll

    return begun


def test_before_a_council_that_votes_a_page_stays_for_eight_hours(hall: Any) -> None:
    _session, poll = hall(opened=True)
    moments = [f"{hour:02}:{minute:02}" for hour in range(9, 17) for minute in (0, 20, 40)]

    shown = [poll(moment) for moment in moments]

    assert shown == [dict.fromkeys(("control", "projector", "cast"), True)] * len(moments)
    assert poll("17:00") == dict.fromkeys(("control", "projector", "cast"), False)


def test_before_any_other_council_it_ends_with_the_half_hour(hall: Any) -> None:
    _session, poll = hall(opened=False)

    shown = [poll(moment) for moment in ("09:10", "09:20", "09:29", "09:30")]

    assert shown == [dict.fromkeys(("control", "projector", "cast"), still) for still in (True, True, True, False)]


def test_the_half_hour_begins_when_the_council_is_closed(hall: Any) -> None:
    session, poll = hall(opened=True)
    poll("09:25")
    session.close_item()
    session.close()

    shown = [poll(moment) for moment in ("09:40", "09:54", "09:55")]

    assert [all(pages.values()) for pages in shown] == [True, True, False]
