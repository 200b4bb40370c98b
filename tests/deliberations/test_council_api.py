"""Livelihood councils through the API: who may, what is seen, and when (rule 17)."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from accounts.models import User
from core import clock
from deliberations.enums import Choice
from deliberations.models import Council
from tests.factories.councils import (
    CouncilFactory,
    CouncilMemberFactory,
    MicroProjectFactory,
    Session,
)
from tests.factories.stations import committee, everybody

pytestmark = pytest.mark.django_db

FOR, AGAINST, ABSTAIN = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN
SHAPE = {"code", "message", "fields", "request_id"}


def as_(person: User | None) -> APIClient:
    client = APIClient()
    client.force_authenticate(person)
    return client


def post(person: User | None, address: str, data: Any = None, **headers: str) -> Any:
    return as_(person).post(f"/api/v1/{address}", data or {}, headers=headers)


def act(person: User | None, session: Session, verb: str, data: Any = None) -> Any:
    return post(person, f"councils/{session.council.pk}/{verb}/", data)


def read(person: User, session: Session) -> Any:
    return as_(person).get(f"/api/v1/councils/{session.council.pk}/").data


def plan(session: Session) -> dict[str, Any]:
    return {
        "station": session.station.pk, "starts_at": clock.now().isoformat(), "place": "会议室", "secrecy": "secret",
        "projects": [MicroProjectFactory(station=session.station, shortlisted=True).pk],
    }  # fmt: skip


# Planning.


def test_officer_plans_a_council() -> None:
    session = Session()
    given = plan(session)

    planned = post(session.officer, "councils/", given)

    assert planned.status_code == 201, planned.data
    assert (planned.data["state"], planned.data["secrecy"]) == ("planned", "secret")
    assert planned.data["items"] == [
        {
            "position": 1, "project": given["projects"][0], "vote": "waiting", "votes_given": 0,
            "votes_missing": 0, "papers_waiting": None, "count_waiting": None, "recusals": [], "closed_at": None,
            "result": None, "voted_rank": None, "rank": None, "rank_changes": [], "ballots": [],
        }
    ]  # fmt: skip
    assert planned.data["allowed_moves"] == ["notify", "change", "cancel"]


def test_same_idempotency_key_plans_one_council() -> None:
    session = Session()
    given = plan(session)

    first, again = (post(session.officer, "councils/", given, **{"Idempotency-Key": "a"}) for _time in range(2))

    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    assert Council.objects.count() == 2


def test_refusals_have_one_shape() -> None:
    session = Session().open()
    unseen = Session()

    answers = {
        400: act(session.officer, session, "cancel"),
        401: act(None, session, "notify"),
        403: act(committee(), session, "notify"),
        404: act(session.officer, unseen, "notify"),
        409: act(session.officer, session, "notify"),
    }

    assert {code: answer.status_code for code, answer in answers.items()} == {code: code for code in answers}
    assert all(set(answer.json()) == SHAPE for answer in answers.values())
    assert set(answers[400].data["fields"]) == {"reason"}


@pytest.mark.parametrize(
    ("verb", "field"),
    [
        ("change", "projects"), ("open", "present"), ("open", "recusals.0.project"), ("open", "recusals.0.member"),
        ("record-presence", "present"), ("recuse", "member"), ("recuse", "project"),
        ("enter-paper-count", "members"), ("enter-paper-count", "project"), ("confirm-paper-count", "project"),
        ("reject-paper-count", "project"), ("close-item", "project"), ("override", "project"),
    ],
)  # fmt: skip
def test_things_of_elsewhere_are_as_unknown_as_none(verb: str, field: str) -> None:
    session, other = Session(), Session()
    foreign = other.members[0].pk if field.endswith(("member", "members", "present")) else other.project.pk
    found = []
    asked = committee() if verb == "override" else session.officer
    for wrong in ("x", 10**9) if asked != session.officer else (foreign, 10**9):
        answer = act(asked, session, verb, given_for(session, verb, field, wrong))
        found.append((answer.status_code, field in answer.data["fields"]))

    assert found == [(400, True), (400, True)]


def given_for(session: Session, verb: str, field: str, wrong: Any) -> dict[str, Any]:
    """The right words of a move, but for one id."""
    given: dict[str, Any] = body_of(session, verb)
    *outer, name = field.split(".")
    there = given["recusals"][0] if outer else given
    there[name] = [wrong] if isinstance(there[name], list) else wrong
    return given


def body_of(session: Session, verb: str) -> dict[str, Any]:
    """What each move takes."""
    project = {"project": session.project.pk}
    members = [member.pk for member in session.members]
    recusal = project | {"member": members[2], "reason": "承建单位负责人是其亲属"}
    return {
        "notify": {},
        "change": {k: v for k, v in plan(session).items() if k != "station"},
        "cancel": {"reason": "场地停电"},
        "open": {"present": members, "recusals": [recusal]},
        "record-presence": {"present": members[1:]},
        "recuse": recusal,
        "enter-paper-count": project | {"members": members[1:], "in_favour": 1, "against": 1, "abstained": 0},
        "confirm-paper-count": project,
        "reject-paper-count": project | {"reason": "点错了"},
        "close-item": project,
        "close": {"note": "会议顺利。"},
        "confirm-minutes": {"note": "会议顺利。"},
        "override": project | {"rank": 2, "reason": "先急后缓"},
    }[verb]


# Who may, move by move.


def planned(session: Session) -> None:
    session.council = CouncilFactory(
        station=session.station, projects=[MicroProjectFactory(station=session.station, shortlisted=True)]
    )


def called(session: Session) -> None:
    """Nothing more: the council has been notified and has begun."""


def opened(session: Session) -> None:
    session.open()


def counted(session: Session) -> None:
    session.open().paper([1, 2], in_favour=2)


def all_voted(session: Session) -> None:
    session.open().cast(0, FOR)
    for number in range(len(session.projects)):
        session.close_item(number)


def closed(session: Session) -> None:
    all_voted(session)
    session.close()


OFFICER, SECOND = "officer here", "officer here, subdistrict here, committee"


@pytest.mark.parametrize(
    ("verb", "before", "who", "state"),
    [
        ("notify", planned, OFFICER, "notified"),
        ("change", planned, OFFICER, "planned"),
        ("cancel", planned, OFFICER, "cancelled"),
        ("open", called, OFFICER, "opened"),
        ("record-presence", opened, OFFICER, "opened"),
        ("recuse", opened, OFFICER, "opened"),
        ("enter-paper-count", opened, OFFICER, "opened"),
        ("confirm-paper-count", counted, SECOND, "opened"),
        ("reject-paper-count", counted, SECOND, "opened"),
        ("close-item", opened, OFFICER, "opened"),
        ("close", all_voted, OFFICER, "closed"),
        ("confirm-minutes", closed, OFFICER, "confirmed"),
        ("override", closed, "committee", "closed"),
    ],
)
def test_who_makes_a_move(verb: str, before: Any, who: str, state: str) -> None:
    session = Session(3, projects=2)
    before(session)
    people = everybody(session.station)
    here = {name for name in people if name.endswith(" here")} | {"committee", "leadership"}
    given = body_of(session, verb)

    refused = {name: act(people[name], session, verb, given).status_code for name in people if name not in who}
    done = act(people[who.rsplit(", ", maxsplit=1)[-1]], session, verb, given)

    assert refused == {name: 403 if name in here else 404 for name in refused}
    assert (done.status_code, done.data["state"]) == (200, state), done.data
    assert act(session.officer, Session(), verb, given).status_code == 404


def test_who_entered_a_count_does_not_confirm_it() -> None:
    session = Session(3).open()
    act(session.officer, session, "enter-paper-count", body_of(session, "enter-paper-count"))

    own = act(session.officer, session, "confirm-paper-count", {"project": session.project.pk})
    member = act(session.members[0].user, session, "confirm-paper-count", {"project": session.project.pk})

    assert (own.status_code, member.status_code) == (403, 200)
    assert member.data["items"][0]["votes_given"] == 2


def test_a_moved_place_stays_beside_the_place_by_the_vote() -> None:
    session = Session(3, projects=2)
    closed(session)
    by = committee()

    answer = act(by, session, "override", {"project": session.project.pk, "rank": 2, "reason": "先急后缓"})

    items = answer.data["items"]
    assert [(item["voted_rank"], item["rank"]) for item in items] == [(1, 2), (2, 1)]
    [change] = items[0]["rank_changes"]
    assert (change["before"], change["rank"], change["reason"], change["by"]) == (1, 2, "先急后缓", by.pk)


# What is seen.


def everything(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("secret", [False, True], ids=["open", "secret"])
def test_nobody_reads_a_choice_or_a_number_before_the_vote_is_closed(secret: bool) -> None:
    session = Session(5, projects=2, secret=secret).open()
    for member, choice in enumerate([FOR, FOR, AGAINST]):
        session.cast(member, choice)
    session.paper([3, 4], against=1, abstained=1)

    for person in (session.officer, committee(), session.members[0].user):
        for address in ("/api/v1/councils/", f"/api/v1/councils/{session.council.pk}/", "/api/v1/micro-projects/"):
            answer = as_(person).get(address)
            text = everything(answer)
            assert answer.status_code == 200
            assert not any(word in text for word in ("in_favour", "against", "abstain", "box_", '"for"', "choice"))
    item = read(session.officer, session)["items"][0]
    assert (item["vote"], item["votes_given"], item["papers_waiting"]) == ("open", 5, 2)
    assert (item["result"], item["ballots"], item["voted_rank"]) == (None, [], None)


@pytest.mark.parametrize("secret", [False, True], ids=["open", "secret"])
def test_a_closed_vote_shows_its_result_and_an_open_one_its_ballots(secret: bool) -> None:
    session = Session(4, projects=2, secret=secret).open()
    for member, choice in enumerate([FOR, FOR, AGAINST]):
        session.cast(member, choice)
        session.cast(member, choice, project=1)
    session.close_item()

    shown, running = read(session.members[3].user, session)["items"]

    result = dict(shown["result"])
    assert result.pop("at")
    assert result == {
        "members": 4, "recused": 0, "present": 4, "quorum": 3, "in_favour": 2, "against": 1, "abstained": 0,
        "papers": 0, "outcome": "failed", "rule_text": session.council.rule.text,
    }  # fmt: skip
    said = [(row["number"], row["member"], row["way"], row["choice"]) for row in shown["ballots"]]
    members = session.members
    open_votes = [(n, members[n - 1].pk, "phone", choice) for n, choice in ((1, "for"), (2, "for"), (3, "against"))]
    assert said == ([] if secret else open_votes)
    assert (running["vote"], running["result"], running["ballots"], running["votes_given"]) == ("open", None, [], 3)


def test_why_somebody_is_recused_stays_inside_the_station() -> None:
    session = Session(4)
    session.open(recusals=[{"project": session.project, "member": session.members[3], "reason": "亲属"}])

    inside, voter = (read(person, session)["items"][0]["recusals"] for person in (session.officer, member(session)))

    assert inside == [{"number": 4, "member": session.members[3].pk, "reason": "亲属"}]
    assert voter == [{"number": 4, "member": session.members[3].pk, "reason": ""}]


def member(session: Session, number: int = 0) -> User:
    user: User = session.members[number].user
    return user


def test_seats_are_the_frozen_list() -> None:
    session = Session(3).open(present=2)
    CouncilMemberFactory(station=session.station)

    assert read(session.officer, session)["seats"] == [
        {"number": number, "member": one.pk, "name": one.name, "present": number < 3, "edition": 1}
        for number, one in enumerate(session.members, 1)
    ]


def test_cast_is_offered_to_who_may_vote_now() -> None:
    session = Session(4, projects=1)
    offered_before = read(session.officer, session)["allowed_moves"]
    session.open(present=3, recusals=[{"project": session.project, "member": session.members[0], "reason": "亲属"}])

    offered = [read(member(session, number), session)["allowed_moves"] for number in range(4)]
    session.close_item()

    count = ["confirm-paper-count", "reject-paper-count"]
    assert "cast" not in [*offered_before, *read(session.officer, session)["allowed_moves"]]
    assert offered == [count, [*count, "cast"], [*count, "cast"], []]
    assert read(member(session, 1), session)["allowed_moves"] == count


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_whatever_the_rows(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _row in range(rows):
        session = Session(rows + 2, projects=rows)
        session.open(recusals=[{"project": session.project, "member": session.members[0], "reason": "亲属"}])
        session.cast(1, FOR)
        session.close_item()

    client = as_(committee())
    with django_assert_num_queries(7):
        answer = client.get("/api/v1/councils/")

    assert len(answer.data["results"]) == rows


@pytest.mark.parametrize("members", [3, 12])
def test_opening_asks_as_often_whatever_the_members(
    members: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    session = Session(members)
    client = as_(session.officer)
    present = [one.pk for one in session.members]

    with django_assert_max_num_queries(40):
        answer = client.post(f"/api/v1/councils/{session.council.pk}/open/", {"present": present})

    assert answer.status_code == 200


def test_councils_are_filtered_and_searched() -> None:
    first = Session()
    second = CouncilFactory(station=first.station, place="文化广场")
    ask = as_(first.officer)

    filtered = ask.get("/api/v1/councils/", {"state": "planned"}).data["results"]
    searched = ask.get("/api/v1/councils/", {"search": "广场"}).data["results"]
    ordered = ask.get("/api/v1/councils/", {"ordering": "starts_at"}).data["results"]

    assert [row["id"] for row in filtered] == [row["id"] for row in searched] == [second.pk]
    assert [row["id"] for row in ordered] == [first.council.pk, second.pk]
