"""Recording visits: rules 1, 2, 3, 5 and 7."""

import re
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core import clock
from core.access import NotPermitted
from core.clocks import Clock
from core.events import Event
from core.workdays import DAY
from stations.actions import record_visit
from stations.models import Category, Concern, Contact, Station, Visit
from stations.queries import explained_dues
from tests.factories.stations import (
    CategoryFactory,
    CategoryListFactory,
    RepresentativeFactory,
    committee,
    officer_of,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEDNESDAY = datetime(2026, 3, 4, 15, 0, tzinfo=SHANGHAI)


def recorded(officer: User, station: Station, category: Category, **more: Any) -> Concern:
    """A concern said on the Wednesday, recorded now."""
    visit = record_visit(
        by=officer, station=station, kind="reception", started_at=WEDNESDAY, place="联络站",
        concerns=[{"words": "路灯坏了", "category": category} | more],
    )  # fmt: skip
    return visit.concerns.get()


def test_rule_1_visit_without_concern_is_valid_work(station: Station, officer: User) -> None:
    visit = record_visit(by=officer, station=station, kind="reception", started_at=clock.now(), place="联络站")

    assert visit.concerns.count() == 0
    assert Event.objects.of(visit).get().facts == {"kind": "reception", "concerns": 0}


def test_rule_2_concern_keeps_the_words_and_gets_a_receipt(station: Station, officer: User, category: Category) -> None:
    representative = RepresentativeFactory(home_station=station)

    visit = record_visit(
        by=officer, station=station, kind="outreach", started_at=clock.now(), place="菜市场",
        representatives=[representative],
        concerns=[{"words": "  电梯又停了。 ", "category": category, "urgency": "urgent", "people_affected": 40}],
    )  # fmt: skip

    concern = visit.concerns.get()
    assert (concern.words, concern.state, concern.people_affected) == ("  电梯又停了。 ", "received", 40)
    assert re.fullmatch(r"\d{10}-[2-9A-HJKMNP-Z]{6}", concern.number)
    assert list(visit.representatives.all()) == [representative]


def test_rule_2_words_never_change_even_in_the_database(station: Station, officer: User, category: Category) -> None:
    visit = record_visit(
        by=officer, station=station, kind="phone", started_at=clock.now(), place="电话",
        concerns=[{"words": "原话", "category": category}],
    )  # fmt: skip

    with pytest.raises(DatabaseError), transaction.atomic():
        Concern.objects.filter(visit=visit).update(words="改过的话")

    assert Concern.objects.filter(visit=visit).update(place="别处") == 1
    assert visit.concerns.get().words == "原话"


def test_rule_3_contact_is_encrypted_at_rest(station: Station, officer: User, category: Category) -> None:
    contact = {"name": "陈阿姨", "phone": "13800000001"}

    record_visit(
        by=officer, station=station, kind="phone", started_at=clock.now(), place="电话",
        concerns=[{"words": "路灯坏了", "category": category, "contact": contact}],
    )  # fmt: skip

    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone, phone_index FROM stations_contact")
        stored = cursor.fetchone()
    assert all(plain not in "".join(stored) for plain in contact.values())
    assert Contact.objects.get().phone == "13800000001"
    assert "13800000001" not in str(list(Event.objects.values_list("facts", flat=True)))


def test_rule_5_dues_are_stored_and_counted_from_the_day_of_the_visit(
    station: Station, officer: User, category: Category
) -> None:
    with clock.at(WEDNESDAY + timedelta(hours=1)):
        concern = recorded(officer, station, category)

    assert (concern.triage_due_on, concern.feedback_due_on) == (date(2026, 3, 6), date(2026, 3, 19))
    assert (concern.runs_from, concern.number[4:10]) == (None, "260304")


# What is entered late (rules 5 and 24).


@pytest.mark.parametrize(
    ("days_later", "runs_from", "triage_due_on", "feedback_due_on"),
    [
        # Friday: two working days after a Wednesday.
        (2, None, date(2026, 3, 6), date(2026, 3, 19)),
        # Sunday: a day off counts like the Friday before it (rule 25).
        (4, None, date(2026, 3, 6), date(2026, 3, 19)),
        (5, date(2026, 3, 9), date(2026, 3, 11), date(2026, 3, 24)),
        (271, date(2026, 11, 30), date(2026, 12, 2), date(2026, 12, 15)),
    ],
)
def test_rule_5_terms_of_what_is_entered_late_run_from_the_day_of_recording(
    station: Station, officer: User, category: Category,
    days_later: int, runs_from: date | None, triage_due_on: date, feedback_due_on: date,
) -> None:  # fmt: skip
    with clock.at(WEDNESDAY + timedelta(days=days_later)):
        concern = recorded(officer, station, category)

    assert concern.runs_from == runs_from
    assert (concern.triage_due_on, concern.feedback_due_on) == (triage_due_on, feedback_due_on)
    assert (concern.received_at, concern.number[4:10]) == (WEDNESDAY, "260304")


def test_rule_5_what_counts_as_late_is_a_clock(station: Station, officer: User, category: Category) -> None:
    Clock.objects.filter(code="stations.late_entry").update(term="30d")

    with clock.at(WEDNESDAY + timedelta(days=30)):
        concern = recorded(officer, station, category)

    assert (concern.runs_from, concern.triage_due_on) == (None, date(2026, 3, 6))


def test_rule_24_explanation_counts_from_where_the_terms_run_from(
    station: Station, officer: User, category: Category
) -> None:
    with clock.at(WEDNESDAY + timedelta(days=271)):
        concern = recorded(officer, station, category)
        explained = explained_dues(concern)

    assert {code: (due.start, due.on) for code, due in explained.items()} == {
        "triage": (date(2026, 11, 30), concern.triage_due_on),
        "feedback": (date(2026, 11, 30), concern.feedback_due_on),
    }


def test_late_entries_of_eight_years_cost_what_others_cost(
    station: Station, officer: User, category: Category, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    officer_id = officer.pk
    for year in (2018, 2026):
        by, said_at = User.objects.get(pk=officer_id), WEDNESDAY.replace(year=year)
        with django_assert_num_queries(9), clock.at(WEDNESDAY + timedelta(hours=1)):
            record_visit(
                by=by, station=station, kind="phone", started_at=said_at, place="电话",
                concerns=[{"words": "路灯坏了", "category": category}],
            )  # fmt: skip


# Categories (rule 2).


def test_rule_2_second_category_and_note_are_kept(station: Station, officer: User, category: Category) -> None:
    other, unclear = CategoryFactory(), CategoryFactory(needs_note=True)

    concern = recorded(officer, station, category, second_category=other)
    noted = recorded(officer, station, unclear, category_note="祖坟迁移")

    assert (concern.category, concern.second_category, concern.category_note) == (category, other, "")
    assert (noted.category, noted.second_category, noted.category_note) == (unclear, None, "祖坟迁移")


def refused(officer: User, station: Station, category: Category, **more: Any) -> list[str]:
    with pytest.raises(ValidationError) as refusal:
        recorded(officer, station, category, **more)
    assert Concern.objects.count() == 0
    return list(refusal.value.message_dict)


def test_rule_2_categories_that_cannot_be_chosen(station: Station, officer: User, category: Category) -> None:
    unclear = CategoryFactory(needs_note=True)
    today = clock.today()
    ended = CategoryFactory(until=today - DAY)
    coming = CategoryFactory(list=CategoryListFactory(since=today + DAY))

    assert refused(officer, station, unclear) == ["category_note"]
    assert refused(officer, station, category, second_category=unclear) == ["category_note"]
    assert refused(officer, station, category, second_category=category) == ["second_category"]
    assert refused(officer, station, ended) == ["category"]
    assert refused(officer, station, category, second_category=coming) == ["second_category"]
    assert set(Category.objects.offered(today)) == {category, unclear}
    assert set(Category.objects.offered(today - DAY)) == {category, unclear, ended}


def test_visit_in_the_future_is_refused(station: Station, officer: User) -> None:
    with pytest.raises(ValidationError) as refusal:
        record_visit(
            by=officer, station=station, kind="phone", started_at=datetime(2099, 1, 1, tzinfo=SHANGHAI), place="电话"
        )

    assert list(refusal.value.message_dict) == ["started_at"]


def test_visit_of_another_age_is_refused(station: Station, officer: User) -> None:
    """On PostgreSQL the first hours of the year 1 could be stored and never be read again."""
    with pytest.raises(ValidationError) as refusal:
        record_visit(
            by=officer, station=station, kind="phone", started_at=datetime(1, 1, 1, tzinfo=SHANGHAI), place="电话"
        )

    assert list(refusal.value.message_dict) == ["started_at"]


def test_only_the_officer_of_the_station_records(station: Station) -> None:
    for stranger in (committee(), officer_of(RepresentativeFactory().home_station)):
        with pytest.raises(NotPermitted):
            record_visit(by=stranger, station=station, kind="phone", started_at=clock.now(), place="电话")

    assert (Visit.objects.count(), Event.objects.count()) == (0, 0)


def test_a_failing_concern_leaves_nothing_behind(station: Station, officer: User, category: Category) -> None:
    said = [{"words": "好的", "category": category}, {"words": "坏的", "category": category, "urgency": "nonsense"}]

    with pytest.raises(ValidationError):
        record_visit(by=officer, station=station, kind="phone", started_at=clock.now(), place="电话", concerns=said)

    assert (Visit.objects.count(), Concern.objects.count(), Event.objects.count()) == (0, 0, 0)


def test_queries_of_a_visit_with_concerns(
    station: Station, officer: User, category: Category, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def concerns(count: int) -> list[dict[str, object]]:
        return [{"words": f"第{n}件", "category": category, "contact": {"phone": "13800000001"}} for n in range(count)]

    entry = {"station": station, "kind": "phone", "started_at": clock.now(), "place": "电话"}
    officer_id = officer.pk
    for count, expected in ((1, 10), (3, 16)):
        by = User.objects.get(pk=officer_id)
        with django_assert_num_queries(expected):
            record_visit(by=by, concerns=concerns(count), **entry)
