"""What reaches suggestions from the apps below: the result of a look-back (rule 34)."""

from typing import Any

from django.db.models import QuerySet
from django.dispatch import receiver

from core.door import moved
from core.events import Event
from core.nouns import label_of
from deliberations.models import LookBack
from suggestions.actions import note_look_back
from suggestions.enums import SuggestionState
from suggestions.models import Suggestion
from suggestions.workflow import HANDLED


@receiver(moved, sender=LookBack, dispatch_uid="suggestions.hear_look_back")
def hear_look_back(subject: LookBack, event: Event, **kwargs: Any) -> None:
    """A recorded look-back speaks about every suggestion that it looked at, directly or through its topic."""
    if event.verb != "record" or subject.visited_on is None:
        return
    for suggestion in _looked_at(subject).filter(state__in=[*HANDLED, SuggestionState.CLOSED]).order_by("pk"):
        note_look_back(suggestion, result=subject.result, visited_on=subject.visited_on)


def _looked_at(look_back: LookBack) -> QuerySet[Suggestion]:
    if look_back.subject_noun == label_of(Suggestion) and look_back.subject_id:
        return Suggestion.objects.filter(pk=look_back.subject_id)
    # A commitment is only part of its topic: what is seen of it says nothing about the suggestion.
    return Suggestion.objects.filter(topic=look_back.topic_id) if look_back.topic_id else Suggestion.objects.none()
