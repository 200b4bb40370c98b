"""The moves of micro-projects (domain §6, rules 15 and 16)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.editions import adds, apart
from core.nouns import Noun
from core.workflow import Move, Workflow
from deliberations.enums import BEFORE_VOTE, PASSED_VOTE, PhotoKind, Rating
from deliberations.enums import ProjectState as P


def has_no_exclusion(project: Any) -> bool:
    """The check found nothing that makes it somebody's duty or a duplicate."""
    return not project.exclusions


def has_open_objection(project: Any) -> bool:
    """An objection has stopped the notice."""
    return bool(project.notice_paused)


MICRO_PROJECT = Workflow(
    Noun("deliberations.microproject", page="deliberations:micro-project-detail",
         list="deliberations:micro-project-list", title="title",
         shows=("station", "representative")),
    Move(
        "propose", (), P.PROPOSED, "deliberations.propose_project", "§6.15",
        label=_("Propose a micro-project"),
        sentence=_("{actor} proposed the micro-project, for {budget} yuan"),
        facts=("budget",),
    ),
    Move(
        "revise", BEFORE_VOTE, None, "deliberations.revise_project", "§6.15",
        label=_("Revise the project"),
        sentence=_("{actor} revised the micro-project; the budget is {budget} yuan"),
        facts=("budget",),
    ),
    Move(
        "check", (P.PROPOSED,), P.CHECKED, "deliberations.check_project", "§6.16",
        label=_("Check the exclusions"),
        sentence=_("{actor} checked the project; exclusions found: {found}"),
        facts=("found",),
        tone="primary",
    ),
    Move(
        "shortlist", (P.CHECKED,), P.SHORTLISTED, "deliberations.shortlist_project", "§6.16",
        label=_("Shortlist"),
        sentence=_("{actor} put the project on the shortlist"),
        tone="primary", when=has_no_exclusion,
    ),
    Move(
        "put_to_vote", (P.SHORTLISTED,), P.VOTING, "deliberations.open_council", "§6.17",
        label=_("Put to the vote"),
        sentence=_("The project was put to the vote at the council of {day}"),
        facts=("day",),
        caused=True,
    ),
    Move(
        "take_vote", (P.VOTING,), (P.PASSED, P.FAILED, P.SHORTLISTED), "deliberations.close_item", "§6.17",
        label=_("Take the result of the vote"),
        sentence=_("The council voted: {in_favour} for, {against} against, {abstained} abstained"),
        facts=("in_favour", "against", "abstained"),
        caused=True,
    ),
    Move(
        "give_notice", (P.PASSED,), P.ON_NOTICE, "deliberations.close_council", "§6.16",
        label=_("Begin the public notice"),
        sentence=_("The public notice began; it runs until {until}"),
        facts=("until",),
        caused=True,
    ),
    Move(
        "object", (P.ON_NOTICE,), None, "deliberations.object_to_project", "§6.16",
        label=_("Record an objection"),
        sentence=_("{actor} recorded an objection; the notice stands still"),
        closes="notice_until",
        once=True, mark=adds("an objection is somebody's own, whatever else happened"),
    ),
    Move(
        "answer_objection", (P.ON_NOTICE,), (P.ON_NOTICE, P.DECLINED), "deliberations.answer_objection", "§6.16",
        label=_("Answer an objection"),
        sentence=_("{actor} answered an objection: {answer}"),
        facts=("answer",),
        tone="primary", when=has_open_objection,
    ),
    Move(
        "confirm", (P.ON_NOTICE,), P.CONFIRMED, "deliberations.confirm_project", "§6.16",
        label=_("Confirm the project"),
        sentence=_("{actor} confirmed the project for the subdistrict"),
        tone="primary", opens="confirm_opens_on",
    ),
    Move(
        "report_progress", (P.CONFIRMED, P.UNDER_WAY), P.UNDER_WAY, "deliberations.report_progress", "§6.16",
        label=_("Report progress"),
        sentence=_("{actor} reported {percent} percent: {note}"),
        facts=("percent", "note"),
        tone="primary",
        once=True, mark=adds("a report tells what was seen, whatever else happened"),
    ),
    Move(
        "accept", (P.UNDER_WAY,), P.ACCEPTED, "deliberations.accept_project", "§6.16",
        label=_("Accept the work"),
        sentence=_("{actor} accepted the work of {accepted_on}; it cost {cost} yuan"),
        facts=("accepted_on", "cost"),
    ),
    Move(
        "evaluate", (P.ACCEPTED,), P.EVALUATED, "deliberations.evaluate_project", "§6.16",
        label=_("Evaluate the project"),
        sentence=_("{actor} recorded what residents say: {rating}"),
        facts=("rating",),
        shows={"rating": Rating}, tone="primary",
    ),
    Move(
        "disclose", (P.EVALUATED,), P.DISCLOSED, "deliberations.disclose_project", "§6.16",
        label=_("Disclose the project"),
        sentence=_("{actor} disclosed the project"),
        tone="primary",
    ),
    Move(
        "add_photo", (*BEFORE_VOTE, *PASSED_VOTE), None, "deliberations.add_photo", "§6.16",
        label=_("Add a photo"),
        sentence=_("{actor} added a photo ({kind})"),
        facts=("kind",),
        shows={"kind": PhotoKind},
        once=True, mark=apart("a picture stands beside what is decided on"),
    ),
    Move(
        "remove_photo", (*BEFORE_VOTE, *PASSED_VOTE), None, "deliberations.add_photo", "§6.16",
        label=_("Remove a photo"),
        sentence=_("{actor} removed a photo: {reason}"),
        facts=("reason",),
        when=lambda project: project.has_photos,
        mark=apart("a picture stands beside what is decided on"),
    ),
    Move(
        "decline", BEFORE_VOTE, P.DECLINED, "deliberations.decline_project", "§6.16",
        label=_("Decline the project"),
        sentence=_("{actor} declined the project: {reason}"),
        facts=("reason",),
        tone="danger",
    ),
)  # fmt: skip
