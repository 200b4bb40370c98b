"""The SQL that is kept depends on nothing but duties, day and language: what else changes must not be in it."""

import pytest
import time_machine
from django.utils import translation

from portal.homes import WORK
from portal.queries.chain import Scope, Shape
from portal.queries.chain import _question as chain_question
from portal.queries.unions import Reader
from portal.queries.work import _question as work_question
from tests.factories.stations import StationFactory, appoint, everybody, officer_of
from tests.portal.conftest import tell

KINDS = [
    "visit", "concern", "topic", "meeting", "commitment", "micro-project", "council", "suggestion", "look-back",
    "entry", "entry of a meeting",
]  # fmt: skip


@pytest.mark.parametrize("role", WORK)
def test_the_hour_does_not_matter(station, role):
    people = everybody(station)
    written = []
    for hour in ("2026-06-15 00:00", "2026-06-15 09:30", "2026-06-15 23:59"):
        with time_machine.travel(hour, tick=False):
            written.append([work_question.__wrapped__(Reader.of(person), WORK[role]) for person in people.values()])
    assert written[0] == written[1] == written[2]


@pytest.mark.parametrize("kind", KINDS)
def test_nor_does_it_for_a_chain(station, kind):
    people = everybody(station)
    written = []
    for hour in ("2026-06-15 00:00", "2026-06-15 23:59"):
        with time_machine.travel(hour, tick=False):
            written.append([chain_question.__wrapped__(Reader.of(one), Shape(kind, 1)) for one in people.values()])
    assert written[0] == written[1]


def test_a_new_duty_asks_a_new_question(station):
    person = officer_of(station)
    before = Reader.of(person)
    appoint(person, "officer", StationFactory())
    assert Reader.of(person) != before


def test_a_new_day_and_another_language_ask_a_new_question(station):
    person = officer_of(station)
    with time_machine.travel("2026-06-15 09:00"):
        today = Reader.of(person)
        with translation.override("en"):
            assert Reader.of(person) != today
    with time_machine.travel("2026-06-16 09:00"):
        assert Reader.of(person) != today


def test_two_people_never_share_a_question(station):
    assert Reader.of(officer_of(station)) != Reader.of(officer_of(station))


@pytest.mark.parametrize(("topics", "size"), [(0, 0), (1, 1), (2, 2), (3, 4), (5, 8), (32, 32), (500, 32)])
def test_topics_are_rounded_up_and_spare_holes_repeat_the_first(topics, size):
    scope = Scope("meeting", 7, tuple(range(100, 100 + topics)))
    assert scope.shape.size == size
    filled = [scope.holes[hole] for hole in scope.shape.topics]
    assert filled == [*scope.topics[:size], *[100] * (size - min(topics, size))]


def test_every_hole_is_filled(reference):
    story = tell()
    reader = Reader.of(story.case.committee)
    for kind in KINDS:
        scope = Scope(kind, 1, (1, 2, 3))
        _sql, params = chain_question(reader, scope.shape)
        filled = [scope.holes.get(param, param) for param in params]
        assert (kind, [param for param in filled if isinstance(param, int) and param < 0]) == (kind, [])
