"""Every point exactly once, with many at it at the same time (quality: faults and races)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import User
from core.events import Event
from core.workflow import IllegalMove
from deliberations.enums import AttendanceStatus
from deliberations.models import Attendance, Meeting, Topic
from points.actions import reverse_entry
from points.models import LedgerEntry
from points.queries.verification import complaints
from points.receivers import book_what_was_earned
from stations.models import Station
from tests.factories import points
from tests.factories.deliberations import MeetingFactory, TopicFactory
from tests.factories.points import LedgerEntryFactory
from tests.factories.stations import RepresentativeFactory, StationFactory, committee, officer_of

THREADS, REPLAYS = 8, 1000

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(work: Callable[[int], object], threads: int = THREADS) -> list[object]:
    """The same work in several threads that start together; what each returned or raised."""
    start = Barrier(threads)

    def run(number: int) -> object:
        try:
            start.wait()
            return work(number)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(threads)))


def news(subject: Meeting | Topic, verb: str, by: User) -> tuple[Meeting | Topic, Event]:
    """An event on the record that nobody has heard of yet."""
    return subject, Event.objects.append(subject, verb, by=by, before="", after=subject.state, facts={})


def unheard(station: Station, officer: User) -> list[tuple[Meeting | Topic, Event]]:
    """Two confirmed meetings of five representatives, each with a topic tracked to the end."""
    people = RepresentativeFactory.create_batch(5, home_station=station)
    topics = TopicFactory.create_batch(2, station=station, lead=people[0], confirmed=True)
    found = []
    for topic in topics:
        meeting = MeetingFactory(station=station, confirmed=True, topics=[topic], present=people)
        found += [news(meeting, "hold", officer), news(meeting, "confirm_minutes", officer)]
        found.append(news(topic, "confirm", officer))
    return found


@pytest.fixture
def station(transactional_db: None) -> Station:
    points.load_rules()
    return StationFactory()


def test_replays_by_many_at_once_book_every_point_once(station: Station) -> None:
    heard = unheard(station, officer_of(station))

    def replay(number: int) -> None:
        # Each begins with another piece of news, so that all of them meet.
        for subject, event in islice(cycle(heard), number, number + REPLAYS):
            book_what_was_earned(subject=subject, event=event)

    errors = at_once(replay)

    assert errors == [None] * THREADS
    assert LedgerEntry.objects.count() == 2 * (5 + 1 + 1)
    assert list(complaints()) == []


def test_an_undone_source_is_taken_back_once_by_many_at_once(station: Station) -> None:
    officer = officer_of(station)
    heard = unheard(station, officer)
    for subject, event in heard:
        book_what_was_earned(subject=subject, event=event)
    Attendance.objects.filter(meeting=heard[0][0]).update(status=AttendanceStatus.ABSENT)
    undone = news(heard[0][0], "correct_attendance", officer)

    def replay(number: int) -> None:
        for _time in range(50):
            book_what_was_earned(subject=undone[0], event=undone[1])

    errors = at_once(replay)

    assert errors == [None] * THREADS
    assert LedgerEntry.objects.filter(reversal_of__isnull=False).count() == 5
    assert list(complaints()) == []


def test_one_entry_taken_back_by_two_at_once_is_taken_back_by_one(station: Station) -> None:
    staff = [committee(), committee()]
    entry = LedgerEntryFactory()

    ends = at_once(lambda number: reverse_entry(entry, by=staff[number], reason="重复计分"), threads=2)

    assert sorted(type(end).__name__ for end in ends) == [IllegalMove.__name__, LedgerEntry.__name__]
    assert LedgerEntry.objects.count() == 2
