"""Rows that are only ever added: refused by the model, by the queryset and by the database itself.

An append-only table needs three things: a model on `AppendOnlyModel`, foreign keys that never cascade
(`PROTECT`), and a migration with `RefuseChanges("<table>")`. SQLite rebuilds a table when a column is altered
and loses its triggers on the way, so a migration that alters such a table repeats the operation; the check
`core.W001` and `unguarded_tables` tell when that was forgotten. A migration that fills a new column of rows
that are there already lifts the refusal before (`AllowChanges`), and the next one brings it back.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn, TypeVar

from django.apps import apps
from django.core import checks
from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.utils.translation import gettext as _

from core.choices import Labelled

Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)


class AppendOnlyError(Exception):
    """Somebody tried to change or remove an entry that is only ever added."""


def refuse(model: type[models.Model]) -> NoReturn:
    name = model._meta.verbose_name
    raise AppendOnlyError(
        _("An entry of “%(name)s” is never changed or removed; add a new entry instead.") % {"name": name}
    )


class AppendOnlyQuerySet(models.QuerySet[Row_co]):
    """Adds and reads; every way of changing rows in bulk is refused."""

    def update(self, **kwargs: Any) -> int:
        refuse(self.model)

    def delete(self) -> tuple[int, dict[str, int]]:
        refuse(self.model)

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> int:
        refuse(self.model)

    def update_or_create(self, *args: Any, **kwargs: Any) -> tuple[Any, bool]:
        refuse(self.model)

    def bulk_create(
        self,
        objs: Iterable[Any],
        batch_size: int | None = None,
        ignore_conflicts: bool = False,
        update_conflicts: bool = False,
        update_fields: Collection[str] | None = None,
        unique_fields: Collection[str] | None = None,
    ) -> list[Any]:
        if update_conflicts:
            refuse(self.model)
        return super().bulk_create(objs, batch_size=batch_size, ignore_conflicts=ignore_conflicts)


class AppendOnlyModel(Labelled):
    """An entry that is written once and never changed or removed."""

    objects: models.Manager[Any]

    class Meta:
        abstract = True

    def save(self, *args: Any, using: str | None = None, **kwargs: Any) -> None:
        as_update = kwargs.get("force_update") or kwargs.get("update_fields") is not None
        if args or as_update or not self._state.adding:
            refuse(type(self))
        # A forced insert: an instance built with the key of an existing row must collide, not overwrite it.
        super().save(force_insert=True, using=using)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        refuse(type(self))

    @classmethod
    def check(cls, **kwargs: Any) -> list[checks.CheckMessage]:
        found = super().check(**kwargs)
        if not isinstance(cls._default_manager.all(), AppendOnlyQuerySet):
            found.append(checks.Error("Its default manager offers changes.", obj=cls, id="core.E001"))
        return found


# Outside of the class: there the type checker would not let a model put a manager of its own in its place.
AppendOnlyModel.add_to_class("objects", AppendOnlyQuerySet.as_manager())


# The database's own refusal.

# Both engines report the refusal as an integrity error, so callers need not tell them apart.
POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION core_refuse_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""
POSTGRESQL_FROZEN_FUNCTION = """
CREATE OR REPLACE FUNCTION core_refuse_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'this part of % no longer changes', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""
POSTGRESQL_DROP_UNUSED = """
DO $$ BEGIN
    DROP FUNCTION IF EXISTS {function}();
EXCEPTION WHEN dependent_objects_still_exist THEN
    NULL;
END $$
"""
SQLITE_SUFFIX = "_refuse_"
SQLITE_EVENTS = ("UPDATE", "DELETE")


def statements_forward(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        return [
            POSTGRESQL_FUNCTION,
            f'DROP TRIGGER IF EXISTS refuse_changes ON "{table}"',
            f'CREATE TRIGGER refuse_changes BEFORE UPDATE OR DELETE ON "{table}" '
            "FOR EACH ROW EXECUTE FUNCTION core_refuse_changes()",
        ]
    if vendor == "sqlite":
        return [
            f'CREATE TRIGGER IF NOT EXISTS "{table}{SQLITE_SUFFIX}{event.lower()}" '
            f'BEFORE {event} ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are only ever added'); END"
            for event in SQLITE_EVENTS
        ]
    raise NotImplementedError(f"No append-only tables on {vendor}.")


def statements_backward(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        return [
            f'DROP TRIGGER IF EXISTS refuse_changes ON "{table}"',
            POSTGRESQL_DROP_UNUSED.format(function="core_refuse_changes"),
        ]
    return [f'DROP TRIGGER IF EXISTS "{table}{SQLITE_SUFFIX}{event.lower()}"' for event in SQLITE_EVENTS]


class _Refusal(Operation):
    """A migration operation whose statements depend on the engine and that no model knows of."""

    reduces_to_sql = True
    reversible = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The triggers are no part of the models' state."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self._run(app_label, schema_editor, self.forward(schema_editor.connection.vendor))

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self._run(app_label, schema_editor, self.backward(schema_editor.connection.vendor))

    def _run(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, statements: list[str]) -> None:
        if router.allow_migrate(schema_editor.connection.alias, app_label):
            for statement in statements:
                schema_editor.execute(statement, params=None)

    def forward(self, vendor: str) -> list[str]:
        raise NotImplementedError

    def backward(self, vendor: str) -> list[str]:
        raise NotImplementedError


class RefuseChanges(_Refusal):
    """Lets the database itself refuse UPDATE and DELETE on a table; harmless when repeated."""

    def __init__(self, table: str) -> None:
        _check_name(table)
        self.table = table

    def forward(self, vendor: str) -> list[str]:
        return statements_forward(vendor, self.table)

    def backward(self, vendor: str) -> list[str]:
        return statements_backward(vendor, self.table)

    def describe(self) -> str:
        return f"Refuse changes of the rows of {self.table}"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.table}_append_only"


class AllowChanges(RefuseChanges):
    """Lifts the refusal while a migration fills a column that was added; `RefuseChanges` brings it back."""

    def forward(self, vendor: str) -> list[str]:
        return statements_backward(vendor, self.table)

    def backward(self, vendor: str) -> list[str]:
        return statements_forward(vendor, self.table)

    def describe(self) -> str:
        return f"Allow changes of the rows of {self.table}"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.table}_fillable"


class FreezeColumns(_Refusal):
    """Lets the database refuse an UPDATE that changes certain columns of a row, once the row is frozen.

    `once` is a condition in SQL over `OLD` ("" means from the beginning). Other columns stay free.
    """

    def __init__(self, table: str, columns: Sequence[str], once: str = "") -> None:
        for name in (table, *columns):
            _check_name(name)
        self.table = table
        self.columns = tuple(columns)
        self.once = once

    def forward(self, vendor: str) -> list[str]:
        different = {"postgresql": "IS DISTINCT FROM", "sqlite": "IS NOT"}[vendor]
        changed = " OR ".join(f'OLD."{column}" {different} NEW."{column}"' for column in self.columns)
        frozen = f"({self.once}) AND ({changed})" if self.once else changed
        if vendor == "postgresql":
            return [
                *self.backward(vendor),
                POSTGRESQL_FROZEN_FUNCTION,
                f'CREATE TRIGGER freeze_columns BEFORE UPDATE ON "{self.table}" FOR EACH ROW '
                f"WHEN ({frozen}) EXECUTE FUNCTION core_refuse_frozen()",
            ]
        return [
            *self.backward(vendor),
            f'CREATE TRIGGER "{self.table}_freeze_columns" BEFORE UPDATE ON "{self.table}" WHEN {frozen} '
            f"BEGIN SELECT RAISE(ABORT, 'this part of {self.table} no longer changes'); END",
        ]

    def backward(self, vendor: str) -> list[str]:
        if vendor == "postgresql":
            return [
                f'DROP TRIGGER IF EXISTS freeze_columns ON "{self.table}"',
                POSTGRESQL_DROP_UNUSED.format(function="core_refuse_frozen"),
            ]
        return [f'DROP TRIGGER IF EXISTS "{self.table}_freeze_columns"']

    def describe(self) -> str:
        return f"Freeze {', '.join(self.columns)} of {self.table}"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.table}_frozen"


def _check_name(name: str) -> None:
    if not name.replace("_", "").isalnum():
        raise ValueError(f"Not the name of a table or column: {name!r}")


# Which tables are guarded, and the exception that tests need.


def guarded_tables(connection: BaseDatabaseWrapper) -> set[str]:
    """The tables on which the database refuses both UPDATE and DELETE."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
                "WHERE tgname = 'refuse_changes' AND tgenabled <> 'D' AND pg_table_is_visible(pg_class.oid)"
            )
            return {table for (table,) in cursor.fetchall()}
        triggers = sqlite_triggers(connection)
    tables = [table for _name, table, _sql in triggers]
    return {table for table in tables if tables.count(table) == len(SQLITE_EVENTS)}


def unguarded_tables(connection: BaseDatabaseWrapper) -> list[str]:
    """The existing tables of append-only models whose rows the database would let change."""
    expected = {model._meta.db_table for model in apps.get_models() if issubclass(model, AppendOnlyModel)}
    existing = set(connection.introspection.table_names())
    return sorted((expected & existing) - guarded_tables(connection))


@checks.register(checks.Tags.database)
def check_guards(databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """A warning, not an error: the migration that repairs it must still be able to run."""
    return [
        checks.Warning(
            f"The database “{alias}” lets rows of {table} change.",
            hint=f'Add a migration with RefuseChanges("{table}").',
            id="core.W001",
        )
        for alias in databases or ()
        for table in unguarded_tables(connections[alias])
    ]


def sqlite_triggers(connection: BaseDatabaseWrapper) -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        return [row for row in cursor.fetchall() if SQLITE_SUFFIX in row[0]]


@contextmanager
def triggers_off(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """For tests on SQLite, which flushes by DELETE; PostgreSQL flushes by TRUNCATE, unseen by triggers."""
    triggers = sqlite_triggers(connection) if connection.vendor == "sqlite" else []
    with connection.cursor() as cursor:
        for name, _table, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        try:
            yield
        finally:
            for _name, _table, sql in triggers:
                cursor.execute(sql)
