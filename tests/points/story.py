"""Meetings and look-backs played through the actions: what earns points, and what undoes it."""

from typing import Any

from accounts.models import User
from core import clock
from deliberations import actions
from deliberations.enums import AttendanceStatus, LookBackResult
from deliberations.models import LookBack, Meeting, Topic
from stations.models import Representative
from tests.factories.deliberations import MeetingFactory, everyone_present


def meet(officer: User, *topics: Topic, absent: Representative | None = None, **fields: Any) -> Meeting:
    """A meeting held on the topics an hour ago, everybody of the station present but one."""
    meeting = MeetingFactory(station=topics[0].station, begun=True, topics=topics, **fields)
    attendance = everyone_present(meeting)
    for row in attendance:
        if row["representative"] == absent:
            row["status"] = AttendanceStatus.ABSENT
    return actions.hold_meeting(meeting, by=officer, attendance=attendance, residents_present=5)


def confirm(meeting: Meeting, officer: User) -> Meeting:
    """The minutes, and with them the attendance list, confirmed."""
    return actions.confirm_minutes(meeting, by=officer)


def look(topic: Topic, officer: User, result: str = LookBackResult.IMPLEMENTED, note: str = "现场查看。") -> LookBack:
    """A look-back on the topic today, with the result."""
    planned = LookBack.objects.of(topic).planned().first() or actions.plan_look_back(
        topic, by=officer, due_on=clock.today()
    )
    return actions.record_look_back(planned, by=officer, visited_on=clock.today(), result=result, note=note)


def resolve(topic: Topic, officer: User, tracker: Representative) -> Topic:
    """A deliberated topic brought to its resolution, not confirmed yet."""
    topic.refresh_from_db()
    if topic.state == "deliberated":
        topic = actions.decide_outcome(topic, by=officer, outcome="suggestion")
    return actions.resolve_topic(topic, by=officer, note="已解决。", tracker=tracker)
