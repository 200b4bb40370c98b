"""Every way in which visits and concerns change."""

from stations.actions.concerns import (
    close_concern,
    correct_words,
    give_feedback,
    join_concern,
    leave_group,
    reveal_contact,
    route_concern,
    take_back,
)
from stations.actions.contacts import anonymise_contact
from stations.actions.splitting import split_concern
from stations.actions.visits import record_visit

__all__ = [
    "anonymise_contact",
    "close_concern",
    "correct_words",
    "give_feedback",
    "join_concern",
    "leave_group",
    "record_visit",
    "reveal_contact",
    "route_concern",
    "split_concern",
    "take_back",
]
