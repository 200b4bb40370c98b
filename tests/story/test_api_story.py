"""The main job through the REST API alone: from a resident's words to a representative's points, in two rounds."""

from dataclasses import dataclass, field
from typing import Any

import pytest
import time_machine
from django.core.management import call_command

from points.queries.verification import complaints
from tests.factories.suggestions import GOOD_IMPLEMENTATION, GOOD_REPLY, POOR_REPLY
from tests.story.conftest import People

IN_HAND = "log-contact"
KEPT = "register return-for-revision reject"


@dataclass
class Story:
    """What came into being so far, by id."""

    people: People
    concerns: dict[str, int] = field(default_factory=dict)
    topic: int = 0
    meeting: int = 0
    suggestion: int = 0


@pytest.mark.django_db
def test_whole_main_job_in_two_rounds(people: People) -> None:
    story = Story(people)

    with time_machine.travel("2019-03-04 15:00"):
        a_visit_with_three_concerns(story)
        each_goes_its_way(story)
    with time_machine.travel("2019-03-06 09:00"):
        a_topic_grows_from_concerns(story)
        a_meeting_is_planned(story)
    with time_machine.travel("2019-03-20 17:00"):
        the_meeting_is_held(story)
    with time_machine.travel("2019-03-25 09:00"):
        a_suggestion_is_written_and_assigned(story)
    with time_machine.travel("2019-04-08 10:00"):
        the_first_reply_is_unsatisfactory(story)
    with time_machine.travel("2019-04-22 10:00"):
        the_second_reply_is_good(story)
    with time_machine.travel("2019-06-20 10:00"):
        it_is_done_and_scored(story)
    with time_machine.travel("2019-07-15 10:00"):
        the_topic_is_resolved(story)
        nothing_is_confirmed_before_somebody_looked(story)
    with time_machine.travel("2019-08-20 10:00"):
        a_look_back_confirms_it(story)
        the_points_have_come_by_themselves(story)
    with time_machine.travel("2019-09-20 10:00"):
        what_is_undone_is_taken_back(story)

    assert list(complaints()) == []
    assert [answer for answer in story.people.answers() if "陈阿姨" in answer or "13800000001" in answer] == []


# 1. A visit with its concerns.


def a_visit_with_three_concerns(story: Story) -> None:
    people = story.people
    said = {
        "answered": {"words": "办理居住证要带什么材料？", "nature": "inquiry"},
        "hotline": {"words": "楼下烧烤店半夜还在放音响。", "urgency": "pressing"},
        "topic": {
            "words": "村口路灯坏了一个月，老人晚上不敢出门。", "place": "村口", "people_affected": 300,
            "urgency": "urgent", "livelihood": True, "confidential": True,
            "contact": {"name": "陈阿姨", "phone": "13800000001"},
        },
    }  # fmt: skip
    entry = {
        "station": people.station.pk, "kind": "reception", "started_at": "2019-03-04T14:00:00+08:00",
        "place": "六联社区联络站", "representatives": [people.lead.pk],
        "concerns": [one | {"category": people.category.pk} for one in said.values()],
    }  # fmt: skip

    visit = people.officer.create("visits", entry, key="visit-1")
    again = people.officer.create("visits", entry, key="visit-1")
    other = people.officer.post("visits/", entry | {"place": "菜市场"}, key="visit-1")

    assert again == visit
    assert (other.status_code, set(other.json())) == (409, {"code", "message", "fields", "request_id"})
    assert len({concern["number"] for concern in visit["concerns"]}) == 3
    assert visit["allowed_moves"] == []
    story.concerns = {name: row["id"] for name, row in zip(said, visit["concerns"], strict=True)}


def each_goes_its_way(story: Story) -> None:
    officer, concerns = story.people.officer, story.concerns
    call_command("run_followups")
    waiting = {(row["kind"], row["subject_id"]) for row in officer.all("reminders")}
    assert {("triage", pk) for pk in concerns.values()} <= waiting

    fresh = "route correct-words join split"
    officer.act("concerns", concerns["answered"], "route", {"route": "answered"}, fresh)
    hotline = {"route": "hotline", "external_number": "PS20190304001"}
    officer.act("concerns", concerns["hotline"], "route", hotline, fresh)
    refused = officer.post(f"concerns/{concerns['topic']}/route/", {"route": "not_accepted"})
    assert (refused.status_code, set(refused.json()["fields"])) == (400, {"reason", "redirect_to"})

    told = {"told_on": "2019-03-04", "way": "face_to_face", "satisfied": True}
    routed = "give-feedback take-back correct-words join"
    officer.act("concerns", concerns["answered"], "give-feedback", told, routed)
    closed = officer.act(
        "concerns", concerns["answered"], "close", offered="give-feedback close take-back correct-words"
    )
    too_late = officer.post(f"concerns/{concerns['answered']}/close/")

    assert (closed["state"], closed["allowed_moves"]) == ("closed", ["take-back"])
    assert (too_late.status_code, too_late.json()["code"]) == (409, "illegal_move")
    assert story.people.representative.offered("concerns", concerns["topic"]) == []
    assert story.people.handler.ask(f"concerns/{concerns['topic']}/").status_code == 404
    left = {row["subject_id"] for row in officer.all("reminders") if row["kind"] == "triage"}
    assert left == {concerns["topic"]}


# 2. A topic and its meeting.


def a_topic_grows_from_concerns(story: Story) -> None:
    people = story.people
    officer = people.officer
    words = {"title": "关于修复六联村口路灯的议题", "statement": "路灯损坏一个月，夜间出行不安全。"}
    known = {"station": people.station.pk, "lead": people.lead.pk, "departments": [people.department.pk]}
    nothing = officer.create("topics", words | known | {"title": "关于增设报刊亭的议题"}, key="topic-0")
    topic = officer.create("topics", words | known | {"concerns": [story.concerns["topic"]]}, key="topic-1")
    story.topic = topic["id"]

    assert (topic["concerns_behind"], topic["people_behind"], topic["visits_behind"]) == (1, 300, 1)
    assert officer.read(f"concerns/{story.concerns['topic']}/")["route"] == "topic"
    fresh = "adopt revise gather merge decline"
    officer.act("topics", nothing["id"], "decline", {"reason": "不属于议事范围。"}, fresh)
    officer.act("topics", story.topic, "adopt", offered=fresh)
    studied = {"studied_on": "2019-03-05", "note": "现场查看，十二盏路灯不亮。"}
    people.representative.act("topics", story.topic, "record-study", studied)
    assert officer.offered("topics", story.topic) == ["record-study", "revise", "gather", "merge", "decline"]


def a_meeting_is_planned(story: Story) -> None:
    officer = story.people.officer
    plan = {
        "station": story.people.station.pk, "starts_at": "2019-03-20T15:00:00+08:00", "place": "六联社区会议室",
        "topics": [story.topic],
    }  # fmt: skip
    story.meeting = officer.create("meetings", plan, key="meeting-1")["id"]
    officer.act("meetings", story.meeting, "notify", offered="notify change cancel")

    early = officer.post(f"meetings/{story.meeting}/hold/", {"attendance": everybody(story)})
    assert early.status_code == 400
    assert story.people.handler.offered("meetings", story.meeting) == []


def everybody(story: Story) -> list[dict[str, Any]]:
    return [
        {"representative": story.people.lead.pk, "status": "present"},
        {"representative": story.people.other.pk, "status": "leave", "reason": "出差"},
    ]


def the_meeting_is_held(story: Story) -> None:
    people, officer = story.people, story.people.officer
    promise = {
        "topic": story.topic, "department": people.department.pk, "measure": "更换全部路灯", "due_on": "2019-06-30",
        "responsible": "李科长",
    }  # fmt: skip
    record = {"attendance": everybody(story), "commitments": [promise], "residents_present": 12}
    undated = promise | {"responsible": ""}
    refused = officer.post(f"meetings/{story.meeting}/hold/", record | {"commitments": [undated]})
    assert set(refused.json()["fields"]) == {"commitments.0.responsible"}
    short = officer.post(f"meetings/{story.meeting}/hold/", record | {"attendance": everybody(story)[:1]})
    assert set(short.json()["fields"]) == {"attendance"}

    officer.act("meetings", story.meeting, "hold", record, "change hold cancel")
    officer.act("meetings", story.meeting, "confirm-minutes", offered="confirm-minutes correct-attendance")
    officer.act("topics", story.topic, "decide-outcome", {"outcome": "suggestion"}, "add-commitment decide-outcome")

    assert officer.offered("meetings", story.meeting) == ["disclose"]
    assert people.committee.offered("meetings", story.meeting) == ["correct-attendance", "disclose", "annul"]
    assert officer.offered("topics", story.topic) == ["add-commitment", "resolve"]
    told = {"told_on": "2019-03-20", "way": "phone", "satisfied": None}
    routed = "give-feedback correct-words join"
    officer.act("concerns", story.concerns["topic"], "give-feedback", told, routed)


# 3. A suggestion, until a department has it.


def a_suggestion_is_written_and_assigned(story: Story) -> None:
    people = story.people
    sponsor, committee = people.representative, people.committee
    text = {
        "instrument": "between_sessions", "title": "关于改造六联片区道路照明的建议",
        "situation": "路灯老化，反复损坏。", "proposal": "一年内更换为节能路灯。",
        "sponsor": people.lead.pk, "co_sponsors": [people.other.pk],
        "topic": story.topic, "category": people.category.pk,
    }  # fmt: skip
    story.suggestion = sponsor.create("suggestions", text, key="suggestion-1")["id"]
    pk = story.suggestion
    assert people.co_sponsor.offered("suggestions", pk) == ["co-sign"]
    assert committee.ask(f"suggestions/{pk}/").status_code == 404
    early = sponsor.post(f"suggestions/{pk}/submit/")
    assert set(early.json()["fields"]) == {"facts_checked", "exclusions_checked", "co_sponsors"}

    del text["sponsor"]
    checked = text | {"facts_checked": True, "exclusions_checked": True}
    sponsor.act("suggestions", pk, "revise", checked, "revise discard submit")
    people.co_sponsor.act("suggestions", pk, "co-sign")
    sponsor.act("suggestions", pk, "submit", offered="revise discard submit")
    registered = committee.act("suggestions", pk, "register", offered=KEPT)
    assert registered["number"] == "闭2019-001"
    assert people.handler.ask(f"suggestions/{pk}/").status_code == 404
    to = {"lead": people.department.pk, "co_handling": [people.helping.pk]}
    committee.act("suggestions", pk, "assign", to)
    opinion = {"opinion": "同意，配合提供供电接口。"}
    people.helper.act("suggestions", pk, "give-opinion", opinion)
    people.handler.act("suggestions", pk, "accept", offered="accept request-return")


# 4. Two rounds: first unsatisfied, then satisfied.


def the_first_reply_is_unsatisfactory(story: Story) -> None:
    people, pk = story.people, story.suggestion
    handler, sponsor = people.handler, people.representative
    answer = {
        "outcome_class": "B", "text": "已列入计划。", "promised_on": "2019-06-15", "signed_by": "李局长",
    }  # fmt: skip
    silent = handler.post(f"suggestions/{pk}/reply/", answer)
    assert (silent.status_code, set(silent.json()["fields"])) == (400, {"non_field"})
    in_hand = "log-contact request-extension reply"
    handler.act(
        "suggestions", pk, "log-contact", {"contacted_on": "2019-04-08", "way": "phone"}, f"request-return {in_hand}"
    )
    undated = handler.post(f"suggestions/{pk}/reply/", answer | {"promised_on": None})
    assert set(undated.json()["fields"]) == {"promised_on"}
    handler.act("suggestions", pk, "reply", answer, f"request-return {in_hand}")

    poor = {"items": POOR_REPLY}
    unsaid = sponsor.post(f"suggestions/{pk}/score-reply/", poor)
    assert set(unsaid.json()["fields"]) == {"reason"}
    scored = sponsor.act("suggestions", pk, "score-reply", poor | {"reason": "没有说明何时动工。"}, "score-reply")
    assert (scored["state"], len(scored["rounds"])) == ("accepted", 2)
    assert people.committee.offered("suggestions", pk) == ["release-score"]
    assert handler.all("evaluations") == []
    supervisions = people.committee.all("supervisions", suggestion=pk)
    assert [(row["kind"], row["state"]) for row in supervisions] == [("committee", "open"), ("station", "open")]
    tracking = supervisions[1]["id"]
    people.officer.act("supervisions", tracking, "add-note", {"text": "已到现场查看。"}, "add-note close")
    people.committee.act("suggestions", pk, "release-score")
    assert [row["verdict"] for row in handler.all("evaluations")] == ["unsatisfied"]


def the_second_reply_is_good(story: Story) -> None:
    people, pk = story.people, story.suggestion
    handler, sponsor = people.handler, people.representative
    handler.act(
        "suggestions", pk, "log-contact", {"contacted_on": "2019-04-20", "way": "site_visit"}, "log-contact reply"
    )
    answer = {
        "outcome_class": "B", "text": "5月10日进场，6月15日完工。", "promised_on": "2019-06-15",
        "signed_by": "李局长",
    }  # fmt: skip
    handler.act("suggestions", pk, "reply", answer, "log-contact reply")
    scored = sponsor.act("suggestions", pk, "score-reply", {"items": GOOD_REPLY}, "score-reply")
    assert scored["state"] == "implementing"
    assert [row["reply"]["text"] for row in scored["rounds"]] == ["已列入计划。", "5月10日进场，6月15日完工。"]


def it_is_done_and_scored(story: Story) -> None:
    people, pk = story.people, story.suggestion
    handler, sponsor = people.handler, people.representative
    done = {"text": "五十二盏节能路灯已安装启用。", "done_on": "2019-06-18"}
    handler.act("suggestions", pk, "report-implementation", done, "log-contact report-implementation")
    closed = sponsor.act(
        "suggestions",
        pk,
        "score-implementation",
        {"items": GOOD_IMPLEMENTATION},
        "score-implementation",
    )

    assert closed["state"] == "closed"
    scores = people.committee.all("evaluations", suggestion=pk)
    assert [(row["round"], row["stage"], row["points"], row["maximum"], row["verdict"]) for row in scores] == [
        (1, "reply", 21, 40, "unsatisfied"),
        (2, "reply", 36, 40, "satisfied"),
        (2, "implementation", 52, 60, "satisfied"),
    ]
    for supervision in people.committee.all("supervisions", state="open"):
        people.committee.act(
            "supervisions", supervision["id"], "close", {"reason": "第二轮评价满意。"}, "add-note close"
        )


# 5. The look-back.


def the_topic_is_resolved(story: Story) -> None:
    people = story.people
    promise = people.handler.all("commitments")[0]
    people.handler.act("commitments", promise["id"], "report-done", {"note": "已全部更换。"}, "report-done postpone")
    resolved = {"note": "路灯全部更换。", "tracker": people.lead.pk}
    people.officer.act("topics", story.topic, "resolve", resolved, "add-commitment resolve")


def nothing_is_confirmed_before_somebody_looked(story: Story) -> None:
    assert story.people.officer.offered("topics", story.topic) == []
    assert points_of(story) == {"attend_meeting": 5, "lead_topic": 10}


def a_look_back_confirms_it(story: Story) -> None:
    officer = story.people.officer
    planned = officer.all("look-backs", state="planned", topic=story.topic)
    assert [row["due_on"] for row in planned] == ["2019-07-30"]
    seen = {"visited_on": "2019-08-20", "result": "implemented", "residents_agree": True, "note": "全部亮着。"}
    officer.act("look-backs", planned[0]["id"], "record", seen, "record end")
    topic = officer.read(f"topics/{story.topic}/")
    assert (topic["state"], topic["allowed_moves"]) == ("confirmed", ["disclose"])


# 6. Points.


def points_of(story: Story) -> dict[str, int]:
    year = story.people.representative.read(f"representatives/{story.people.lead.pk}/points/", year=2019)
    found = {row["rule"]: row["points"] for row in year["by_rule"] if row["points"]}
    assert year["total"] == sum(found.values())
    return found


def the_points_have_come_by_themselves(story: Story) -> None:
    people = story.people
    assert points_of(story) == {"attend_meeting": 5, "lead_topic": 10, "track_to_resolution": 15}
    entries = people.representative.all("ledger-entries")
    assert [(row["points"], row["source_noun"], row["source_id"]) for row in entries] == [
        (10, "deliberations.topic", story.topic),
        (5, "deliberations.meeting", story.meeting),
        (15, "deliberations.topic", story.topic),
    ]
    assert people.co_sponsor.all("ledger-entries") == []
    assert people.co_sponsor.ask(f"representatives/{people.lead.pk}/points/").status_code == 404
    assert {tuple(row["allowed_moves"]) for row in entries} == {()}


def what_is_undone_is_taken_back(story: Story) -> None:
    people = story.people
    planned = people.officer.create("look-backs", {"topic": story.topic, "due_on": "2019-09-20"}, key="look-back-2")
    seen = {"visited_on": "2019-09-20", "result": "not_done", "note": "一半路灯又不亮了。"}
    people.officer.act("look-backs", planned["id"], "record", seen, "record end")

    assert people.officer.read(f"topics/{story.topic}/")["state"] == "tracked"
    assert points_of(story) == {"attend_meeting": 5, "lead_topic": 10}
    last = people.representative.all("ledger-entries")[-1]
    assert (last["points"], last["state"], last["reason"]) == (-15, "reversal", "一半路灯又不亮了。")

    attended = people.representative.all("ledger-entries", code="attend_meeting")[0]["id"]
    people.committee.act("ledger-entries", attended, "reverse", {"reason": "签到核实有误。"})
    again = people.committee.post(f"ledger-entries/{attended}/reverse/", {"reason": "再来一次。"})
    assert points_of(story) == {"lead_topic": 10}
    assert (again.status_code, again.json()["code"]) == (409, "illegal_move")
