"""The demonstration: played through the actions, every state on show."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count, Q
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from accounts.enums import DemoAccount
from accounts.models import User
from core import clock
from core.events import Event
from deliberations.enums import PhotoKind, ProjectState, Proposer, VoteOutcome
from deliberations.models import (
    Ballot,
    CeilingWarning,
    Commitment,
    Council,
    CouncilMember,
    LookBack,
    Meeting,
    MicroProject,
    Topic,
    VoteResult,
)
from points.models import LedgerEntry
from stations.models import Concern, Station
from suggestions.models import Suggestion, Supervision
from tests.factories.suggestions import days_in_the_rows, stored_days

pytestmark = pytest.mark.django_db

NOUNS = (
    Concern, Topic, Meeting, Commitment, LookBack, MicroProject, Council, CouncilMember, Suggestion, Supervision,
)  # fmt: skip
ON = date(2026, 11, 20)
EVENING = datetime(2026, 11, 20, 20, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="module", autouse=True)
def demonstration(django_db_setup: Any, django_db_blocker: DjangoDbBlocker, media: Path) -> Iterator[None]:
    """Played once; every test looks at the same evening."""
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic(), clock.at(EVENING):
        call_command("load_reference", verbosity=0)
        call_command("load_demo", on=ON)
        yield
        transaction.set_rollback(True)


def counts() -> dict[tuple[str, str], int]:
    """How many things of each noun are in each state."""
    found = {}
    for model in NOUNS:
        for state, count in model.objects.values_list("state").annotate(Count("pk")).order_by("state"):
            found[model.__name__, state] = count
    return found


def test_every_state_of_every_noun_is_present() -> None:
    expected = {(model.__name__, state) for model in NOUNS for state, _label in model._meta.get_field("state").choices}
    assert expected - set(counts()) == set()


def test_the_whole_chain_was_played() -> None:
    assert set(User.objects.exclude(password__startswith="!").values_list("username", flat=True)) == set(DemoAccount)
    assert Station.objects.filter(visits__isnull=False).distinct().count() == 23
    assert set(LedgerEntry.objects.values_list("points", flat=True)) >= {5, 10, 15, -10, -15}
    assert Supervision.objects.filter(meeting_called=True).exists()
    assert Event.objects.filter(actor=None, system="").count() == 0


def test_record_of_the_demonstration_is_sound() -> None:
    out = StringIO()

    call_command("verify_events", stdout=out)

    assert out.getvalue() == f"{Event.objects.count()} events, all sound.\n"


def test_councils_decide_in_every_way() -> None:
    held = Council.objects.held()

    assert set(VoteResult.objects.values_list("outcome", flat=True)) == set(VoteOutcome)
    assert set(held.values_list("secrecy", flat=True)) == {"open", "secret"}
    assert set(Ballot.objects.values_list("way", "secret").distinct()) == {
        ("phone", False), ("phone", True), ("paper", False), ("paper", True)
    }  # fmt: skip
    assert VoteResult.objects.filter(recused__gt=0).exists()
    assert VoteResult.objects.filter(item__rank_changes__isnull=False, outcome=VoteOutcome.PASSED).exists()
    assert (held.count(), held.values("station").distinct().count()) == (11, 8)


def test_demo_representative_has_a_vote_to_give() -> None:
    person = User.objects.get(username="representative")
    council = Council.objects.get(state="opened")
    seat = council.seats.get(user=person)
    running = council.items.filter(closed_at=None)

    assert council.station.code == Station.objects.get(appointment__user__username="officer").code
    assert (EVENING - council.opened_at).total_seconds() < 4 * 3600
    assert (seat.present, running.count()) == (True, 3)
    assert not running.filter(Q(ballots__seat=seat) | Q(recusals__seat=seat)).exists()
    assert running.filter(paper_counts__confirmed_at=None, paper_counts__isnull=False).exists()


def test_public_notices_run_stand_still_and_are_over() -> None:
    notices = MicroProject.objects.filter(state=ProjectState.ON_NOTICE)

    assert notices.notice_over().count() == 2
    assert notices.filter(notice_left__isnull=False, objections__answered_at=None).count() == 1
    assert notices.filter(notice_until__gte=ON).count() == 2


def test_stored_days_are_those_of_rounds_replies_and_reports() -> None:
    suggestions = list(Suggestion.objects.order_by("pk"))

    assert {one.pk: stored_days(one) for one in suggestions} == {one.pk: days_in_the_rows(one) for one in suggestions}
    assert [name for name in stored_days(suggestions[0]) if not any(getattr(one, name) for one in suggestions)] == []


def test_migration_finds_the_days_that_the_moves_have_kept() -> None:
    """What was recorded before the columns were there is given the same days as what came after."""
    kept = {one.pk: stored_days(one) for one in Suggestion.objects.all()}
    Suggestion.objects.update(**dict.fromkeys(stored_days(Suggestion())))
    MicroProject.objects.update(confirm_opens_on=None)

    import_module("suggestions.migrations.0008_days_that_open_and_close").copy_days(apps, None)
    import_module("deliberations.migrations.0006_confirmation_opens_on_a_day").follow_notices(apps, None)

    assert {one.pk: stored_days(one) for one in Suggestion.objects.all()} == kept
    assert not MicroProject.objects.filter(notice_until__isnull=False, confirm_opens_on=None).exists()


def test_a_project_is_confirmed_from_the_day_after_its_notice() -> None:
    days = MicroProject.objects.filter(notice_until__isnull=False).values_list("notice_until", "confirm_opens_on")

    assert {opens - until for until, opens in days} == {timedelta(days=1)}
    assert not MicroProject.objects.filter(notice_until=None, confirm_opens_on__isnull=False).exists()


def test_micro_projects_look_like_a_year() -> None:
    projects = MicroProject.objects.annotate(reported=Count("reports"))

    assert 60 <= projects.count() <= 80
    assert set(projects.values_list("proposer", flat=True)) == set(Proposer)
    assert projects.exclude(topic=None).filter(topic__outcome="micro_project").count() == 2
    assert projects.filter(concerns__route="micro_project").exists()
    assert projects.filter(state=ProjectState.UNDER_WAY, reported__gte=3).exists()
    assert CeilingWarning.objects.exclude(reason="").exists()
    assert not MicroProject.objects.filter(Q(cost__lte=0) | Q(budget__lt=1000) | Q(people=0)).exists()
    assert not MicroProject.objects.values("station", "title").annotate(n=Count("pk")).filter(n__gt=1).exists()


def test_disclosed_projects_show_before_and_after(media: Path) -> None:
    kinds = {
        project.pk: set(project.photos.values_list("kind", flat=True))
        for project in MicroProject.objects.disclosed().filter(photos__isnull=False)
    }

    assert len(kinds) >= 5
    assert all({PhotoKind.BEFORE, PhotoKind.AFTER} <= shown for shown in kinds.values())
    assert sum(path.stat().st_size for path in media.rglob("*.jpg")) < 2_000_000
