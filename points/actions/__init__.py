"""Every way in which the ledger grows, and how questions about it are asked and answered."""

from points.actions.corrections import reverse_entry
from points.actions.ledger import settle_attendance, settle_leads, settle_tracking
from points.actions.points_queries import answer_query, ask_about_points

__all__ = [
    "answer_query",
    "ask_about_points",
    "reverse_entry",
    "settle_attendance",
    "settle_leads",
    "settle_tracking",
]
