"""Suggestions and contact letters, their handling round by round, their evaluation and supervision."""

from suggestions.models.evaluations import (
    Evaluation,
    EvaluationRelease,
    EvaluationScheme,
    PressureReport,
    SchemeItem,
)
from suggestions.models.handling import (
    Assignment,
    ContactWaiver,
    ExtensionRequest,
    ImplementationReport,
    Reply,
    ReturnRequest,
    Round,
    SponsorContact,
)
from suggestions.models.numbers import NumberSeries, NumberTemplate
from suggestions.models.suggestions import AT_REST, EDITABLE, TEXT, CoSponsor, Suggestion
from suggestions.models.supervisions import Supervision, SupervisionNote

__all__ = [
    "AT_REST",
    "EDITABLE",
    "TEXT",
    "Assignment",
    "CoSponsor",
    "ContactWaiver",
    "Evaluation",
    "EvaluationRelease",
    "EvaluationScheme",
    "ExtensionRequest",
    "ImplementationReport",
    "NumberSeries",
    "NumberTemplate",
    "PressureReport",
    "Reply",
    "ReturnRequest",
    "Round",
    "SchemeItem",
    "SponsorContact",
    "Suggestion",
    "Supervision",
    "SupervisionNote",
]
