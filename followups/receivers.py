"""What every move means for reminders: what is done is no longer reminded of, at once (rule 43)."""

from typing import Any

from django.db.models import Model
from django.dispatch import receiver

from core.door import moved
from core.events import Event
from followups.actions.writing import reopen_subject, settle_subject, write_urgent
from followups.queries.kinds import KINDS
from stations.enums import Urgency

#: The nouns that somebody is reminded of.
REMINDED = {kind.noun for kind in KINDS}


@receiver(moved, dispatch_uid="followups.follow")
def follow(subject: Model, event: Event, **_kwargs: Any) -> None:
    """Settles what the move has done away with; an urgent concern is told of at once (rule 6)."""
    if event.noun not in REMINDED:
        return
    # What has just come into being was in no state before, and nobody can have been reminded of it.
    if event.before:
        if "undone" in event.facts:
            reopen_subject(subject, since=Event.objects.of(subject).get(sequence=event.sequence - 1).at)
        settle_subject(subject)
    elif getattr(subject, "urgency", "") == Urgency.URGENT:
        write_urgent(subject)
