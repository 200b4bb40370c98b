"""How each move of this app is made in a test."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from accounts.models import Department, User
from core import clock
from deliberations.models import Topic
from tests.factories.accounts import DepartmentFactory
from tests.factories.deliberations import (
    CommitmentFactory,
    LookBackFactory,
    MeetingFactory,
    TopicFactory,
    in_days,
    load_reference,
)
from tests.factories.stations import (
    ConcernFactory,
    RepresentativeFactory,
    StationFactory,
    committee,
    load_clocks,
    officer_of,
)
from tests.moves import Case

Stage = Callable[[], tuple[Any, User]]
TOPIC, MEETING = "deliberations.topic", "deliberations.meeting"
COMMITMENT, LOOK_BACK = "deliberations.commitment", "deliberations.lookback"
REASON = {"reason": "理由说明。"}
PUBLISHED = {"public_text": "社区东门路灯已经修好。"}


def of_officer(factory: Any, **traits: Any) -> Stage:
    """A thing as the factory makes it, and the liaison officer of its station."""

    def make() -> tuple[Any, User]:
        load_clocks()
        load_reference()
        thing = factory(**traits)
        return thing, officer_of(thing.station)

    return make


def topic(**traits: Any) -> Stage:
    """A topic with two concerns behind it and a department that it touches."""

    def make() -> tuple[Any, User]:
        thing, officer = of_officer(TopicFactory, **traits)()
        thing.concerns.set([ConcernFactory(station=thing.station) for _ in range(2)])
        thing.departments.set([DepartmentFactory()])
        return thing, officer

    return make


def promised(**traits: Any) -> Stage:
    """A topic on which two departments have promised something, with a look-back planned."""

    def make() -> tuple[Any, User]:
        thing, officer = topic(**traits)()
        CommitmentFactory(topic=thing)
        CommitmentFactory(topic=thing)
        LookBackFactory(topic=thing)
        return thing, officer

    return make


def beside_another() -> tuple[Any, User]:
    thing, officer = topic()()
    TopicFactory(station=thing.station)
    return thing, officer


def meeting(state: str = "", *, topic_in: str = "adopted") -> Stage:
    """A meeting with two topics and a representative of the station, who was present where it was held."""

    def make() -> tuple[Any, User]:
        station = StationFactory()
        who = RepresentativeFactory(home_station=station)
        topics = [TopicFactory(station=station, lead=who, **{topic_in: True}) for _ in range(2)]
        present = [who] if state in ("held", "confirmed") else []
        traits = {state: True} if state else {}
        return of_officer(MeetingFactory, station=station, topics=topics, present=present, **traits)()

    return make


def by_committee(stage: Stage) -> Stage:
    return lambda: (stage()[0], committee())


def looked_back_on_promise() -> tuple[Any, User]:
    return of_officer(LookBackFactory, topic=None, commitment=CommitmentFactory())()


def written(thing: Any) -> dict[str, Any]:
    return {"title": thing.title, "statement": "路灯损坏增多。", "lead": thing.lead_id, "livelihood": "on"}


def another(thing: Any) -> dict[str, Any]:
    return {"into": Topic.objects.exclude(pk=thing.pk).get().pk}


def a_free_concern(thing: Any) -> dict[str, Any]:
    return {"concerns": [ConcernFactory(station=thing.station).pk]}


def a_promise(_thing: Any) -> dict[str, Any]:
    department = Department.objects.order_by("pk").values_list("pk", flat=True)[0]
    return {"department": department, "measure": "更换路灯", "due_on": in_days(20).isoformat(), "responsible": "李科长"}


def planned(session: Any) -> dict[str, Any]:
    starts_at = clock.now() + timedelta(days=9)
    return {"starts_at": starts_at.strftime("%Y-%m-%dT%H:%M"), "place": "社区会议室"}


def attended(thing: Any) -> dict[str, Any]:
    people = thing.station.representatives.values_list("pk", flat=True)
    return {f"attendance-{pk}-status": "present" for pk in people} | {"residents_present": 6, "note": "逐项讨论。"}


def corrected(thing: Any) -> dict[str, Any]:
    return REASON | {"representative": thing.attendance.get().representative_id, "status": "absent"}


def seen(result: str) -> Callable[[Any], dict[str, Any]]:
    return lambda thing: {"visited_on": clock.today().isoformat(), "result": result, "residents_agree": "true"}


CASES: list[Case] = [
    Case(TOPIC, "adopt", topic()),
    Case(TOPIC, "record_study", topic(adopted=True), lambda t: {"studied_on": clock.today(), "note": "三盏灯不亮。"}),
    Case(TOPIC, "revise", topic(), written),
    Case(TOPIC, "gather", topic(), a_free_concern),
    Case(TOPIC, "add_commitment", promised(deliberated=True), a_promise),
    Case(TOPIC, "decide_outcome", promised(deliberated=True), lambda t: {"outcome": "not_pursued"} | REASON),
    Case(
        TOPIC, "resolve", promised(tracked=True), lambda t: {"note": "路灯已全部更换。", "tracker": t.lead_id}
    ),
    Case(TOPIC, "disclose", promised(confirmed=True), lambda t: PUBLISHED),
    Case(TOPIC, "archive", promised(disclosed=True)),
    Case(TOPIC, "merge", beside_another, another),
    Case(TOPIC, "decline", topic(adopted=True), lambda t: REASON),
    Case(MEETING, "notify", meeting()),
    Case(MEETING, "change", meeting(), planned),
    Case(MEETING, "hold", meeting("begun"), attended),
    Case(MEETING, "confirm_minutes", meeting("held", topic_in="deliberated")),
    Case(MEETING, "correct_attendance", meeting("held", topic_in="deliberated"), corrected),
    Case(MEETING, "disclose", meeting("confirmed", topic_in="tracked"), lambda m: PUBLISHED),
    Case(MEETING, "cancel", meeting("notified"), lambda m: REASON),
    Case(MEETING, "annul", by_committee(meeting("confirmed", topic_in="deliberated")), lambda m: REASON),
    Case(COMMITMENT, "report_done", of_officer(CommitmentFactory), lambda c: {"note": "已更换。"}),
    Case(
        COMMITMENT, "postpone", of_officer(CommitmentFactory), lambda c: {"due_on": in_days(50).isoformat()} | REASON
    ),
    Case(COMMITMENT, "end", of_officer(CommitmentFactory), lambda c: REASON),
    Case(LOOK_BACK, "record", of_officer(LookBackFactory), seen("not_done")),
    Case(LOOK_BACK, "end", looked_back_on_promise, lambda b: REASON),
]  # fmt: skip
