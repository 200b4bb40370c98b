"""Everything whose sending twice would do harm: who sends it, where, with which words, and what it makes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from core import clock
from core.events import Event
from deliberations.models import (
    Commitment,
    Council,
    CouncilMember,
    LookBack,
    Meeting,
    MicroProject,
    Objection,
    ProgressReport,
    ProjectPhoto,
    Study,
    Topic,
)
from points.models import PointsQuery
from stations.models import Concern, Feedback, Visit, WordsCorrection
from suggestions.models import ExtensionRequest, PressureReport, SponsorContact, Suggestion, SupervisionNote
from tests.factories import deliberations, points, stations
from tests.factories.councils import MicroProjectFactory, picture
from tests.factories.deliberations import MeetingFactory, TopicFactory, in_days
from tests.factories.stations import CategoryFactory, ConcernFactory, RepresentativeFactory, StationFactory, officer_of
from tests.factories.suggestions import TEXT, Case, case_in

TOMORROW = timedelta(days=1)


@dataclass
class Sending:
    """`words` are made anew for each sending, since a file is read only once; `others` are what differs next time."""

    by: User
    page: str
    rows: QuerySet[Any]
    words: Callable[[], dict[str, Any]]
    others: dict[str, Any]
    #: The address of the API, and what it takes where that differs from the form; "" where only a page sends it.
    api: str = ""
    body: dict[str, Any] = field(default_factory=dict)
    #: What only the page or only the API takes.
    page_alone: dict[str, Any] = field(default_factory=dict)
    #: Whether the rules allow it a second time.
    again: bool = True

    def form(self, **changes: Any) -> dict[str, Any]:
        return self.words() | self.page_alone | changes

    def sent(self, **changes: Any) -> dict[str, Any]:
        return self.words() | self.body | changes


MOVES: dict[str, Callable[[], Sending]] = {}
CREATIONS: dict[str, Callable[[], Sending]] = {}


def of(table: dict[str, Callable[[], Sending]], name: str) -> Callable[[Callable[[], Sending]], Callable[[], Sending]]:
    """Enters it under the name of its move."""

    def enter(make: Callable[[], Sending]) -> Callable[[], Sending]:
        table[name] = make
        return make

    return enter


def to(thing: Any, verb: str, noun: str) -> dict[str, str]:
    """Page and address of a move."""
    app, name = noun.split(":")
    return {
        "page": reverse(f"{app}:{name}-{verb}", args=[thing.pk]),
        "api": f"/api/v1/{name}s/{thing.pk}/{verb}/",
    }


# Moves.


@of(MOVES, "stations.concern.give_feedback")
def _() -> Sending:
    concern = ConcernFactory(routed=True)
    words = {"told_on": clock.today().isoformat(), "way": "phone", "note": "没有打通"}
    return Sending(
        officer_of(concern.station), rows=Feedback.objects.all(), words=words.copy, others={"note": "又没有打通"},
        body={"reached": False}, **to(concern, "give-feedback", "stations:concern"),
    )  # fmt: skip


@of(MOVES, "stations.concern.correct_words")
def _() -> Sending:
    concern = ConcernFactory()
    words = {"words": "小区西门路灯坏了半个月。", "reason": "听错了门"}
    return Sending(
        officer_of(concern.station), rows=WordsCorrection.objects.all(), words=words.copy,
        others={"words": "小区北门路灯坏了半个月。"}, **to(concern, "correct-words", "stations:concern"),
    )  # fmt: skip


@dataclass
class SplitSending(Sending):
    """A page has a row for each matter, a program sends a list of them."""

    def sent(self, **changes: Any) -> dict[str, Any]:
        typed = self.form(**changes)
        return {"matters": [{"part": typed[f"part_{n}"], "category": typed[f"category_{n}"]} for n in (1, 2)]}


@of(MOVES, "stations.concern.split")
def _() -> Sending:
    concern = ConcernFactory()
    category = concern.category_id
    words = {"part_1": "路灯不亮", "category_1": category, "part_2": "井盖松动", "category_2": category}
    return SplitSending(
        officer_of(concern.station), rows=Concern.objects.all(), words=words.copy, others={"part_2": "树枝挡路"},
        **to(concern, "split", "stations:concern"),
    )  # fmt: skip


@of(MOVES, "deliberations.topic.record_study")
def _() -> Sending:
    topic = TopicFactory(adopted=True)
    words = {"studied_on": clock.today().isoformat(), "note": "路灯坏了九盏。"}
    return Sending(
        officer_of(topic.station), rows=Study.objects.all(), words=words.copy, others={"note": "电缆也老化了。"},
        **to(topic, "record-study", "deliberations:topic"),
    )  # fmt: skip


@of(MOVES, "deliberations.topic.add_commitment")
def _() -> Sending:
    case = Case()
    topic = TopicFactory(station=case.station, departments=[case.lead], deliberated=True)
    MeetingFactory(station=case.station, topics=[topic], held=True)
    words = {
        "department": case.lead.pk, "measure": "更换路灯", "due_on": in_days(30).isoformat(), "responsible": "李科长",
    }  # fmt: skip
    return Sending(
        case.officer, rows=Commitment.objects.all(), words=words.copy, others={"measure": "更换电缆"},
        **to(topic, "add-commitment", "deliberations:topic"),
    )  # fmt: skip


@of(MOVES, "deliberations.microproject.object")
def _() -> Sending:
    project = MicroProjectFactory(on_notice=True)
    return Sending(
        officer_of(project.station), rows=Objection.objects.all(), words=lambda: {"text": "挡住了一楼的窗户。"},
        others={"text": "夜里会有人在亭子里喝酒。"}, **to(project, "object", "deliberations:micro-project"),
    )  # fmt: skip


@of(MOVES, "deliberations.microproject.report_progress")
def _() -> Sending:
    project = MicroProjectFactory(confirmed=True)
    return Sending(
        officer_of(project.station), rows=ProgressReport.objects.all(),
        words=lambda: {"percent": 30, "note": "基础已经完成。", "photos": [picture()]},
        others={"note": "立柱已经完成。"},
        **to(project, "report-progress", "deliberations:micro-project"),
    )  # fmt: skip


@of(MOVES, "deliberations.microproject.add_photo")
def _() -> Sending:
    project = MicroProjectFactory(under_way=True)
    return Sending(
        officer_of(project.station), rows=ProjectPhoto.objects.all(),
        words=lambda: {"kind": "before", "photo": picture(), "caption": "改造前"}, others={"caption": "改造前的东侧"},
        **to(project, "add-photo", "deliberations:micro-project"),
    )  # fmt: skip


@of(MOVES, "suggestions.suggestion.log_contact")
def _() -> Sending:
    case = case_in("accepted")
    words = {"contacted_on": clock.today().isoformat(), "way": "phone", "note": "说明了办理思路"}
    return Sending(
        case.handler, rows=SponsorContact.objects.all(), words=words.copy, others={"note": "约定了现场查看"},
        **to(case.suggestion, "log-contact", "suggestions:suggestion"),
    )  # fmt: skip


@of(MOVES, "suggestions.suggestion.give_opinion")
def _() -> Sending:
    case = case_in("assigned")
    return Sending(
        case.helper, rows=Event.objects.filter(verb="give_opinion"), words={"opinion": "建议联合巡查。"}.copy,
        others={"opinion": "建议分段施工。"}, **to(case.suggestion, "give-opinion", "suggestions:suggestion"),
    )  # fmt: skip


@of(MOVES, "suggestions.suggestion.request_extension")
def _() -> Sending:
    case = case_in("accepted")
    due = case.suggestion.current_round().reply_due_on
    words = {"until": (due + TOMORROW).isoformat(), "reason": "须会同水务部门"}
    return Sending(
        case.handler, rows=ExtensionRequest.objects.all(), words=words.copy, others={"reason": "须会同电力部门"},
        again=False, **to(case.suggestion, "request-extension", "suggestions:suggestion"),
    )  # fmt: skip


@of(MOVES, "suggestions.supervision.add_note")
def _() -> Sending:
    case = case_in("replied")
    case.unsatisfied()
    supervision = case.suggestion.supervisions.get(kind="committee")
    return Sending(
        case.committee, rows=SupervisionNote.objects.all(), words=lambda: {"text": "已约谈承办单位。"},
        others={"text": "承办单位已整改。"}, **to(supervision, "add-note", "suggestions:supervision"),
    )  # fmt: skip


# What is new.


@of(CREATIONS, "stations.visit.record")
def _() -> Sending:
    station, category = StationFactory(), CategoryFactory()
    words = {"station": station.pk, "kind": "reception", "started_at": "2026-03-04T15:00", "place": "联络站"}
    said = {"words": "电梯又停了", "nature": "complaint", "urgency": "ordinary"}
    concern = {f"concerns-0-{name}": value for name, value in (said | {"category_id": category.pk}).items()}
    return Sending(
        officer_of(station), reverse("stations:visit-new"), Visit.objects.all(), words.copy, {"place": "菜市场"},
        api="/api/v1/visits/", body={"concerns": [said | {"category": category.pk}]},
        page_alone=concern | {"note": "", "concerns-TOTAL_FORMS": 1, "concerns-INITIAL_FORMS": 0},
    )  # fmt: skip


@of(CREATIONS, "deliberations.topic.propose")
def _() -> Sending:
    station = StationFactory()
    concern = ConcernFactory(station=station)
    words = {"station": station.pk, "title": "关于东门照明的议题", "statement": "路灯不亮。", "concerns": [concern.pk]}
    return Sending(
        officer_of(station), reverse("deliberations:topic-new"), Topic.objects.all(), words.copy,
        {"title": "关于西门照明的议题", "concerns": []}, api="/api/v1/topics/",
    )  # fmt: skip


@of(CREATIONS, "deliberations.meeting.plan")
def _() -> Sending:
    station = StationFactory()
    topic = TopicFactory(station=station, adopted=True)
    words = {"station": station.pk, "starts_at": (clock.now() + 9 * TOMORROW).isoformat()[:16], "place": "会议室"}
    return Sending(
        officer_of(station), reverse("deliberations:meeting-new"), Meeting.objects.all(),
        (words | {"topics": [topic.pk]}).copy, {"place": "大会议室", "topics": []}, api="/api/v1/meetings/",
    )  # fmt: skip


@of(CREATIONS, "deliberations.council.plan")
def _() -> Sending:
    station = StationFactory()
    project = MicroProjectFactory(station=station, shortlisted=True)
    words = {"starts_at": (clock.now() + 9 * TOMORROW).isoformat()[:16], "place": "会议室", "secrecy": "open"}
    return Sending(
        officer_of(station), reverse("deliberations:council-new"), Council.objects.all(),
        (words | {"station": station.pk, "projects": [project.pk]}).copy, {"place": "大会议室", "projects": []},
        api="/api/v1/councils/",
    )  # fmt: skip


@of(CREATIONS, "deliberations.councilmember.join")
def _() -> Sending:
    station = StationFactory()
    words = {"station": station.pk, "kind": "resident", "name": "林先生", "starts_on": clock.today().isoformat()}
    return Sending(
        officer_of(station), reverse("deliberations:council-member-new"), CouncilMember.objects.all(), words.copy,
        {"name": "何女士"}, api="/api/v1/council-members/",
    )  # fmt: skip


@of(CREATIONS, "deliberations.microproject.propose")
def _() -> Sending:
    station = StationFactory()
    words = {
        "station": station.pk, "proposer": "community", "kind": "works", "title": "公园加建凉亭",
        "need": "没有遮阳的地方。", "benefit": "凉亭一座。", "people": 800, "budget": 180_000,
        "concerns": [ConcernFactory(station=station).pk],
    }  # fmt: skip
    return Sending(
        officer_of(station), reverse("deliberations:micro-project-new"), MicroProject.objects.all(), words.copy,
        {"title": "公园加建座椅", "concerns": []}, api="/api/v1/micro-projects/",
    )  # fmt: skip


@of(CREATIONS, "deliberations.lookback.plan")
def _() -> Sending:
    topic = TopicFactory(resolved=True)
    return Sending(
        officer_of(topic.station), f"{reverse('deliberations:look-back-new')}?topic={topic.pk}", LookBack.objects.all(),
        lambda: {"due_on": in_days(60).isoformat()}, {"due_on": in_days(61).isoformat()},
        api="/api/v1/look-backs/", body={"topic": topic.pk}, again=False,
    )  # fmt: skip


@of(CREATIONS, "suggestions.suggestion.draft")
def _() -> Sending:
    case = Case()
    return Sending(
        case.sponsor_user, reverse("suggestions:suggestion-new"), Suggestion.objects.all(),
        (TEXT | {"instrument": "between_sessions"}).copy, {"title": "关于增设护学岗的建议"},
        api="/api/v1/suggestions/", body={"sponsor": case.sponsor.pk},
    )  # fmt: skip


@of(CREATIONS, "suggestions.pressurereport.report")
def _() -> Sending:
    case = case_in("replied")
    case.unsatisfied()
    return Sending(
        case.sponsor_user, rows=PressureReport.objects.all(), words=lambda: {"text": "对方要求改分。"},
        others={"text": "对方又来电话。"}, **to(case.suggestion, "report-pressure", "suggestions:suggestion"),
    )  # fmt: skip


@of(CREATIONS, "points.pointsquery.ask")
def _() -> Sending:
    asking = RepresentativeFactory(with_account=True)
    words = {"year": clock.today().year, "text": "少记了一次。"}
    return Sending(
        asking.user, reverse("points:points-query-new"), PointsQuery.objects.all(), words.copy, {"text": "多记了一次。"}
    )


def reference() -> None:
    """The tables that all of them need."""
    stations.load_clocks()
    deliberations.load_reference()
    points.load_rules()
