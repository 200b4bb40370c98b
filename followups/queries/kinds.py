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
from suggestions.models import Suggestion, Supervision

OFFICER = Holders(Role.OFFICER, "station")
#: The head in matters of a station (rule 42).
SUBDISTRICT = Holders(Role.SUBDISTRICT, "station__subdistrict")
COMMITTEE = Everyone(Role.COMMITTEE)
DEPARTMENT = Holders(Role.DEPARTMENT, "department")
LEAD_DEPARTMENT = Holders(Role.DEPARTMENT, "lead")
CO_HANDLING_DEPARTMENT = Holders(Role.DEPARTMENT, "assignments__department")
SPONSOR = Account("sponsor__user")


@dataclass(frozen=True)
class DueKind:
    """One kind of reminder: open things of one noun, their due date, who is told from which step on."""

    kind: Kind
    things: Callable[[], QuerySet[Any]]
    due: str
    title: str
    told: tuple[tuple[int, People], ...]

    @property
    def noun(self) -> str:
        return self.things().model._meta.label_lower


def _told(*owners: People, head: People = COMMITTEE) -> tuple[tuple[int, People], ...]:
    """The usual ladder: owners from a month before, the head on the day, the committee after that."""
    return (
        *((Step.MONTH_BEFORE, owner) for owner in owners),
        (Step.ON_THE_DAY, head),
        (Step.OVER, COMMITTEE),
    )


STATION = _told(OFFICER, head=SUBDISTRICT)


def _feedback_owed() -> QuerySet[Concern]:
    """Routed, and the resident waits to be told (rule 5)."""
    return Concern.objects.filter(state=ConcernState.ROUTED)


def _urgent() -> QuerySet[Concern]:
    """Urgent, and the resident has not been told yet (rule 6)."""
    return Concern.objects.feedback_owed().filter(urgency=Urgency.URGENT)


def _in_state(state: str) -> Callable[[], QuerySet[Suggestion]]:
    """Suggestions whose present step, in that state, has a due date."""
    return lambda: Suggestion.objects.filter(state=state, due_on__isnull=False)


def _contact_owed() -> QuerySet[Suggestion]:
    """Nobody has spoken with the sponsor in the open round, and the sponsor insists (rule 22)."""
    return Suggestion.objects.filter(
        state__in=[S.ASSIGNED, S.ACCEPTED],
        rounds__closed_at=None,
        rounds__contact_waived_at=None,
        rounds__contacts=None,
    )


def _opinion_owed() -> QuerySet[Suggestion]:
    """A co-handling department has not given its opinion (rule 21)."""
    return Suggestion.objects.filter(
        state__in=[S.ASSIGNED, S.ACCEPTED],
        assignments__role=AssignmentRole.CO_HANDLING,
        assignments__opinion_at=None,
        assignments__returned_at=None,
    )


def _open_to_score() -> QuerySet[Suggestion]:
    """The promised date or the yearly check has come before any report (rule 30)."""
    return Suggestion.objects.filter(
        state=S.IMPLEMENTING, rounds__closed_at=None, rounds__reply__implementation_opens_on__isnull=False
    )


def _supervised(kind: SupervisionKind) -> Callable[[], QuerySet[Supervision]]:
    return lambda: Supervision.objects.open().filter(kind=kind)


KINDS = (
    DueKind(Kind.TRIAGE, Concern.objects.to_triage, "triage_due_on", "number", STATION),
    DueKind(Kind.FEEDBACK, _feedback_owed, "feedback_due_on", "number", STATION),
    # Head and committee hear of an urgent concern the day it comes in (rule 6).
    DueKind(
        Kind.URGENT, _urgent, "feedback_due_on", "number",
        ((Step.MONTH_BEFORE, SUBDISTRICT), (Step.MONTH_BEFORE, COMMITTEE)),
    ),
    DueKind(Kind.NOTICE, Meeting.objects.notice_owed, "notice_due_on", "place", STATION),
    DueKind(Kind.MINUTES, Meeting.objects.minutes_owed, "minutes_due_on", "place", STATION),
    DueKind(Kind.OUTCOME, Topic.objects.outcome_missing, "outcome_due_on", "title", STATION),
    DueKind(
        Kind.COMMITMENT, Commitment.objects.open, "due_on", "measure",
        _told(DEPARTMENT, OFFICER, head=SUBDISTRICT),
    ),
    DueKind(Kind.LOOK_BACK, LookBack.objects.planned, "due_on", "title", STATION),
    DueKind(Kind.REGISTER, _in_state(S.SUBMITTED), "due_on", "title", _told(COMMITTEE)),
    DueKind(Kind.ASSIGN, _in_state(S.REGISTERED), "due_on", "title", _told(COMMITTEE)),
    DueKind(Kind.ACCEPT, _in_state(S.ASSIGNED), "due_on", "title", _told(LEAD_DEPARTMENT)),
    DueKind(
        Kind.OPINION, _opinion_owed, "assignments__opinion_due_on", "title", _told(CO_HANDLING_DEPARTMENT)
    ),
    DueKind(Kind.CONTACT, _contact_owed, "rounds__contact_due_on", "title", _told(LEAD_DEPARTMENT)),
    DueKind(Kind.REPLY, _in_state(S.ACCEPTED), "due_on", "title", _told(LEAD_DEPARTMENT)),
    DueKind(Kind.SCORE_REPLY, _in_state(S.REPLIED), "due_on", "title", _told(SPONSOR)),
    DueKind(Kind.REPORT, _in_state(S.IMPLEMENTING), "due_on", "title", _told(LEAD_DEPARTMENT)),
    DueKind(
        Kind.SCORE_OPEN, _open_to_score, "rounds__reply__implementation_opens_on", "title",
        ((Step.ON_THE_DAY, SPONSOR),),
    ),
    DueKind(Kind.SCORE_IMPLEMENTATION, _in_state(S.REPORTED), "due_on", "title", _told(SPONSOR)),
    DueKind(
        Kind.SUPERVISION, _supervised(SupervisionKind.COMMITTEE), "due_on", "suggestion__title",
        _told(COMMITTEE),
    ),
    DueKind(Kind.TRACKING, _supervised(SupervisionKind.STATION), "due_on", "suggestion__title", STATION),
)  # fmt: skip

BY_KIND = {kind.kind: kind for kind in KINDS}
