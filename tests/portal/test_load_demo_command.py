"""`load_demo`: the same history from the same seed, played once, and never among real data."""

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction

from core import clock
from core.events import Event
from deliberations.models import MicroProject, VoteResult
from stations.models import Visit
from tests.factories.accounts import UserFactory

ON = date(2026, 11, 20)
EVENING = datetime(2026, 11, 20, 20, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def reference(db: None, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    call_command("load_reference", verbosity=0)


def load(**options: object) -> None:
    with clock.at(EVENING):
        call_command("load_demo", on=ON, **options)


def history() -> tuple[list[Any], ...]:
    """What happened, what was wished for, and how the councils voted."""
    return (
        list(Event.objects.order_by("pk").values_list("noun", "verb", "at", "place")),
        list(MicroProject.objects.order_by("pk").values_list("title", "state", "budget", "cost")),
        list(VoteResult.objects.order_by("pk").values_list("present", "in_favour", "against", "abstained")),
    )


def test_same_seed_plays_the_same_history(reference: None) -> None:
    histories = []
    for _time in range(2):
        with transaction.atomic():
            load(seed=7)
            histories.append(history())
            transaction.set_rollback(True)

    assert histories[0] == histories[1]
    assert len(histories[0][0]) > 2000


def test_demonstration_is_loaded_once(reference: None) -> None:
    UserFactory(is_demo=True)

    with pytest.raises(CommandError, match="loaded already"):
        load()

    assert Visit.objects.count() == 0


def test_real_data_are_refused(reference: None) -> None:
    UserFactory()

    with pytest.raises(CommandError, match="real accounts"):
        load()

    assert Visit.objects.count() == 0
