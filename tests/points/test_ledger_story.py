"""Points come by themselves, exactly once, and go when their source is undone (rules 35–37)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core import clock
from core.events import Event
from core.nouns import model_of
from deliberations import actions as deliberations
from deliberations.enums import AttendanceStatus, LookBackResult, TopicState
from deliberations.models import Meeting
from points.enums import Automatic, EntryState
from points.models import LedgerEntry
from points.queries import balance, summary
from points.queries.verification import complaints
from points.receivers import book_what_was_earned
from stations.models import Representative, Station
from tests.factories.deliberations import TopicFactory
from tests.factories.points import PointsRuleFactory
from tests.factories.stations import RepresentativeFactory
from tests.points.story import confirm, look, meet, resolve


def booked(representative: Representative) -> list[tuple[str, int, int]]:
    """Rule, turn and points of every entry, in the order of booking."""
    entries = LedgerEntry.objects.filter(representative=representative).order_by("pk")
    return list(entries.values_list("code", "turn", "points"))


def replay() -> None:
    """Every event of the record once more, as if the news arrived twice."""
    for event in Event.objects.order_by("pk"):
        subject = model_of(event.noun)._base_manager.get(pk=event.subject_id)
        book_what_was_earned(subject=subject, event=event)


def test_worked_example_three_meetings_two_topics_led_one_tracked_to_the_end(
    station: Station, officer: User, lead: Representative
) -> None:
    other = RepresentativeFactory(home_station=station)
    mine = TopicFactory(station=station, lead=lead, adopted=True)
    mine_too = TopicFactory(station=station, lead=lead, adopted=True)
    theirs = TopicFactory(station=station, lead=other, adopted=True)
    for topic in (mine, mine_too, theirs):
        confirm(meet(officer, topic), officer)
    resolve(mine, officer, tracker=lead)
    look(mine, officer)

    year = summary(lead, clock.today().year)

    assert [(rule.rule, rule.count, rule.points) for rule in year.by_rule] == [
        (Automatic.ATTEND, 3, 15),
        (Automatic.LEAD, 2, 20),
        (Automatic.TRACK, 1, 15),
    ]
    assert year.total == balance(lead, clock.today().year) == 50
    assert balance(other, clock.today().year) == 15 + 10
    assert list(complaints()) == []


def test_attendance_counts_only_once_the_minutes_are_confirmed(
    station: Station, officer: User, lead: Representative
) -> None:
    meeting = meet(officer, TopicFactory(station=station, adopted=True, lead=None))

    before = booked(lead)
    confirm(meeting, officer)

    assert before == []
    assert booked(lead) == [(Automatic.ATTEND, 1, 5)]


def test_absent_earns_nothing(station: Station, officer: User, lead: Representative) -> None:
    confirm(meet(officer, TopicFactory(station=station, adopted=True, lead=None), absent=lead), officer)

    assert booked(lead) == []


def test_a_topic_that_is_no_livelihood_matter_earns_its_lead_nothing(
    station: Station, officer: User, lead: Representative
) -> None:
    meet(officer, TopicFactory(station=station, adopted=True, lead=lead, livelihood=False))

    assert booked(lead) == []


def test_resolution_counts_only_once_a_look_back_confirms_it(
    station: Station, officer: User, lead: Representative
) -> None:
    tracker = RepresentativeFactory(home_station=station)
    topic = TopicFactory(station=station, adopted=True, lead=lead)
    meet(officer, topic)
    resolve(topic, officer, tracker=tracker)

    before = booked(tracker)
    look(topic, officer)

    assert before == []
    assert booked(tracker) == [(Automatic.TRACK, 1, 15)]


def test_corrected_attendance_is_taken_back_with_its_reason_and_comes_again_in_the_next_turn(
    station: Station, officer: User, staff: User, lead: Representative
) -> None:
    meeting = confirm(meet(officer, TopicFactory(station=station, adopted=True, lead=None)), officer)
    correct = {"by": staff, "representative": lead}

    deliberations.correct_attendance(meeting, **correct, status=AttendanceStatus.ABSENT, reason="签到有误")
    deliberations.correct_attendance(meeting, **correct, status=AttendanceStatus.PRESENT, reason="再次核实")

    assert booked(lead) == [(Automatic.ATTEND, 1, 5), (Automatic.ATTEND, 1, -5), (Automatic.ATTEND, 2, 5)]
    assert [e.reason for e in LedgerEntry.objects.order_by("pk")] == ["", "签到有误", ""]
    assert list(complaints()) == []


def test_correction_of_one_leaves_the_others_alone(
    station: Station, officer: User, staff: User, lead: Representative
) -> None:
    other = RepresentativeFactory(home_station=station)
    meeting = confirm(meet(officer, TopicFactory(station=station, adopted=True, lead=None)), officer)

    deliberations.correct_attendance(
        meeting, by=staff, representative=lead, status=AttendanceStatus.ABSENT, reason="签到有误"
    )

    assert (balance(lead, clock.today().year), booked(other)) == (0, [(Automatic.ATTEND, 1, 5)])


def test_annulled_meeting_takes_everything_back_and_the_topic_earns_again_at_the_next(
    station: Station, officer: User, staff: User, lead: Representative
) -> None:
    topic = TopicFactory(station=station, adopted=True, lead=lead)
    meeting = confirm(meet(officer, topic), officer)

    deliberations.annul_meeting(meeting, by=staff, reason="程序不符")
    after = balance(lead, clock.today().year)
    topic.refresh_from_db()
    confirm(meet(officer, topic), officer)

    assert after == 0
    assert booked(lead) == [
        (Automatic.LEAD, 1, 10), (Automatic.ATTEND, 1, 5),
        (Automatic.ATTEND, 1, -5), (Automatic.LEAD, 1, -10),
        (Automatic.LEAD, 2, 10), (Automatic.ATTEND, 1, 5),
    ]  # fmt: skip
    assert list(complaints()) == []


def test_reopened_topic_takes_the_points_back_and_gives_them_again_when_confirmed_again(
    station: Station, officer: User, lead: Representative
) -> None:
    topic = TopicFactory(station=station, adopted=True, lead=None)
    meet(officer, topic)
    resolve(topic, officer, tracker=lead)
    look(topic, officer)

    look(topic, officer, LookBackResult.NOT_DONE, note="路灯又坏了")
    reopened = balance(lead, clock.today().year)
    resolve(topic, officer, tracker=lead)
    look(topic, officer)

    assert reopened == 0
    assert booked(lead) == [(Automatic.TRACK, 1, 15), (Automatic.TRACK, 1, -15), (Automatic.TRACK, 2, 15)]
    assert LedgerEntry.objects.get(points=-15).reason == "路灯又坏了"
    assert list(complaints()) == []


def test_replayed_news_changes_nothing(station: Station, officer: User, staff: User, lead: Representative) -> None:
    topic = TopicFactory(station=station, adopted=True, lead=lead)
    meeting = confirm(meet(officer, topic), officer)
    resolve(topic, officer, tracker=lead)
    look(topic, officer)
    look(topic, officer, LookBackResult.NOT_DONE, note="路灯又坏了")
    deliberations.correct_attendance(
        meeting, by=staff, representative=lead, status=AttendanceStatus.ABSENT, reason="签到有误"
    )
    before = booked(lead)

    replay()

    assert booked(lead) == before


def test_year_is_that_of_the_event(station: Station, officer: User, lead: Representative) -> None:
    evening = datetime(2018, 12, 28, 11, 0, tzinfo=UTC)
    with clock.at(evening):
        meeting = meet(officer, TopicFactory(station=station, adopted=True, lead=None))
    with clock.at(evening + timedelta(days=10)):
        confirm(meeting, officer)

    entry = LedgerEntry.objects.get()

    assert (entry.earned_on, entry.year) == (date(2018, 12, 28), 2018)
    assert entry.booked_at == evening + timedelta(days=10)


def test_the_version_in_force_on_the_day_gives_the_points(
    station: Station, officer: User, lead: Representative
) -> None:
    PointsRuleFactory(version=2, points=8, valid_from=date(2020, 1, 1))
    for moment in (datetime(2019, 12, 31, 4, tzinfo=UTC), datetime(2020, 1, 1, 4, tzinfo=UTC)):
        with clock.at(moment):
            confirm(meet(officer, TopicFactory(station=station, adopted=True, lead=None)), officer)

    assert booked(lead) == [(Automatic.ATTEND, 1, 5), (Automatic.ATTEND, 1, 8)]
    assert list(complaints()) == []


def test_a_rule_that_is_switched_off_books_nothing(station: Station, officer: User, lead: Representative) -> None:
    PointsRuleFactory(version=2, points=0, enabled=False, valid_from=date(2018, 1, 1))

    confirm(meet(officer, TopicFactory(station=station, adopted=True, lead=None)), officer)

    assert (booked(lead), list(complaints())) == ([], [])


def test_points_stand_or_fall_with_the_move(station: Station, officer: User, lead: Representative) -> None:
    meeting = meet(officer, TopicFactory(station=station, adopted=True, lead=None))

    with pytest.raises(RuntimeError):
        _confirm_and_lose_the_line(meeting, officer)

    meeting.refresh_from_db()
    assert (meeting.state, booked(lead)) == ("held", [])


def _confirm_and_lose_the_line(meeting: Meeting, officer: User) -> None:
    with transaction.atomic():
        confirm(meeting, officer)
        raise RuntimeError("the line went dead before the end")


def test_entry_says_what_it_was_for_and_by_which_event(station: Station, officer: User, lead: Representative) -> None:
    topic = TopicFactory(station=station, adopted=True, lead=lead, title="关于东门路灯的议题")
    meet(officer, topic)

    entry = LedgerEntry.objects.get()

    assert (entry.note, entry.state) == ("关于东门路灯的议题", EntryState.POSTED)
    assert entry.event == Event.objects.get(noun="deliberations.meeting", verb="hold")
    assert topic.state == TopicState.ADOPTED


@pytest.mark.parametrize("others", [0, 5])
def test_confirming_costs_the_same_however_many_were_there(
    station: Station,
    officer: User,
    lead: Representative,
    others: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    RepresentativeFactory.create_batch(others, home_station=station)
    meeting = meet(officer, TopicFactory(station=station, adopted=True, lead=None))

    with django_assert_num_queries(12):
        confirm(meeting, officer)

    assert LedgerEntry.objects.count() == others + 1
