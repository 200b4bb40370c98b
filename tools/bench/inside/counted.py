"""Run in a build's own tree: its site, which says with each answer how many questions it asked the database."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection

from config.wsgi import application as site

#: Opening and closing a transaction is no question.
TRANSACTION = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")

asked = 0


def count(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
    global asked  # noqa: PLW0603  one request at a time
    asked += not str(sql).startswith(TRANSACTION)
    return execute(sql, params, many, context)


connection.execute_wrappers.append(count)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    global asked  # noqa: PLW0603
    asked = 0

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        return start_response(status, [*headers, ("X-Bench-Queries", str(asked))], *rest)

    return site(environ, start)
