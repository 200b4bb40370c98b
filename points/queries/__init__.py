"""Reading the ledger: sums, statements, sources, and whether everything adds up."""

from points.queries.ledger import (
    Summary,
    balance,
    balances,
    entries_of,
    representatives_for,
    statement,
    summary,
    years_of,
)
from points.queries.points_queries import open_questions
from points.queries.sources import with_sources

__all__ = [
    "Summary",
    "balance",
    "balances",
    "entries_of",
    "open_questions",
    "representatives_for",
    "statement",
    "summary",
    "with_sources",
    "years_of",
]
