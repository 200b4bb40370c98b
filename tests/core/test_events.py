"""The record of what happened: chained per thing, by digests over everything an event says."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import clock
from core.access import System
from core.events import Event
from stations.models import Concern
from tests.factories.accounts import UserFactory
from tests.factories.stations import ConcernFactory, StationFactory, load_clocks, officer_of

AT = datetime(2019, 3, 4, 1, 30, 15, 123456, tzinfo=UTC)


@pytest.fixture
def concern(db: None) -> Concern:
    return ConcernFactory()


@pytest.fixture
def officer(concern: Concern) -> User:
    return officer_of(concern.station)


def note(concern: Concern, by: Any, **given: Any) -> Event:
    """One more event of the concern."""
    known: dict[str, Any] = {"verb": "route", "before": "received", "after": "routed", "facts": {}}
    with clock.at(AT):
        return Event.objects.append(concern, by=by, **known | given)


def test_events_of_a_thing_are_counted_from_one(concern: Concern, officer: User) -> None:
    other = ConcernFactory()

    mine = [note(concern, officer) for _time in range(3)]
    theirs = note(other, officer)

    assert [event.sequence for event in mine] == [1, 2, 3]
    assert theirs.sequence == 1
    assert list(Event.objects.of(concern)) == mine


def test_chain_has_no_fork(concern: Concern, officer: User) -> None:
    event = note(concern, officer)
    twin = Event(
        noun=event.noun, subject_id=event.subject_id, sequence=1, verb="close", actor=officer, at=AT, digest="0" * 64
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_things_of_different_nouns_with_the_same_key_have_chains_of_their_own(concern: Concern) -> None:
    person = UserFactory(pk=concern.pk + 1000)
    noted = ConcernFactory(pk=person.pk)
    note(noted, person)

    event = Event.objects.append(person, "sign_in", by=person, before="", after="", facts={})

    assert (event.noun, event.sequence) == ("accounts.user", 1)


def test_each_digest_hangs_on_the_one_before(concern: Concern, officer: User) -> None:
    first, second = note(concern, officer), note(concern, officer)

    assert re.fullmatch("[0-9a-f]{64}", first.digest)
    assert first.digest == first.compute_digest("")
    assert second.digest == second.compute_digest(first.digest)
    assert second.digest != second.compute_digest("")


FACTS = {
    "words": "“路灯”不亮了 😀",
    "day": date(2019, 3, 4),
    "at": AT,
    "share": Decimal("0.10"),
    "none": None,
    "people": [1, 2],
    "nested": {"yes": True, "no": False},
    "float": 0.1,
    "huge": 2**60,
}


def test_digest_is_the_same_after_a_trip_through_the_database(concern: Concern, officer: User) -> None:
    note(concern, officer, facts=FACTS)

    stored = Event.objects.get()

    assert stored.digest == stored.compute_digest("")
    assert stored.facts == {
        "words": "“路灯”不亮了 😀",
        "day": "2019-03-04",
        "at": "2019-03-04T01:30:15.123Z",
        "share": "0.10",
        "none": None,
        "people": [1, 2],
        "nested": {"yes": True, "no": False},
        "float": 0.1,
        "huge": 2**60,
    }


@dataclass(frozen=True)
class Forged:
    """What somebody with access to the database might change."""

    field: str
    value: Any


FORGERIES = [
    Forged("noun", "stations.visit"), Forged("subject_id", 999_999), Forged("sequence", 2), Forged("verb", "close"),
    Forged("actor_id", None), Forged("system", "unknown"), Forged("acting_for", "committee"),
    Forged("place", "440310001-01"), Forged("before", ""), Forged("after", "closed"),
    Forged("facts", {"route": "hotline"}), Forged("at", AT + timedelta(microseconds=1)),
    Forged("request_id", "another"),
]  # fmt: skip


@pytest.mark.parametrize("forged", FORGERIES, ids=lambda forged: forged.field)
def test_digest_covers_everything_that_an_event_says(concern: Concern, officer: User, forged: Forged) -> None:
    event = note(concern, officer, facts={"route": "community"})

    setattr(event, forged.field, forged.value)

    assert event.digest != event.compute_digest("")


def test_no_field_of_an_event_is_left_out_of_these_tests() -> None:
    covered = {forged.field for forged in FORGERIES}

    assert {field.attname for field in Event._meta.concrete_fields} == covered | {"id", "digest"}


def test_time_place_and_capacity_are_those_of_the_moment(concern: Concern, officer: User) -> None:
    event = note(concern, officer, acting_for=f"officer@{concern.station.code}")

    assert (event.at, event.place) == (AT, concern.station.code)
    assert (event.acting_for, event.actor_name) == (f"officer@{concern.station.code}", officer.name)


def test_what_the_software_does_by_itself_says_so(concern: Concern) -> None:
    event = note(concern, System("scoring window", frozenset()))

    assert (event.actor_name, event.system, event.acting_for) == ("系统", "scoring window", "")


@pytest.mark.django_db
def test_event_of_a_request_carries_its_id(client: Client) -> None:
    load_clocks()
    station = StationFactory()
    client.force_login(officer_of(station))
    visit = {
        "station": station.pk, "kind": "phone", "started_at": "2019-03-04T09:00", "place": "电话",
        "concerns-TOTAL_FORMS": "0", "concerns-INITIAL_FORMS": "0", "asked": "no-concern",
    }  # fmt: skip

    answer = client.post(reverse("stations:visit-new"), visit, headers={"X-Request-ID": "story-2019-03-04"})

    assert answer.status_code == 302
    assert Event.objects.get().request_id == "story-2019-03-04"


def test_event_outside_of_a_request_carries_none(concern: Concern, officer: User) -> None:
    assert note(concern, officer).request_id == ""
