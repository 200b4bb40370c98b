"""What was promised, and going back to see: rules 11 and 13."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Department, User
from core import clock
from core.access import NotPermitted
from core.workflow import timeline_of
from deliberations import actions
from deliberations.actions.schedule import SCHEDULE
from deliberations.models import LookBack
from stations.models import Representative, Station
from tests.factories.accounts import DepartmentFactory
from tests.factories.deliberations import CommitmentFactory, LookBackFactory, TopicFactory, after, in_days
from tests.factories.stations import handler_of


def refused(call: Any) -> list[str]:
    """The fields that a refusal names; "" for one that concerns the whole."""
    with pytest.raises(ValidationError) as refusal:
        call()
    return list(getattr(refusal.value, "error_dict", {"": None}))


def record(look_back: LookBack, by: User, result: str, **more: Any) -> LookBack:
    given = {"visited_on": clock.today(), "residents_agree": True, "note": "现场查看"} | more
    return actions.record_look_back(look_back, by=by, result=result, **given)


# Commitments.


def test_rule_11_officer_or_department_reports_a_commitment_done(
    station: Station, officer: User, department: Department
) -> None:
    ours, theirs = CommitmentFactory.create_batch(2, topic__station=station, department=department)

    by_officer = actions.report_done(ours, by=officer, note="全部更换")
    by_department = actions.report_done(theirs, by=handler_of(department))

    assert [c.state for c in (by_officer, by_department)] == ["done", "done"]
    assert (by_officer.done_note, by_officer.done_at is not None) == ("全部更换", True)


def test_another_department_cannot_report_it_done(station: Station) -> None:
    with pytest.raises(NotPermitted):
        actions.report_done(CommitmentFactory(), by=handler_of(DepartmentFactory()))


def test_rule_11_postponing_keeps_the_first_promise_and_moves_the_look_back(
    station: Station, department: Department
) -> None:
    commitment = CommitmentFactory(topic__station=station, department=department, due_on=in_days(10))
    look_back = LookBackFactory(topic=commitment.topic, due_on=after("look_back_first", in_days(10)))

    postponed = actions.postpone_commitment(
        commitment, by=handler_of(department), due_on=in_days(25), reason="材料未到"
    )

    look_back.refresh_from_db()
    assert (postponed.first_due_on, postponed.due_on) == (in_days(10), in_days(25))
    assert look_back.due_on == after("look_back_first", in_days(25))
    assert [event.actor_name for event in timeline_of(look_back)] == ["系统"]


def test_a_later_look_back_does_not_move_with_the_promise(station: Station, officer: User) -> None:
    commitment = CommitmentFactory(topic__station=station)
    first = LookBackFactory(topic=commitment.topic, recorded=True)
    second = LookBackFactory(topic=commitment.topic, previous=first)

    actions.postpone_commitment(commitment, by=officer, due_on=in_days(90), reason="材料未到")

    assert LookBack.objects.get(pk=second.pk).due_on == second.due_on


@pytest.mark.parametrize("days", [-1, 30, 9999])
def test_postponing_goes_forward_and_not_for_ever(station: Station, officer: User, days: int) -> None:
    commitment = CommitmentFactory(topic__station=station, due_on=in_days(30))

    assert refused(lambda: actions.postpone_commitment(commitment, by=officer, due_on=in_days(days), reason="雨")) == [
        "due_on"
    ]


def test_a_department_may_be_released(station: Station, officer: User) -> None:
    commitment = CommitmentFactory(topic__station=station)

    ended = actions.end_commitment(commitment, by=officer, reason="改由社区办理")

    assert (ended.state, ended.ended_reason) == ("ended", "改由社区办理")


# Look-backs.


def test_rule_13_implemented_confirms_a_resolved_topic(station: Station, officer: User) -> None:
    topic = TopicFactory(station=station, resolved=True)

    recorded = record(LookBackFactory(topic=topic), officer, "implemented")

    topic.refresh_from_db()
    assert (recorded.state, recorded.result, recorded.recorded_by) == ("recorded", "implemented", officer)
    assert (topic.state, topic.confirmed_at is not None) == ("confirmed", True)
    assert LookBack.objects.planned().count() == 0


def test_all_that_was_seen_stands_at_the_commitment(station: Station, officer: User) -> None:
    commitment = CommitmentFactory(station=station)
    seen = "逐盏检查，" * 800

    record(LookBackFactory(topic=None, commitment=commitment), officer, "implemented", note=seen)

    commitment.refresh_from_db()
    assert (commitment.state, commitment.done_note) == ("done", seen)


@pytest.mark.parametrize("state", ["deliberated", "tracked"])
def test_rule_13_implemented_needs_the_one_who_tracked_it_first(station: Station, officer: User, state: str) -> None:
    look_back = LookBackFactory(topic=TopicFactory(station=station, **{state: True}))

    assert refused(lambda: record(look_back, officer, "implemented")) == ["result"]
    assert LookBack.objects.get().state == "planned"


@pytest.mark.parametrize("state", ["resolved", "confirmed", "disclosed"])
def test_rule_13_not_done_reopens_with_its_reason(station: Station, officer: User, state: str) -> None:
    topic = TopicFactory(station=station, **{state: True})
    look_back = LookBackFactory(topic=topic)

    record(look_back, officer, "not_done", note="路灯又灭了")

    topic.refresh_from_db()
    assert (topic.state, topic.resolved_at, topic.confirmed_at, topic.disclosed_at) == ("tracked", None, None, None)
    event = timeline_of(topic)[-1]
    assert event.verb == "reopen"
    assert event.facts == {"look_back": look_back.pk, "reason": "路灯又灭了", "tracker": topic.lead_id}


@pytest.mark.parametrize("result", ["half_done", "not_done"])
def test_rule_13_anything_less_is_looked_at_again_after_sixty_days(
    station: Station, officer: User, result: str
) -> None:
    topic = TopicFactory(station=station, resolved=True)
    first = LookBackFactory(topic=topic)

    record(first, officer, result, visited_on=in_days(-3))

    again = LookBack.objects.planned().get()
    assert (again.topic, again.previous, again.due_on) == (topic, first, after("look_back_again", in_days(-3)))
    assert (again.due_on - in_days(-3)).days == 60


def test_rule_13_half_done_neither_confirms_nor_reopens(station: Station, officer: User) -> None:
    topic = TopicFactory(station=station, resolved=True)

    record(LookBackFactory(topic=topic), officer, "half_done")

    topic.refresh_from_db()
    assert topic.state == "resolved"


def test_rule_13_round_after_round_until_implemented(station: Station, officer: User, lead: Representative) -> None:
    topic = TopicFactory(station=station, resolved=True)
    LookBackFactory(topic=topic)

    record(LookBack.objects.planned().get(), officer, "not_done")
    topic.refresh_from_db()
    actions.resolve_topic(topic, by=officer, note="又修好了", tracker=lead)
    record(LookBack.objects.planned().get(), officer, "implemented")

    topic.refresh_from_db()
    assert (topic.state, topic.tracker) == ("confirmed", lead)
    assert [event.verb for event in timeline_of(topic)] == ["reopen", "resolve", "confirm"]


def test_rule_13_look_backs_end_with_a_reason(station: Station, officer: User) -> None:
    ended = actions.end_look_back(LookBackFactory(topic__station=station), by=officer, reason="道路改建")

    assert (ended.state, ended.ended_reason) == ("ended", "道路改建")


def test_rule_13_a_confirmed_topic_can_be_looked_at_once_more(station: Station, officer: User) -> None:
    topic = TopicFactory(station=station, confirmed=True)

    look_back = actions.plan_look_back(topic, by=officer, due_on=in_days(90))

    assert (look_back.state, look_back.due_on, look_back.station) == ("planned", in_days(90), station)
    assert refused(lambda: actions.plan_look_back(topic, by=officer, due_on=in_days(99))) == [""]


@pytest.mark.parametrize("days", [-1, 9999])
def test_a_person_plans_ahead_and_not_for_ever(station: Station, officer: User, days: int) -> None:
    topic = TopicFactory(station=station, confirmed=True)

    assert refused(lambda: actions.plan_look_back(topic, by=officer, due_on=in_days(days))) == ["due_on"]


def test_what_follows_from_a_past_promise_is_due_at_once(station: Station) -> None:
    topic = TopicFactory(station=station, confirmed=True)

    assert actions.plan_look_back(topic, by=SCHEDULE, due_on=in_days(-9)).due_on == in_days(-9)


def test_the_database_keeps_one_planned_look_back_per_topic(station: Station) -> None:
    topic = TopicFactory(station=station, resolved=True)
    LookBackFactory(topic=topic)

    with pytest.raises(IntegrityError), transaction.atomic():
        LookBackFactory(topic=topic)


@pytest.mark.parametrize("state", ["collected", "adopted", "archived"])
def test_nothing_to_look_back_on(station: Station, officer: User, state: str) -> None:
    topic = TopicFactory(station=station, state=state)

    assert refused(lambda: actions.plan_look_back(topic, by=officer, due_on=in_days(9))) == [""]


@pytest.mark.parametrize(
    ("before", "result", "state"),
    [
        ("open", "implemented", "done"),
        ("open", "not_done", "open"),
        ("done", "not_done", "open"),
        ("done", "half_done", "done"),
    ],
)
def test_rule_13_what_was_seen_counts_more_than_what_was_reported(
    station: Station, officer: User, before: str, result: str, state: str
) -> None:
    commitment = CommitmentFactory(topic__station=station, state=before)
    look_back = actions.plan_look_back(commitment, by=officer, due_on=in_days(5))

    record(look_back, officer, result)

    commitment.refresh_from_db()
    assert commitment.state == state


@pytest.mark.parametrize("days", [1, -367])
def test_a_look_back_was_made_within_the_past_year(station: Station, officer: User, days: int) -> None:
    look_back = LookBackFactory(topic__station=station)

    assert refused(lambda: record(look_back, officer, "half_done", visited_on=in_days(days))) == ["visited_on"]


def test_a_failing_step_leaves_nothing_half_done(
    station: Station, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = TopicFactory(station=station, confirmed=True)
    look_back = LookBackFactory(topic=topic)

    def fails(*args: Any) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("deliberations.actions.look_backs.next_look_back", fails)
    with pytest.raises(RuntimeError, match="power cut"):
        record(look_back, officer, "not_done")

    topic.refresh_from_db()
    look_back.refresh_from_db()
    assert (topic.state, look_back.state, timeline_of(topic)) == ("confirmed", "planned", [])
