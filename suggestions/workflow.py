"""The moves of suggestions and of their supervision (domain §7, §8).

No sentence of a suggestion names a score or a verdict: the lead department reads this timeline, and it sees
a score only after the committee released it (rule 34).
"""

from django.utils.translation import gettext_lazy as _

from core.editions import adds, apart, reads
from core.nouns import Noun
from core.workflow import Move, Workflow
from suggestions.enums import ContactWay, Decision, OutcomeClass, SupervisionKind
from suggestions.enums import SuggestionState as S
from suggestions.enums import SupervisionState as V

#: Parts of a suggestion, shown on its page.
REPLY = Noun("suggestions.reply", page="suggestions:suggestion-detail")
EVALUATION = Noun("suggestions.evaluation", page="suggestions:suggestion-detail")

#: The states in which a lead department has something to answer for.
HANDLED = (S.ACCEPTED, S.REPLIED, S.IMPLEMENTING, S.REPORTED)

SUGGESTION = Workflow(
    Noun("suggestions.suggestion", page="suggestions:suggestion-detail",
         list="suggestions:suggestion-list", title="title", number="number",
         shows=("station", "sponsor", "lead")),
    Move(
        "draft", (), S.DRAFT, "suggestions.draft_suggestion", "§7.19",
        label=_("Write a suggestion"),
        sentence=_("{actor} began the draft"),
    ),
    Move(
        "revise", (S.DRAFT, S.RETURNED), None, "suggestions.revise_suggestion", "§7.19",
        label=_("Revise"),
        sentence=_("{actor} revised the text"),
    ),
    Move(
        "discard", (S.DRAFT,), S.DISCARDED, "suggestions.discard_suggestion", "§7.20",
        label=_("Discard the draft"),
        sentence=_("{actor} discarded the draft"),
    ),
    Move(
        "co_sign", (S.DRAFT, S.RETURNED), None, "suggestions.co_sign_suggestion", "§7.19",
        label=_("Join as co-sponsor"),
        sentence=_("{actor} read the text and joined as co-sponsor"),
        tone="primary",
        signs=True, mark=reads("the text stays as the other co-sponsors read it"),
    ),
    Move(
        "submit", (S.DRAFT, S.RETURNED), S.SUBMITTED, "suggestions.submit_suggestion", "§7.20",
        label=_("Submit"),
        sentence=_("{actor} submitted the suggestion"),
        tone="primary",
    ),
    Move(
        "withdraw", (S.SUBMITTED,), S.DRAFT, "suggestions.withdraw_suggestion", "§7.20",
        label=_("Withdraw"),
        sentence=_("{actor} withdrew the suggestion before it was registered"),
    ),
    Move(
        "register", (S.SUBMITTED,), S.REGISTERED, "suggestions.register_suggestion", "§7.20",
        label=_("Register"),
        sentence=_("{actor} registered the suggestion as {number}"),
        facts=("number",),
        tone="primary",
        signs=True,
    ),
    Move(
        "return_for_revision", (S.SUBMITTED,), S.RETURNED, "suggestions.register_suggestion", "§7.20",
        label=_("Return for revision"),
        sentence=_("{actor} returned the suggestion for revision: {reason}"),
        facts=("reason",),
    ),
    Move(
        "reject", (S.SUBMITTED,), S.REJECTED, "suggestions.register_suggestion", "§7.20",
        label=_("Reject"),
        sentence=_("{actor} rejected the suggestion: {reason}"),
        facts=("reason",),
        tone="danger",
    ),
    Move(
        "assign", (S.REGISTERED,), S.ASSIGNED, "suggestions.assign_suggestion", "§7.21",
        label=_("Assign"),
        sentence=_("{actor} assigned the suggestion to {lead}; reply due {reply_due_on}"),
        facts=("lead", "reply_due_on"),
        tone="primary",
    ),
    Move(
        "accept", (S.ASSIGNED,), S.ACCEPTED, "suggestions.handle_as_lead", "§7.20",
        label=_("Accept"),
        sentence=_("{actor} accepted the assignment"),
        tone="primary",
    ),
    Move(
        "request_return", (S.ASSIGNED, S.ACCEPTED), S.RETURN_REQUESTED, "suggestions.handle_as_lead", "§7.20",
        label=_("Ask to return"),
        sentence=_("{actor} asked to return the assignment; proper unit: {proper_department}"),
        facts=("proper_department",),
        when=lambda suggestion: suggestion.may_be_returned(), closes="return_due_on",
    ),
    Move(
        "decide_return", (S.RETURN_REQUESTED,), (S.REGISTERED, S.ASSIGNED, S.ACCEPTED),
        "suggestions.decide_on_return", "§7.20",
        label=_("Decide on the return"),
        sentence=_("{actor} decided on the return: {decision}"),
        facts=("decision",),
        shows={"decision": Decision},
        tone="primary",
        signs=True,
    ),
    Move(
        "give_opinion", (S.ASSIGNED, S.ACCEPTED), None, "suggestions.give_opinion", "§7.21",
        label=_("Give an opinion"),
        sentence=_("{actor} gave the opinion of {department}"),
        facts=("department",),
        once=True, mark=adds("each department says its own part, whatever else happened"),
    ),
    Move(
        "log_contact", HANDLED, None, "suggestions.handle_as_lead", "§7.22",
        label=_("Log a contact with the sponsor"),
        sentence=_("{actor} logged a contact with the sponsor on {contacted_on} ({way})"),
        facts=("contacted_on", "way"),
        shows={"way": ContactWay},
        once=True, mark=apart("a talk was held whatever else happened"),
    ),
    Move(
        "waive_contact", (S.ASSIGNED, S.ACCEPTED), None, "suggestions.waive_contact", "§7.22",
        label=_("Do without a contact"),
        sentence=_("{actor} does without a contact before the reply"),
        when=lambda suggestion: suggestion.contact_may_be_waived(),
    ),
    Move(
        "request_extension", (S.ACCEPTED,), None, "suggestions.handle_as_lead", "§7.22",
        label=_("Ask for an extension"),
        sentence=_("{actor} asked for an extension until {until}"),
        facts=("until",),
        when=lambda suggestion: suggestion.may_be_extended(), closes="extension_due_on",
        once=True,
    ),
    Move(
        "decide_extension", (S.ACCEPTED,), None, "suggestions.decide_on_extension", "§7.22",
        label=_("Decide on the extension"),
        sentence=_("{actor} decided on the extension: {decision}; reply due {reply_due_on}"),
        facts=("decision", "reply_due_on"),
        shows={"decision": Decision},
        when=lambda suggestion: suggestion.extension_waits(),
        tone="primary",
        signs=True,
    ),
    Move(
        "reply", (S.ACCEPTED,), S.REPLIED, "suggestions.handle_as_lead", "§7.23",
        label=_("Reply"),
        sentence=_("{actor} filed the reply of round {round}, outcome class {outcome_class}"),
        facts=("round", "outcome_class"),
        shows={"outcome_class": OutcomeClass},
        tone="primary",
    ),
    Move(
        "score_reply", (S.REPLIED,), (S.IMPLEMENTING, S.CLOSED, S.ACCEPTED),
        "suggestions.score_suggestion", "§8.30",
        label=_("Score the reply"),
        sentence=_("{actor} scored the reply of round {round}"),
        facts=("round",),
        tone="primary", closes="score_due_on",
    ),
    Move(
        "lapse_reply_score", (S.REPLIED,), (S.IMPLEMENTING, S.CLOSED), "suggestions.lapse_score", "§8.30",
        label=_("Close the window for scoring the reply"),
        sentence=_("The time for scoring the reply of round {round} ended"),
        facts=("round",),
        caused=True,
    ),
    Move(
        "report_implementation", (S.REPLIED, S.IMPLEMENTING), S.REPORTED,
        "suggestions.handle_as_lead", "§7.20",
        label=_("Report implementation"),
        sentence=_("{actor} reported that the implementation was done on {done_on}"),
        facts=("done_on",),
        tone="primary", opens="report_opens_on",
    ),
    Move(
        "score_implementation", (S.IMPLEMENTING, S.REPORTED), (S.CLOSED, S.ACCEPTED),
        "suggestions.score_suggestion", "§8.30",
        label=_("Score the implementation"),
        sentence=_("{actor} scored the implementation of round {round}"),
        facts=("round",),
        tone="primary", opens="implementation_opens_on", closes="score_due_on",
    ),
    Move(
        "lapse_implementation_score", (S.REPORTED,), S.CLOSED, "suggestions.lapse_score", "§8.30",
        label=_("Close the window for scoring the implementation"),
        sentence=_("The time for scoring the implementation of round {round} ended"),
        facts=("round",),
        caused=True,
    ),
    Move(
        "release_score", (*HANDLED, S.CLOSED), None, "suggestions.release_score", "§8.34",
        label=_("Release the score to the department"),
        sentence=_("{actor} released the score to the department"),
        when=lambda suggestion: suggestion.score_waits(),
        signs=True,
    ),
    Move(
        "note_look_back", (*HANDLED, S.CLOSED), None, "suggestions.note_look_back", "§8.34",
        label=_("Note the result of a look-back"),
        sentence=_("A look-back on {visited_on} was recorded"),
        facts=("visited_on",),
        caused=True,
    ),
)  # fmt: skip

SUPERVISION = Workflow(
    Noun("suggestions.supervision", page="suggestions:supervision-detail", list="suggestions:supervision-list",
         shows=("station", "suggestion")),
    Move(
        "open", (), V.OPEN, "suggestions.open_supervision", "§8.32",
        label=_("Open"),
        sentence=_("{kind} of {number} was opened"),
        facts=("kind", "number"),
        shows={"kind": SupervisionKind},
        caused=True,
    ),
    Move(
        "add_note", (V.OPEN,), None, "suggestions.add_supervision_note", "§8.32",
        label=_("Add a note"),
        sentence=_("{actor} added a note"),
        tone="primary",
        once=True, mark=apart("a note stands beside what is decided on"),
    ),
    Move(
        "close", (V.OPEN,), V.CLOSED, "suggestions.close_supervision", "§8.32",
        label=_("Close"),
        sentence=_("{actor} closed it: {reason}"),
        facts=("reason",),
    ),
)  # fmt: skip

PRESSURE_REPORT = Workflow(
    Noun("suggestions.pressurereport"),
    Move(
        "report", (), None, "suggestions.report_pressure", "§8.34",
        label=_("Report pressure"),
        sentence=_("{actor} reported pressure about a score"),
        once=True,
    ),
)  # fmt: skip
