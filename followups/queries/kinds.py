"""The one table of what is reminded of: which things, by which date, who is told from when (rules 41, 42)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from deliberations.models import Commitment, LookBack, Meeting, Topic
from followups.enums import Kind, Step
from followups.queries.people import Account, Everyone, Holders, People
from stations.enums import ConcernState, Role, Urgency
from stations.models import Concern
from suggestions.enums import AssignmentRole, SupervisionKind
from suggestions.enums import SuggestionState as S
from suggestions.models import Assignment, Round, Suggestion, Supervision

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


def _told(*owners: People, head: People = COMMITTEE) -> tuple[tuple[int, People], ...]:
    """The usual ladder: owners from a month before, the head on the day, the committee after that."""
    rungs = [(Step.OVER, COMMITTEE), (Step.ON_THE_DAY, head), *((Step.MONTH_BEFORE, one) for one in owners)]
    # Who is told from an earlier step on need not be looked for at a later one.
    return tuple((since, people) for people, since in {people: since for since, people in rungs}.items())


STATION = _told(OFFICER, head=SUBDISTRICT)
PROMISE = _told(DEPARTMENT, OFFICER, head=SUBDISTRICT)
OFFICE = _told(COMMITTEE)
HANDLER = _told(LEAD_DEPARTMENT)
SCORER = _told(SPONSOR)


def _feedback_owed() -> QuerySet[Concern]:
    """Routed, and the resident waits to be told (rule 5)."""
    return Concern.objects.filter(state=ConcernState.ROUTED)


def _urgent() -> QuerySet[Concern]:
    """Urgent, and the resident has not been told yet (rule 6)."""
    return Concern.objects.feedback_owed().filter(urgency=Urgency.URGENT)


def _in_state(state: str) -> Callable[[], QuerySet[Suggestion]]:
    """Suggestions whose present step, in that state, has a due date."""
    return lambda: Suggestion.objects.filter(state=state, due_on__isnull=False)


def _contact_owed() -> QuerySet[Round]:
    """Nobody has spoken with the sponsor in the open round, and the sponsor insists (rule 22)."""
    return Round.objects.filter(
        closed_at=None, contact_waived_at=None, contacts=None, suggestion__state__in=[S.ASSIGNED, S.ACCEPTED]
    )


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


CONCERN, MEETING, TOPIC = "stations.concern", "deliberations.meeting", "deliberations.topic"
COMMITMENT, LOOK_BACK = "deliberations.commitment", "deliberations.lookback"
SUGGESTION, SUPERVISION = "suggestions.suggestion", "suggestions.supervision"
# Head and committee hear of an urgent concern the day it comes in (rule 6).
AT_ONCE = ((Step.MONTH_BEFORE, SUBDISTRICT), (Step.MONTH_BEFORE, COMMITTEE))

AT = "station__name"
# Where the date stands on a part of a suggestion, the suggestion is reached through it.
OF, ITS = "suggestion_id", "suggestion__title"
PART_OF_LEAD = Holders(Role.DEPARTMENT, "suggestion__lead")
ITS_SPONSOR = Account("suggestion__sponsor__user")

_concerns, _meetings, _promises = Concern.objects, Meeting.objects, Commitment.objects
_missing, _planned = Topic.objects.outcome_missing, LookBack.objects.planned
_of_committee, _of_station = _supervised(SupervisionKind.COMMITTEE), _supervised(SupervisionKind.STATION)

KINDS = (
    # kind, noun, open things, due date, title, whose, who is told
    DueKind(Kind.TRIAGE, CONCERN, _concerns.to_triage, "triage_due_on", "number", AT, STATION),
    DueKind(Kind.FEEDBACK, CONCERN, _feedback_owed, "feedback_due_on", "number", AT, STATION),
    DueKind(Kind.URGENT, CONCERN, _urgent, "feedback_due_on", "number", AT, AT_ONCE),
    DueKind(Kind.NOTICE, MEETING, _meetings.notice_owed, "notice_due_on", "place", AT, STATION),
    DueKind(Kind.MINUTES, MEETING, _meetings.minutes_owed, "minutes_due_on", "place", AT, STATION),
    DueKind(Kind.OUTCOME, TOPIC, _missing, "outcome_due_on", "title", AT, STATION),
    DueKind(Kind.COMMITMENT, COMMITMENT, _promises.open, "due_on", "measure", "department__name", PROMISE),
    DueKind(Kind.LOOK_BACK, LOOK_BACK, _planned, "due_on", "title", AT, STATION),
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
