"""Topics, meetings, commitments and look-backs through the API: the same story, the same refusals."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from accounts.models import Department, User
from core import clock
from deliberations.models import Topic
from stations.models import Representative, Station
from tests.factories.deliberations import (
    CommitmentFactory,
    LookBackFactory,
    MeetingFactory,
    TopicFactory,
    in_days,
)
from tests.factories.stations import ConcernFactory, committee, everybody, handler_of
from tests.factories.suggestions import SuggestionFactory


@pytest.fixture
def api(officer: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(officer)
    return client


def post(api: APIClient, address: str, data: Any = None) -> Any:
    return api.post(f"/api/v1/{address}", data or {})


def test_from_concerns_to_confirmed_topic(
    api: APIClient, station: Station, lead: Representative, department: Department
) -> None:
    concern = ConcernFactory(station=station, people_affected=40)
    today = clock.today().isoformat()

    topic = post(api, "topics/", {
        "station": station.pk, "title": "东门照明", "statement": "路灯损坏较多", "lead": lead.pk,
        "concerns": [concern.pk], "departments": [department.pk], "livelihood": True,
    }).data  # fmt: skip
    one = f"topics/{topic['id']}/"
    adopted = post(api, f"{one}adopt/").data
    studied = post(api, f"{one}record-study/", {"studied_on": today, "note": "实地查看，坏灯十二盏。"}).data
    meeting = post(api, "meetings/", {
        "station": station.pk, "starts_at": clock.now().isoformat(), "place": "会议室",
        "topics": [topic["id"]],
    }).data  # fmt: skip
    notified = post(api, f"meetings/{meeting['id']}/notify/").data
    held = post(api, f"meetings/{meeting['id']}/hold/", {
        "attendance": [{"representative": lead.pk, "status": "present"}],
        "commitments": [{
            "topic": topic["id"], "department": department.pk, "measure": "更换路灯", "due_on": in_days(20),
            "responsible": "李科长",
        }],
        "residents_present": 8,
    }).data  # fmt: skip
    minutes = post(api, f"meetings/{meeting['id']}/confirm-minutes/").data
    outcome = post(api, f"{one}decide-outcome/", {"outcome": "suggestion"}).data
    commitment = api.get("/api/v1/commitments/", {"topic": topic["id"]}).data["results"][0]
    done = post(api, f"commitments/{commitment['id']}/report-done/", {"note": "全部更换"}).data
    resolved = post(api, f"{one}resolve/", {"note": "路灯已亮", "tracker": lead.pk}).data
    look_back = api.get("/api/v1/look-backs/", {"topic": topic["id"]}).data["results"][0]
    recorded = post(api, f"look-backs/{look_back['id']}/record/", {
        "visited_on": today, "result": "implemented", "residents_agree": True, "note": "夜间照明良好",
    }).data  # fmt: skip
    disclosed = post(api, f"{one}disclose/", {"public_text": "东门路灯已修好。"}).data

    assert (topic["state"], topic["concerns_behind"], topic["people_behind"]) == ("collected", 1, 40)
    assert topic["allowed_moves"] == ["adopt", "revise", "gather", "merge", "decline"]
    states = [
        thing["state"] for thing in (adopted, studied, notified, held, minutes, outcome, done, resolved, recorded)
    ]
    assert states == [
        "adopted", "studied", "notified", "held", "confirmed", "tracked", "done", "resolved", "recorded",
    ]  # fmt: skip
    assert held["attendance"] == [{"representative": lead.pk, "status": "present", "reason": ""}]
    assert look_back["due_on"] == (in_days(50)).isoformat()
    assert (disclosed["state"], disclosed["public_text"]) == ("disclosed", "东门路灯已修好。")


def test_errors_of_the_record_stand_at_their_place(
    api: APIClient, station: Station, lead: Representative, department: Department
) -> None:
    topic = TopicFactory(station=station, lead=lead, adopted=True)
    meeting = MeetingFactory(station=station, begun=True, topics=[topic])
    promise = {"topic": topic.pk, "department": department.pk, "measure": "修", "responsible": "李"}

    without = post(api, f"meetings/{meeting.pk}/hold/", {"attendance": [], "commitments": [promise]})
    past = post(api, f"meetings/{meeting.pk}/hold/", {
        "attendance": [{"representative": lead.pk, "status": "leave"}],
        "commitments": [promise | {"due_on": in_days(-2)}],
    })  # fmt: skip

    assert (without.status_code, set(without.data["fields"])) == (400, {"commitments.0.due_on"})
    assert past.status_code == 400
    assert set(past.data["fields"]) == {"attendance.0.reason", "commitments.0.due_on"}


def test_same_idempotency_key_creates_one_topic(api: APIClient, station: Station) -> None:
    data = {"station": station.pk, "title": "停车难", "statement": "晚上没有车位"}

    first = api.post("/api/v1/topics/", data, headers={"Idempotency-Key": "a"})
    again = api.post("/api/v1/topics/", data, headers={"Idempotency-Key": "a"})

    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    assert Topic.objects.count() == 1


def test_refusals_have_one_shape(api: APIClient, station: Station) -> None:
    archived = TopicFactory(station=station, archived=True)
    foreign = TopicFactory()

    invalid = post(api, "topics/", {"station": station.pk, "title": "", "colour": "red"})
    illegal = post(api, f"topics/{archived.pk}/adopt/")
    unseen = api.get(f"/api/v1/topics/{foreign.pk}/")
    api.force_authenticate(everybody(station)["committee"])
    unpermitted = post(api, f"topics/{foreign.pk}/adopt/")
    api.force_authenticate(None)
    unsigned = api.get("/api/v1/topics/")

    answers = [invalid, illegal, unseen, unpermitted, unsigned]
    assert [answer.status_code for answer in answers] == [400, 409, 404, 403, 401]
    assert all(set(answer.data) == {"code", "message", "fields", "request_id"} for answer in answers)
    assert set(invalid.data["fields"]) == {"colour"}


def test_a_foreign_concern_is_as_unknown_as_none(api: APIClient, station: Station) -> None:
    foreign = ConcernFactory()
    data = {"station": station.pk, "title": "停车难", "statement": "晚上没有车位"}

    answers = [post(api, "topics/", data | {"concerns": [pk]}) for pk in (foreign.pk, 999_999)]

    assert [list(answer.data["fields"]) for answer in answers] == [["concerns"], ["concerns"]]
    messages = [answer.data["fields"]["concerns"][0] for answer in answers]
    assert messages[0].replace(str(foreign.pk), "") == messages[1].replace("999999", "")


def test_a_department_reads_no_residents_words_and_no_reasons_of_leave(
    api: APIClient, station: Station, lead: Representative, department: Department
) -> None:
    concern = ConcernFactory(station=station)
    topic = TopicFactory(station=station, adopted=True, concerns=[concern], departments=[department])
    meeting = MeetingFactory(station=station, held=True, topics=[topic])
    meeting.attendance.create(representative=lead, status="leave", reason="住院")
    inside = api.get(f"/api/v1/meetings/{meeting.pk}/").data

    api.force_authenticate(handler_of(department))
    outside = api.get(f"/api/v1/meetings/{meeting.pk}/").data
    seen = api.get(f"/api/v1/topics/{topic.pk}/").data

    assert inside["attendance"][0]["reason"] == "住院"
    assert outside["attendance"][0]["reason"] == ""
    assert (seen["concerns"], seen["concerns_behind"]) == ([], 1)


def test_a_look_back_goes_to_exactly_one_subject(api: APIClient, station: Station) -> None:
    topic = TopicFactory(station=station, resolved=True)
    commitment = CommitmentFactory(topic=topic)
    due_on = in_days(9)

    both = post(api, "look-backs/", {"topic": topic.pk, "commitment": commitment.pk, "due_on": due_on})
    neither = post(api, "look-backs/", {"due_on": due_on})
    one = post(api, "look-backs/", {"commitment": commitment.pk, "due_on": due_on})

    assert [answer.status_code for answer in (both, neither, one)] == [400, 400, 201]
    assert (one.data["commitment"], one.data["state"]) == (commitment.pk, "planned")


def test_a_look_back_goes_to_a_suggestion_that_is_seen(api: APIClient, station: Station, lead: Representative) -> None:
    ours, foreign = SuggestionFactory(sponsor=lead, registered=True), SuggestionFactory(registered=True)

    planned = post(api, "look-backs/", {"suggestion": ours.pk, "due_on": in_days(9)})
    unseen = post(api, "look-backs/", {"suggestion": foreign.pk, "due_on": in_days(9)})

    assert (planned.status_code, planned.data["suggestion"], planned.data["title"]) == (201, ours.pk, str(ours))
    assert (unseen.status_code, list(unseen.data["fields"])) == (400, ["suggestion"])


def test_committee_corrects_and_annuls(api: APIClient, station: Station, lead: Representative) -> None:
    topic = TopicFactory(station=station, deliberated=True)
    meeting = MeetingFactory(station=station, confirmed=True, topics=[topic], present=[lead])
    correction = {"representative": lead.pk, "status": "absent", "reason": "签到有误"}

    refused = post(api, f"meetings/{meeting.pk}/correct-attendance/", correction)
    api.force_authenticate(committee())
    corrected = post(api, f"meetings/{meeting.pk}/correct-attendance/", correction)
    annulled = post(api, f"meetings/{meeting.pk}/annul/", {"reason": "重复登记"})

    assert (refused.status_code, corrected.status_code, annulled.status_code) == (409, 200, 200)
    assert corrected.data["attendance"][0]["status"] == "absent"
    assert annulled.data["state"] == "cancelled"


@pytest.mark.parametrize(("noun", "queries"), [("topics", 7), ("meetings", 6), ("commitments", 3), ("look-backs", 3)])
@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_whatever_the_rows(
    api: APIClient,
    station: Station,
    noun: str,
    queries: int,
    rows: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _row in range(rows):
        topic = TopicFactory(station=station, resolved=True, concerns=[ConcernFactory(station=station)])
        MeetingFactory(station=station, held=True, topics=[topic], present=[topic.lead])
        LookBackFactory(topic=CommitmentFactory(topic=topic).topic)

    with django_assert_num_queries(queries):
        answer = api.get(f"/api/v1/{noun}/")

    assert len(answer.data["results"]) == rows


def test_lists_are_filtered_and_searched(api: APIClient, station: Station, department: Department) -> None:
    unclear = TopicFactory(station=station, deliberated=True, departments=[department], title="充电桩不足")
    clear = TopicFactory(station=station, deliberated=True, departments=[department], title="停车难")
    CommitmentFactory(topic=clear, department=department)

    filtered = api.get("/api/v1/topics/", {"unclear": "true"})
    searched = api.get("/api/v1/topics/", {"search": "停车"})

    assert [row["id"] for row in filtered.data["results"]] == [unclear.pk]
    assert [row["id"] for row in searched.data["results"]] == [clear.pk]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_absurd_dates_are_refused_at_their_field(api: APIClient, station: Station, moment: str) -> None:
    commitment = CommitmentFactory(topic__station=station)
    look_back = LookBackFactory(topic__station=station)
    day = moment[:10]

    answers = {
        "starts_at": post(api, "meetings/", {"station": station.pk, "starts_at": moment, "place": "会议室"}),
        "due_on": post(api, f"commitments/{commitment.pk}/postpone/", {"due_on": day, "reason": "雨"}),
        "visited_on": post(api, f"look-backs/{look_back.pk}/record/", {"visited_on": day, "result": "not_done"}),
    }

    assert {name: (a.status_code, list(a.data["fields"])) for name, a in answers.items()} == {
        name: (400, [name]) for name in answers
    }
