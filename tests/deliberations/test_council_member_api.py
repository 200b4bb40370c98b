"""Members of livelihood councils through the API: who keeps them, and who reads which account is theirs (rule 17)."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from accounts.models import User
from core import clock
from deliberations import actions
from deliberations.models import CouncilMember
from stations.models import Station
from tests.factories.accounts import UserFactory
from tests.factories.councils import CouncilMemberFactory, proposing_representative
from tests.factories.stations import committee, everybody, officer_of


def as_(person: User | None) -> APIClient:
    client = APIClient()
    client.force_authenticate(person)
    return client


def post(person: User | None, address: str, data: Any = None, **headers: str) -> Any:
    return as_(person).post(f"/api/v1/{address}", data or {}, headers=headers)


def newcomer(station: Station, **given: Any) -> dict[str, Any]:
    return {"station": station.pk, "kind": "resident", "name": "张三", "starts_on": "2019-01-01"} | given


def test_officer_keeps_the_members(station: Station) -> None:
    officer, account = officer_of(station), UserFactory()

    joined = post(officer, "council-members/", newcomer(station, user=account.pk), **{"Idempotency-Key": "m"})
    again = post(officer, "council-members/", newcomer(station, user=account.pk), **{"Idempotency-Key": "m"})
    left = post(officer, f"council-members/{joined.data['id']}/leave/", {"ends_on": "2019-06-30", "reason": "搬离"})

    assert (joined.status_code, joined.json()) == (201, again.json())
    assert (joined.data["user"], joined.data["allowed_moves"]) == (account.pk, ["leave"])
    assert (left.data["state"], left.data["ends_on"], left.data["allowed_moves"]) == ("left", "2019-06-30", [])
    assert CouncilMember.objects.count() == 1


def test_a_representative_sits_under_the_own_name(station: Station) -> None:
    who = proposing_representative(station)

    joined = post(
        officer_of(station), "council-members/", newcomer(station, kind="representative", representative=who.pk)
    )

    assert (joined.data["name"], joined.data["user"]) == (who.name, who.user.pk)


def test_only_officers_keep_members_and_read_their_accounts(station: Station) -> None:
    one = CouncilMemberFactory(station=station)
    people = everybody(station)
    here = {name for name in people if name.endswith(" here")} | {"committee", "leadership"}
    leave = {"ends_on": "2019-06-30", "reason": "搬离"}

    joining = {name: post(person, "council-members/", newcomer(station)).status_code for name, person in people.items()}
    leaving = {
        name: post(person, f"council-members/{one.pk}/leave/", leave).status_code
        for name, person in people.items()
        if name != "officer here"
    }
    read_by = {name: as_(people[name]).get(f"/api/v1/council-members/{one.pk}/").data["user"] for name in here}

    assert joining == {name: 201 if name == "officer here" else 403 for name in people}
    assert leaving == {name: 403 if name in here else 404 for name in leaving}
    assert read_by == {name: one.user_id if name == "officer here" else None for name in here}


def test_unknown_ids_of_a_member_are_refused_at_their_field(station: Station) -> None:
    wrong = {"station": 10**9, "representative": 10**9, "user": 10**9}

    answer = post(officer_of(station), "council-members/", newcomer(station) | wrong)

    assert (answer.status_code, set(answer.data["fields"])) == (400, set(wrong))


def test_to_everybody_else_no_account_is_known(station: Station) -> None:
    known = UserFactory().pk

    answers = [
        post(committee(), "council-members/", newcomer(station, user=pk)).data["fields"]["user"][0].replace(str(pk), "")
        for pk in (known, 10**9)
    ]

    assert answers[0] == answers[1]


def test_a_move_that_came_too_late_is_409(station: Station) -> None:
    one = CouncilMemberFactory(station=station)
    officer = officer_of(station)
    actions.leave_council(one, by=officer, ends_on=clock.today(), reason="搬离")

    again = post(officer, f"council-members/{one.pk}/leave/", {"ends_on": "2019-06-30", "reason": "搬离"})

    assert again.status_code == 409


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_whatever_the_rows(
    station: Station, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    CouncilMemberFactory.create_batch(rows, station=station)
    client = as_(officer_of(station))

    with django_assert_num_queries(3):
        answer = client.get("/api/v1/council-members/")

    assert len(answer.data["results"]) == rows
