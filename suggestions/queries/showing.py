"""What pages and API show of suggestions, and what a round is worth (rules 24, 29–34)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    FilteredRelation,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)

from core.workdays import Calendar, DueDate, Term
from stations.duties import duties_of
from suggestions.enums import Stage, SuggestionClock, SupervisionKind, Verdict
from suggestions.enums import SuggestionState as S
from suggestions.models import (
    EDITABLE,
    Assignment,
    ContactWaiver,
    CoSponsor,
    Evaluation,
    EvaluationScheme,
    ExtensionRequest,
    Round,
    SponsorContact,
    Suggestion,
    Supervision,
)
from suggestions.workflow import SUGGESTION


def with_latest_verdict(suggestions: QuerySet[Suggestion], user: Any) -> QuerySet[Suggestion]:
    """Adds `latest_verdict`: the last verdict that this person may see; a hidden score counts for nothing."""
    seen = Evaluation.objects.visible_to(user).filter(suggestion=OuterRef("pk")).order_by("-pk")
    return suggestions.annotate(latest_verdict=Subquery(seen.values("verdict")[:1]))


def with_handling(suggestions: QuerySet[Suggestion]) -> QuerySet[Suggestion]:
    """Everything that decides about possible moves, in a fixed number of queries whatever the rows."""
    rounds = Round.objects.select_related("reply", "report").prefetch_related(Prefetch("waivers", _waivers()))
    return suggestions.select_related("station", "sponsor", "lead").prefetch_related(
        "co_sponsors",
        "assignments",
        Prefetch("rounds", rounds),
        Prefetch("evaluations", Evaluation.objects.select_related("release")),
    )


#: The verbs that leave an evaluation behind.
SCORED = {
    "score_reply",
    "lapse_reply_score",
    "report_implementation",
    "score_implementation",
    "lapse_implementation_score",
}


def load_page(suggestion: Suggestion, user: Any, happened: set[str]) -> None:
    """Reads what the page shows, each relation in one query, and only where the timeline tells of any."""
    assigned = "assign" in happened
    prefetch_related_objects(
        [suggestion],
        Prefetch(
            "co_sponsors",
            _if(suggestion.state in EDITABLE, CoSponsor.objects.select_related("representative")),
        ),
        Prefetch("assignments", _if(assigned, _assignments())),
        Prefetch("rounds", _if(assigned, _rounds(happened))),
        Prefetch("evaluations", _if(bool(happened & SCORED), _scores(user))),
    )


#: In which states the lead department may ask to return the assignment, or has asked (rule 20).
RETURNABLE = (S.ASSIGNED, S.RETURN_REQUESTED, S.ACCEPTED)


def load_case(suggestion: Suggestion, user: Any) -> None:
    """Reads the rounds and scores of a suggestion, and what decides about its open moves, without its timeline.

    What was spoken and waived does not stand there, and of what was asked only what waits.
    """
    assignments = _if(suggestion.state in RETURNABLE, _assignments())
    prefetch_related_objects([suggestion], Prefetch("evaluations", _scores(user)), Prefetch("assignments", assignments))
    waits = {"request_extension"} if suggestion.extension_waits() else set()
    prefetch_related_objects([suggestion], Prefetch("rounds", _rounds(waits)))


def _if(any_there: bool, rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows where there are any; else nothing, which asks nothing."""
    return rows if any_there else rows.none()


def _assignments() -> QuerySet[Assignment]:
    return Assignment.objects.select_related("department", "return_request__proper_department")


def _rounds(happened: set[str]) -> QuerySet[Round]:
    contacts = _if("log_contact" in happened, SponsorContact.objects.select_related("by", "assignment__department"))
    requests = _if("request_extension" in happened, ExtensionRequest.objects.all())
    return Round.objects.select_related("reply", "report").prefetch_related(
        Prefetch("contacts", contacts),
        Prefetch("waivers", _if("waive_contact" in happened, _waivers())),
        Prefetch("extension_requests", requests),
    )


def _waivers() -> QuerySet[ContactWaiver]:
    return ContactWaiver.objects.select_related("assignment")


def _scores(user: Any) -> QuerySet[Evaluation]:
    """The scores that the person may see, each with the supervision and the tracking that it opened."""
    return (
        Evaluation.objects.visible_to(user)
        .annotate(
            supervised=FilteredRelation("supervisions", condition=Q(supervisions__kind=SupervisionKind.COMMITTEE)),
            tracked=FilteredRelation("supervisions", condition=Q(supervisions__kind=SupervisionKind.STATION)),
        )
        # A filtered relation can be followed like any other; the type checker knows only fields.
        .select_related("release", "scheme", "by", "supervised", "tracked")  # type: ignore[misc]
    )


@dataclass(frozen=True)
class Total:
    """What a round is worth as a whole: the stages that were rated, scaled to 100 (rules 29, 30)."""

    points: int
    maximum: int
    percent: Decimal
    verdict: Verdict


def total_of(round: Round, evaluations: Iterable[Evaluation] | None = None) -> Total | None:
    """The whole of a round that has ended; a stage that was not rated, or skipped by class D, is left out.

    None while the round runs, and where nothing was rated.
    """
    scores = list(round.evaluations.select_related("scheme") if evaluations is None else evaluations)
    rated = [score for score in scores if score.verdict != Verdict.NOT_RATED]
    if round.closed_at is None or not rated:
        return None
    points, maximum = sum(score.points or 0 for score in rated), sum(score.maximum for score in rated)
    percent = (Decimal(points * 100) / maximum).quantize(Decimal("0.01"))
    return Total(points, maximum, percent, rated[-1].scheme.verdict_of(points, maximum))


@dataclass(frozen=True)
class ScoreShown:
    """A score with the supervision and the tracking that it opened, as far as this person sees them."""

    evaluation: Evaluation
    supervisions: list[Supervision]


@dataclass(frozen=True)
class RoundShown:
    """A round as the page shows it: contacts, reply, report, and the scores that this person may see.

    `earlier_contacts` were made under an assignment that was taken back: they count for nothing any more (rule 22).
    """

    round: Round
    contacts: list[SponsorContact]
    earlier_contacts: list[SponsorContact]
    extensions: list[ExtensionRequest]
    reply: Any
    report: Any
    reply_score: ScoreShown | None
    implementation_score: ScoreShown | None
    total: Total | None

    @property
    def scores(self) -> list[ScoreShown]:
        """The scores of both stages, as far as they were given."""
        return [score for score in (self.reply_score, self.implementation_score) if score]


def rounds_shown(suggestion: Suggestion, user: Any) -> list[RoundShown]:
    """The rounds of a loaded suggestion, the first one first (rule 33)."""
    names = _supervisions_seen(suggestion, user)
    scores = [
        ScoreShown(score, [getattr(score, name) for name in names if getattr(score, name, None)])
        for score in suggestion.evaluations.all()
    ]
    return [
        _shown(one, [score for score in scores if score.evaluation.round_id == one.pk])
        for one in suggestion.rounds.all()
    ]


def _supervisions_seen(suggestion: Suggestion, user: Any) -> tuple[str, ...]:
    """Which records of a score that is seen are seen as well; the same answer as `Supervision.visible_to`."""
    duties = duties_of(user)
    if duties.reads_everything or suggestion.sponsor_id == duties.representative_id:
        return ("supervised", "tracked")
    if suggestion.station_id in duties.officer_of or suggestion.station.subdistrict_id in duties.subdistricts:
        return ("supervised", "tracked")
    return ("supervised",) if suggestion.lead_id in duties.departments else ()


def _shown(one: Round, scores: list[ScoreShown]) -> RoundShown:
    by_stage = {score.evaluation.stage: score for score in scores}
    return RoundShown(
        round=one,
        contacts=[contact for contact in one.contacts.all() if contact.assignment.in_force],
        earlier_contacts=[contact for contact in one.contacts.all() if not contact.assignment.in_force],
        extensions=list(one.extension_requests.all()),
        reply=getattr(one, "reply", None),
        report=getattr(one, "report", None),
        reply_score=by_stage.get(Stage.REPLY),
        implementation_score=by_stage.get(Stage.IMPLEMENTATION),
        total=total_of(one, [score.evaluation for score in scores]),
    )


#: The steps of the way, and the day on which each was reached where the suggestion knows it.
STEPS = (
    (S.DRAFT, "drafted_at"),
    (S.SUBMITTED, "submitted_at"),
    (S.REGISTERED, "registered_at"),
    (S.ASSIGNED, ""),
    (S.ACCEPTED, ""),
    (S.REPLIED, ""),
    (S.IMPLEMENTING, ""),
    (S.REPORTED, ""),
    (S.CLOSED, "closed_at"),
)
#: Ends off the way, and after how many of its steps they come.
_ENDED_AFTER = {S.DISCARDED: 1, S.REJECTED: 2}
_AS = {S.RETURNED: S.DRAFT, S.RETURN_REQUESTED: S.ASSIGNED}


def steps_of(suggestion: Suggestion) -> list[dict[str, Any]]:
    """How far the suggestion has come, for the row of steps at the top of its page (rule 20)."""
    if suggestion.state in _ENDED_AFTER:
        ended = {"label": S(suggestion.state).label, "state": "current", "at": None}
        before = STEPS[: _ENDED_AFTER[S(suggestion.state)]]
        return [*({"label": state.label, "state": "done", "at": None} for state, _at in before), ended]
    reached = [state for state, _at in STEPS].index(_AS.get(S(suggestion.state), S(suggestion.state)))
    return [
        {
            "label": S(suggestion.state).label if number == reached else state.label,
            "state": "done" if number < reached else "current" if number == reached else "todo",
            "at": getattr(suggestion, at, None) if at and number <= reached else None,
        }
        for number, (state, at) in enumerate(STEPS)
    ]


@dataclass(frozen=True)
class ClockShown:
    """A clock: what it is for, when it runs out, and how that date was computed (rule 24)."""

    label: str
    on: date
    running: bool
    computed: DueDate


#: In which states a clock still runs.
RUNS_IN: dict[str, tuple[str, ...]] = {
    "register": (S.SUBMITTED,),
    "assign": (S.REGISTERED,),
    "accept": (S.ASSIGNED,),
    "request_return": (S.ASSIGNED, S.ACCEPTED),
    "co_handling_opinion": (S.ASSIGNED, S.ACCEPTED),
    "first_contact": (S.ASSIGNED, S.RETURN_REQUESTED, S.ACCEPTED),
    "reply": (S.ASSIGNED, S.RETURN_REQUESTED, S.ACCEPTED),
    "reply_contact_letter": (S.ASSIGNED, S.RETURN_REQUESTED, S.ACCEPTED),
    "new_round": (S.ACCEPTED,),
    "score_reply": (S.REPLIED,),
    "score_implementation": (S.REPORTED,),
}


def clocks_shown(suggestion: Suggestion) -> dict[str, list[ClockShown]]:
    """The clocks that were started, running and ended ones; the dates remember how they came about."""
    current, calendar = suggestion.current_round(), Calendar()
    clocks = [
        ClockShown(
            label=str(SuggestionClock(code).label),
            on=_date_of(code, kept, current),
            running=suggestion.state in RUNS_IN[code] and _still_wanted(code, suggestion, current),
            computed=_due_date(kept).as_known_today(calendar),
        )
        for code in SuggestionClock.values
        if (kept := suggestion.clocks.get(code))
    ]
    return {
        "running": [one for one in clocks if one.running],
        "ended": [one for one in clocks if not one.running],
    }


def _still_wanted(code: str, suggestion: Suggestion, current: Round | None) -> bool:
    """Whether what the clock waits for has not happened yet."""
    match code:
        case "first_contact":
            return suggestion.contact_waived_at is None and not _spoken(current)
        case "reply" | "reply_contact_letter":
            return current is not None and current.number == 1
        case "new_round":
            return current is not None and current.number > 1
        case "request_return":
            return SUGGESTION["request_return"].starts_from(suggestion)
        case "co_handling_opinion":
            return any(
                not one.is_lead and one.in_force and one.opinion_at is None for one in suggestion.assignments.all()
            )
    return True


def _spoken(current: Round | None) -> bool:
    """The department in charge has spoken with the sponsor in this round (rule 22)."""
    return current is not None and any(contact.assignment.in_force for contact in current.contacts.all())


def _date_of(code: str, kept: dict[str, Any], current: Round | None) -> date:
    """The date as it was computed; of the first reply, the extended one (rule 22)."""
    if current and code == "first_contact":
        return current.contact_due_on
    if current and current.number == 1 and code in ("reply", "reply_contact_letter"):
        return current.reply_due_on
    return date.fromisoformat(kept["on"])


def how_computed(clocks: dict[str, Any], on: date, calendar: Calendar) -> DueDate | None:
    """How a stored date came about, told by the clocks that a suggestion remembers (rule 24); nothing, if none says."""
    told = [kept for code in SuggestionClock.values if (kept := clocks.get(code)) and kept["on"] == on.isoformat()]
    return _due_date(told[-1]).as_known_today(calendar) if told else None


def _due_date(kept: dict[str, Any]) -> DueDate:
    day = date.fromisoformat
    return DueDate(
        on=day(kept["on"]),
        start=day(kept["start"]),
        term=Term.parse(kept["term"]),
        day_zero=day(kept["day_zero"]),
        skipped=tuple((day(on), name) for on, name in kept["skipped"]),
        made_up=tuple((day(on), name) for on, name in kept["made_up"]),
        missing=tuple(kept["missing"]),
    )


def rounds_with_replies() -> "Prefetch[Any, Any, Any]":
    """The rounds of a suggestion with what is scored in them, in two queries."""
    contacts = SponsorContact.objects.filter(assignment__returned_at=None)
    rounds = Round.objects.select_related("reply", "report").prefetch_related(Prefetch("contacts", contacts))
    return Prefetch("rounds", rounds)


def scheme_for(today: date) -> EvaluationScheme:
    """The scheme in force on the day, with its items."""
    return EvaluationScheme.objects.prefetch_related("items").on(today)
