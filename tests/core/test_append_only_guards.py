"""That every append-only table is guarded, and what lifts the guard for a while."""

import pytest
from django.apps import apps
from django.core import checks
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from core import append_only
from core.append_only import (
    FreezeColumns,
    RefuseChanges,
    guarded_tables,
    triggers_off,
    unguarded_tables,
)
from tests.core.test_append_only import Line, OpenLine, refused_by_database, run


@pytest.fixture
def table(db: None) -> None:
    """The table, made inside the transaction of the test and gone with it."""
    sql, params = connection.schema_editor().table_sql(Line)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


@pytest.fixture
def guarded(table: None) -> None:
    run("database_forwards")


@pytest.fixture
def line(guarded: None) -> Line:
    return Line.objects.create(text="first")


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's model stands in no app, so it is put on the list of models."""
    monkeypatch.setattr(apps, "get_models", lambda: [Line])


def test_guards_guarded_table_is_listed(line: Line) -> None:
    assert "core_test_line" in guarded_tables(connection)


def test_guards_table_without_triggers_is_reported(table: None, listed: None) -> None:
    assert unguarded_tables(connection) == ["core_test_line"]
    assert [warning.id for warning in append_only.check_guards(["default"])] == ["core.W001"]


def test_guards_guarded_table_is_not_reported(guarded: None, listed: None) -> None:
    assert unguarded_tables(connection) == []
    assert append_only.check_guards(["default"]) == []


def test_guards_table_not_yet_made_is_not_reported(db: None, listed: None) -> None:
    assert unguarded_tables(connection) == []


def test_guards_half_a_guard_is_reported(guarded: None, listed: None) -> None:
    drop = {
        "sqlite": 'DROP TRIGGER "core_test_line_refuse_delete"',
        "postgresql": "ALTER TABLE core_test_line DISABLE TRIGGER refuse_changes",
    }
    with connection.cursor() as cursor:
        cursor.execute(drop[connection.vendor])

    assert unguarded_tables(connection) == ["core_test_line"]


def test_guards_every_append_only_table_of_the_product_is_guarded(db: None) -> None:
    assert unguarded_tables(connection) == []


def test_guards_that_migrations_set_are_there(db: None) -> None:
    """SQLite loses the triggers of a table that a later migration rebuilds, so each of them is looked for."""
    migrations = MigrationLoader(connection).disk_migrations.values()
    operations = [operation for migration in migrations for operation in migration.operations]
    refused = {operation.table for operation in operations if isinstance(operation, RefuseChanges)}
    frozen = {operation.table for operation in operations if isinstance(operation, FreezeColumns)}

    assert refused - guarded_tables(connection) == set()
    assert frozen - frozen_tables() == set()
    assert "core_event" in refused


def frozen_tables() -> set[str]:
    statement = {
        "sqlite": "SELECT tbl_name FROM sqlite_master WHERE name LIKE '%_freeze_columns'",
        "postgresql": "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "WHERE tgname = 'freeze_columns'",
    }
    with connection.cursor() as cursor:
        cursor.execute(statement[connection.vendor])
        return {table for (table,) in cursor.fetchall()}


def test_guards_manager_that_offers_changes_is_an_error() -> None:
    assert "core.E001" in [message.id for message in OpenLine.check()]
    assert [message for message in Line.check() if message.level >= checks.ERROR] == []


def test_triggers_off_sqlite_may_flush_inside_and_refuses_afterwards(line: Line) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL flushes by TRUNCATE")

    with triggers_off(connection):
        inside = refused_by_database("DELETE FROM core_test_line")

    assert (inside, Line.objects.count()) == (False, 0)
    Line.objects.create(text="second")
    assert refused_by_database("DELETE FROM core_test_line")
    assert "core_test_line" in guarded_tables(connection)


def test_triggers_off_triggers_come_back_after_a_failure(line: Line) -> None:
    with pytest.raises(RuntimeError), triggers_off(connection):
        raise RuntimeError

    assert refused_by_database("DELETE FROM core_test_line")


def test_triggers_off_postgresql_keeps_its_triggers(line: Line) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite drops them")

    with triggers_off(connection):
        assert refused_by_database("DELETE FROM core_test_line")


def test_triggers_off_postgresql_flush_is_let_through(line: Line) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite knows no TRUNCATE")

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE core_test_line")

    assert Line.objects.count() == 0
