"""Run in a build's own tree: one run of the reminders on everything that is due, taken back afterwards."""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

sys.path[0] = os.getcwd()


def main(*names: str) -> None:
    """The command has the first of the names that the build knows."""
    import django

    django.setup()
    from django.core.management import call_command, get_commands
    from django.db import connection, transaction

    asked = 0

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(sql, params, many, context)

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    with transaction.atomic(), connection.execute_wrapper(count):
        started, site, database = time.monotonic(), time.process_time(), used(backend)
        call_command(next(name for name in names if name in get_commands()), stdout=sys.stderr)
        site, database = (time.process_time() - site) * 1000, used(backend) - database
        elapsed = time.monotonic() - started
        transaction.set_rollback(True)
    print(json.dumps({"site_ms": site, "database_ms": database, "seconds": elapsed, "queries": asked}))


def used(pid: int) -> float:
    """Processor time of the database session, where the database is on this machine."""
    path = Path(f"/proc/{pid}/schedstat")
    return int(path.read_text().split()[0]) / 1_000_000 if path.exists() else 0.0


if __name__ == "__main__":
    main(*sys.argv[1:])
