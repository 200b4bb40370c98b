"""What somebody changes behind the software's back is found and named."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from core import nouns
from core.append_only import triggers_off
from core.events import Event
from core.nouns import Noun
from core.workflow import WORKFLOWS, Workflow, timeline_of
from deliberations.models import Ballot
from portal.queries import verification
from stations.actions import record_visit, route_concern
from stations.models import Concern
from stations.workflow import CONCERN
from tests.factories.councils import Session
from tests.factories.stations import CategoryFactory, ConcernFactory, officer_of


@pytest.fixture
def concern(station) -> Concern:
    from core import clock

    officer, category = officer_of(station), CategoryFactory()
    said = {"words": "路灯坏了。", "category": category}
    visit = record_visit(
        by=officer,
        station=station,
        kind="reception",
        started_at=clock.now(),
        place="站内",
        concerns=[said, said],
    )
    concern = visit.concerns.first()
    return route_concern(concern, by=officer, route="community")


def run() -> tuple[int, str]:
    out, errors = StringIO(), StringIO()
    try:
        call_command("verify_events", stdout=out, stderr=errors)
    except SystemExit as end:
        return end.code, errors.getvalue()
    return 0, out.getvalue()


def tamper(sql: str, *params: object) -> None:
    with triggers_off(connection), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, params)


def test_a_sound_record_passes(concern):
    assert run() == (0, "4 events, all sound.\n")


def test_nothing_recorded_is_sound(db):
    assert run() == (0, "0 events, all sound.\n")


def test_a_changed_event_is_named(concern):
    event = Event.objects.of(concern).first()
    tamper("UPDATE core_event SET place = 'x' WHERE id = %s", event.pk)
    assert run() == (
        1, f"event {event.pk} (stations.concern {concern.pk} #1 receive): it was changed, or one before it was\n"
        "1 rows are off.\n",
    )  # fmt: skip


def test_a_missing_event_is_named(concern):
    first, second = Event.objects.of(concern)
    tamper("DELETE FROM core_event WHERE id = %s", first.pk)
    code, said = run()
    missing = f"event {second.pk} (stations.concern {concern.pk} #2 route): an event before it is missing"
    assert (code, missing in said) == (1, True)


def test_a_state_that_no_event_led_to_is_named(concern):
    Concern.objects.filter(pk=concern.pk).update(state="closed")
    assert run() == (
        1, f"stations.concern {concern.pk}: its state is “closed”, its last event says “routed”\n1 rows are off.\n"
    )  # fmt: skip


def test_a_thing_without_an_event_is_named(concern):
    slipped_in = ConcernFactory(visit=concern.visit, station=concern.station)
    assert run() == (
        1, f"stations.concern {slipped_in.pk}: no event tells how it came into being\n1 rows are off.\n"
    )  # fmt: skip


def test_papers_come_with_the_count_of_their_council(db):
    session = Session(3).open()
    session.paper([0, 1], in_favour=2)
    slipped_in = Ballot.objects.create(item=session.item, seat=session.council.seats.last(), secret=False, choice="for")

    named = [complaint for complaint in verification.complaints() if complaint.startswith("deliberations.ballot")]

    assert named == [f"deliberations.ballot {slipped_in.pk}: no event tells how it came into being"]


@pytest.fixture
def renamed(monkeypatch):
    """The class of concerns was called Matter when its noun came into the record."""
    for table in (nouns.NOUNS, nouns._OF_MODEL, WORKFLOWS):
        for name in [name for name in table if name == "stations.concern"]:
            monkeypatch.delitem(table, name)
    for table in (nouns.NOUNS, WORKFLOWS):
        monkeypatch.setitem(table, "stations.matter", None)
    monkeypatch.setitem(nouns._OF_MODEL, "stations.concern", None)
    Workflow(Noun("stations.matter", page="stations:concern-detail", model="stations.concern"), *CONCERN)


def test_class_that_is_renamed_keeps_its_noun(renamed, concern):
    assert list(Event.objects.of(concern).values_list("noun", "verb")) == [
        ("stations.matter", "receive"), ("stations.matter", "route"),
    ]  # fmt: skip
    assert [event.verb for event in timeline_of(concern)] == ["receive", "route"]
    assert nouns.model_of("stations.matter") is Concern
    assert nouns.NOUNS["stations.matter"].url(concern.pk) == concern.get_absolute_url()
    assert run() == (0, "4 events, all sound.\n")


def test_class_that_is_renamed_is_still_compared_with_its_record(renamed, concern):
    Concern.objects.filter(pk=concern.pk).update(state="closed")
    assert run() == (
        1, f"stations.matter {concern.pk}: its state is “closed”, its last event says “routed”\n1 rows are off.\n"
    )  # fmt: skip


def test_noun_that_is_gone_is_named(concern):
    tamper("UPDATE core_event SET noun = 'stations.matter' WHERE subject_id = %s AND sequence = 2", concern.pk)
    assert "there is no noun “stations.matter”" in run()[1]


@pytest.mark.parametrize("batch", [1, 2, 3])
def test_chains_are_compared_whatever_the_batch(concern, monkeypatch, batch):
    monkeypatch.setattr(verification, "BATCH", batch)
    Concern.objects.filter(pk=concern.pk).update(state="closed")
    assert run()[0] == 1
