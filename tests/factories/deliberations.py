"""Topics, meetings, commitments and look-backs in every state."""

from datetime import date, timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from core import clock
from core.clocks import due
from deliberations import reference
from deliberations.enums import (
    AttendanceStatus,
    CommitmentState,
    LookBackResult,
    LookBackState,
    MeetingState,
    Outcome,
    TopicState,
)
from deliberations.models import AgendaItem, Attendance, Commitment, LookBack, Meeting, Topic
from tests.factories.accounts import DepartmentFactory, UserFactory
from tests.factories.stations import RepresentativeFactory, StationFactory


def load_reference() -> None:
    """The clocks and yearly minimums of this app as the reference file has them."""
    reference.load()


class TopicFactory(DjangoModelFactory):
    """A topic just proposed; traits are named after the later states."""

    class Meta:
        model = Topic
        skip_postgeneration_save = True

    class Params:
        adopted = factory.Trait(state=TopicState.ADOPTED)
        studied = factory.Trait(state=TopicState.STUDIED)
        deliberated = factory.Trait(
            state=TopicState.DELIBERATED, outcome_due_on=factory.LazyFunction(lambda: in_days(5))
        )
        tracked = factory.Trait(
            state=TopicState.TRACKED, outcome=Outcome.SUGGESTION, outcome_at=factory.LazyFunction(clock.now)
        )
        resolved = factory.Trait(
            tracked=True, state=TopicState.RESOLVED, resolved_at=factory.LazyFunction(clock.now),
            tracker=factory.SelfAttribute("lead"), resolve_note="路灯已全部更换。",
        )  # fmt: skip
        confirmed = factory.Trait(
            resolved=True, state=TopicState.CONFIRMED, confirmed_at=factory.LazyFunction(clock.now)
        )
        disclosed = factory.Trait(
            confirmed=True, state=TopicState.DISCLOSED, disclosed_at=factory.LazyFunction(clock.now),
            public_text="社区东门路灯已经修好。",
        )  # fmt: skip
        archived = factory.Trait(disclosed=True, state=TopicState.ARCHIVED)
        declined = factory.Trait(state=TopicState.DECLINED, decline_reason="不属于议事范围。")

    station = factory.SubFactory(StationFactory)
    title = factory.Sequence(lambda n: f"关于整治社区东门照明的议题{n}")
    statement = "社区东门一带路灯损坏较多，夜间出行不安全，建议统一更换。"
    lead = factory.SubFactory(RepresentativeFactory, home_station=factory.SelfAttribute("..station"))

    @factory.post_generation
    def concerns(self: Any, create: bool, given: Any, **kwargs: Any) -> None:
        self.concerns.set(given or [])

    @factory.post_generation
    def departments(self: Any, create: bool, given: Any, **kwargs: Any) -> None:
        self.departments.set(given or [])


class MeetingFactory(DjangoModelFactory):
    """A meeting planned for a week from now; traits are named after the later states."""

    class Meta:
        model = Meeting
        skip_postgeneration_save = True

    class Params:
        notified = factory.Trait(state=MeetingState.NOTIFIED, notified_at=factory.LazyFunction(clock.now))
        begun = factory.Trait(notified=True, starts_at=factory.LazyFunction(lambda: clock.now() - timedelta(hours=1)))
        held = factory.Trait(
            begun=True, state=MeetingState.HELD, held_at=factory.LazyFunction(clock.now), residents_present=6,
            minutes_due_on=factory.LazyFunction(lambda: in_days(5)),
        )  # fmt: skip
        confirmed = factory.Trait(
            held=True, state=MeetingState.CONFIRMED, minutes_confirmed_at=factory.LazyFunction(clock.now)
        )
        disclosed = factory.Trait(
            confirmed=True, state=MeetingState.DISCLOSED, disclosed_at=factory.LazyFunction(clock.now),
            public_text="社区召开代表议事会。",
        )  # fmt: skip
        cancelled = factory.Trait(state=MeetingState.CANCELLED, cancel_reason="暴雨。")

    station = factory.SubFactory(StationFactory)
    starts_at = factory.LazyFunction(lambda: clock.now() + timedelta(days=7))
    place = "社区党群服务中心"
    notice_due_on = factory.LazyAttribute(lambda meeting: meeting.starts_at.date() - timedelta(days=3))

    @factory.post_generation
    def topics(self: Any, create: bool, given: Any, **kwargs: Any) -> None:
        took_place = self.state in (MeetingState.HELD, MeetingState.CONFIRMED, MeetingState.DISCLOSED)
        for position, topic in enumerate(given or [], 1):
            AgendaItem.objects.create(meeting=self, topic=topic, position=position, deliberated=took_place)

    @factory.post_generation
    def present(self: Any, create: bool, given: Any, **kwargs: Any) -> None:
        for who in given or []:
            Attendance.objects.create(meeting=self, representative=who, status=AttendanceStatus.PRESENT)


class CommitmentFactory(DjangoModelFactory):
    """A commitment that still runs; traits are named after the later states."""

    class Meta:
        model = Commitment

    class Params:
        done = factory.Trait(state=CommitmentState.DONE, done_at=factory.LazyFunction(clock.now))
        ended = factory.Trait(state=CommitmentState.ENDED, ended_reason="改由社区办理。")

    topic = factory.SubFactory(TopicFactory, tracked=True)
    station = factory.SelfAttribute("topic.station")
    department = factory.SubFactory(DepartmentFactory)
    measure = "更换东门一带全部路灯"
    due_on = factory.LazyFunction(lambda: in_days(30))
    first_due_on = factory.SelfAttribute("due_on")
    responsible = "李科长"


class LookBackFactory(DjangoModelFactory):
    """A look-back planned on a topic; traits are named after the later states."""

    class Meta:
        model = LookBack

    class Params:
        recorded = factory.Trait(
            state=LookBackState.RECORDED, result=LookBackResult.IMPLEMENTED,
            visited_on=factory.LazyFunction(clock.today), recorded_at=factory.LazyFunction(clock.now),
            recorded_by=factory.SubFactory(UserFactory),
        )  # fmt: skip
        ended = factory.Trait(state=LookBackState.ENDED, ended_reason="议题不再推进。")

    topic = factory.SubFactory(TopicFactory, resolved=True)
    station = factory.LazyAttribute(lambda look_back: (look_back.topic or look_back.commitment).station)
    title = factory.LazyAttribute(lambda look_back: str(look_back.topic or look_back.commitment))
    due_on = factory.LazyFunction(lambda: in_days(60))


def in_days(days: int) -> date:
    """A day some days from now."""
    return clock.today() + timedelta(days=days)


def after(code: str, day: date) -> date:
    """When the clock of deliberations, started on the day, runs out."""
    return due(f"deliberations.{code}", day).on


def everyone_present(meeting: Meeting) -> list[dict[str, Any]]:
    """An attendance list on which every representative of the station was there."""
    present = meeting.station.representatives.order_by("pk")
    return [{"representative": who, "status": AttendanceStatus.PRESENT} for who in present]
