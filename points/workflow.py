"""The moves of ledger entries and of what representatives ask about them (domain §9)."""

from django.utils.translation import gettext_lazy as _

from core.editions import apart
from core.nouns import Noun
from core.workflow import Move, Workflow
from points.enums import EntryState, QueryState

# An entry never changes: its state follows from the entry that takes it back.
LEDGER_ENTRY = Workflow(
    Noun("points.ledgerentry", page="points:ledger-entry-detail",
         shows=("representative__home_station", "rule", "reversal")),
    Move(
        "reverse", (EntryState.POSTED,), None, "points.reverse_entry", "§9.37",
        label=_("Take back"),
        sentence=_("{actor} took back {points} points: {reason}"),
        facts=("points", "reason"),
        tone="danger", mark=apart("an entry never changes, and is taken back once")
    ),
)  # fmt: skip

POINTS_QUERY = Workflow(
    Noun("points.pointsquery", page="points:points-query-detail", list="points:points-query-list",
         shows=("representative__home_station", "entry__rule", "entry__reversal")),
    Move(
        "ask", (), QueryState.OPEN, "points.ask", "§9.39",
        label=_("Something is wrong or missing"),
        sentence=_("{actor} asked about the points of {year}"),
        facts=("year",),
    ),
    Move(
        "answer", (QueryState.OPEN,), QueryState.ANSWERED, "points.answer_query", "§9.39",
        label=_("Answer"),
        sentence=_("{actor} answered the question about points"),
        tone="primary",
    ),
)  # fmt: skip
