"""The work of each role, as the home pages show it: what a person has to do, and by when (domain §3, §10)."""

from datetime import timedelta
from typing import Any

from django.db.models import Case, DateField, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, Left, TruncDate
from django.utils.translation import gettext_lazy as _

from core import clock
from deliberations.enums import UPCOMING, MeetingState, TopicState
from deliberations.models import Commitment, LookBack, Meeting, Topic
from points.queries import open_questions
from portal.queries.unions import name_of, text
from portal.queries.work import Work
from stations.duties import duties_of
from stations.models import Concern
from suggestions import queries as suggestions
from suggestions.enums import SuggestionState, SupervisionKind
from suggestions.models import Suggestion, Supervision

#: Commitments and look-backs are shown from so many days before their date: half the ladder of rule 42.
AHEAD = timedelta(days=15)

NO_DATE = Cast(Value(None), DateField())
CONCERN = {"title": Left("words", 40), "place": F("number")}
#: A suggestion with its number, or what it is while it has none.
SUGGESTION = {"due_on": F("due_on"), "deed": Coalesce("number", "instrument"), "title": F("title")}
INSTRUMENTS = dict(Suggestion._meta.get_field("instrument").flatchoices)
MEETING_DEEDS = {
    "notice": _("Give notice"),
    "hold": _("Hold"),
    "record": _("Record"),
    "minutes": _("Confirm the minutes"),
}
TOPIC_DEEDS = {
    TopicState.COLLECTED: _("Adopt or decline"),
    TopicState.DELIBERATED: _("Decide the outcome"),
    TopicState.CONFIRMED: _("Disclose the result"),
}
STATES = dict(SuggestionState.choices)


def officer_work(user: Any) -> list[Work]:
    """Everything that waits for a liaison officer, at all the stations of the officer."""
    here = Q(station__in=duties_of(user).officer_of)
    concerns = Concern.objects.visible_to(user).filter(here)
    return [
        Work(
            "triage", _("To triage"), concerns.to_triage().order_by("triage_due_on", "pk"),
            CONCERN | {"due_on": F("triage_due_on")},
            "stations:concern-detail", "stations:concern-list", {"state": "received"},
        ),
        Work(
            "feedback", _("Feedback owed"), concerns.filter(state="routed").order_by("feedback_due_on", "pk"),
            CONCERN | {"due_on": F("feedback_due_on")},
            "stations:concern-detail", "stations:concern-list", {"state": "routed"},
        ),
        _meetings_to_work_on(user, here),
        _topics_to_decide(user, here),
        _commitments_due(user, here),
        _look_backs_due(user, here),
        _trackings(user, here),
    ]  # fmt: skip


def _meetings_to_work_on(user: Any, here: Q) -> Work:
    """To give notice of, to hold, to record, to confirm the minutes of (rule 10)."""
    state = MeetingState
    meetings = Meeting.objects.visible_to(user).filter(here, state__in=[*UPCOMING, state.HELD])
    deed = Case(
        When(state=state.PLANNED, then=Value("notice")),
        When(state=state.HELD, then=Value("minutes")),
        When(starts_at__lte=clock.now(), then=Value("record")),
        default=Value("hold"),
    )
    due_on = Case(
        When(state=state.PLANNED, then=F("notice_due_on")),
        When(state=state.HELD, then=F("minutes_due_on")),
        default=TruncDate("starts_at"),
        output_field=DateField(),
    )
    return Work(
        "meetings", _("Meetings to prepare or record"), meetings.order_by("starts_at", "pk"),
        {"due_on": due_on, "deed": deed, "title": F("place")},
        "deliberations:meeting-detail", "deliberations:meeting-list", {}, MEETING_DEEDS,
    )  # fmt: skip


def _topics_to_decide(user: Any, here: Q) -> Work:
    topics = Topic.objects.visible_to(user).filter(here, state__in=list(TOPIC_DEEDS))
    return Work(
        "topics", _("Topics to decide on"), topics.order_by(F("outcome_due_on").asc(nulls_last=True), "pk"),
        {
            "due_on": Case(When(state=TopicState.DELIBERATED, then=F("outcome_due_on")), default=NO_DATE),
            "deed": F("state"), "title": F("title"),
        },
        "deliberations:topic-detail", "deliberations:topic-list", {}, TOPIC_DEEDS,
    )  # fmt: skip


def _commitments_due(user: Any, here: Q) -> Work:
    commitments = Commitment.objects.visible_to(user).open().filter(here, due_on__lte=clock.today() + AHEAD)
    return Work(
        "commitments", _("Commitments due"), commitments.order_by("due_on", "pk"),
        {"due_on": F("due_on"), "title": Left("measure", 60), "place": name_of("department")},
        "deliberations:commitment-detail", "deliberations:commitment-list", {"state": "open"},
    )  # fmt: skip


def _look_backs_due(user: Any, here: Q) -> Work:
    look_backs = LookBack.objects.visible_to(user).planned().filter(here, due_on__lte=clock.today() + AHEAD)
    return Work(
        "look_backs", _("Look-backs due"), look_backs.order_by("due_on", "pk"),
        {"due_on": F("due_on"), "title": Left("title", 60)},
        "deliberations:look-back-detail", "deliberations:look-back-list", {"state": "planned"},
    )  # fmt: skip


def _trackings(user: Any, here: Q, code: str = "trackings") -> Work:
    """Key tracking of unsatisfied cases at the station (rule 32)."""
    kind = SupervisionKind.STATION
    supervisions = Supervision.objects.visible_to(user).open().filter(here, kind=kind)
    return Work(
        code, _("Key tracking"), supervisions.order_by("due_on", "pk"),
        {"due_on": F("due_on"), "deed": F("suggestion__number"), "title": F("suggestion__title")},
        "suggestions:supervision-detail", "suggestions:supervision-list", {"state": "open", "kind": kind},
    )  # fmt: skip


def representative_work(user: Any) -> list[Work]:
    """What waits for a representative, and what the representative follows."""
    mine = {"deed": F("state"), "title": F("title")}
    sponsored = Suggestion.objects.visible_to(user).filter(sponsor=duties_of(user).representative_id).open()
    return [
        _suggestions("score", _("To score"), suggestions.to_score(user), name_of("lead")),
        Work(
            "co_sign", _("To join as co-sponsor"), suggestions.to_co_sign(user),
            {
                "pk": F("suggestion"), "due_on": NO_DATE, "title": F("suggestion__title"),
                "place": F("suggestion__sponsor__name"),
            },
            "suggestions:suggestion-detail", "suggestions:suggestion-list",
        ),
        _suggestions("finish", _("To finish and submit"), suggestions.to_finish(user), Value("")),
        _next_meetings(user),
        _topics_of(user, "my_topics", _("My topics"), [
            TopicState.COLLECTED, TopicState.ADOPTED, TopicState.STUDIED, TopicState.DELIBERATED,
        ]),
        _topics_of(user, "tracked", _("What I track"), [TopicState.TRACKED, TopicState.RESOLVED]),
        Work(
            "my_suggestions", _("My suggestions"), sponsored.order_by("pk"),
            mine | {"due_on": NO_DATE, "place": Coalesce(name_of("lead"), Value(""))},
            "suggestions:suggestion-detail", "suggestions:suggestion-list", {}, STATES,
        ),
    ]  # fmt: skip


def _suggestions(code: str, label: Any, things: QuerySet[Any], place: Any, **filters: Any) -> Work:
    return Work(
        code, label, things, SUGGESTION | {"place": Coalesce(place, Value("")), "clocks": text("clocks")},
        "suggestions:suggestion-detail", "suggestions:suggestion-list", filters, INSTRUMENTS,
    )  # fmt: skip


def _next_meetings(user: Any) -> Work:
    meetings = Meeting.objects.visible_to(user).filter(
        station__in=duties_of(user).home_stations,
        state__in=UPCOMING,
        starts_at__gte=clock.now() - timedelta(days=1),
    )
    return Work(
        "duties", _("My next duties"), meetings.order_by("starts_at", "pk"),
        {"due_on": TruncDate("starts_at"), "deed": Value("meeting"), "title": F("place")},
        "deliberations:meeting-detail", "deliberations:meeting-list", {},
        {"meeting": _("Deliberation meeting")}, is_deadline=False,
    )  # fmt: skip


def _topics_of(user: Any, code: str, label: Any, states: list[TopicState]) -> Work:
    """Topics in these states that the representative leads, helps to lead or tracks."""
    who = duties_of(user).representative_id
    helped = Topic.co_leads.through.objects.filter(representative_id=who)
    own = Q(lead=who) | Q(tracker=who) | Q(pk__in=helped.values("topic_id"))
    topics = Topic.objects.visible_to(user).filter(own, state__in=states)
    return Work(
        code, label, topics.order_by("pk"), {"due_on": NO_DATE, "deed": F("state"), "title": F("title")},
        "deliberations:topic-detail", "deliberations:topic-list", {}, dict(TopicState.choices),
    )  # fmt: skip


def department_work(user: Any) -> list[Work]:
    """What waits for a department: to accept, to reply, to report, opinions, commitments (rule 20)."""
    promised = Commitment.objects.visible_to(user).open().filter(department__in=duties_of(user).departments)
    opinions = {
        "pk": F("suggestion"), "due_on": F("opinion_due_on"), "deed": F("suggestion__number"),
        "title": F("suggestion__title"),
    }  # fmt: skip
    sponsor = F("sponsor__name")
    return [
        _suggestions("accept", _("To accept"), suggestions.to_accept(user), sponsor, state="assigned"),
        _suggestions("reply", _("To reply"), suggestions.to_reply(user), sponsor, state="accepted"),
        _suggestions("report", _("To report"), suggestions.to_report(user), sponsor, state="implementing"),
        Work(
            "opinions", _("Opinions owed"), suggestions.to_give_opinion(user), opinions,
            "suggestions:suggestion-detail", "suggestions:suggestion-list",
        ),
        Work(
            "promised", _("Commitments to keep"), promised.order_by("due_on", "pk"),
            {"due_on": F("due_on"), "title": Left("measure", 60), "place": F("topic__title")},
            "deliberations:commitment-detail", "deliberations:commitment-list", {"state": "open"},
        ),
    ]  # fmt: skip


def desk_work(user: Any) -> list[Work]:
    """What the supervision desk holds, unsatisfied first; what stands in one list is not in another."""
    state = SuggestionState
    elsewhere = Q(state__in=[state.SUBMITTED, state.REGISTERED, state.RETURN_REQUESTED])
    supervised = Supervision.objects.open().filter(kind=SupervisionKind.COMMITTEE)
    handled = ~elsewhere & ~Q(pk__in=supervised.values("suggestion_id"))
    page = ("suggestions:suggestion-detail", "portal:desk")
    unsatisfied = {
        "due_on": F("due_on"), "deed": F("suggestion__number"), "title": F("suggestion__title"),
        "place": Coalesce(name_of("suggestion__lead"), Value("")), "pk": F("suggestion"),
    }  # fmt: skip
    extension = {
        "pk": F("round__suggestion"), "due_on": F("round__reply_due_on"),
        "deed": F("round__suggestion__number"), "title": F("round__suggestion__title"),
        "place": name_of("round__suggestion__lead"),
    }  # fmt: skip
    columns = SUGGESTION | {"place": Coalesce(name_of("lead"), name_of("station", "community"))}

    def of_suggestions(code: str, label: Any, things: QuerySet[Any]) -> Work:
        return Work(code, label, things, columns, *page, {"part": code}, INSTRUMENTS)

    return [
        Work(
            "unsatisfied", _("Unsatisfied"), suggestions.unsatisfied(user), unsatisfied, *page,
            {"part": "unsatisfied"},
        ),
        of_suggestions("overdue", _("Overdue"), suggestions.overdue().filter(handled)),
        of_suggestions("due_soon", _("Due soon"), suggestions.due_soon().filter(handled)),
        of_suggestions("returns", _("Returns to decide"), suggestions.returns_to_decide()),
        Work(
            "extensions", _("Extensions to decide"), suggestions.extensions_to_decide(), extension, *page,
            {"part": "extensions"},
        ),
        of_suggestions("register", _("Waiting for registration"), suggestions.to_register()),
        of_suggestions("assign", _("Waiting for assignment"), suggestions.to_assign()),
    ]  # fmt: skip


def committee_work(user: Any) -> list[Work]:
    """The desk in short, and the questions about points that wait for an answer (rule 37)."""
    questions = Work(
        "questions", _("Questions about points"), open_questions(user),
        {"due_on": NO_DATE, "title": Left("text", 60), "place": F("representative__name")},
        "points:points-query-detail", "points:points-query-list",
    )  # fmt: skip
    return [*desk_work(user), questions]


def leadership_work(user: Any) -> list[Work]:
    """What does not go well in the district; leadership reads, and changes nothing."""
    return [work for work in desk_work(user) if work.code in ("unsatisfied", "overdue")]


def subdistrict_work(user: Any) -> list[Work]:
    """What does not go well at the stations of the subdistrict."""
    here = Q(station__subdistrict__in=duties_of(user).subdistricts)
    return [_late_concerns(user, here), _trackings(user, here, "area_trackings")]


def _late_concerns(user: Any, here: Q) -> Work:
    """Residents who should have been told before today (rule 5)."""
    late = Concern.objects.visible_to(user).feedback_owed().filter(here, feedback_due_on__lt=clock.today())
    return Work(
        "late_concerns", _("Feedback overdue"), late.order_by("feedback_due_on", "pk"),
        {
            "due_on": F("feedback_due_on"), "deed": name_of("station", "community"), "title": Left("words", 40),
            "place": F("number"),
        },
        "stations:concern-detail", "stations:concern-list",
    )  # fmt: skip
