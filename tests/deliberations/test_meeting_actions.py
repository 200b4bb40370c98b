"""Meetings from the plan to the minutes: rules 8, 10, 11, 36 and 37."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError

from accounts.models import Department, User
from core import clock
from core.access import NotPermitted
from core.workflow import IllegalMove, timeline_of
from deliberations import actions
from deliberations.models import Commitment, LookBack, Meeting, Topic, YearlyMinimum
from deliberations.queries.topics import (
    minimum_of,
    minimums,
    present_at,
    topics_deliberated_at,
    unclear_departments,
    unclear_topics,
)
from stations.models import Representative, Station
from tests.factories.accounts import DepartmentFactory
from tests.factories.deliberations import (
    CommitmentFactory,
    LookBackFactory,
    MeetingFactory,
    TopicFactory,
    after,
    everyone_present,
    in_days,
)
from tests.factories.stations import RepresentativeFactory, StationFactory, committee, officer_of

SHENZHEN = ZoneInfo("Asia/Shanghai")


def plan(station: Station, officer: User, **more: Any) -> Meeting:
    given = {"starts_at": clock.now() + timedelta(days=7), "place": "会议室"} | more
    return actions.plan_meeting(by=officer, station=station, **given)


def refused(call: Any) -> list[str]:
    """The fields that a refusal names; "" for one that concerns the whole."""
    with pytest.raises(ValidationError) as refusal:
        call()
    return list(getattr(refusal.value, "error_dict", {"": None}))


@pytest.fixture
def topic(station: Station, lead: Representative, department: Department) -> Topic:
    return TopicFactory(station=station, lead=lead, studied=True, departments=[department])


@pytest.fixture
def begun(station: Station, topic: Topic) -> Meeting:
    return MeetingFactory(station=station, begun=True, topics=[topic])


def promise(topic: Topic, department: Department, **more: Any) -> dict[str, Any]:
    given = {"measure": "更换路灯", "due_on": in_days(20), "responsible": "李科长"}
    return {"topic": topic, "department": department} | given | more


# Planning and notice.


def test_rule_10_the_notice_is_due_three_days_before(station: Station, officer: User) -> None:
    meeting = plan(station, officer, starts_at=datetime(2027, 3, 10, 0, 30, tzinfo=SHENZHEN))

    assert (meeting.state, meeting.notice_due_on.isoformat()) == ("planned", "2027-03-07")


@pytest.mark.parametrize(("days", "late"), [(7, False), (3, False), (2, True), (0, True)])
def test_rule_10_late_notice_is_shown_as_late_and_does_not_stop_the_meeting(
    station: Station, officer: User, topic: Topic, days: int, late: bool
) -> None:
    start = clock.now() + timedelta(days=days)
    meeting = plan(station, officer, starts_at=start, topics=[topic])

    notified = actions.notify_meeting(meeting, by=officer)

    assert (notified.state, notified.notice_days, notified.notice_late) == ("notified", days, late)


def test_notice_without_an_agenda_is_refused(station: Station, officer: User) -> None:
    meeting = plan(station, officer)

    assert refused(lambda: actions.notify_meeting(meeting, by=officer)) == [""]


def test_the_agenda_keeps_its_order_and_can_be_changed(station: Station, officer: User) -> None:
    one, two, three = TopicFactory.create_batch(3, station=station, adopted=True)
    meeting = plan(station, officer, topics=[three, one])

    start = clock.now() + timedelta(days=9)
    changed = actions.change_meeting(meeting, by=officer, starts_at=start, place="广场", topics=[two, three])

    assert [item.topic for item in changed.agenda.all()] == [two, three]
    assert (changed.place, changed.starts_at, changed.notice_due_on) == ("广场", start, in_days(6))


@pytest.mark.parametrize("fault", ["collected", "foreign", "elsewhere"])
def test_rule_10_only_adopted_topics_of_the_station_wait_for_one_meeting(
    station: Station, officer: User, fault: str
) -> None:
    wrong = {
        "collected": lambda: TopicFactory(station=station),
        "foreign": lambda: TopicFactory(adopted=True),
        "elsewhere": lambda: TopicFactory(station=station, adopted=True),
    }[fault]()
    if fault == "elsewhere":
        plan(station, officer, topics=[wrong])
    known = Meeting.objects.count()

    assert refused(lambda: plan(station, officer, topics=[wrong])) == ["topics"]
    assert Meeting.objects.count() == known


def test_a_cancelled_meeting_frees_its_topics(station: Station, officer: User, topic: Topic) -> None:
    first = plan(station, officer, topics=[topic])

    cancelled = actions.cancel_meeting(first, by=officer, reason="台风")
    second = plan(station, officer, topics=[topic])

    assert (cancelled.state, cancelled.cancel_reason) == ("cancelled", "台风")
    assert list(second.topics.all()) == [topic]


# The record.


def test_rule_10_the_record_of_a_meeting(
    station: Station, officer: User, begun: Meeting, topic: Topic, lead: Representative, department: Department
) -> None:
    ill = RepresentativeFactory(home_station=station)
    guest = RepresentativeFactory()
    came = [
        {"representative": lead, "status": "present", "reason": "留着不用"},
        {"representative": ill, "status": "leave", "reason": "住院"},
        {"representative": guest, "status": "present"},
    ]

    held = actions.hold_meeting(
        begun,
        by=officer,
        attendance=came,
        commitments=[promise(topic, department)],
        delegates=[{"department": department, "name": "李科长"}],
        residents_present=9,
        note="会议纪要",
    )

    attendance = {(a.representative, a.status, a.reason) for a in held.attendance.all()}
    assert attendance == {(lead, "present", ""), (ill, "leave", "住院"), (guest, "present", "")}
    assert set(present_at(held)) == {lead, guest}
    assert (held.state, held.residents_present, held.note) == ("held", 9, "会议纪要")
    assert held.minutes_due_on == after("confirm_minutes", held.day)
    assert [str(delegate) for delegate in held.delegates.all()] == [f"{department} 李科长"]
    assert list(topics_deliberated_at(held)) == [topic]
    facts = timeline_of(held)[-1].facts
    assert facts == {"commitments": 1, "present": 2, "topics": [topic.pk], "topics_count": 1}


def test_rules_11_12_13_a_recorded_topic_waits_for_outcome_promise_and_look_back(
    station: Station, officer: User, begun: Meeting, topic: Topic, department: Department
) -> None:
    other = DepartmentFactory()
    promises = [promise(topic, department), promise(topic, other, due_on=in_days(40))]

    held = actions.hold_meeting(begun, by=officer, attendance=everyone_present(begun), commitments=promises)

    topic.refresh_from_db()
    assert (topic.state, topic.outcome_due_on) == ("deliberated", after("outcome", held.day))
    assert set(topic.departments.all()) == {department, other}
    due = {(c.department, c.due_on, c.first_due_on, c.state) for c in held.commitments.all()}
    assert due == {
        (department, in_days(20), in_days(20), "open"),
        (other, in_days(40), in_days(40), "open"),
    }
    assert LookBack.objects.get().due_on == after("look_back_first", in_days(40))


def test_rule_10_no_meeting_without_an_adopted_topic(station: Station, officer: User) -> None:
    meeting = MeetingFactory(station=station, begun=True, topics=[TopicFactory(station=station)])

    assert refused(lambda: actions.hold_meeting(meeting, by=officer, attendance=[])) == [""]


def test_a_meeting_is_recorded_after_it_began(station: Station, officer: User, topic: Topic) -> None:
    meeting = MeetingFactory(station=station, notified=True, topics=[topic])

    assert refused(lambda: actions.hold_meeting(meeting, by=officer, attendance=everyone_present(meeting))) == [""]


def test_rule_10_attendance_is_asked_of_every_representative_in_office(
    station: Station, officer: User, begun: Meeting, lead: Representative
) -> None:
    RepresentativeFactory(home_station=station, ends_on=begun.day - timedelta(days=1))
    forgotten = RepresentativeFactory(home_station=station, ends_on=begun.day)

    with pytest.raises(ValidationError) as refusal:
        actions.hold_meeting(begun, by=officer, attendance=[{"representative": lead, "status": "present"}])

    assert list(refusal.value.message_dict) == ["attendance"]
    assert forgotten.name in refusal.value.message_dict["attendance"][0]
    assert Meeting.objects.get().state == "notified"


def test_errors_of_the_record_name_their_rows_all_at_once(
    officer: User, begun: Meeting, topic: Topic, lead: Representative, department: Department
) -> None:
    came = [{"representative": lead, "status": "leave"}, {"representative": lead, "status": "present"}]
    promises = [
        promise(topic, department, measure="", due_on=None, responsible=""),
        promise(topic, department, due_on=in_days(-2)),
        promise(TopicFactory(), department),
    ]

    fields = refused(lambda: actions.hold_meeting(begun, by=officer, attendance=came, commitments=promises))

    assert sorted(fields) == [
        "attendance.0.reason", "attendance.1.representative", "commitments.0.due_on", "commitments.0.measure",
        "commitments.0.responsible", "commitments.1.due_on", "commitments.2.topic",
    ]  # fmt: skip
    assert Commitment.objects.count() == 0


def test_rule_11_a_department_without_a_date_stays_unclear_until_it_has_one(
    station: Station, officer: User, begun: Meeting, topic: Topic, department: Department
) -> None:
    actions.hold_meeting(begun, by=officer, attendance=everyone_present(begun))
    before = (list(unclear_departments(topic)), list(unclear_topics(Topic.objects.all())))

    actions.add_commitment(
        topic, by=officer, department=department, measure="更换路灯", due_on=in_days(30), responsible="李科长"
    )

    assert before == ([department], [topic])
    assert list(unclear_departments(topic)) == list(unclear_topics(Topic.objects.all())) == []
    assert LookBack.objects.of(topic).get().due_on == after("look_back_first", in_days(30))


@pytest.mark.parametrize("missing", ["measure", "due_on", "responsible"])
def test_rule_11_all_three_facts_are_required(
    station: Station, officer: User, department: Department, missing: str
) -> None:
    topic = TopicFactory(station=station, deliberated=True)
    given = promise(topic, department) | {missing: None if missing == "due_on" else ""}
    del given["topic"]

    assert refused(lambda: actions.add_commitment(topic, by=officer, **given)) == [missing]


# Minutes, corrections, annulment.


def test_minutes_are_confirmed_and_disclosed(station: Station, officer: User, lead: Representative) -> None:
    meeting = MeetingFactory(station=station, held=True, present=[lead])

    confirmed = actions.confirm_minutes(meeting, by=officer)
    disclosed = actions.disclose_meeting(confirmed, by=officer, public_text="召开议事会")

    assert timeline_of(meeting)[0].facts == {"present": 1}
    assert confirmed.minutes_confirmed_at is not None
    assert (disclosed.state, disclosed.public_text) == ("disclosed", "召开议事会")


def test_rule_37_after_confirmation_only_the_committee_corrects_the_attendance(
    station: Station, officer: User, lead: Representative
) -> None:
    meeting = MeetingFactory(station=station, held=True, present=[lead])
    change = {"representative": lead, "status": "leave", "reason": "住院" * 500}
    actions.correct_attendance(meeting, by=officer, **change)
    assert meeting.attendance.get().reason == "住院" * 500
    confirmed = actions.confirm_minutes(meeting, by=officer)

    with pytest.raises(IllegalMove, match=f"{officer.name} 确认会议纪要"):
        actions.correct_attendance(confirmed, by=officer, **change | {"status": "absent"})
    with pytest.raises(NotPermitted):
        actions.correct_attendance(confirmed, by=officer_of(StationFactory()), **change)
    actions.correct_attendance(confirmed, by=committee(), **change | {"status": "absent"})

    row = meeting.attendance.get()
    assert (row.status, row.reason) == ("absent", "")
    assert timeline_of(meeting)[-1].facts == {
        "representative": lead.pk, "name": lead.name, "status": "absent", "reason": "住院" * 500, "before": "leave",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("status", "who", "field"), [("present", "lead", "status"), ("absent", "guest", "representative")]
)
def test_a_correction_corrects_something(
    station: Station, officer: User, lead: Representative, status: str, who: str, field: str
) -> None:
    meeting = MeetingFactory(station=station, held=True, present=[lead])
    person = {"lead": lead, "guest": RepresentativeFactory()}[who]

    assert refused(
        lambda: actions.correct_attendance(meeting, by=officer, representative=person, status=status, reason="误")
    ) == [field]


def test_rule_37_annulling_sends_topics_without_outcome_back_to_the_agenda(
    station: Station, officer: User, begun: Meeting, topic: Topic, department: Department
) -> None:
    tracked = TopicFactory(station=station, adopted=True)
    begun.agenda.create(topic=tracked, position=2)
    promises = [promise(topic, department), promise(tracked, department)]
    held = actions.hold_meeting(begun, by=officer, attendance=everyone_present(begun), commitments=promises)
    actions.decide_outcome(tracked, by=officer, outcome="suggestion")

    annulled = actions.annul_meeting(held, by=committee(), reason="重复登记")

    states = dict(Topic.objects.values_list("pk", "state"))
    assert (annulled.state, states) == ("cancelled", {topic.pk: "adopted", tracked.pk: "tracked"})
    assert dict(Commitment.objects.values_list("topic", "state")) == {topic.pk: "ended", tracked.pk: "open"}
    assert dict(LookBack.objects.values_list("topic", "state")) == {topic.pk: "ended", tracked.pk: "planned"}
    assert plan(station, officer, topics=[Topic.objects.get(pk=topic.pk)]).state == "planned"


def test_annulling_ends_the_promises_of_several_topics_before_their_look_backs(
    station: Station, officer: User, begun: Meeting, topic: Topic, department: Department
) -> None:
    """In the order in which other moves lock them; the door refuses any other under test."""
    second = TopicFactory(station=station, adopted=True)
    begun.agenda.create(topic=second, position=2)
    promises = [promise(one, department) for one in (second, topic, second)]
    promises[2]["department"] = DepartmentFactory()
    held = actions.hold_meeting(begun, by=officer, attendance=everyone_present(begun), commitments=promises)

    actions.annul_meeting(held, by=committee(), reason="重复登记")

    assert set(Topic.objects.values_list("state", flat=True)) == {"adopted"}
    assert list(Commitment.objects.values_list("state", flat=True)) == ["ended"] * 3
    assert list(LookBack.objects.values_list("state", flat=True)) == ["ended"] * 2


def test_two_records_of_one_meeting_are_one(officer: User, begun: Meeting) -> None:
    actions.hold_meeting(begun, by=officer, attendance=everyone_present(begun))

    with pytest.raises(IllegalMove, match=officer.name):
        actions.hold_meeting(begun, by=officer, attendance=everyone_present(begun))

    assert begun.attendance.count() == 1


# The yearly minimum.


def test_rule_8_two_a_year_four_for_a_model_station(station: Station) -> None:
    model = StationFactory(is_model=True)
    MeetingFactory(station=model, held=True)
    MeetingFactory(station=model, confirmed=True)
    MeetingFactory(station=model, cancelled=True)
    MeetingFactory(station=model, starts_at=clock.now() + timedelta(minutes=1))
    MeetingFactory(station=model, held=True, starts_at=clock.now() - timedelta(days=400))
    year = clock.today().year

    found = minimums([station, model], year)

    assert [(m.required, m.held, m.planned, m.needed, m.met) for m in found.values()] == [
        (2, 0, 0, 2, False),
        (4, 2, 1, 1, False),
    ]
    assert dict(YearlyMinimum.objects.values_list("code", "meetings")) == {"station": 2, "model_station": 4}


@pytest.mark.parametrize(("day", "within_reach"), [("2026-12-28", True), ("2026-12-29", True), ("2026-12-30", False)])
def test_rule_8_says_when_the_minimum_cannot_be_reached_any_more(
    station: Station, day: str, within_reach: bool
) -> None:
    with time_machine.travel(f"{day} 09:00", tick=False):
        MeetingFactory(station=station, held=True, starts_at=clock.now() - timedelta(days=30))

        assert minimum_of(station, 2026).within_reach is within_reach


def test_look_backs_of_other_topics_stay(station: Station, officer: User, begun: Meeting) -> None:
    other = LookBackFactory(topic=CommitmentFactory(topic__station=station).topic)

    actions.hold_meeting(begun, by=officer, attendance=everyone_present(begun))

    assert list(LookBack.objects.all()) == [other]
