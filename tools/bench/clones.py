"""Makes many of one thing, in SQL: the thing with everything that hangs on it, as often as a move is to be made.

Copy number k of a row has the key `MADE_BY_A_RUN + k × STRIDE + key`, and so have the rows it points to. Tables and
columns are read from the database itself, so that it works with any build's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tools.bench.database import MADE_BY_A_RUN

#: The keys of the things copied are smaller: they come from the demonstration.
STRIDE = 1_000_000
#: Columns that name a thing of any kind; they stand beside its noun.
NOUN, SUBJECT = "noun", "subject_id"

Rows = dict[str, set[int]]


@dataclass(frozen=True)
class Structure:
    """The tables of a database as far as copying has to know them."""

    columns: dict[str, list[str]]
    #: table → its columns that point to another table's key → that table
    pointers: dict[str, dict[str, str]]
    #: columns whose value may stand only once, and their types
    unique: dict[tuple[str, str], str]
    #: table → the noun that events and reminders call its things by
    nouns: dict[str, str] = field(default_factory=dict)


def structure(cursor: Any) -> Structure:
    cursor.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
        " AND is_generated = 'NEVER' ORDER BY table_name, ordinal_position"
    )
    columns: dict[str, list[str]] = {}
    for table, column in cursor.fetchall():
        columns.setdefault(table, []).append(column)
    cursor.execute(
        "SELECT conrelid::regclass::text, a.attname, confrelid::regclass::text FROM pg_constraint"
        " JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = conkey[1] WHERE contype = 'f'"
    )
    pointers: dict[str, dict[str, str]] = {}
    for table, column, target in cursor.fetchall():
        pointers.setdefault(table, {})[column] = target
    cursor.execute(
        "SELECT c.relname, a.attname, format_type(a.atttypid, NULL) FROM pg_index i"
        " JOIN pg_class c ON c.oid = i.indrelid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]"
        " WHERE i.indisunique AND NOT i.indisprimary AND i.indnkeyatts = 1"
    )
    unique = {(table, column): kind for table, column, kind in cursor.fetchall()}
    # Two apps have no model of the same name, so the table's name says the noun.
    return Structure(columns, pointers, unique, {table: table.replace("_", ".", 1) for table in columns})


def family(cursor: Any, known: Structure, roots: Mapping[str, Iterable[int]]) -> Rows:
    """The rows to be copied: the roots, and whatever points to one of them, on and on."""
    found: Rows = {table: set(ids) for table, ids in roots.items()}
    fresh: Rows = {table: set(ids) for table, ids in roots.items()}
    while fresh:
        following: Rows = {}
        for table, pointers in known.pointers.items():
            if "id" not in known.columns[table] or NOUN in known.columns[table]:
                continue
            for column, target in pointers.items():
                if target in fresh:
                    cursor.execute(
                        f'SELECT id FROM "{table}" WHERE "{column}" = ANY(%s) AND id < {STRIDE}',
                        [sorted(fresh[target])],
                    )
                    more = {row[0] for row in cursor.fetchall()} - found.get(table, set())
                    if more:
                        found.setdefault(table, set()).update(more)
                        following.setdefault(table, set()).update(more)
        fresh = following
    return found


def multiplied(
    cursor: Any,
    known: Structure,
    roots: Mapping[str, Iterable[int]],
    numbers: range,
    changed: Mapping[str, str] | None = None,
) -> None:
    """Copies number `numbers` of the roots. `changed` says other values, as SQL, by "table.column".

    Foreign keys are right by construction; whoever copies much tells the session not to check them.
    """
    rows = family(cursor, known, roots)
    for table, ids in rows.items():
        values = [value_of(known, rows, table, column, changed or {}) for column in known.columns[table]]
        copy(cursor, known, table, values, "t.id = ANY(%s)", [sorted(ids)], numbers)
    for table, columns in known.columns.items():
        if NOUN not in columns or SUBJECT not in columns or "id" not in columns:
            continue
        values = [value_of(known, rows, table, column, {}) for column in columns]
        for subject, ids in rows.items():
            about = [known.nouns[subject], sorted(ids)]
            copy(cursor, known, table, values, f"t.{NOUN} = %s AND t.{SUBJECT} = ANY(%s)", about, numbers)


def copy(
    cursor: Any, known: Structure, table: str, values: list[str], where: str, params: list[Any], numbers: range
) -> None:
    names = ", ".join(f'"{column}"' for column in known.columns[table])
    cursor.execute(
        f'INSERT INTO "{table}" ({names}) SELECT {", ".join(values)} FROM "{table}" t'
        f" CROSS JOIN generate_series({numbers.start}, {numbers.stop - 1}) AS copy(k) WHERE {where}",
        params,
    )


def value_of(known: Structure, rows: Rows, table: str, column: str, changed: Mapping[str, str]) -> str:
    """What a column of copy k holds, as SQL."""
    name = f't."{column}"'
    if f"{table}.{column}" in changed:
        return changed[f"{table}.{column}"]
    if column == "id" or (column == SUBJECT and NOUN in known.columns[table]):
        return key_of(name)
    target = known.pointers.get(table, {}).get(column)
    if target:
        if target in rows:
            ids = ", ".join(map(str, sorted(rows[target])))
            return f"CASE WHEN {name} IN ({ids}) THEN {key_of(name)} ELSE {name} END"
        return name
    kind = known.unique.get((table, column))
    if kind == "uuid":
        return "gen_random_uuid()"
    if kind:
        return f"CASE WHEN {name} IS NULL OR {name} = '' THEN {name} ELSE 'C' || k || '-' || t.id END"
    return name


def key_of(column: str) -> str:
    return f"{MADE_BY_A_RUN} + k * {STRIDE}::bigint + {column}"


def copies_of(key: int, numbers: range) -> list[int]:
    """The keys of the copies of the row with this key."""
    return [MADE_BY_A_RUN + number * STRIDE + key for number in numbers]
