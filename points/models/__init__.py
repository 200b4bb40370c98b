"""The rules by which points are earned, the ledger of them, and what representatives ask about it."""

from points.models.ledger import LedgerEntry
from points.models.points_queries import PointsQuery
from points.models.points_rules import PointsRule

__all__ = ["LedgerEntry", "PointsQuery", "PointsRule"]
