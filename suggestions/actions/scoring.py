"""Scoring in two stages, and what an unsatisfied verdict sets off (rules 27–34)."""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import clock
from core.access import Actor, System
from core.door import creating, lead_to, moving
from core.workflow import IllegalMove
from suggestions.actions.clocks import start_clocks
from suggestions.actions.handling import open_round_of
from suggestions.actions.supervisions import open_supervisions
from suggestions.enums import OutcomeClass, Stage, SuggestionState, Verdict
from suggestions.models import (
    Evaluation,
    EvaluationRelease,
    EvaluationScheme,
    PressureReport,
    Round,
    SchemeItem,
    Suggestion,
)

#: Who closes a scoring window that nobody used (rule 30).
SCORING_WINDOW = System("scoring window", frozenset({"suggestions.lapse_score"}))


def score_reply(suggestion: Suggestion, *, by: Actor, items: dict[str, int], reason: str = "") -> Suggestion:
    """The sponsor scores the reply (stage 1); unsatisfied has its consequences at once (rule 32)."""
    return _score(suggestion, "score_reply", Stage.REPLY, by=by, items=items, reason=reason)


def score_implementation(suggestion: Suggestion, *, by: Actor, items: dict[str, int], reason: str = "") -> Suggestion:
    """The sponsor scores the implementation (stage 2); unsatisfied has its consequences at once (rule 32)."""
    return _score(suggestion, "score_implementation", Stage.IMPLEMENTATION, by=by, items=items, reason=reason)


def _score(
    suggestion: Suggestion, verb: str, stage: Stage, *, by: Actor, items: dict[str, int], reason: str
) -> Suggestion:
    # The facts name no score: the lead department reads this timeline (rule 34).
    facts: dict[str, object] = {}
    with moving(suggestion, verb, by=by, facts=facts) as suggestion:
        current = open_round_of(suggestion)
        evaluation = _evaluate(suggestion, current, stage, items, reason, by)
        suggestion.score_waits_since = suggestion.score_waits_since or evaluation.at
        facts |= {"round": current.number, "evaluation": evaluation.pk}
        _follow(suggestion, current, evaluation)
    return suggestion


def _evaluate(
    suggestion: Suggestion, current: Round, stage: Stage, items: dict[str, int], reason: str, by: Actor
) -> Evaluation:
    """The score under the scheme in force today; it stays as it is for ever (rule 29)."""
    scheme = EvaluationScheme.objects.on(clock.today())
    asked = scheme.items_of(stage)
    _check_items(asked, items)
    sheet = scheme.sheet_of(stage, items)
    points, maximum = sum(items.values()), sum(item.maximum for item in asked)
    verdict = scheme.verdict_of(points, maximum)
    if verdict == Verdict.UNSATISFIED and not reason.strip():
        raise ValidationError({"reason": _("Unsatisfied needs a written reason.")})
    return Evaluation.objects.create(
        suggestion=suggestion, round=current, stage=stage, scheme=scheme, sheet=sheet, points=points,
        maximum=maximum, percent=percent_of(points, maximum), verdict=verdict, reason=reason.strip(),
        by_id=by.pk, at=clock.now(),
    )  # fmt: skip


def percent_of(points: int, maximum: int) -> Decimal:
    """For show, to two places; verdicts compare whole numbers instead."""
    return (Decimal(points * 100) / maximum).quantize(Decimal("0.01"))


def _check_items(asked: list[SchemeItem], items: dict[str, int]) -> None:
    """Every item of the stage once, each between nothing and its most points (rule 28)."""
    wrong = {
        f"items.{code}": _("There is no such item in this stage.") for code in set(items) - {i.code for i in asked}
    }
    for item in asked:
        points = items.get(item.code)
        if not isinstance(points, int) or isinstance(points, bool) or not 0 <= points <= item.maximum:
            wrong[f"items.{item.code}"] = _("Give whole points from 0 to %(maximum)s.") % {"maximum": item.maximum}
    if wrong:
        raise ValidationError(wrong)


def _follow(suggestion: Suggestion, current: Round, evaluation: Evaluation) -> None:
    """What a score leads to: new round and supervision, the end, or waiting for the implementation."""
    opened_on = suggestion.implementation_opens_on
    suggestion.due_on = suggestion.score_due_on = suggestion.report_opens_on = None
    suggestion.implementation_opens_on = None
    if evaluation.verdict == Verdict.UNSATISFIED:
        open_supervisions(suggestion, evaluation)
        _close_round(current)
        suggestion.due_on = _open_next_round(suggestion, current.number + 1)
        suggestion.contact_waived_at = None
        lead_to(suggestion, SuggestionState.ACCEPTED)
    elif _is_last(suggestion, evaluation.stage):
        _close_round(current)
        suggestion.closed_at = clock.now()
        lead_to(suggestion, SuggestionState.CLOSED)
    else:
        suggestion.due_on = current.reply.promised_on
        suggestion.report_opens_on, suggestion.implementation_opens_on = clock.today(), opened_on
        lead_to(suggestion, SuggestionState.IMPLEMENTING)


def _is_last(suggestion: Suggestion, stage: str) -> bool:
    """Class D has no second stage (rule 30)."""
    return stage == Stage.IMPLEMENTATION or suggestion.outcome_class == OutcomeClass.D


def _close_round(current: Round) -> None:
    current.closed_at = clock.now()
    current.save()


def _open_next_round(suggestion: Suggestion, number: int) -> date:
    """The department has one month for another try; returns when its reply is due (rule 32)."""
    dues = start_clocks(suggestion, clock.today(), "new_round", "first_contact")
    reply = dues["new_round"]
    Round.objects.create(
        suggestion=suggestion, number=number, opened_on=clock.today(), reply_due_on=reply,
        original_reply_due_on=reply, contact_due_on=min(dues["first_contact"], reply),
    )  # fmt: skip
    return reply


# Silence: a window that ended without a score (rule 30).


def record_not_rated(suggestion: Suggestion, current: Round, stage: Stage) -> Evaluation:
    """No answer is *not rated*, never satisfied (rule 30)."""
    scheme = EvaluationScheme.objects.on(clock.today())
    maximum = sum(item.maximum for item in scheme.items_of(stage))
    return Evaluation.objects.create(
        suggestion=suggestion, round=current, stage=stage, scheme=scheme, maximum=maximum,
        verdict=Verdict.NOT_RATED, at=clock.now(),
    )  # fmt: skip


def lapse_reply_score(suggestion: Suggestion, *, by: Actor = SCORING_WINDOW) -> Suggestion:
    """The window of the first score has passed: the reply is not rated and the matter goes on."""
    return _lapse(suggestion, "lapse_reply_score", Stage.REPLY, by=by)


def lapse_implementation_score(suggestion: Suggestion, *, by: Actor = SCORING_WINDOW) -> Suggestion:
    """The window of the second score has passed: the implementation is not rated and the matter ends."""
    return _lapse(suggestion, "lapse_implementation_score", Stage.IMPLEMENTATION, by=by)


def _lapse(suggestion: Suggestion, verb: str, stage: Stage, *, by: Actor) -> Suggestion:
    facts: dict[str, object] = {}
    with moving(suggestion, verb, by=by, facts=facts) as suggestion:
        current = open_round_of(suggestion)
        evaluation = record_not_rated(suggestion, current, stage)
        facts["round"] = current.number
        _follow(suggestion, current, evaluation)
    return suggestion


def lapse_scores() -> int:
    """Closes every scoring window that has passed; how many. Safe to run at any time and twice."""
    today = clock.today()
    late = Suggestion.objects.filter(due_on__lt=today)
    lapsed = 0
    for state, lapse in (
        (SuggestionState.REPLIED, lapse_reply_score),
        (SuggestionState.REPORTED, lapse_implementation_score),
    ):
        for suggestion in late.filter(state=state).order_by("pk").iterator():
            # Whoever was faster has moved the matter on already.
            with suppress(IllegalMove):
                lapse(suggestion)
                lapsed += 1
    return lapsed


# Honest scoring (rule 34).


def release_score(suggestion: Suggestion, *, by: Actor) -> Suggestion:
    """The committee lets the department see every score given so far (rule 34)."""
    facts: dict[str, Any] = {}
    with moving(suggestion, "release_score", by=by, facts=facts) as suggestion:
        waiting = suggestion.unreleased_evaluations()
        for evaluation in waiting:
            EvaluationRelease.objects.create(evaluation=evaluation, by_id=by.pk, at=clock.now())
        suggestion.score_waits_since = None
        facts["evaluations"] = [evaluation.pk for evaluation in waiting]
    return suggestion


def report_pressure(suggestion: Suggestion, *, by: Actor, text: str) -> PressureReport:
    """The sponsor says that somebody pressed for a better score; only the committee reads it (rule 34)."""
    report = PressureReport(suggestion=suggestion, text=text, by_id=by.pk, at=clock.now())
    with creating(report, "report", by=by):
        return report
