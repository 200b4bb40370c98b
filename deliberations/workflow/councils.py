"""The moves of livelihood councils, of the ballots cast there, and of their members (domain §6, rule 17)."""

from django.utils.translation import gettext_lazy as _

from core.editions import apart, of_part
from core.nouns import Noun
from core.workflow import Move, Workflow
from deliberations.enums import COUNCIL_AHEAD, COUNCIL_HELD, BallotState, MemberKind, Secrecy
from deliberations.enums import CouncilState as C
from deliberations.enums import MemberState as M

COUNCIL = Workflow(
    Noun("deliberations.council", page="deliberations:council-detail", list="deliberations:council-list",
         shows=("station",)),
    Move(
        "plan", (), C.PLANNED, "deliberations.plan_council", "§6.17",
        label=_("Plan a council"),
        sentence=_("{actor} planned the council for {starts_at}, with {projects} projects, vote: {secrecy}"),
        facts=("starts_at", "projects", "secrecy"),
        shows={"secrecy": Secrecy},
    ),
    Move(
        "notify", (C.PLANNED,), C.NOTIFIED, "deliberations.notify_council", "§6.17",
        label=_("Give notice of the council"),
        sentence=_("{actor} gave notice of the council, {days} days before it"),
        facts=("days",),
        tone="primary",
    ),
    Move(
        "change", COUNCIL_AHEAD, None, "deliberations.change_council", "§6.17",
        label=_("Change time, place, list or way of voting"),
        sentence=_("{actor} changed the council: {starts_at}, {place}, {projects} projects, vote: {secrecy}"),
        facts=("starts_at", "place", "projects", "secrecy"),
        shows={"secrecy": Secrecy},
    ),
    Move(
        "open", (C.NOTIFIED,), C.OPENED, "deliberations.open_council", "§6.17",
        label=_("Open the council"),
        sentence=_("{actor} opened the council: {present} of {members} members present, {recused} recused"),
        facts=("present", "members", "recused"),
        tone="primary",
    ),
    Move(
        "record_presence", (C.OPENED,), None, "deliberations.run_council", "§6.17",
        label=_("Record who is present"),
        sentence=_("{actor} recorded the presence: {present} of {members} members"),
        facts=("present", "members"),
        mark=apart("each seat carries a mark of its own"),
    ),
    Move(
        "recuse", (C.OPENED,), None, "deliberations.run_council", "§6.17",
        label=_("Record a recusal"),
        sentence=_("{actor} recorded that member no. {number} is recused from “{title}”"),
        facts=("number", "title"),
        mark=of_part("each seat carries a mark of its own"),
    ),
    Move(
        "enter_paper_count", (C.OPENED,), None, "deliberations.run_council", "§6.17",
        label=_("Enter a paper count"),
        sentence=_("{actor} entered a count of {papers} paper votes on “{title}”"),
        facts=("papers", "title"),
        mark=of_part("each count carries a mark of its own"),
    ),
    Move(
        "confirm_paper_count", (C.OPENED,), None, "deliberations.confirm_paper_count", "§6.17",
        label=_("Confirm a paper count"),
        sentence=_("{actor} confirmed the count of {papers} paper votes on “{title}”"),
        facts=("papers", "title"),
        signs=True, mark=of_part("each count carries a mark of its own"),
    ),
    Move(
        "reject_paper_count", (C.OPENED,), None, "deliberations.confirm_paper_count", "§6.17",
        label=_("Reject a paper count"),
        sentence=_("{actor} rejected the count of paper votes on “{title}”: {reason}"),
        facts=("title", "reason"),
        mark=of_part("each count carries a mark of its own"),
    ),
    Move(
        "close_item", (C.OPENED,), None, "deliberations.close_item", "§6.17",
        label=_("Close the vote on a project"),
        sentence=_("{actor} closed the vote on “{title}”: {in_favour} for, {against} against, {abstained} abstained"),
        facts=("title", "in_favour", "against", "abstained"),
        tone="primary",
    ),
    Move(
        "close", (C.OPENED,), C.CLOSED, "deliberations.close_council", "§6.17",
        label=_("Close the council"),
        sentence=_("{actor} closed the council: {passed} of {projects} projects passed"),
        facts=("passed", "projects"),
        when=lambda council: council.all_items_closed,
    ),
    Move(
        "confirm_minutes", (C.CLOSED,), C.CONFIRMED, "deliberations.confirm_council_minutes", "§6.17",
        label=_("Confirm the council's minutes"),
        sentence=_("{actor} confirmed the minutes of the council"),
        tone="primary",
        signs=True,
    ),
    Move(
        "override", COUNCIL_HELD, None, "deliberations.override_ranking", "§6.17",
        label=_("Move a project in the ranking"),
        sentence=_("{actor} moved “{title}” from place {before} to {rank}, against the result: {reason}"),
        facts=("title", "before", "rank", "reason"),
        tone="danger",
    ),
    Move(
        "cancel", COUNCIL_AHEAD, C.CANCELLED, "deliberations.cancel_council", "§6.17",
        label=_("Cancel the council"),
        sentence=_("{actor} cancelled the council: {reason}"),
        facts=("reason",),
        tone="danger",
    ),
)  # fmt: skip

# What a member chose is in no event, of an open vote neither: results are invisible until the item is closed.
BALLOT = Workflow(
    Noun("deliberations.ballot"),
    Move(
        "cast", (), None, "deliberations.cast_ballot", "§6.17",
        label=_("Vote"),
        sentence=_("{actor} voted on “{title}”"),
        facts=("title",),
    ),
    Move(
        "recast", (BallotState.CAST,), None, "deliberations.cast_ballot", "§6.17",
        label=_("Vote anew"),
        sentence=_("{actor} voted anew on “{title}”"),
        facts=("title",),
        caused=True, mark=apart("a ballot is one person's own, and its receipt knows its version"),
    ),
)  # fmt: skip

COUNCIL_MEMBER = Workflow(
    Noun("deliberations.councilmember", list="deliberations:council-member-list", title="name",
         shows=("station",)),
    Move(
        "join", (), M.SITTING, "deliberations.keep_members", "§6.17",
        label=_("Enter a member of the council"),
        sentence=_("{actor} entered the member ({kind})"),
        facts=("kind",),
        shows={"kind": MemberKind},
    ),
    Move(
        "leave", (M.SITTING,), M.LEFT, "deliberations.keep_members", "§6.17",
        label=_("Let the member leave"),
        sentence=_("{actor} recorded that the member left on {ends_on}: {reason}"),
        facts=("ends_on", "reason"),
        tone="danger",
    ),
)  # fmt: skip
