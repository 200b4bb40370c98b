"""The committee takes back an entry; the ledger itself never changes (rule 37)."""

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from core.access import NotPermitted
from core.append_only import AppendOnlyError
from core.consequences import consequences_of
from core.events import Event
from core.workflow import IllegalMove, allowed_moves, sentence_of
from deliberations import actions as deliberations
from deliberations.enums import AttendanceStatus
from points.actions import reverse_entry
from points.enums import EntryState
from points.models import LedgerEntry
from points.queries import balance
from points.queries.verification import complaints
from points.receivers import book_what_was_earned
from points.workflow import LEDGER_ENTRY
from stations.models import Representative, Station
from tests.factories.deliberations import TopicFactory
from tests.factories.points import LedgerEntryFactory
from tests.factories.stations import RepresentativeFactory, everybody
from tests.points.story import confirm, meet


def test_reverse_adds_an_entry_beside_it_with_the_reason(db: None, staff: User) -> None:
    entry = LedgerEntryFactory()

    reverse_entry(entry, by=staff, reason="重复计分")

    reversal = LedgerEntry.objects.get(reversal_of=entry)
    assert (reversal.points, reversal.reason, reversal.booked_by) == (-5, "重复计分", staff)
    assert (reversal.year, reversal.earned_on, reversal.turn) == (entry.year, entry.earned_on, entry.turn)
    assert LedgerEntry.objects.get(pk=entry.pk).state == EntryState.REVERSED
    assert reversal.state == EntryState.REVERSAL


def test_reverse_stands_in_the_record_of_the_entry(db: None, staff: User, in_english: None) -> None:
    entry = LedgerEntryFactory()

    reverse_entry(entry, by=staff, reason="重复计分")

    event = Event.objects.of(entry).get()
    assert sentence_of(event) == f"{staff} took back 5 points: 重复计分"


def test_reverse_twice_is_refused(db: None, staff: User) -> None:
    entry = LedgerEntryFactory()
    reverse_entry(entry, by=staff, reason="重复计分")

    with pytest.raises(IllegalMove):
        reverse_entry(entry, by=staff, reason="再来一次")

    assert LedgerEntry.objects.count() == 2


def test_reverse_of_a_reversal_is_refused(db: None, staff: User) -> None:
    reverse_entry(LedgerEntryFactory(), by=staff, reason="重复计分")

    with pytest.raises(IllegalMove):
        reverse_entry(LedgerEntry.objects.get(points=-5), by=staff, reason="撤销冲正")


def test_reverse_is_the_committees_alone(station: Station) -> None:
    people = everybody(station)
    entry = LedgerEntryFactory(representative=RepresentativeFactory(home_station=station))

    may = {kind for kind, person in people.items() if allowed_moves(entry, person)}

    assert may == {"committee"}
    with pytest.raises(NotPermitted):
        reverse_entry(entry, by=people["officer here"], reason="重复计分")


def test_what_the_committee_took_back_is_not_booked_again_by_itself(
    station: Station, officer: User, staff: User, lead: Representative
) -> None:
    other = RepresentativeFactory(home_station=station)
    meeting = confirm(meet(officer, TopicFactory(station=station, adopted=True, lead=None)), officer)
    reverse_entry(LedgerEntry.objects.get(representative=lead), by=staff, reason="代签")

    book_what_was_earned(subject=meeting, event=Event.objects.of(meeting).last())
    deliberations.correct_attendance(
        meeting, by=staff, representative=other, status=AttendanceStatus.ABSENT, reason="签到有误"
    )

    points = LedgerEntry.objects.filter(representative=lead).order_by("pk").values_list("points", flat=True)
    assert list(points) == [5, -5]
    assert list(complaints()) == []


@pytest.mark.parametrize("sql", ["UPDATE points_ledgerentry SET points = 50", "DELETE FROM points_ledgerentry"])
def test_ledger_is_never_changed_behind_the_software(db: None, sql: str) -> None:
    LedgerEntryFactory()

    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        connection.cursor().execute(sql)

    assert list(LedgerEntry.objects.values_list("points", flat=True)) == [5]


def test_ledger_is_never_changed_by_model_or_queryset(db: None) -> None:
    entry = LedgerEntryFactory()
    entry.points = 50

    with pytest.raises(AppendOnlyError):
        entry.save()
    with pytest.raises(AppendOnlyError):
        LedgerEntry.objects.update(points=50)


def test_earned_once_per_turn(db: None) -> None:
    entry = LedgerEntryFactory()
    same = {"representative": entry.representative, "source_id": entry.source_id}

    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntryFactory(**same)

    LedgerEntryFactory(**same, turn=2)
    assert LedgerEntry.objects.count() == 2


@pytest.mark.parametrize("wrong", [{"points": 0}, {"points": -5}, {"turn": 0}, {"reason": "为何"}])
def test_an_entry_that_makes_no_sense_is_refused_by_the_database(db: None, wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntryFactory(**wrong)


def test_a_reversal_without_a_reason_is_refused_by_the_database(db: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntryFactory().reversed(reason="").save()


def test_page_of_a_reversal_says_the_sum_before_and_after(db: None, staff: User) -> None:
    entry = LedgerEntryFactory()
    LedgerEntryFactory(representative=entry.representative, earned_on=entry.earned_on)

    said = str(consequences_of(entry, LEDGER_ENTRY["reverse"]).more[0])
    reverse_entry(entry, by=staff, reason="重复计分")

    left = balance(entry.representative, entry.year)
    assert (left, said) == (5, f"{entry.representative} {entry.year} 年现有 10 分，冲正后为 5 分。")
