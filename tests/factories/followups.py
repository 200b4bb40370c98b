"""Reminders in the lists of people."""

import factory
from factory.django import DjangoModelFactory

from core import clock
from followups.enums import Kind, Step
from followups.models import Reminder
from tests.factories.accounts import UserFactory


class ReminderFactory(DjangoModelFactory):
    """A reminder of a concern that is due today."""

    class Meta:
        model = Reminder

    class Params:
        read = factory.Trait(read_at=factory.LazyFunction(clock.now))
        settled = factory.Trait(settled_at=factory.LazyFunction(clock.now))

    person = factory.SubFactory(UserFactory)
    kind = Kind.TRIAGE
    noun = "stations.concern"
    subject_id = factory.Sequence(lambda n: 1_000_000 + n)
    title = factory.Sequence(lambda n: f"0101190622-{n:06}")
    place = "六联社区人大代表联络站"
    due_on = factory.LazyFunction(clock.today)
    step = Step.ON_THE_DAY
