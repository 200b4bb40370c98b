"""`verify_ledger` names the row that is off (rule 38)."""

from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import User
from deliberations.models import Attendance
from points.models import LedgerEntry, PointsRule
from points.queries.verification import complaints
from stations.models import Representative, Station
from tests.factories.deliberations import MeetingFactory, TopicFactory
from tests.factories.points import LedgerEntryFactory, PointsRuleFactory
from tests.points.story import confirm, meet


@pytest.fixture
def entry(station: Station) -> LedgerEntry:
    return LedgerEntryFactory(source=MeetingFactory(station=station), earned_on=date(2019, 6, 22))


def reversal(entry: LedgerEntry, **wrong: Any) -> LedgerEntry:
    """A reversal of the entry that is off by what is given."""
    row = entry.reversed(reason="重复计分")
    for name, value in wrong.items():
        setattr(row, name, value)
    row.save()
    return row


def complained(row: LedgerEntry) -> str:
    """The one complaint that there is, which must name the row."""
    (complaint,) = complaints()
    return complaint.removeprefix(f"ledger entry {row.pk}: ")


def test_a_sound_ledger_has_no_complaints(entry: LedgerEntry) -> None:
    reversal(entry)
    LedgerEntryFactory(
        source=MeetingFactory(pk=entry.source_id + 1),
        earned_on=date(2020, 6, 22),
        representative=entry.representative,
    )

    assert list(complaints()) == []


def test_reversal_that_gives_back_something_else(entry: LedgerEntry) -> None:
    row = reversal(entry, points=-4)

    assert list(complaints()) == [f"ledger entry {row.pk}: the reversal does not give back what the entry gave"]


def test_reversal_in_another_year(entry: LedgerEntry) -> None:
    row = reversal(entry, year=2020, earned_on=date(2020, 1, 1))

    assert list(complaints()) == [f"ledger entry {row.pk}: the reversal is not of the same earning as its entry"]


def test_turn_that_begins_before_the_last_one_ended(entry: LedgerEntry) -> None:
    row = LedgerEntryFactory(
        representative=entry.representative, source_id=entry.source_id, earned_on=entry.earned_on, turn=2
    )

    assert complained(row) == "the turn before it was never taken back"


def test_points_that_are_not_those_of_the_rule(entry: LedgerEntry) -> None:
    row = LedgerEntryFactory(source=MeetingFactory(), points=6)

    assert complained(row) == "its points are not those of the rule in force on that day"


def test_version_that_was_not_in_force_on_the_day(entry: LedgerEntry) -> None:
    PointsRuleFactory(version=2, points=8, valid_from=date(2019, 1, 1))

    assert complained(entry) == "its points are not those of the rule in force on that day"


def test_year_of_the_booking_instead_of_the_event(station: Station) -> None:
    row = LedgerEntryFactory(source=MeetingFactory(), earned_on=date(2018, 12, 28), year=2019)

    assert complained(row) == "its year is not the year of the event"


def test_source_that_does_not_exist(station: Station) -> None:
    row = LedgerEntryFactory()
    stranger = LedgerEntryFactory(source_noun="deliberations.party")

    assert set(complaints()) == {
        f"ledger entry {row.pk}: its source (deliberations.meeting) does not exist",
        f"ledger entry {stranger.pk}: there is no noun “deliberations.party”",
    }


def test_what_was_earned_and_never_booked(station: Station, officer: User, lead: Representative) -> None:
    topic = TopicFactory(station=station, lead=lead, confirmed=True)
    meeting = MeetingFactory(station=station, confirmed=True, topics=[topic], present=[lead])

    earned = f"representative {lead.pk} earned “%s” and it is not booked"
    assert set(complaints()) == {
        f"deliberations.meeting {meeting.pk}: {earned % 'attend_meeting'}",
        f"deliberations.topic {topic.pk}: {earned % 'lead_topic'}",
        f"deliberations.topic {topic.pk}: {earned % 'track_to_resolution'}",
    }


def test_command_ends_well_on_a_sound_ledger(station: Station, officer: User, lead: Representative) -> None:
    confirm(meet(officer, TopicFactory(station=station, adopted=True, lead=lead)), officer)
    said = StringIO()

    call_command("verify_ledger", stdout=said)

    assert said.getvalue() == "2 ledger entries, all sound.\n"


def test_command_ends_with_1_and_names_the_row(station: Station) -> None:
    row = LedgerEntryFactory(source=MeetingFactory(), points=6)
    said = StringIO()

    with pytest.raises(SystemExit) as end:
        call_command("verify_ledger", stderr=said)

    assert end.value.code == 1
    assert said.getvalue().splitlines()[0].startswith(f"ledger entry {row.pk}: ")


def test_attendance_taken_off_the_list_behind_the_software_is_no_missing_entry(
    station: Station, officer: User, lead: Representative
) -> None:
    confirm(meet(officer, TopicFactory(station=station, adopted=True, lead=None)), officer)
    Attendance.objects.all().delete()

    assert list(complaints()) == []


def test_reference_loaded_twice_changes_no_points(station: Station) -> None:
    from tests.factories.points import load_rules

    PointsRule.objects.filter(code="attend_meeting").update(name="旧名")
    load_rules()

    rule = PointsRule.objects.get(code="attend_meeting")
    assert (rule.name, rule.points, PointsRule.objects.count()) == ("参加代表议事会", 5, 22)
