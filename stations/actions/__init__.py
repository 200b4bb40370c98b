"""Every way in which visits and concerns change."""

from stations.actions.concerns import (
    close_concern,
    correct_words,
    give_feedback,
    join_concern,
    reveal_contact,
    route_concern,
)
from stations.actions.visits import record_visit

__all__ = [
    "close_concern",
    "correct_words",
    "give_feedback",
    "join_concern",
    "record_visit",
    "reveal_contact",
    "route_concern",
]
