"""A secret vote stays secret: nothing that the machine keeps depends on who chose what (rule 17, decision 7)."""

import base64
import logging
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import count, permutations
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.views.debug import ExceptionReporter

from core.events import Event
from core.workflow import IllegalMove
from deliberations import actions
from deliberations.enums import BallotWay, Choice
from deliberations.models import Ballot, CouncilItem, PaperCount
from tests.factories.councils import Session
from tests.factories.stations import committee

FOR, AGAINST, ABSTAIN = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN
WORDS = {str(word) for choice in Choice for word in (choice.value, choice.label)}
#: What six members choose in the end; the fourth on paper, the only one.
CHOICES = (FOR, FOR, AGAINST, AGAINST, ABSTAIN, FOR)
ON_PAPER = 3
TESTS = Path(__file__).parents[1]


@pytest.fixture
def frozen() -> Iterator[None]:
    """One moment for everything: what is compared must not differ by the time of the test."""
    with time_machine.travel(datetime(2019, 3, 4, 19, 30), tick=False):
        yield


def play(session: Session, choices: Sequence[Choice], first: Choice, second: Any) -> list[str]:
    """A whole session: one votes anew, one votes on paper, a second person confirms. Returns the receipts."""
    session.open()
    receipts = [session.cast(0, first)]
    receipts += [session.cast(member, choices[member]) for member in range(1, ON_PAPER)]
    receipts[0] = session.cast(0, choices[0], receipts[0])
    session.paper([ON_PAPER], *[int(choices[ON_PAPER] == choice) for choice in Choice])
    actions.confirm_paper_count(session.council, by=second, project=session.project)
    receipts += [session.cast(member, choices[member]) for member in range(ON_PAPER + 1, len(choices))]
    session.close_item()
    actions.confirm_council_minutes(session.close(), by=session.officer, note="秘密表决。")
    return receipts


# The same session twice.


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table; on PostgreSQL with the place of its transaction in the order of all."""
    stamp = "xmin::text::bigint" if connection.vendor == "postgresql" else "0"
    contents = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT {stamp}, * FROM "{table}"')  # noqa: S608  our own names
            contents[table] = cursor.fetchall()
    stamps = sorted({row[0] for rows in contents.values() for row in rows})
    return {
        table: sorted([(stamps.index(row[0]), *map(repr, row[1:])) for row in rows]) for table, rows in contents.items()
    }


@contextmanager
def undone() -> Iterator[None]:
    """Takes back what happens inside, and what the database does not take back by itself: its counters."""
    counters = sequences()
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)
        with connection.cursor() as cursor:
            for name, last in counters:
                cursor.execute("SELECT setval(%s, %s, %s)", [name, last or 1, last is not None])


def sequences() -> list[tuple[str, int | None]]:
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema()")
        return cursor.fetchall()


def left_by(session: Session, choices: Sequence[Choice], first: Choice, second: Any) -> dict[str, Any]:
    """What the database holds after the session, which has not happened afterwards."""
    with undone():
        play(session, choices, first, second)
        return everything()


def deals() -> list[tuple[tuple[Choice, ...], Choice]]:
    """The same choices dealt differently among the members, whatever the one who votes anew said before."""
    different = sorted(set(permutations(CHOICES)))
    return [(choices, first) for choices, first in zip(random.Random(5).sample(different, 12), list(Choice) * 4)]  # noqa: B905


@pytest.mark.usefixtures("db", "frozen")
def test_no_table_depends_on_who_chose_what() -> None:
    session, second = Session(len(CHOICES), secret=True), committee()
    expected = left_by(session, CHOICES, CHOICES[0], second)

    for choices, first in deals():
        assert left_by(session, choices, first, second) == expected


@pytest.mark.usefixtures("db", "frozen")
def test_an_open_vote_would_be_seen_by_the_same_eyes() -> None:
    session, second = Session(len(CHOICES)), committee()
    one = left_by(session, CHOICES, FOR, second)

    other = left_by(session, CHOICES[::-1], FOR, second)

    assert {table for table in one if one[table] != other[table]} == {"deliberations_ballot"}


@pytest.mark.usefixtures("db", "frozen")
def test_a_vote_anew_for_the_same_looks_like_any_other() -> None:
    session, second = Session(len(CHOICES), secret=True), committee()

    def after_a_vote_anew(first: Choice) -> dict[str, Any]:
        with undone():
            session.open()
            session.cast(0, AGAINST, session.cast(0, first))
            return everything()

    assert after_a_vote_anew(AGAINST) == after_a_vote_anew(FOR) == after_a_vote_anew(ABSTAIN)
    assert second


# Rows and dumps.


def texts_in(value: Any) -> Iterator[str]:
    """Every text of a value, inside of lists and objects too, but not the names of an object's parts."""
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        yield from texts_in(part)


@pytest.mark.django_db
def test_no_row_holds_a_choice() -> None:
    session = Session(len(CHOICES), secret=True)
    play(session, CHOICES, AGAINST, committee())

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  our own names
            assert not WORDS & {text for row in cursor.fetchall() for text in texts_in(row)}, table


@pytest.mark.django_db
def test_only_results_hold_numbers() -> None:
    session = Session(len(CHOICES), secret=True)
    play(session, CHOICES, AGAINST, committee())

    told = {event.verb for event in Event.objects.all() if {"in_favour", "against", "abstained"} & set(event.facts)}
    assert told == {"close_item", "take_vote"}
    assert list(PaperCount.objects.values_list("in_favour", "against", "abstained")) == [(None, None, None)]
    assert set(Ballot.objects.values_list("choice", "secret")) == {("", True)}
    assert Ballot.objects.filter(way=BallotWay.PAPER).count() == 1


@pytest.mark.django_db
def test_a_rejected_count_is_forgotten() -> None:
    session = Session(3, secret=True).open()
    session.paper([0], against=1)

    actions.reject_paper_count(session.council, by=committee(), project=session.project, reason="点错了")

    assert list(PaperCount.objects.values_list("in_favour", "against", "abstained")) == [(None, None, None)]
    assert Ballot.objects.count() == 0


def dump() -> str:
    """The whole database as an administrator's tool writes it down."""
    if connection.vendor == "sqlite":
        return "\n".join(connection.connection.iterdump())
    tool = shutil.which("pg_dump")
    if tool is None:
        pytest.skip("needs pg_dump")
    at = connection.settings_dict
    command = [tool, "--inserts", "--data-only", "-h", at["HOST"], "-p", str(at["PORT"]), "-U", at["USER"], at["NAME"]]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env=os.environ | {"PGPASSWORD": at["PASSWORD"]}
    )
    return done.stdout


@pytest.mark.django_db(transaction=True)
def test_a_dump_shows_no_choice() -> None:
    session = Session(len(CHOICES), secret=True)
    play(session, CHOICES, AGAINST, committee())

    rows = [line for line in dump().splitlines() if line.startswith("INSERT INTO")]

    ballots = [row for row in rows if re.match(r'INSERT INTO \W?(public\.)?"?deliberations_ballot\b', row)]
    assert len(ballots) == len(CHOICES)
    assert [row for row in rows for word in WORDS if f"'{word}'" in row or f'": "{word}"' in row] == []
    # Beside a ballot stands what became of it, and neither name nor number of a choice.
    seats = dict(Ballot.objects.values_list("pk", "seat"))
    assert {re.sub(r"\b\d+\b", "n", row) for row in ballots} == {
        re.sub(r"\b\d+\b", "n", row) for row in ballots[:1]
    } | {re.sub(r"\b\d+\b", "n", row) for row in ballots if "'paper'" in row}
    assert len(seats) == len(CHOICES)


# Logs, events, reports of errors.


@pytest.mark.django_db
def test_no_log_tells_a_choice(caplog: pytest.LogCaptureFixture) -> None:
    session, second = Session(len(CHOICES), secret=True), committee()

    with caplog.at_level(logging.DEBUG):
        receipts = play(session, CHOICES, AGAINST, second)
        with pytest.raises(IllegalMove):
            session.cast(0, FOR, receipts[0])

    said = [record.getMessage() for record in caplog.records]
    assert [line for line in said for word in [*WORDS, *receipts] if re.search(rf"\b{re.escape(word)}\b", line)] == []


class BrokenHere(Exception):
    """What a database might do at any moment."""


def breaking_at(number: int) -> Callable[..., Any]:
    """Lets the database fail at the statement of that number."""
    statements = count(1)

    def execute(run: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if next(statements) == number:
            raise BrokenHere
        return run(sql, params, many, context)

    return execute


def reports_of(call: Callable[[], Any]) -> list[str]:
    """The technical report of each place at which the call may break: what every frame outside of this test shows."""
    reports = []
    for number in count(1):
        try:
            with transaction.atomic():
                with connection.execute_wrapper(breaking_at(number)):
                    call()
                raise StopIteration
        except BrokenHere:
            frames = ExceptionReporter(None, *sys.exc_info()).get_traceback_frames()
            ours = [frame for frame in frames if not Path(frame["filename"]).is_relative_to(TESTS)]
            reports.append("\n".join(repr(value) for frame in ours for _name, value in frame["vars"]))
        except StopIteration:
            return reports
    raise AssertionError("counting does not end")


def test_no_report_of_an_error_tells_a_choice(db: None) -> None:
    session = Session(4, secret=True).open()
    receipt = session.cast(0, AGAINST)

    reports = reports_of(lambda: session.cast(1, ABSTAIN))
    reports += reports_of(lambda: session.cast(0, ABSTAIN, receipt))
    reports += reports_of(lambda: session.paper([2], abstained=1))

    assert len(reports) > 25
    # Neither a choice, nor the statement whose parameters would tell it by their places.
    choice = r'(?<!\.")\b(abstain|against)\b|Choice\.[A-Z]|弃权|反对'
    told = re.compile(choice + "|UPDATE .deliberations_councilitem|INTO .deliberations_papercount")
    assert [report for report in reports if told.search(report) or receipt in report] == []


# Receipts.


@pytest.mark.django_db
def test_a_receipt_cannot_be_read() -> None:
    session = Session(3, secret=True).open()

    receipts = [session.cast(member, choice) for member, choice in enumerate(Choice)]

    # As long for one choice as for another: its length tells nothing.
    assert len({len(receipt) for receipt in receipts}) == 1
    assert not [r for r in receipts if re.search(rb"for|against|abstain", base64.urlsafe_b64decode(r))]


def boxes(session: Session) -> list[tuple[int, int, int]]:
    items = CouncilItem.objects.filter(council=session.council)
    return list(items.values_list("box_for", "box_against", "box_abstain"))


@pytest.mark.django_db
def test_a_receipt_fits_one_ballot_in_one_version() -> None:
    session = Session(3, secret=True, projects=2).open()
    first = session.cast(0, FOR)
    elsewhere = session.cast(0, FOR, project=1)
    others = session.cast(1, FOR)
    latest = session.cast(0, AGAINST, first)
    tampered = latest[:-2] + ("A" if latest[-2] != "A" else "B") + latest[-1]

    for receipt in ("", "nonsense", first, elsewhere, others, tampered):
        with pytest.raises(ValidationError):
            session.cast(0, ABSTAIN, receipt)

    assert boxes(session) == [(1, 1, 0), (1, 0, 0)]
    session.cast(0, ABSTAIN, latest)
    assert boxes(session) == [(1, 0, 1), (1, 0, 0)]
