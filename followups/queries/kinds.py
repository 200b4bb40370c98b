"""The one table of what is reminded of: which things, by which date, who is told from when (rules 41, 42)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, DateField, Exists, OuterRef, QuerySet, Value, When
from django.db.models.functions import Cast

from core.workdays import Calendar, add_workdays
from deliberations.enums import ProjectState
from deliberations.models import Commitment, Council, LookBack, Meeting, MicroProject, Objection, Topic
from followups.enums import Kind, Step
from followups.queries.people import Account, Everyone, Holders, People
from stations.enums import ConcernState, Role, Urgency
from stations.models import Concern
from suggestions.enums import AssignmentRole, SupervisionKind
from suggestions.enums import SuggestionState as S
from suggestions.models import Assignment, Round, SponsorContact, Suggestion, Supervision

OFFICER = Holders(Role.OFFICER, "station")
#: The head in matters of a station (rule 42).
SUBDISTRICT = Holders(Role.SUBDISTRICT, "station__subdistrict")
COMMITTEE = Everyone(Role.COMMITTEE)
DEPARTMENT = Holders(Role.DEPARTMENT, "department")
LEAD_DEPARTMENT = Holders(Role.DEPARTMENT, "lead")
SPONSOR = Account("sponsor__user")


@dataclass(frozen=True)
class DueKind:
    """One kind of reminder: open things of one noun, their due date, who is told from which step on.

    Where the date stands on a part of the thing (the round of a suggestion), `things` are these parts and `subject`
    leads from the part to the thing.
    """

    kind: Kind
    noun: str
    things: Callable[[], QuerySet[Any]]
    due: str
    title: str
    place: str
    told: tuple[tuple[int, People], ...]
    subject: str = "pk"


def _told(*owners: People, head: People = COMMITTEE, first: int = Step.MONTH_BEFORE) -> tuple[tuple[int, People], ...]:
    """The usual ladder: owners from a month before, the head on the day, the committee after that."""
    rungs = [(Step.OVER, COMMITTEE), (Step.ON_THE_DAY, head), *((first, one) for one in owners)]
    # Who is told from an earlier step on need not be looked for at a later one.
    return tuple((since, people) for people, since in {people: since for since, people in rungs}.items())


STATION = _told(OFFICER, head=SUBDISTRICT)
# Of concerns the committee is told station by station, see `gathered`.
AT_STATION = tuple((since, people) for since, people in STATION if people != COMMITTEE)
PROMISE = _told(DEPARTMENT, OFFICER, head=SUBDISTRICT)
OFFICE = _told(COMMITTEE)
HANDLER = _told(LEAD_DEPARTMENT)
SCORER = _told(SPONSOR)
# What comes back every month would be reminded of all the time from a month before.
MONTHLY = _told(OFFICER, head=SUBDISTRICT, first=Step.WEEK_BEFORE)


def to_triage() -> QuerySet[Concern]:
    """Nobody has said yet where it goes (rule 5)."""
    return Concern.objects.to_triage()


def feedback_owed() -> QuerySet[Concern]:
    """Routed, and the resident waits to be told (rule 5)."""
    return Concern.objects.filter(state=ConcernState.ROUTED)


def urgent() -> QuerySet[Concern]:
    """Urgent, and the resident has not been told yet (rule 6)."""
    return Concern.objects.feedback_owed().filter(urgency=Urgency.URGENT)


def _one_by_one(concerns: Callable[[], Any]) -> Callable[[], QuerySet[Concern]]:
    """What was recorded when it was said; the others are gathered, so that an old ledger floods nobody (rule 43)."""
    return lambda: concerns().entered_late(False)


def _in_state(state: str) -> Callable[[], QuerySet[Suggestion]]:
    """Suggestions whose present step, in that state, has a due date."""
    return lambda: Suggestion.objects.filter(state=state, due_on__isnull=False)


def _contact_owed() -> QuerySet[Round]:
    """The department in charge has not spoken with the sponsor in the open round, and the sponsor insists (rule 22)."""
    spoken = SponsorContact.objects.filter(round=OuterRef("pk"), assignment__returned_at=None)
    insists = {"suggestion__contact_waived_at": None, "suggestion__state__in": [S.ASSIGNED, S.ACCEPTED]}
    return Round.objects.filter(~Exists(spoken), closed_at=None, **insists)


def _opinion_owed() -> QuerySet[Assignment]:
    """A co-handling department has not given its opinion (rule 21)."""
    return Assignment.objects.filter(
        role=AssignmentRole.CO_HANDLING,
        opinion_at=None,
        returned_at=None,
        suggestion__state__in=[S.ASSIGNED, S.ACCEPTED],
    )


def _open_to_score() -> QuerySet[Round]:
    """The promised date or the yearly check has come before any report (rule 30)."""
    return Round.objects.filter(closed_at=None, suggestion__state=S.IMPLEMENTING)


def _supervised(kind: SupervisionKind) -> Callable[[], QuerySet[Supervision]]:
    return lambda: Supervision.objects.open().filter(kind=kind)


def _confirmation_owed() -> QuerySet[MicroProject]:
    """The notice has run out undisturbed; the subdistrict confirms on the next working day (rule 16)."""
    over, calendar = MicroProject.objects.notice_over(), Calendar()
    last_days = over.order_by().values_list("notice_until", flat=True).distinct()
    next_days = [When(notice_until=day, then=Value(add_workdays(day, 1, calendar))) for day in last_days if day]
    return over.annotate(confirm_due_on=Case(*next_days, default=Cast(Value(None), DateField())))


def _unanswered() -> QuerySet[Objection]:
    """An objection keeps a public notice waiting: to be answered from the day on which it was raised (rule 16)."""
    return Objection.objects.filter(answered_at=None, project__state=ProjectState.ON_NOTICE)


def _under_way() -> QuerySet[MicroProject]:
    """Confirmed or under way: a report is due every month (rule 16)."""
    working = [ProjectState.CONFIRMED, ProjectState.UNDER_WAY]
    return MicroProject.objects.filter(state__in=working, report_due_on__isnull=False)


CONCERN, MEETING, TOPIC = "stations.concern", "deliberations.meeting", "deliberations.topic"
COMMITMENT, LOOK_BACK = "deliberations.commitment", "deliberations.lookback"
COUNCIL, PROJECT = "deliberations.council", "deliberations.microproject"
SUGGESTION, SUPERVISION = "suggestions.suggestion", "suggestions.supervision"
# Head and committee hear of an urgent concern the day it comes in (rule 6).
AT_ONCE = ((Step.MONTH_BEFORE, SUBDISTRICT), (Step.MONTH_BEFORE, COMMITTEE))

AT = "station__name"
# Where the date stands on a part of a suggestion, the suggestion is reached through it.
OF, ITS = "suggestion_id", "suggestion__title"
PART_OF_LEAD = Holders(Role.DEPARTMENT, "suggestion__lead")
ITS_SPONSOR = Account("suggestion__sponsor__user")
# An objection is reached through its project in the same way.
ANSWERERS = _told(
    Holders(Role.OFFICER, "project__station"), head=Holders(Role.SUBDISTRICT, "project__station__subdistrict")
)

_meetings, _councils = Meeting.objects, Council.objects
_promises = Commitment.objects
_missing, _planned = Topic.objects.outcome_missing, LookBack.objects.planned
_of_committee, _of_station = _supervised(SupervisionKind.COMMITTEE), _supervised(SupervisionKind.STATION)

KINDS = (
    # kind, noun, open things, due date, title, whose, who is told
    DueKind(Kind.TRIAGE, CONCERN, _one_by_one(to_triage), "triage_due_on", "number", AT, AT_STATION),
    DueKind(Kind.FEEDBACK, CONCERN, _one_by_one(feedback_owed), "feedback_due_on", "number", AT, AT_STATION),
    DueKind(Kind.URGENT, CONCERN, _one_by_one(urgent), "feedback_due_on", "number", AT, AT_ONCE),
    DueKind(Kind.NOTICE, MEETING, _meetings.notice_owed, "notice_due_on", "place", AT, STATION),
    DueKind(Kind.MINUTES, MEETING, _meetings.minutes_owed, "minutes_due_on", "place", AT, STATION),
    DueKind(Kind.OUTCOME, TOPIC, _missing, "outcome_due_on", "title", AT, STATION),
    DueKind(Kind.COMMITMENT, COMMITMENT, _promises.open, "due_on", "measure", "department__name", PROMISE),
    DueKind(Kind.LOOK_BACK, LOOK_BACK, _planned, "due_on", "title", AT, STATION),
    DueKind(Kind.COUNCIL_NOTICE, COUNCIL, _councils.notice_owed, "notice_due_on", "place", AT, STATION),
    DueKind(Kind.COUNCIL_MINUTES, COUNCIL, _councils.minutes_owed, "minutes_due_on", "place", AT, STATION),
    DueKind(
        Kind.OBJECTION, PROJECT, _unanswered, "raised_on", "project__title", "project__station__name", ANSWERERS,
        "project_id",
    ),
    DueKind(
        Kind.CONFIRM_PROJECT, PROJECT, _confirmation_owed, "confirm_due_on", "title", AT,
        _told(SUBDISTRICT, head=SUBDISTRICT),
    ),
    DueKind(Kind.PROGRESS, PROJECT, _under_way, "report_due_on", "title", AT, MONTHLY),
    DueKind(Kind.REGISTER, SUGGESTION, _in_state(S.SUBMITTED), "due_on", "title", "sponsor__name", OFFICE),
    DueKind(Kind.ASSIGN, SUGGESTION, _in_state(S.REGISTERED), "due_on", "title", "sponsor__name", OFFICE),
    DueKind(Kind.ACCEPT, SUGGESTION, _in_state(S.ASSIGNED), "due_on", "title", "lead__name", HANDLER),
    DueKind(
        Kind.OPINION, SUGGESTION, _opinion_owed, "opinion_due_on", ITS, "department__name",
        _told(DEPARTMENT), OF,
    ),
    DueKind(
        Kind.CONTACT, SUGGESTION, _contact_owed, "contact_due_on", ITS, "suggestion__lead__name",
        _told(PART_OF_LEAD), OF,
    ),
    DueKind(Kind.REPLY, SUGGESTION, _in_state(S.ACCEPTED), "due_on", "title", "lead__name", HANDLER),
    DueKind(Kind.SCORE_REPLY, SUGGESTION, _in_state(S.REPLIED), "due_on", "title", "sponsor__name", SCORER),
    DueKind(Kind.REPORT, SUGGESTION, _in_state(S.IMPLEMENTING), "due_on", "title", "lead__name", HANDLER),
    DueKind(
        Kind.SCORE_OPEN, SUGGESTION, _open_to_score, "reply__implementation_opens_on", ITS,
        "suggestion__sponsor__name", ((Step.ON_THE_DAY, ITS_SPONSOR),), OF,
    ),
    DueKind(
        Kind.SCORE_IMPLEMENTATION, SUGGESTION, _in_state(S.REPORTED), "due_on", "title", "sponsor__name", SCORER
    ),
    DueKind(Kind.SUPERVISION, SUPERVISION, _of_committee, "due_on", ITS, "suggestion__lead__name", OFFICE),
    DueKind(Kind.TRACKING, SUPERVISION, _of_station, "due_on", ITS, AT, STATION),
)  # fmt: skip

BY_KIND = {kind.kind: kind for kind in KINDS}
