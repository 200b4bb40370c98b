"""Points in the REST API."""

from datetime import date
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from core import clock
from points.models import LedgerEntry
from stations.models import Representative, Station
from tests.factories.points import LedgerEntryFactory
from tests.factories.stations import everybody


def api(user: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def test_points_of_a_representative_in_a_year(lead: Representative) -> None:
    LedgerEntryFactory.create_batch(2, representative=lead, earned_on=date(2019, 6, 22))
    LedgerEntryFactory(representative=lead)

    answer = api(lead.user).get(f"/api/v1/representatives/{lead.pk}/points/?year=2019")

    assert answer.json() == {
        "year": 2019,
        "total": 10,
        "by_rule": [
            {"rule": "attend_meeting", "name": "参加代表议事会", "count": 2, "points": 10},
            {"rule": "lead_topic", "name": "领衔民生议题", "count": 0, "points": 0},
            {"rule": "track_to_resolution", "name": "会后跟踪推动解决", "count": 0, "points": 0},
        ],
    }


def test_points_of_this_year_without_a_year(lead: Representative) -> None:
    assert api(lead.user).get(f"/api/v1/representatives/{lead.pk}/points/").json()["year"] == clock.today().year


@pytest.mark.parametrize("year", ["abc", "20190", "²⁰¹⁹", "-201", "0000", ""])
def test_points_of_a_year_that_makes_no_sense(lead: Representative, year: str) -> None:
    answer = api(lead.user).get(f"/api/v1/representatives/{lead.pk}/points/", {"year": year})

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["year"])


def test_who_reads_the_points_of_a_representative(station: Station, lead: Representative) -> None:
    people = everybody(station) | {"own": lead.user}

    answers = {
        kind: api(person).get(f"/api/v1/representatives/{lead.pk}/points/").status_code
        for kind, person in people.items()
    }

    sees = {"own", "officer here", "committee", "leadership"}
    assert answers == {kind: 200 if kind in sees else 404 for kind in people}


def test_ledger_entries_are_the_callers_own(lead: Representative) -> None:
    entry = LedgerEntryFactory(representative=lead)
    LedgerEntryFactory()

    answer = api(lead.user).get("/api/v1/ledger-entries/").json()

    assert [row["id"] for row in answer["results"]] == [entry.pk]
    assert answer["results"][0] | {"booked_at": "", "note": ""} == {
        "id": entry.pk, "state": "posted", "rule": entry.rule_id, "code": "attend_meeting",
        "rule_name": "参加代表议事会", "representative": lead.pk, "source_noun": "deliberations.meeting",
        "source_id": entry.source_id, "turn": 1, "points": 5, "earned_on": clock.today().isoformat(),
        "year": clock.today().year, "note": "", "booked_at": "", "reversal_of": None, "reason": "",
        "allowed_moves": [],
    }  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_ledger_entries_cost_the_same_with_more_of_them(
    staff: User, station: Station, count: int, django_assert_num_queries: Any
) -> None:
    LedgerEntryFactory.create_batch(count)

    with django_assert_num_queries(3):
        rows = api(staff).get("/api/v1/ledger-entries/").json()["results"]

    assert [row["allowed_moves"] for row in rows] == [["reverse"]] * count


def test_reverse(staff: User, station: Station) -> None:
    entry = LedgerEntryFactory()
    url = f"/api/v1/ledger-entries/{entry.pk}/reverse/"

    missing = api(staff).post(url, {})
    done = api(staff).post(url, {"reason": "重复计分"})
    again = api(staff).post(url, {"reason": "重复计分"})

    assert (missing.status_code, list(missing.json()["fields"])) == (400, ["reason"])
    assert (done.status_code, done.json()["state"], done.json()["allowed_moves"]) == (200, "reversed", [])
    assert (again.status_code, again.json()["code"]) == (409, "illegal_move")
    assert LedgerEntry.objects.count() == 2


def test_reverse_by_the_representative_is_refused(lead: Representative) -> None:
    entry = LedgerEntryFactory(representative=lead)

    answer = api(lead.user).post(f"/api/v1/ledger-entries/{entry.pk}/reverse/", {"reason": "不对"})

    assert answer.status_code == 403


def test_nothing_else_is_offered(staff: User, station: Station) -> None:
    entry = LedgerEntryFactory()
    url = f"/api/v1/ledger-entries/{entry.pk}/"

    codes = [api(staff).put(url, {}), api(staff).patch(url, {}), api(staff).delete(url)]
    codes.append(api(staff).post("/api/v1/ledger-entries/", {}))

    assert [answer.status_code for answer in codes] == [405, 405, 405, 405]


def test_points_rules_with_their_versions(lead: Representative) -> None:
    answer = api(lead.user).get("/api/v1/points-rules/?enabled=true").json()

    assert [(row["code"], row["version"], row["points"]) for row in answer["results"]] == [
        ("attend_meeting", 1, 5),
        ("lead_topic", 1, 10),
        ("track_to_resolution", 1, 15),
    ]
