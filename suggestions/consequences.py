"""What follows from each move of a suggestion and of a supervision, as its page says it before (domain §7, §8)."""

from datetime import date

from django.utils.translation import gettext as _

from core import clock, clocks
from core.consequences import Consequences, follows
from core.workdays import Calendar
from stations.enums import Role
from suggestions.actions.clocks import reply_clock
from suggestions.actions.registration import number_to_come
from suggestions.enums import SupervisionKind
from suggestions.models import Suggestion, Supervision
from suggestions.workflow import SUGGESTION, SUPERVISION

_NOUN = SUGGESTION.noun


def _dues(*codes: str) -> dict[str, date]:
    """When each of the clocks, started today, runs out; two queries for all of them."""
    terms, table = clocks.terms(*(f"suggestions.{code}" for code in codes)), Calendar()
    return {code: terms[f"suggestions.{code}"].due(clock.today(), table).on for code in codes}


def _due(code: str) -> date:
    return _dues(code)[code]


# The paper.


@follows(_NOUN, "revise")
def revise(suggestion: Suggestion) -> Consequences:
    return Consequences(more=(_("A change of the text voids what co-sponsors have confirmed: they are asked again."),))


@follows(_NOUN, "discard")
def discard(suggestion: Suggestion) -> Consequences:
    return Consequences(
        more=(_("It leaves every list of work; whoever saw the draft can still read it."),),
        final=_("A discarded draft is not taken up again."),
    )


@follows(_NOUN, "co_sign")
def co_sign(suggestion: Suggestion) -> Consequences:
    return Consequences(
        more=(
            _("Your name stands under this text."),
            _("If the text changes later, your confirmation is void and you are asked again."),
        )
    )


@follows(_NOUN, "submit")
def submit(suggestion: Suggestion) -> Consequences:
    return Consequences(
        days={"register_due_on": _due("register")},
        told=(Role.COMMITTEE,),
        final=_("The text is frozen from now on; until it is registered you can withdraw it."),
    )


@follows(_NOUN, "withdraw")
def withdraw(suggestion: Suggestion) -> Consequences:
    return Consequences(more=(_("It becomes a draft again, and the committee no longer waits for it."),))


# The committee.


@follows(_NOUN, "register")
def register(suggestion: Suggestion) -> Consequences:
    return Consequences(
        number=number_to_come(suggestion.instrument),
        days={"assign_due_on": _due("assign")},
        told=(Role.COMMITTEE,),
        final=_("A number that was given is never given again."),
    )


@follows(_NOUN, "return_for_revision")
def return_for_revision(suggestion: Suggestion) -> Consequences:
    return Consequences(more=(_("The sponsor reads your reason, can change the text and submit it again."),))


@follows(_NOUN, "reject")
def reject(suggestion: Suggestion) -> Consequences:
    return Consequences(
        more=(_("The sponsor reads your reason."),), final=_("It ends here: nothing leads on from a rejected one.")
    )


@follows(_NOUN, "assign")
def assign(suggestion: Suggestion) -> Consequences:
    reply = reply_clock(suggestion)
    dues = _dues("accept", "first_contact", "request_return", "co_handling_opinion", reply)
    return Consequences(
        days={
            "assignments.accept_due_on": dues["accept"],
            "rounds.contact_due_on": dues["first_contact"],
            "rounds.reply_due_on": dues[reply],
        },
        told=(Role.DEPARTMENT,),
        more=(
            _("The lead department can ask to give it back until %(day)s.") % {"day": dues["request_return"]},
            _("Co-handling departments give their opinion until %(day)s.") % {"day": dues["co_handling_opinion"]},
        ),
    )


@follows(_NOUN, "decide_return")
def decide_return(suggestion: Suggestion) -> Consequences:
    lead, dues = suggestion.lead_assignment(), _dues("assign", "accept")
    refused = (
        _("Refused: %(department)s goes on, and its reply stays due as it was.")
        if lead and lead.accepted_at
        else _("Refused: %(department)s accepts until %(day)s, and no return is possible any more.")
    )
    return Consequences(
        more=(
            _("Granted: it waits for another assignment, due on %(day)s.") % {"day": dues["assign"]},
            refused % {"department": suggestion.lead, "day": dues["accept"]},
        )
    )


@follows(_NOUN, "decide_extension")
def decide_extension(suggestion: Suggestion) -> Consequences:
    asked, current = suggestion.pending_extension(), suggestion.current_round()
    return Consequences(
        more=(
            _("Granted: the reply is due on %(day)s.") % {"day": asked.until if asked else "—"},
            _("Refused: the reply stays due on %(day)s.") % {"day": current.reply_due_on if current else "—"},
        )
    )


@follows(_NOUN, "release_score")
def release_score(suggestion: Suggestion) -> Consequences:
    words = _("%(department)s reads %(count)s scores with their reasons.")
    counted = {"department": suggestion.lead, "count": len(suggestion.unreleased_evaluations())}
    return Consequences(more=(words % counted,), final=_("What was released stays released."))


# The department.


@follows(_NOUN, "accept")
def accept(suggestion: Suggestion) -> Consequences:
    current = suggestion.current_round()
    days = {"rounds.reply_due_on": current.reply_due_on} if current else {}
    if current and suggestion.contact_waived_at is None:
        days = {"rounds.contact_due_on": current.contact_due_on} | days
    return Consequences(days=days, told=(Role.DEPARTMENT,))


@follows(_NOUN, "request_return")
def request_return(suggestion: Suggestion) -> Consequences:
    current = suggestion.current_round()
    return Consequences(
        more=(
            _("The committee decides. Until then nothing is accepted."),
            _("The reply stays due on %(day)s.") % {"day": current.reply_due_on if current else "—"},
        ),
        final=_("A return can be asked for once."),
    )


@follows(_NOUN, "give_opinion")
def give_opinion(suggestion: Suggestion) -> Consequences:
    return Consequences(more=(_("The lead department reads it before it replies; a later opinion replaces it."),))


@follows(_NOUN, "log_contact")
def log_contact(suggestion: Suggestion) -> Consequences:
    return Consequences(more=(_("With a contact in this round the reply can be filed."),))


@follows(_NOUN, "waive_contact")
def waive_contact(suggestion: Suggestion) -> Consequences:
    words = _("%(department)s can reply in this round without having spoken to you.")
    return Consequences(more=(words % {"department": suggestion.lead},))


@follows(_NOUN, "request_extension")
def request_extension(suggestion: Suggestion) -> Consequences:
    current = suggestion.current_round()
    return Consequences(
        more=(
            _("The committee decides."),
            _("Until then the reply stays due on %(day)s.") % {"day": current.reply_due_on if current else "—"},
        )
    )


@follows(_NOUN, "reply")
def reply(suggestion: Suggestion) -> Consequences:
    return Consequences(
        days={"score_due_on": _due("score_reply")},
        told=(Role.REPRESENTATIVE,),
        final=_("A reply that was filed is not changed any more."),
    )


@follows(_NOUN, "report_implementation")
def report_implementation(suggestion: Suggestion) -> Consequences:
    return Consequences(
        days={"score_due_on": _due("score_implementation")},
        told=(Role.REPRESENTATIVE,),
        final=_("A report that was filed is not changed any more."),
    )


# The sponsor.


@follows(_NOUN, "score_reply", "score_implementation")
def score(suggestion: Suggestion) -> Consequences:
    return Consequences(
        more=(
            _("Unsatisfied opens key supervision by the committee, key tracking by the station, and a new round."),
            _("%(department)s reads the score once the committee has released it.") % {"department": suggestion.lead},
        ),
        final=_("A score is final."),
    )


# Supervision.


@follows(SUPERVISION.noun, "add_note")
def add_note(supervision: Supervision) -> Consequences:
    whose = Role.COMMITTEE if supervision.kind == SupervisionKind.COMMITTEE else Role.OFFICER
    return Consequences(days={"due_on": _due("supervision_idle")}, told=(whose,))


@follows(SUPERVISION.noun, "close")
def close(supervision: Supervision) -> Consequences:
    return Consequences(
        more=(_("Your reason stays on record; the round of the suggestion goes on."),),
        final=_("What was ended is not opened again."),
    )
