"""Entries that are only ever added: the model, the queryset and the database refuse every change."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter
from django.test.utils import isolate_apps

from core import append_only
from core.append_only import (
    AllowChanges,
    AppendOnlyError,
    AppendOnlyModel,
    AppendOnlyQuerySet,
    FreezeColumns,
    RefuseChanges,
    guarded_tables,
)

with isolate_apps("core"):

    class Line(AppendOnlyModel):
        text = models.CharField(max_length=50, unique=True)

        class Meta:
            app_label = "core"
            db_table = "core_test_line"
            verbose_name = "line"

    class OpenLine(AppendOnlyModel):
        objects = models.Manager()

        class Meta:
            app_label = "core"


OPERATION = RefuseChanges("core_test_line")
STATE = ProjectState()


def run(method: str, operation: RefuseChanges = OPERATION) -> None:
    getattr(operation, method)("core", connection.schema_editor(), STATE, STATE)


def refused_by_database(sql: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except IntegrityError as error:
        return "rows of core_test_line are only ever added" in str(error)
    return False


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


@pytest.mark.usefixtures("guarded")
def test_model_save_adds() -> None:
    Line(text="first").save()

    assert [line.text for line in Line.objects.all()] == ["first"]


def test_model_save_of_a_stored_entry_is_refused(line: Line) -> None:
    line.text = "second"

    with pytest.raises(AppendOnlyError) as refusal:
        line.save()

    assert "line" in str(refusal.value)
    assert Line.objects.get().text == "first"


@pytest.mark.parametrize("how", [{"update_fields": ["text"]}, {"update_fields": []}, {"force_update": True}])
def test_model_save_as_an_update_is_refused(line: Line, how: dict[str, object]) -> None:
    with pytest.raises(AppendOnlyError):
        Line(pk=line.pk, text="second").save(**how)


def test_model_save_under_an_existing_key_collides(line: Line) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Line(pk=line.pk, text="second").save()

    assert Line.objects.get().text == "first"


def test_model_delete_is_refused(line: Line) -> None:
    with pytest.raises(AppendOnlyError):
        line.delete()

    assert Line.objects.count() == 1


@pytest.mark.usefixtures("guarded")
def test_model_get_or_create_adds_once() -> None:
    first, created = Line.objects.get_or_create(text="first")
    again, created_again = Line.objects.get_or_create(text="first")

    assert (created, created_again, again) == (True, False, first)


@pytest.mark.parametrize(
    "change",
    [
        lambda line: Line.objects.all().update(text="second"),
        lambda line: Line.objects.update(text="second"),
        lambda line: Line.objects.none().update(text="second"),
        lambda line: Line.objects.all().delete(),
        lambda line: Line.objects.bulk_update([line], ["text"]),
        lambda line: Line.objects.update_or_create(text="first", defaults={"text": "second"}),
        lambda line: Line.objects.bulk_create(
            [Line(text="first")], update_conflicts=True, update_fields=["text"], unique_fields=["text"]
        ),
    ],
)
def test_queryset_change_is_refused(line: Line, change: Callable[[Line], object]) -> None:
    with pytest.raises(AppendOnlyError):
        change(line)

    assert Line.objects.get().text == "first"


def test_queryset_bulk_create_adds(line: Line) -> None:
    Line.objects.bulk_create([Line(text="second"), Line(text="third")])

    assert Line.objects.count() == 3


def test_queryset_bulk_create_may_ignore_what_is_there(line: Line) -> None:
    Line.objects.bulk_create([Line(text="first"), Line(text="second")], ignore_conflicts=True)

    assert Line.objects.count() == 2


def test_queryset_derived_queryset_keeps_its_own_methods() -> None:
    class Lines(AppendOnlyQuerySet[Line]):
        def short(self) -> "Lines":
            return self.filter(text__regex="^.$")

    assert isinstance(Lines(Line).short(), Lines)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE core_test_line SET text = 'second'",
        "UPDATE core_test_line SET id = id + 1",
        "DELETE FROM core_test_line",
        "DELETE FROM core_test_line WHERE text = 'first'",
    ],
)
def test_database_change_is_refused(line: Line, sql: str) -> None:
    assert refused_by_database(sql)
    assert Line.objects.get().text == "first"


def test_database_change_behind_the_queryset_is_refused(line: Line) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        models.QuerySet(Line).update(text="second")
    with pytest.raises(IntegrityError), transaction.atomic():
        models.QuerySet(Line).delete()


def test_database_upsert_is_refused(line: Line) -> None:
    insert = "INSERT INTO core_test_line (text) VALUES ('first')"

    assert refused_by_database(f"{insert} ON CONFLICT (text) DO UPDATE SET text = 'second'")


def test_database_other_tables_stay_open(line: Line) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE core_test_other (id integer)")
        cursor.execute("INSERT INTO core_test_other VALUES (1)")
        cursor.execute("UPDATE core_test_other SET id = 2")
        cursor.execute("DELETE FROM core_test_other")

        assert cursor.rowcount == 1


def test_operation_repeated_is_harmless(line: Line) -> None:
    run("database_forwards")

    assert refused_by_database("DELETE FROM core_test_line")


def test_operation_backwards_lets_rows_change_again(line: Line) -> None:
    run("database_backwards")

    assert not refused_by_database("UPDATE core_test_line SET text = 'second'")
    assert not refused_by_database("DELETE FROM core_test_line")


def test_operation_backwards_twice_is_harmless(line: Line) -> None:
    run("database_backwards")
    run("database_backwards")

    assert guarded_tables(connection) & {"core_test_line"} == set()


def test_operation_backwards_leaves_other_tables_guarded(line: Line) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE core_test_other (id integer)")
    other = RefuseChanges("core_test_other")
    run("database_forwards", other)

    run("database_backwards", other)

    assert refused_by_database("DELETE FROM core_test_line")


def test_operation_that_allows_changes_lets_a_column_be_filled_and_is_taken_back(line: Line) -> None:
    fillable = AllowChanges("core_test_line")

    run("database_forwards", fillable)
    assert not refused_by_database("UPDATE core_test_line SET text = 'second'")
    run("database_backwards", fillable)
    assert refused_by_database("UPDATE core_test_line SET text = 'third'")

    assert fillable.describe() == "Allow changes of the rows of core_test_line"
    assert fillable.migration_name_fragment == "core_test_line_fillable"


def test_operation_written_into_a_migration() -> None:
    written, imports = MigrationWriter.serialize(OPERATION.deconstruct()[1][0])

    assert (OPERATION.deconstruct()[0], written) == ("RefuseChanges", "'core_test_line'")
    assert OPERATION.describe() == "Refuse changes of the rows of core_test_line"
    assert OPERATION.migration_name_fragment == "core_test_line_append_only"
    assert imports == set()


def test_operation_name_that_is_no_table_is_refused() -> None:
    with pytest.raises(ValueError, match="Not the name of a table"):
        RefuseChanges('core_event"; DROP TABLE core_event')


def test_operation_unknown_engine_is_refused() -> None:
    with pytest.raises(NotImplementedError):
        append_only.statements_forward("mysql", "core_test_line")


FREEZE = FreezeColumns("core_test_line", ["text"])
FREEZE_ONCE = FreezeColumns("core_test_line", ["text"], once="OLD.id > 1000")


def test_frozen_column_is_refused_and_others_stay_open(table: None) -> None:
    run("database_forwards", FREEZE)
    Line.objects.create(text="first")

    assert refused_as_frozen("UPDATE core_test_line SET text = 'second'")
    assert not refused_as_frozen("UPDATE core_test_line SET text = 'first'")
    assert not refused_as_frozen("UPDATE core_test_line SET id = id + 1")
    assert not refused_as_frozen("DELETE FROM core_test_line")


def test_frozen_once_a_condition_holds(table: None) -> None:
    run("database_forwards", FREEZE_ONCE)
    Line.objects.create(pk=1, text="draft")
    Line.objects.create(pk=1001, text="final")

    assert not refused_as_frozen("UPDATE core_test_line SET text = 'better' WHERE id = 1")
    assert refused_as_frozen("UPDATE core_test_line SET text = 'better still' WHERE id = 1001")


def test_frozen_twice_and_thawed(table: None) -> None:
    for step in ("forwards", "forwards", "backwards", "backwards"):
        run(f"database_{step}", FREEZE)
    Line.objects.create(text="first")

    assert not refused_as_frozen("UPDATE core_test_line SET text = 'second'")


def test_frozen_columns_are_described() -> None:
    assert FREEZE.describe() == "Freeze text of core_test_line"
    assert FREEZE.migration_name_fragment == "core_test_line_frozen"
    with pytest.raises(ValueError, match="Not the name"):
        FreezeColumns("core_test_line", ['text" IS NOT NULL; --'])


def refused_as_frozen(sql: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except IntegrityError as error:
        return "this part of core_test_line no longer changes" in str(error)
    return False
