"""Badges for verdicts and outcome classes. None of them asks the database."""

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.ui.components import badge
from suggestions.enums import OutcomeClass, Verdict
from suggestions.models import Reply
from suggestions.models.evaluations import TONES

CLASS_TONES = {
    OutcomeClass.A: "good",
    OutcomeClass.B: "info",
    OutcomeClass.C: "info",
    OutcomeClass.D: "neutral",
}


def verdict(value: str | None) -> SafeString | str:
    """The verdict as a badge; a dash where there is none, or none that the reader may see."""
    if not value:
        return "—"
    return badge(TONES[Verdict(value)], Verdict(value).label)


def outcome(reply: Reply) -> SafeString:
    """The outcome class of a reply as a badge."""
    label = _("Outcome class %(label)s") % {"label": reply.get_outcome_class_display()}
    return badge(CLASS_TONES[OutcomeClass(reply.outcome_class)], label)
