"""The door: one save for what is new, one order of locks, the mark of what was shown, one repetition, taking back."""

from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core import clock
from core.actions import perform
from core.door import LockOrderBroken, creating, lead_to, lock, moving, one_transaction, shown
from core.events import Event
from core.workflow import Changed, LostRace
from deliberations.models import Topic
from stations.enums import Role
from stations.models import Concern, Feedback
from tests.factories.deliberations import TopicFactory
from tests.factories.stations import ConcernFactory, StationFactory, appoint, committee, officer_of
from tests.statements import done_by

TOLD = {"told_on": "2019-03-05", "way": "phone", "reached": True}


@pytest.fixture
def concern(db: None) -> Concern:
    return ConcernFactory()


@pytest.fixture
def officer(concern: Concern) -> User:
    return officer_of(concern.station)


def route(concern: Concern, *, by: Any, route: str = "community") -> Concern:
    with moving(concern, "route", by=by, facts={"route": route}) as concern:
        concern.route = route
    return concern


# What is new.


def new_concern(like: Concern) -> Concern:
    return Concern(
        visit=like.visit, station=like.station, category=like.category, number="9", words="路灯不亮。",
        triage_due_on=like.triage_due_on, feedback_due_on=like.feedback_due_on,
    )  # fmt: skip


def test_what_is_new_is_saved_once_and_before_its_children(concern: Concern, officer: User) -> None:
    new = new_concern(concern)

    with CaptureQueriesContext(connection) as queries, creating(new, "receive", by=officer, facts={"number": "9"}):
        Feedback.objects.create(concern=new, told_on=clock.today(), way="phone", by=officer)

    done = [done_by(query["sql"]) for query in queries]
    written = [table for what, table in done if what in ("insert", "update")]
    assert written == ["stations_concern", "stations_feedback", "core_event"]
    assert (new.state, new.edition) == ("received", 1)


def test_changing_what_is_new_inside_of_its_block_is_an_error(concern: Concern, officer: User) -> None:
    new = new_concern(concern)

    with pytest.raises(TypeError, match="receive changes place after"), creating(new, "receive", by=officer):
        new.place = "东门"

    assert not Concern.objects.filter(number="9").exists()


# Where a move leads.


def test_action_says_where_the_move_leads(concern: Concern, officer: User) -> None:
    route(concern, by=officer)

    with moving(concern, "give_feedback", by=officer, facts=TOLD) as moved:
        lead_to(moved, "told")

    assert Concern.objects.get().state == "told"


def test_a_move_leads_nowhere_else(concern: Concern, officer: User) -> None:
    with pytest.raises(ValueError, match="not to closed"), moving(concern, "route", by=officer, to="closed"):
        pass

    assert Concern.objects.get().state == "received"


# The role that permits.


def test_record_names_the_role_that_permits_with_its_own_place(concern: Concern) -> None:
    """Officer of one station and staff of the committee: elsewhere the committee acts, and not the officer."""
    elsewhere = ConcernFactory()
    both = appoint(officer_of(concern.station), Role.COMMITTEE)

    for one in (concern, elsewhere):
        with moving(one, "reveal_contact", by=both, facts={"reason": "回访"}):
            pass

    recorded = [Event.objects.of(one).get().acting_for for one in (concern, elsewhere)]
    assert recorded == [f"officer@{concern.station.code}", "committee"]


def test_officer_of_two_stations_acts_for_the_one_of_the_thing(concern: Concern, officer: User) -> None:
    appoint(officer, Role.OFFICER, StationFactory())
    elsewhere = ConcernFactory()
    appoint(officer, Role.OFFICER, elsewhere.station)

    route(elsewhere, by=officer)

    assert Event.objects.get().acting_for == f"officer@{elsewhere.station.code}"


# The mark of what was shown.


def test_each_change_raises_the_mark(concern: Concern, officer: User) -> None:
    route(concern, by=officer)

    assert Concern.objects.get().edition == 2


def test_a_look_at_contact_data_does_not_raise_it(concern: Concern) -> None:
    with moving(concern, "reveal_contact", by=committee(), facts={"reason": "回访"}):
        pass

    assert Concern.objects.get().edition == 1


def test_move_from_the_page_of_another_edition_is_refused_and_says_what_changed(concern: Concern) -> None:
    first, second = officer_of(concern.station), officer_of(concern.station)
    perform(route, concern, by=first, edition=1)

    with pytest.raises(Changed) as refusal:
        perform(correct, concern, by=second, edition=1)

    assert (refusal.value.edition, [event.verb for event in refusal.value.since]) == (2, ["route"])
    assert str(first) in refusal.value.message
    assert Event.objects.of(concern).count() == 1


def correct(concern: Concern, *, by: Any) -> Concern:
    with moving(concern, "correct_words", by=by, facts={"reason": "错字"}) as concern:
        pass
    return concern


def test_the_new_mark_is_a_knowing_one(concern: Concern, officer: User) -> None:
    perform(route, concern, by=officer, edition=1)

    perform(correct, concern, by=officer, edition=2)

    assert Concern.objects.get().edition == 3


def test_a_mark_counts_for_its_own_thing_alone(concern: Concern, officer: User) -> None:
    other = ConcernFactory(station=concern.station)

    with shown({("stations.concern", other.pk): 7}):
        route(concern, by=officer)

    assert Concern.objects.get(pk=concern.pk).state == "routed"


# One order of locks.


def test_lock_out_of_order_is_an_error_under_test(concern: Concern) -> None:
    topic = TopicFactory(station=concern.station)

    with pytest.raises(LockOrderBroken), one_transaction():  # noqa: PT012  the second lock is the wrong one
        lock(Concern.objects.filter(pk=concern.pk))
        lock(Topic.objects.filter(pk=topic.pk))


def test_locks_of_one_noun_are_taken_in_the_order_of_their_numbers(concern: Concern) -> None:
    other = ConcernFactory(station=concern.station)

    with one_transaction():
        assert lock(Concern.objects.order_by("-pk")) == [concern, other]
    with pytest.raises(LockOrderBroken), one_transaction():  # noqa: PT012  the second lock is the wrong one
        lock(Concern.objects.filter(pk=other.pk))
        lock(Concern.objects.filter(pk=concern.pk))


def test_what_is_locked_already_may_be_locked_again(concern: Concern) -> None:
    topic = TopicFactory(station=concern.station)

    with one_transaction():
        lock(Topic.objects.filter(pk=topic.pk))
        lock(Concern.objects.filter(pk=concern.pk))
        lock(Topic.objects.filter(pk=topic.pk))


# Two that block each other.


class Deadlock(Exception):
    pgcode = "40P01"


def blocked(times: int) -> Any:
    """An action that the database ends so many times."""
    left = [times]

    def action(*_things: Any, by: Any) -> str:
        if left[0]:
            left[0] -= 1
            raise OperationalError("deadlock detected") from Deadlock()
        return "done"

    return action


@pytest.mark.django_db(transaction=True)
def test_what_was_blocked_once_is_repeated_once() -> None:
    assert perform(blocked(1), by="officer") == "done"


@pytest.mark.django_db(transaction=True)
def test_what_was_blocked_twice_is_a_lost_race() -> None:
    with pytest.raises(LostRace):
        perform(blocked(2), by="officer")


@pytest.mark.django_db(transaction=True)
def test_inside_of_another_transaction_nothing_is_repeated() -> None:
    with pytest.raises(OperationalError), transaction.atomic():
        perform(blocked(1), by="officer")


@pytest.mark.django_db(transaction=True)
def test_another_failure_of_the_database_is_no_race() -> None:
    def action(*, by: Any) -> None:
        raise OperationalError("server closed the connection")

    with pytest.raises(OperationalError):
        perform(action, by="officer")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_that_really_block_each_other_both_come_through() -> None:
    """Behind the order of locks, by hand: PostgreSQL ends one of them, and it is made again."""
    first, second = ConcernFactory(), ConcernFactory()
    meet = Barrier(2, timeout=10)
    waiting = [True, True]
    done: list[str] = []

    def both(one: Concern, other: Concern, me: int) -> Any:
        def action(*, by: Any) -> None:
            with transaction.atomic():
                Concern.objects.select_for_update().get(pk=one.pk)
                if waiting[me]:
                    waiting[me] = False
                    meet.wait()
                Concern.objects.select_for_update().get(pk=other.pk)
            done.append(str(by))

        return action

    def run(action: Any, name: str) -> None:
        try:
            perform(action, by=name)
        finally:
            connection.close()

    threads = [
        Thread(target=run, args=(both(first, second, 0), "a")),
        Thread(target=run, args=(both(second, first, 1), "b")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sorted(done) == ["a", "b"]


def test_invalid_work_of_an_action_leaves_nothing(concern: Concern, officer: User) -> None:
    with pytest.raises(ValidationError), moving(concern, "route", by=officer) as moved:
        moved.route = "nowhere"

    assert (Concern.objects.get().state, Concern.objects.get().edition, Event.objects.count()) == ("received", 1, 0)
