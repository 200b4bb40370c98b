"""Micro-projects through the API: who may, what is refused where, and what is seen (rules 15, 16)."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from accounts.models import User
from core import clock
from deliberations import actions
from deliberations.enums import Choice
from deliberations.models import MicroProject
from stations.models import Station
from tests.factories.accounts import UserFactory
from tests.factories.councils import (
    MicroProjectFactory,
    Session,
    photo_of,
    proposing_representative,
)
from tests.factories.deliberations import TopicFactory
from tests.factories.stations import ConcernFactory, RepresentativeFactory, everybody, officer_of

pytestmark = pytest.mark.django_db

SHAPE = {"code", "message", "fields", "request_id"}


def as_(person: User | None) -> APIClient:
    client = APIClient()
    client.force_authenticate(person)
    return client


def post(person: User | None, address: str, data: Any = None, **headers: str) -> Any:
    return as_(person).post(f"/api/v1/micro-projects/{address}", data or {}, headers=headers)


def wish(station: Station, **given: Any) -> dict[str, Any]:
    known = {
        "station": station.pk, "kind": "works", "title": "加装电梯", "need": "老人上下楼不便。",
        "benefit": "一部电梯。", "people": 80, "budget": 180_000, "proposer": "community",
    }  # fmt: skip
    return known | given


# Proposing.


def test_officer_proposes_from_concerns_and_a_topic(station: Station, officer: User) -> None:
    concern, topic = ConcernFactory(station=station), TopicFactory(station=station)

    made = post(officer, "", wish(station, concerns=[concern.pk], topic=topic.pk))

    assert made.status_code == 201, made.data
    assert (made.data["state"], made.data["concerns"], made.data["topic"]) == ("proposed", [concern.pk], topic.pk)
    assert made.data["allowed_moves"] == ["revise", "check", "add-photo", "decline"]
    concern.refresh_from_db()
    assert concern.route == "micro_project"


def test_a_representative_proposes_in_the_own_name_only(station: Station) -> None:
    who, other = proposing_representative(station), RepresentativeFactory(home_station=station)

    own = post(who.user, "", wish(station, proposer="representative", representative=who.pk))
    foreign = post(who.user, "", wish(station, proposer="representative", representative=other.pk))
    nobodys = post(who.user, "", wish(station, proposer="representative"))

    assert (own.status_code, own.data["representative"]) == (201, who.pk)
    assert foreign.status_code == 403
    assert (nobodys.status_code, set(nobodys.data["fields"])) == (400, {"representative"})


def test_same_idempotency_key_proposes_one_project(station: Station, officer: User) -> None:
    first, again = (post(officer, "", wish(station), **{"Idempotency-Key": "a"}) for _time in range(2))

    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    assert MicroProject.objects.count() == 1


@pytest.mark.parametrize("budget", ["much", -1, 10**9, 10**30, 1.5, None, True])
def test_a_budget_that_is_none_is_refused_at_its_field(station: Station, officer: User, budget: Any) -> None:
    answer = post(officer, "", wish(station, budget=budget))

    assert (answer.status_code, set(answer.data["fields"])) == (400, {"budget"})


@pytest.mark.parametrize(("budget", "yuan"), [("5万元", 50_000), ("5", 5), (5, 5), ("4.87万", 48_700)])
def test_a_budget_is_taken_as_a_number_or_as_it_is_written(
    station: Station, officer: User, budget: Any, yuan: int
) -> None:
    made = post(officer, "", wish(station, budget=budget, people="1,200人"))

    assert (made.status_code, made.data["budget"], made.data["people"]) == (201, yuan, 1_200)


def test_a_text_that_is_too_long_says_how_long_it_is(station: Station, officer: User) -> None:
    answer = post(officer, "", wish(station, title="长" * 140, need="长" * 10_001))

    assert answer.data["fields"] == {
        "title": ["现有 140 个字符，最多可保存 120 个，请删减 20 个；所填内容均已保留。"],
        "need": ["现有 10,001 个字符，最多可保存 10,000 个，请删减 1 个；所填内容均已保留。"],
    }


def test_a_ceiling_that_is_passed_needs_a_reason_and_is_kept(station: Station, officer: User) -> None:
    refused = post(officer, "", wish(station, budget=600_000))
    made = post(officer, "", wish(station, budget=600_000, ceiling_reason="居民要求强烈"))

    assert (refused.status_code, set(refused.data["fields"])) == (400, {"budget"})
    [warning] = [row for row in made.data["ceiling_warnings"] if row["ceiling"] == "works"]
    assert (warning["reached"], warning["reason"]) == (600_000, "居民要求强烈")
    assert warning["amount"] < 600_000


def test_things_of_elsewhere_are_as_unknown_as_none(station: Station, officer: User) -> None:
    foreign = {"concerns": [ConcernFactory().pk], "topic": TopicFactory().pk}
    missing = {"concerns": [10**9], "topic": 10**9}

    answers = [post(officer, "", wish(station, **wrong)) for wrong in (foreign, missing)]

    assert [(answer.status_code, set(answer.data["fields"])) for answer in answers] == [
        (400, {"concerns", "topic"})
    ] * 2


def test_parts_of_another_project_are_unknown(station: Station, officer: User) -> None:
    project = MicroProjectFactory(station=station, on_notice=True)
    own, other, elsewhere = (
        objected(one)
        for one in (project, MicroProjectFactory(station=station, on_notice=True), MicroProjectFactory(on_notice=True))
    )

    answers = [
        post(officer, f"{project.pk}/answer-objection/", {"objection": pk, "answer": "已说明", "upheld": False})
        for pk in (other, elsewhere, 10**9, own)
    ]

    assert [answer.status_code for answer in answers] == [400, 400, 400, 200]
    assert [set(answer.data["fields"]) for answer in answers[:3]] == [{"objection"}] * 3


def objected(project: MicroProject) -> int:
    actions.object_to_project(project, by=officer_of(project.station), text="施工噪声")
    return int(project.objections.get().pk)


# Who may, move by move.

OFFICER, SUBDISTRICT, COMMITTEE = "officer here", "subdistrict here", "committee"
WISH = {"kind": "works", "title": "凉亭", "need": "遮阳", "benefit": "一座", "people": 80, "budget": 1000}


@pytest.mark.parametrize(
    ("verb", "given", "before", "who", "state"),
    [
        ("revise", WISH, "", {OFFICER}, "proposed"),
        ("check", {"exclusions": []}, "", {OFFICER, SUBDISTRICT}, "checked"),
        ("shortlist", {}, "checked", {OFFICER, SUBDISTRICT}, "shortlisted"),
        ("decline", {"reason": "已有同类设施"}, "checked", {OFFICER, SUBDISTRICT}, "declined"),
        ("object", {"text": "噪声"}, "on_notice", {OFFICER, "representative here", COMMITTEE}, "on_notice"),
        ("answer-objection", {"answer": "已说明", "upheld": True}, "on_notice", {OFFICER, SUBDISTRICT}, "declined"),
        ("confirm", {}, "notice_over", {SUBDISTRICT}, "confirmed"),
        ("report-progress", {"percent": 30, "note": "已进场"}, "confirmed", {OFFICER, SUBDISTRICT}, "under_way"),
        ("accept", {"accepted_on": "", "cost": 170_000}, "under_way", {OFFICER, SUBDISTRICT}, "accepted"),
        ("evaluate", {"rating": "satisfied", "note": "好"}, "accepted", {OFFICER}, "evaluated"),
        ("disclose", {"public_text": "凉亭已建成。"}, "evaluated", {OFFICER, COMMITTEE}, "disclosed"),
    ],
)  # fmt: skip
def test_who_makes_a_move(
    station: Station, verb: str, given: dict[str, Any], before: str, who: set[str], state: str
) -> None:
    project = MicroProjectFactory(station=station, **({before: True} if before else {}))
    if verb == "answer-objection":
        objected(project)
    given = given | ({"accepted_on": clock.today().isoformat()} if verb == "accept" else {})
    people = everybody(station)
    here = {name for name in people if name.endswith(" here")} | {"committee", "leadership"}

    offered = {name for name in here if verb in offered_to(people[name], project)}
    refused = {name: post(people[name], f"{project.pk}/{verb}/", given).status_code for name in set(people) - who}
    done = post(people[min(who)], f"{project.pk}/{verb}/", given)
    again = post(people[min(who)], f"{project.pk}/{verb}/", given)

    assert offered == who
    assert refused == {name: 403 if name in here else 404 for name in refused}
    assert (done.status_code, done.data["state"]) == (200, state), done.data
    assert again.status_code == (200 if verb in {"revise", "object", "report-progress"} else 409)


def offered_to(person: User, project: MicroProject) -> list[str]:
    moves: list[str] = as_(person).get(f"/api/v1/micro-projects/{project.pk}/").data["allowed_moves"]
    return moves


def test_refusals_have_one_shape(station: Station, officer: User) -> None:
    project = MicroProjectFactory(station=station)
    foreign = MicroProjectFactory()

    answers = {
        400: post(officer, f"{project.pk}/decline/"),
        401: post(None, f"{project.pk}/decline/"),
        403: post(officer, f"{MicroProjectFactory(station=station, notice_over=True).pk}/confirm/"),
        404: post(officer, f"{foreign.pk}/decline/"),
        409: post(officer, f"{project.pk}/shortlist/"),
    }

    assert {code: answer.status_code for code, answer in answers.items()} == {code: code for code in answers}
    assert all(set(answer.json()) == SHAPE for answer in answers.values())


def test_an_exclusion_needs_its_reason_and_keeps_off_the_shortlist(station: Station, officer: User) -> None:
    project = MicroProjectFactory(station=station)

    unsaid = post(officer, f"{project.pk}/check/", {"exclusions": ["duplicate"]})
    unknown = post(officer, f"{project.pk}/check/", {"exclusions": ["ugly"], "reason": "难看"})
    found = post(officer, f"{project.pk}/check/", {"exclusions": ["duplicate"], "reason": "街道已立项"})

    assert (unsaid.status_code, set(unsaid.data["fields"])) == (400, {"reason"})
    assert (unknown.status_code, set(unknown.data["fields"])) == (400, {"exclusions.0"})
    assert (found.data["exclusions"], found.data["check_note"]) == (["duplicate"], "街道已立项")
    assert "shortlist" not in found.data["allowed_moves"]


def test_an_objection_stops_the_notice_until_it_is_answered(station: Station, officer: User) -> None:
    project = MicroProjectFactory(station=station, on_notice=True)

    stopped = post(officer, f"{project.pk}/object/", {"text": "施工噪声"}).data
    answered = post(officer, f"{project.pk}/answer-objection/", {"answer": "只在白天施工", "upheld": False}).data

    assert (stopped["notice_until"], stopped["notice_left"] > 0, stopped["objections"][0]["upheld"]) == (
        None,
        True,
        None,
    )
    assert (answered["notice_left"], answered["objections"][0]["answer"]) == (None, "只在白天施工")
    assert answered["notice_until"] > clock.today().isoformat()


@pytest.mark.parametrize(
    ("before", "verb", "given", "field"),
    [
        ("confirmed", "report-progress", {"percent": 101, "note": "好"}, "percent"),
        ("confirmed", "report-progress", {"percent": 10}, "note"),
        ("confirmed", "report-progress", {"percent": 10, "note": "好", "photos": ["no file"]}, "photos.0"),
        ("under_way", "accept", {"accepted_on": "9999-12-31", "cost": 1}, "accepted_on"),
        ("under_way", "accept", {"accepted_on": "0001-01-01", "cost": 1}, "accepted_on"),
        ("under_way", "accept", {"accepted_on": "2019-01-01", "cost": -1}, "cost"),
        ("accepted", "evaluate", {"rating": "so so", "note": "好"}, "rating"),
        ("", "add-photo", {"kind": "before", "photo": "no file"}, "photo"),
        ("", "remove-photo", {"photo": 1, "reason": "有路人"}, "photo"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    station: Station, officer: User, before: str, verb: str, given: dict[str, Any], field: str
) -> None:
    project = MicroProjectFactory(station=station, **({before: True} if before else {}))
    if verb == "remove-photo":
        given = given | {"photo": 10**9}
        photo_of(project)

    answer = post(officer, f"{project.pk}/{verb}/", given)

    assert (answer.status_code, set(answer.data["fields"])) == (400, {field})


# What is seen.


def test_a_voter_reads_the_project_but_not_its_concerns() -> None:
    session = Session(3)
    concern = ConcernFactory(station=session.station)
    session.project.concerns.add(concern)
    session.open()

    seen, by_voter = (
        as_(person).get(f"/api/v1/micro-projects/{session.project.pk}/").data
        for person in (session.officer, session.members[0].user)
    )

    assert (seen["concerns"], by_voter["concerns"], by_voter["allowed_moves"]) == ([concern.pk], [], [])
    assert as_(UserFactory()).get(f"/api/v1/micro-projects/{session.project.pk}/").status_code == 404


def test_votes_on_a_project_are_shown_once_closed() -> None:
    session = Session(3).open()
    for number in range(3):
        session.cast(number, Choice.FOR)
    address = f"/api/v1/micro-projects/{session.project.pk}/"

    before = as_(session.officer).get(address).data["votes"]
    session.close_item()
    [vote] = as_(session.officer).get(address).data["votes"]

    assert before == []
    assert (vote["council"], vote["result"]["in_favour"], vote["result"]["outcome"]) == (
        session.council.pk,
        3,
        "passed",
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_whatever_the_rows(
    station: Station, officer: User, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _row in range(rows):
        project = MicroProjectFactory(station=station, on_notice=True, representative=proposing_representative(station))
        project.concerns.add(ConcernFactory(station=station))
        objected(project)
        photo_of(project)

    client = as_(officer)
    with django_assert_num_queries(9):
        answer = client.get("/api/v1/micro-projects/")

    assert len(answer.data["results"]) == rows
    assert "remove-photo" in answer.data["results"][0]["allowed_moves"]


def test_projects_are_filtered_searched_and_ordered(station: Station, officer: User) -> None:
    dear = MicroProjectFactory(station=station, title="加装电梯", budget=300_000, kind="goods")
    cheap = MicroProjectFactory(station=station, checked=True, budget=1000)

    def ids(**asked: str) -> list[int]:
        rows = as_(officer).get("/api/v1/micro-projects/", asked).data["results"]
        return [row["id"] for row in rows]

    assert ids(kind="goods") == ids(state="proposed") == ids(search="电梯") == [dear.pk]
    assert (ids(ordering="budget"), ids(ordering="-budget")) == ([cheap.pk, dear.pk], [dear.pk, cheap.pk])
