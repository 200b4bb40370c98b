"""One station with a whole story, and one person of every kind around it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.test import Client

from accounts.models import User
from core import clock
from deliberations.actions import correct_attendance
from points.models import LedgerEntry, PointsQuery, PointsRule
from stations.enums import Role
from stations.models import Concern, Station, Visit
from suggestions import actions
from tests.factories import deliberations, points
from tests.factories.accounts import DepartmentFactory, UserFactory
from tests.factories.councils import Session
from tests.factories.deliberations import CommitmentFactory, LookBackFactory, MeetingFactory, TopicFactory
from tests.factories.followups import ReminderFactory
from tests.factories.points import PointsQueryFactory
from tests.factories.stations import (
    ConcernFactory,
    ContactFactory,
    RepresentativeFactory,
    StationFactory,
    VisitFactory,
    appoint,
    handler_of,
    load_clocks,
    officer_of,
)
from tests.factories.suggestions import Case

#: Texts that stand nowhere but in the one thing, by the sight that they need.
SECRETS = {
    "concern": "暗号甲：邻居半夜敲打管道",
    "contact": "暗号乙老伯",
    "phone": "13899990001",
    "topic": "暗号丙：关于夜间噪声的议题",
    "measure": "暗号丁：加装隔音墙",
    "suggestion": "暗号戊：关于治理夜间噪声的建议",
    "score": "暗号己：答复没有回应问题",
    "pressure": "暗号庚：对方要求打满分",
    "question": "暗号辛：少记了一次",
    "entry": "暗号壬：领衔夜间噪声议题",
    "leave": "暗号癸：手术住院",
    "micro-project": "暗号子：加装隔音屏",
    "recusal": "暗号丑：承建人是其兄弟",
}


#: When the demonstration ends.
EVENING = datetime(2026, 11, 20, 18, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
#: What residents left in it, as no text of the demonstration says it.
NAME, PHONE = "蓝藏名", "13977770001"


@dataclass
class World:
    """What there is, by the noun that addresses it, and who there is, by kind."""

    case: Case
    things: dict[str, int]
    people: dict[str, User]
    #: One in which each of them has signed in; "" is nobody.
    browsers: dict[str, Client] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.browsers[""] = Client()
        for kind, person in self.people.items():
            self.browsers[kind] = Client()
            self.browsers[kind].force_login(person)

    def browser(self, kind: str) -> Client:
        return self.browsers[kind]


def build() -> World:
    """The story: one visit, concern, topic, meeting, commitment, look-back, suggestion in its second round, entry.

    And an open council that votes on one micro-project.
    """
    load_clocks()
    deliberations.load_reference()
    points.load_rules()
    case = Case()
    station = case.station
    visit: Visit = VisitFactory(station=station)
    concern: Concern = ConcernFactory(visit=visit, station=station, words=SECRETS["concern"])
    ContactFactory(concern=concern, name=SECRETS["contact"], phone=SECRETS["phone"])
    topic = TopicFactory(
        station=station, lead=case.sponsor, title=SECRETS["topic"], concerns=[concern], departments=[case.lead],
        deliberated=True,
    )  # fmt: skip
    meeting = MeetingFactory(station=station, topics=[topic], present=[case.sponsor], confirmed=True)
    absent = RepresentativeFactory(home_station=station)
    meeting.attendance.create(representative=absent, status="absent")
    correct_attendance(meeting, by=case.committee, representative=absent, status="leave", reason=SECRETS["leave"])
    commitment = CommitmentFactory(
        topic=topic, meeting=meeting, station=station, department=case.lead, measure=SECRETS["measure"]
    )
    look_back = LookBackFactory(topic=topic, station=station, title=SECRETS["topic"])
    _suggest(case, topic)
    entry = _book(case, topic.pk)
    question: PointsQuery = PointsQueryFactory(representative=case.sponsor, text=SECRETS["question"], entry=entry)
    session = _vote(station)
    things = {
        "visit": visit.pk, "concern": concern.pk, "topic": topic.pk, "meeting": meeting.pk,
        "commitment": commitment.pk, "look-back": look_back.pk, "suggestion": case.suggestion.pk,
        "supervision": case.suggestion.supervisions.order_by("pk")[0].pk,
        "evaluation": case.suggestion.evaluations.get().pk,
        "ledger-entry": entry.pk, "representative": case.sponsor.pk, "points-query": question.pk,
        "reminder": ReminderFactory(person=case.sponsor.user, title=SECRETS["suggestion"]).pk,
        "department": case.lead.pk, "station": station.pk, "category": concern.category_id,
        "points-rule": PointsRule.objects.order_by("pk")[0].pk,
        "micro-project": session.project.pk, "council": session.council.pk, "council-member": session.members[0].pk,
    }  # fmt: skip
    return World(case, things, _people(case) | {"voter": session.members[0].user})


def _suggest(case: Case, topic: Any) -> None:
    """A suggestion with a co-sponsor whose first reply was unsatisfactory; nobody released the score."""
    case.draft(title=SECRETS["suggestion"], topic=topic, co_sponsors=[case.co_sponsor])
    actions.co_sign_suggestion(case.suggestion, by=case.co_sponsor.user)
    for step in ("submitted", "registered", "assigned", "accepted", "replied"):
        getattr(case, step)()
    actions.report_pressure(case.suggestion, by=case.sponsor_user, text=SECRETS["pressure"])
    items = {"sponsor_contact": 4, "on_time": 10, "to_the_point": 3, "measures_and_timetable": 4}
    case.suggestion = actions.score_reply(case.suggestion, by=case.sponsor_user, items=items, reason=SECRETS["score"])


def _book(case: Case, topic: int) -> LedgerEntry:
    rule = PointsRule.objects.get(code="lead_topic")
    day = clock.today() - timedelta(days=1)
    return LedgerEntry.objects.create(
        rule=rule, code=rule.code, representative=case.sponsor, source_noun="deliberations.topic", source_id=topic,
        points=rule.points, earned_on=day, year=day.year, note=SECRETS["entry"],
    )  # fmt: skip


def _vote(station: Station) -> Session:
    """An open council, of whose three members the last is recused."""
    session = Session(3, station=station)
    session.project.title = SECRETS["micro-project"]
    session.project.save()
    recusal = {"project": session.project, "member": session.members[2], "reason": SECRETS["recusal"]}
    return session.open(recusals=[recusal])


def _people(case: Case) -> dict[str, User]:
    elsewhere = StationFactory()
    return {
        "officer": case.officer,
        "officer elsewhere": officer_of(elsewhere),
        "sponsor": case.sponsor.user,
        "co-sponsor": case.co_sponsor.user,
        "representative": RepresentativeFactory(home_station=case.station, with_account=True).user,
        "representative elsewhere": RepresentativeFactory(home_station=elsewhere, with_account=True).user,
        "subdistrict": appoint(UserFactory(), Role.SUBDISTRICT, case.station.subdistrict),
        "subdistrict elsewhere": appoint(UserFactory(), Role.SUBDISTRICT, elsewhere.subdistrict),
        "department": case.handler,
        "co-handling": case.helper,
        "department elsewhere": handler_of(DepartmentFactory()),
        "committee": case.committee,
        "leadership": appoint(UserFactory(), Role.LEADERSHIP),
        "administrator": appoint(UserFactory(), Role.ADMINISTRATOR),
        "nobody": UserFactory(),
    }


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is taken back at once."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
