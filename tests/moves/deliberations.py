"""How each move of this app is made in a test."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Department, User
from core import clock
from deliberations import actions
from deliberations.enums import Choice
from deliberations.models import Topic
from stations.enums import Role
from tests.factories.accounts import DepartmentFactory, UserFactory
from tests.factories.councils import CouncilFactory, CouncilMemberFactory, MicroProjectFactory, Session, picture
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
    appoint,
    committee,
    load_clocks,
    officer_of,
)
from tests.moves import Case

Stage = Callable[[], tuple[Any, User]]
TOPIC, MEETING = "deliberations.topic", "deliberations.meeting"
COMMITMENT, LOOK_BACK = "deliberations.commitment", "deliberations.lookback"
PROJECT, COUNCIL = "deliberations.microproject", "deliberations.council"
MEMBER = "deliberations.councilmember"
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


def project(state: str = "", who: str = "officer", *steps: Callable[[Any, User], Any]) -> Stage:
    """A micro-project, with an officer at its station and somebody of its subdistrict, one of whom makes the move."""

    def make() -> tuple[Any, User]:
        thing, officer = of_officer(MicroProjectFactory, **({state: True} if state else {}))()
        subdistrict = appoint(UserFactory(), Role.SUBDISTRICT, thing.station.subdistrict)
        for step in steps:
            step(thing, officer)
        thing.refresh_from_db()
        return thing, {"officer": officer, "subdistrict": subdistrict}[who]

    return make


def objected(thing: Any, officer: User) -> None:
    actions.object_to_project(thing, by=officer, text="离住宅太近。")


def photographed(thing: Any, officer: User) -> None:
    actions.add_photo(thing, by=officer, kind="before", photo=picture())


def council(*steps: Callable[[Session], Any], projects: int = 1) -> Stage:
    """A council whose time has come, and the liaison officer who runs it."""

    def make() -> tuple[Any, User]:
        session = Session(projects=projects)
        for step in steps:
            step(session)
        session.council.refresh_from_db()
        return session.council, session.officer

    return make


def planned_council() -> tuple[Any, User]:
    session = Session()
    session.council.items.all().delete()
    return CouncilFactory(station=session.station, projects=session.projects), session.officer


def on_paper(session: Session) -> None:
    session.open().paper([0, 1], in_favour=2)


def by_somebody_else(stage: Stage) -> Stage:
    def make() -> tuple[Any, User]:
        thing, _officer = stage()
        return thing, officer_of(thing.station)

    return make


def all_voted(session: Session) -> None:
    session.voted(Choice.FOR, Choice.FOR, Choice.FOR)


def votes_closed(session: Session) -> None:
    session.open()
    for member in range(3):
        session.cast(member, Choice.FOR)
    session.close_item()


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


def described(thing: Any) -> dict[str, Any]:
    names = ("kind", "title", "benefit", "people", "budget")
    return {name: getattr(thing, name) for name in names} | {"need": "老人没有遮阳避雨的地方。"}


class Sent(SimpleUploadedFile):
    """A file that is there again when the form is sent again."""

    def read(self, *args: Any) -> bytes:
        self.seek(0)
        return self.file.read(*args)


def a_photo(_thing: Any) -> dict[str, Any]:
    return {"kind": "before", "photo": Sent("photo.jpg", picture().read(), "image/jpeg")}


def answered(thing: Any) -> dict[str, Any]:
    return {"objection": thing.objections.get().pk, "upheld": "no", "answer": "已调整位置。"}


def accepted(_thing: Any) -> dict[str, Any]:
    return {"accepted_on": clock.today().isoformat(), "cost": 175_000}


def everybody_there(thing: Any) -> dict[str, Any]:
    return {"present": list(thing.station.council_members.values_list("pk", flat=True))}


def of_first(thing: Any) -> dict[str, Any]:
    """The first project of the list."""
    return {"project": thing.items.order_by("position")[0].project_id}


def changed_council(thing: Any) -> dict[str, Any]:
    return planned(thing) | {"secrecy": "open", "projects": [of_first(thing)["project"]]}


def recused(thing: Any) -> dict[str, Any]:
    return of_first(thing) | {"member": thing.seats.order_by("number")[0].member_id, "reason": "亲属施工。"}


def papers(thing: Any) -> dict[str, Any]:
    members = list(thing.seats.order_by("number").values_list("member", flat=True)[:2])
    return of_first(thing) | {"members": members, "in_favour": 2, "against": 0, "abstained": 0}


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
    Case(PROJECT, "revise", project(), described),
    Case(PROJECT, "check", project()),
    Case(PROJECT, "shortlist", project("checked")),
    Case(PROJECT, "object", project("on_notice"), lambda p: {"text": "离住宅太近。"}),
    Case(PROJECT, "answer_objection", project("on_notice", "officer", objected), answered),
    Case(PROJECT, "confirm", project("notice_over", "subdistrict")),
    Case(PROJECT, "report_progress", project("confirmed"), lambda p: {"percent": 20, "note": "完成基础施工。"}),
    Case(PROJECT, "accept", project("under_way"), accepted),
    Case(PROJECT, "evaluate", project("accepted"), lambda p: {"rating": "satisfied", "note": "居民满意。"}),
    Case(PROJECT, "disclose", project("evaluated"), lambda p: PUBLISHED),
    Case(PROJECT, "add_photo", project("shortlisted"), a_photo),
    Case(
        PROJECT, "remove_photo", project("shortlisted", "officer", photographed),
        lambda p: REASON | {"photo": p.photos.get().pk},
    ),
    Case(PROJECT, "decline", project("checked"), lambda p: REASON),
    Case(COUNCIL, "notify", planned_council),
    Case(COUNCIL, "change", planned_council, changed_council),
    Case(COUNCIL, "open", council(), everybody_there),
    Case(COUNCIL, "record_presence", council(Session.open), everybody_there),
    Case(COUNCIL, "recuse", council(Session.open), recused),
    Case(COUNCIL, "enter_paper_count", council(Session.open), papers),
    Case(COUNCIL, "confirm_paper_count", by_somebody_else(council(on_paper)), of_first),
    Case(COUNCIL, "reject_paper_count", council(on_paper), lambda c: of_first(c) | REASON),
    Case(COUNCIL, "close_item", council(Session.open), of_first),
    Case(COUNCIL, "close", council(votes_closed), lambda c: {"note": "逐项表决。"}),
    Case(COUNCIL, "confirm_minutes", council(all_voted), lambda c: {"note": "逐项表决，全部通过。"}),
    Case(
        COUNCIL, "override", by_committee(council(all_voted, projects=2)), lambda c: of_first(c) | REASON | {"rank": 2}
    ),
    Case(COUNCIL, "cancel", planned_council, lambda c: REASON),
    Case(MEMBER, "leave", of_officer(CouncilMemberFactory), lambda m: REASON | {"ends_on": clock.today().isoformat()}),
]  # fmt: skip
