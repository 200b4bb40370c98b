"""What follows from the moves of ledger entries and of questions about them, said beforehand (rules 37–39)."""

from django.utils.translation import gettext as _

from core.consequences import Consequences, follows
from points.models import LedgerEntry, PointsQuery
from points.queries import balance
from points.workflow import LEDGER_ENTRY, POINTS_QUERY


@follows(LEDGER_ENTRY.noun, "reverse")
def reverse(entry: LedgerEntry) -> Consequences:
    """The sum of the year goes down, and the source earns nothing again (rule 37)."""
    now = balance(entry.representative, entry.year)
    sums = {"name": entry.representative, "year": entry.year, "now": now, "then": now - entry.points}
    return Consequences(
        more=(
            _("%(name)s has %(now)s points in %(year)s now, and %(then)s afterwards.") % sums,
            _("The entry stays; a reversal with your reason is added beside it, for the representative to read."),
        ),
        final=_("What is taken back by hand is not booked again by itself."),
    )


@follows(POINTS_QUERY.noun, "answer")
def answer(query: PointsQuery) -> Consequences:
    """The answer stands with the question (rule 39)."""
    reader = _("%(name)s reads the answer beside the question, under the own points.") % {"name": query.representative}
    own = _("The answer changes no points: a wrong entry is taken back on its own page.")
    return Consequences(more=(reader, own), final=_("An answer is given once and is not changed afterwards."))
