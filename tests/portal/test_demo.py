"""The demonstration: played through the actions, every state on show, the same history from the same seed."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.db.models import Count

from accounts.enums import DemoAccount
from accounts.models import User
from core import clock
from core.events import Event
from deliberations.models import Commitment, LookBack, Meeting, Topic
from points.models import LedgerEntry
from stations.models import Concern, Station, Visit
from suggestions.models import Suggestion, Supervision
from tests.factories.accounts import UserFactory

NOUNS = (Concern, Topic, Meeting, Commitment, LookBack, Suggestion, Supervision)
ON = date(2026, 11, 20)
EVENING = datetime(2026, 11, 20, 20, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def reference(db: None) -> None:
    call_command("load_reference", verbosity=0)


def load(**options: object) -> None:
    with clock.at(EVENING):
        call_command("load_demo", on=ON, **options)


def counts() -> dict[tuple[str, str], int]:
    """How many things of each noun are in each state."""
    found = {}
    for model in NOUNS:
        for state, count in model.objects.values_list("state").annotate(Count("pk")).order_by("state"):
            found[model.__name__, state] = count
    return found


def test_every_state_of_every_noun_is_present(reference: None) -> None:
    load()

    expected = {(model.__name__, state) for model in NOUNS for state, _label in model._meta.get_field("state").choices}
    assert expected - set(counts()) == set()


def test_the_whole_chain_was_played(reference: None) -> None:
    load()

    assert set(User.objects.exclude(password__startswith="!").values_list("username", flat=True)) == set(DemoAccount)
    assert Station.objects.filter(visits__isnull=False).distinct().count() == 23
    assert set(LedgerEntry.objects.values_list("points", flat=True)) >= {5, 10, 15, -10, -15}
    assert Supervision.objects.filter(meeting_called=True).exists()
    assert Event.objects.filter(actor=None, system="").count() == 0


def test_same_seed_plays_the_same_history(reference: None) -> None:
    histories = []
    for _time in range(2):
        with transaction.atomic():
            load(seed=7)
            histories.append(list(Event.objects.order_by("pk").values_list("noun", "verb", "at", "place")))
            transaction.set_rollback(True)

    assert histories[0] == histories[1]
    assert len(histories[0]) > 800


def test_real_data_are_refused(reference: None) -> None:
    UserFactory()

    with pytest.raises(CommandError, match="real accounts"):
        load()

    assert Visit.objects.count() == 0
