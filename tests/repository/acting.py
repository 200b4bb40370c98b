"""People with two roles, and how each thing is brought to where a composed permission is asked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.models import Department, User
from core import clock
from core.events import Event
from core.workflow import WORKFLOWS
from deliberations import actions as deliberations
from deliberations.enums import AttendanceStatus, MeetingState
from deliberations.models import MicroProject, Objection
from deliberations.rules import MEMBER
from stations import actions as stations
from stations.enums import Role
from stations.models import Representative, Station
from suggestions import actions as suggestions
from suggestions.enums import SupervisionKind
from tests.factories.accounts import DepartmentFactory, UserFactory
from tests.factories.councils import MicroProjectFactory, Session, picture
from tests.factories.councils import load_reference as load_council_reference
from tests.factories.deliberations import (
    CommitmentFactory,
    LookBackFactory,
    MeetingFactory,
    TopicFactory,
    in_days,
)
from tests.factories.stations import ConcernFactory, ContactFactory, RepresentativeFactory, StationFactory, appoint
from tests.factories.suggestions import TEXT, Case, case_in

OFFICER, COMMITTEE, SUBDISTRICT, DEPARTMENT = Role.OFFICER, Role.COMMITTEE, Role.SUBDISTRICT, Role.DEPARTMENT
REPRESENTATIVE = Role.REPRESENTATIVE


#: Roles without a place: whoever holds one holds it for every thing.
EVERYWHERE = {COMMITTEE}


@dataclass
class World:
    """A person with two roles, and the places where their conditions are true (`here`) or not (`elsewhere`)."""

    held: tuple[str, ...]
    true: frozenset[str]
    person: User
    here: Station
    elsewhere: Station
    department: Department
    mine: Representative | None = None

    @classmethod
    def of(cls, held: tuple[str, ...], true: frozenset[str]) -> "World":
        load_council_reference()
        return cls(held, true, UserFactory(), StationFactory(), StationFactory(), DepartmentFactory()).appointed()

    def appointed(self) -> "World":
        places: dict[str, tuple[Any, Any]] = {
            OFFICER: (self.here, self.elsewhere),
            SUBDISTRICT: (self.here.subdistrict, self.elsewhere.subdistrict),
            DEPARTMENT: (self.department, DepartmentFactory()),
        }
        for role in self.held:
            if role in places:
                # Elsewhere in any case: it must not be that place that is recorded.
                appoint(self.person, Role(role), places[role][1])
                if role in self.true:
                    appoint(self.person, Role(role), places[role][0])
            elif role == REPRESENTATIVE:
                self.mine = RepresentativeFactory(user=self.person, home_station=self._home)
                appoint(self.person, REPRESENTATIVE, self._home)
            elif role in EVERYWHERE:
                appoint(self.person, Role(role))
        return self

    @property
    def _home(self) -> Station:
        return self.here if REPRESENTATIVE in self.true else self.elsewhere

    @property
    def representative(self) -> Representative:
        """Whose matter it is: the person's own where that is what makes the condition true."""
        if self.mine and REPRESENTATIVE in self.true:
            return self.mine
        return RepresentativeFactory(home_station=self.here)

    def acting(self, role: str) -> str:
        """The role with its own place, as the record has it."""
        return {
            OFFICER: f"officer@{self.here.code}",
            SUBDISTRICT: f"subdistrict@{self.here.subdistrict.code}",
            DEPARTMENT: f"department@{self.department.code}",
            REPRESENTATIVE: f"representative@{self.here.code}",
            COMMITTEE: "committee",
            MEMBER: "council_member",
        }[role]

    def recorded(self, permission: str) -> set[str]:
        """In what capacity the person made the moves that the permission is about."""
        return {
            event.acting_for
            for event in Event.objects.filter(actor=self.person)
            if WORKFLOWS[event.noun][event.verb].permission == permission
        }


# The moves.


def project(world: World, **state: Any) -> MicroProject:
    return MicroProjectFactory(station=world.here, **state)


def study(world: World) -> None:
    topic = TopicFactory(station=world.here, lead=world.representative, adopted=True)
    deliberations.record_study(topic, by=world.person, waived_reason="情况清楚。")


def disclose_topic(world: World) -> None:
    deliberations.disclose_topic(
        TopicFactory(station=world.here, confirmed=True), by=world.person, public_text="已修。"
    )


def archive_topic(world: World) -> None:
    deliberations.archive_topic(TopicFactory(station=world.here, disclosed=True), by=world.person)


def correct_attendance(world: World, state: str = MeetingState.HELD) -> None:
    who = RepresentativeFactory(home_station=world.here)
    meeting = MeetingFactory(station=world.here, held=True, present=[who], state=state)
    given = {"representative": who, "status": AttendanceStatus.ABSENT, "reason": "记错了。"}
    deliberations.correct_attendance(meeting, by=world.person, **given)


def disclose_meeting(world: World) -> None:
    meeting = MeetingFactory(station=world.here, confirmed=True)
    deliberations.disclose_meeting(meeting, by=world.person, public_text="会议已召开。")


def promised(world: World) -> Any:
    return CommitmentFactory(topic=TopicFactory(station=world.here, tracked=True), department=world.department)


def report_done(world: World) -> None:
    deliberations.report_done(promised(world), by=world.person, note="已更换。")


def postpone(world: World) -> None:
    deliberations.postpone_commitment(promised(world), by=world.person, due_on=in_days(60), reason="缺料。")


def end_commitment(world: World) -> None:
    deliberations.end_commitment(promised(world), by=world.person, reason="改由社区办理。")


def plan_look_back(world: World) -> None:
    topic = TopicFactory(station=world.here, resolved=True)
    deliberations.plan_look_back(topic, by=world.person, due_on=in_days(30))


def end_look_back(world: World) -> None:
    look_back = LookBackFactory(topic=TopicFactory(station=world.here, resolved=True))
    deliberations.end_look_back(look_back, by=world.person, reason="不再推进。")


def propose_project(world: World) -> None:
    deliberations.propose_project(
        by=world.person, station=world.here, kind="works", title="凉亭", need="无遮阳。", benefit="凉亭一座。",
        people=80, budget=90_000, proposer="representative", representative=world.representative,
    )  # fmt: skip


def check_project(world: World) -> None:
    deliberations.check_project(project(world), by=world.person)


def shortlist_project(world: World) -> None:
    deliberations.shortlist_project(project(world, checked=True), by=world.person)


def decline_project(world: World) -> None:
    deliberations.decline_project(project(world), by=world.person, reason="属于物业职责。")


def object_to_project(world: World) -> None:
    deliberations.object_to_project(project(world, on_notice=True), by=world.person, text="挡光。")


def answer_objection(world: World) -> None:
    stopped = project(world, on_notice=True, notice_until=None, notice_left=3)
    Objection.objects.create(project=stopped, text="挡光。", raised_on=clock.today(), recorded_by=UserFactory())
    deliberations.answer_objection(stopped, by=world.person, answer="已移位。", upheld=False)


def report_progress(world: World) -> None:
    deliberations.report_progress(project(world, confirmed=True), by=world.person, percent=40, note="已开工。")


def accept_project(world: World) -> None:
    deliberations.accept_project(
        project(world, under_way=True), by=world.person, accepted_on=clock.today(), cost=90_000
    )


def disclose_project(world: World) -> None:
    deliberations.disclose_project(project(world, evaluated=True), by=world.person, public_text="已建成。")


def add_and_remove_photo(world: World) -> None:
    shown = project(world)
    deliberations.add_photo(shown, by=world.person, kind="before", photo=picture())
    deliberations.remove_photo(shown, by=world.person, photo=shown.photos.get(), reason="拍到路人。")


def confirm_and_reject_paper_counts(world: World) -> None:
    session = Session(3, station=world.here)
    if MEMBER in world.held:
        session.members[2].user = world.person
        session.members[2].save()
    session.open(present=3 if MEMBER in world.true else 2)
    session.paper([0], in_favour=1)
    deliberations.confirm_paper_count(session.council, by=world.person, project=session.project)
    session.paper([1], against=1)
    deliberations.reject_paper_count(session.council, by=world.person, project=session.project, reason="数错了。")


def reveal_contact(world: World) -> None:
    concern = ContactFactory(concern__station=world.here).concern
    stations.reveal_contact(concern, by=world.person, reason="回访")


def join_concern(world: World) -> None:
    concern, other = ConcernFactory.create_batch(2, station=world.here)
    stations.join_concern(concern, by=world.person, other=other)


def leave_group(world: World) -> None:
    member = ConcernFactory(station=world.here, joined_to=ConcernFactory(station=world.here))
    stations.leave_group(member, by=world.person)


def draft_suggestion(world: World) -> None:
    suggestions.draft_suggestion(
        by=world.person, sponsor=world.representative, instrument="between_sessions", **TEXT
    )  # fmt: skip


def revise_suggestion(world: World) -> None:
    case = Case(station=world.here)
    if REPRESENTATIVE in world.true:
        case.sponsor = world.representative
    suggestion = case.draft()
    suggestions.revise_suggestion(suggestion, by=world.person, instrument="between_sessions", **TEXT)


def discard_suggestion(world: World) -> None:
    case = Case(station=world.here)
    if REPRESENTATIVE in world.true:
        case.sponsor = world.representative
    suggestion = case.draft()
    if OFFICER in world.true:
        suggestion.author = world.person
        suggestion.save()
    suggestions.discard_suggestion(suggestion, by=world.person)


def tracked(world: World) -> Any:
    case = case_in("replied", Case(station=world.here))
    return case.unsatisfied().supervisions.get(kind=SupervisionKind.STATION)


def add_supervision_note(world: World) -> None:
    suggestions.add_supervision_note(tracked(world), by=world.person, text="已约谈。")


def close_supervision(world: World) -> None:
    suggestions.close_supervision(tracked(world), by=world.person, reason="已办结。")


#: Each composed permission: its roles in the order in which they are recorded, and a move that asks for it.
CELLS: dict[str, tuple[tuple[str, ...], Callable[[World], None]]] = {
    "stations.reveal_contact": ((OFFICER, COMMITTEE), reveal_contact),
    "stations.join_concern": ((COMMITTEE, OFFICER), join_concern),
    "stations.leave_group": ((COMMITTEE, OFFICER), leave_group),
    "deliberations.record_study": ((OFFICER, REPRESENTATIVE), study),
    "deliberations.disclose_topic": ((OFFICER, COMMITTEE), disclose_topic),
    "deliberations.archive_topic": ((OFFICER, COMMITTEE), archive_topic),
    "deliberations.correct_attendance": ((OFFICER, COMMITTEE), correct_attendance),
    "deliberations.disclose_meeting": ((OFFICER, COMMITTEE), disclose_meeting),
    "deliberations.report_done": ((OFFICER, DEPARTMENT), report_done),
    "deliberations.postpone_commitment": ((OFFICER, DEPARTMENT), postpone),
    "deliberations.end_commitment": ((OFFICER, COMMITTEE), end_commitment),
    "deliberations.plan_look_back": ((OFFICER, COMMITTEE), plan_look_back),
    "deliberations.end_look_back": ((OFFICER, COMMITTEE), end_look_back),
    "deliberations.propose_project": ((OFFICER, REPRESENTATIVE), propose_project),
    "deliberations.check_project": ((OFFICER, SUBDISTRICT), check_project),
    "deliberations.shortlist_project": ((OFFICER, SUBDISTRICT), shortlist_project),
    "deliberations.decline_project": ((OFFICER, SUBDISTRICT), decline_project),
    "deliberations.object_to_project": ((OFFICER, REPRESENTATIVE, COMMITTEE), object_to_project),
    "deliberations.answer_objection": ((OFFICER, SUBDISTRICT), answer_objection),
    "deliberations.report_progress": ((OFFICER, SUBDISTRICT), report_progress),
    "deliberations.accept_project": ((OFFICER, SUBDISTRICT), accept_project),
    "deliberations.disclose_project": ((OFFICER, COMMITTEE), disclose_project),
    "deliberations.add_photo": ((OFFICER, SUBDISTRICT), add_and_remove_photo),
    "deliberations.confirm_paper_count": ((OFFICER, SUBDISTRICT, COMMITTEE, MEMBER), confirm_and_reject_paper_counts),
    "suggestions.draft_suggestion": ((REPRESENTATIVE, OFFICER), draft_suggestion),
    "suggestions.discard_suggestion": ((REPRESENTATIVE, OFFICER), discard_suggestion),
    "suggestions.revise_suggestion": ((REPRESENTATIVE, OFFICER), revise_suggestion),
    "suggestions.add_supervision_note": ((COMMITTEE, OFFICER), add_supervision_note),
    "suggestions.close_supervision": ((COMMITTEE, OFFICER), close_supervision),
}
