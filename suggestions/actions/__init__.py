"""Every way in which suggestions, their scores and their supervision change."""

from suggestions.actions.drafting import (
    co_sign_suggestion,
    discard_suggestion,
    draft_suggestion,
    revise_suggestion,
    submit_suggestion,
    withdraw_suggestion,
)
from suggestions.actions.handling import (
    accept_suggestion,
    decide_extension,
    decide_return,
    give_opinion,
    log_contact,
    request_extension,
    request_return,
    waive_contact,
)
from suggestions.actions.look_backs import note_look_back
from suggestions.actions.registration import (
    assign_suggestion,
    register_suggestion,
    reject_suggestion,
    return_for_revision,
)
from suggestions.actions.replies import reply_to_suggestion, report_implementation
from suggestions.actions.scoring import (
    lapse_implementation_score,
    lapse_reply_score,
    lapse_scores,
    release_score,
    report_pressure,
    score_implementation,
    score_reply,
)
from suggestions.actions.supervisions import add_supervision_note, close_supervision

__all__ = [
    "accept_suggestion",
    "add_supervision_note",
    "assign_suggestion",
    "close_supervision",
    "co_sign_suggestion",
    "decide_extension",
    "decide_return",
    "discard_suggestion",
    "draft_suggestion",
    "give_opinion",
    "lapse_implementation_score",
    "lapse_reply_score",
    "lapse_scores",
    "log_contact",
    "note_look_back",
    "register_suggestion",
    "reject_suggestion",
    "release_score",
    "reply_to_suggestion",
    "report_implementation",
    "report_pressure",
    "request_extension",
    "request_return",
    "return_for_revision",
    "revise_suggestion",
    "score_implementation",
    "score_reply",
    "submit_suggestion",
    "waive_contact",
    "withdraw_suggestion",
]
