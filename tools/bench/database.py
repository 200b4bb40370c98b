"""The databases of the bench: one per size and build, kept, and filled again only when what it holds has changed."""

import hashlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from tools.bench import texts

#: Whatever a run makes has a larger key than this, so that the next run can take it away again.
MADE_BY_A_RUN = 10**14
#: What the site itself makes while it is measured; below it lie the things prepared for moves.
MADE_BY_THE_SITE = 10**15
#: As the database of docker-compose.yml is set up; and the time of a parallel worker could not be told afterwards.
SETTINGS = {"random_page_cost": "1.1", "max_parallel_workers_per_gather": "0"}


def address(server: str, database: str) -> str:
    return urlunsplit(urlsplit(server)._replace(path=f"/{database}"))


@contextmanager
def connected(where: str) -> Iterator[Any]:
    """A cursor on the database; every statement stands by itself."""
    with closing(psycopg2.connect(where, application_name="bench-preparing")) as connection:
        connection.autocommit = True
        yield connection.cursor()


def digest(root: Path, sizes: dict[str, int]) -> str:
    """Of everything that decides what a filled database of the build in `root` holds, apart from the day."""
    found = hashlib.sha256(repr(sorted(sizes.items())).encode() + texts.digest().encode())
    for path in [*sorted(root.glob("*/migrations/*.py")), root / "tools" / "bench" / "fill.py"]:
        found.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return found.hexdigest()[:16]


def mark(root: Path, sizes: dict[str, int], day: date) -> str:
    """Written on a database when it is full."""
    return f"filled {digest(root, sizes)} on {day}"


def serves(said: str | None, wanted: str) -> bool:
    """Whether the mark found on a database says the same as the one wanted, on whichever day it was filled."""
    return bool(said) and str(said).rpartition(" on ")[0] == wanted.rpartition(" on ")[0]


def filled_on(said: str | None) -> str:
    return str(said).rpartition(" on ")[2]


def said_of(server: str, database: str) -> str | None:
    """The mark on a database; nothing where there is none, or where its filling was broken off."""
    with connected(server) as cursor:
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [database])
        row = cursor.fetchone()
    return row[0] if row else None


def created(server: str, database: str) -> None:
    with connected(server) as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {database} TEMPLATE template0")
        for name, value in SETTINGS.items():
            cursor.execute(f"ALTER DATABASE {database} SET {name} = {value}")


@contextmanager
def held(server: str, database: str) -> Iterator[bool]:
    """Whether nobody else measures with this database; as long as it lasts nobody else can."""
    with connected(server) as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [database])
        yield cursor.fetchone() == (True,)


def cleared(where: str) -> None:
    """Takes away what an earlier run has made, so that every run finds the database as it was filled."""
    with connected(where) as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table, key in keys(cursor):
            cursor.execute(f'DELETE FROM "{table}" WHERE "{key}" >= {MADE_BY_A_RUN}')
            if cursor.rowcount:
                cursor.execute(f'VACUUM ANALYZE "{table}"')
        cursor.execute("DELETE FROM django_session")
        for table, key in keys(cursor):
            cursor.execute(
                "SELECT setval(found, %s) FROM pg_get_serial_sequence(%s, %s) AS found WHERE found IS NOT NULL",
                [MADE_BY_THE_SITE, f'"{table}"', key],
            )


def keys(cursor: Any) -> list[tuple[str, str]]:
    """Each table with its key, where that is one large number."""
    cursor.execute(
        "SELECT c.relname, a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
        " JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]"
        " WHERE i.indisprimary AND i.indnatts = 1 AND a.atttypid = 'bigint'::regtype ORDER BY 1"
    )
    return list(cursor.fetchall())
