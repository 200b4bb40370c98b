"""Two at once on PostgreSQL, not left to chance: the second comes while the first holds a given number of locks."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection

from core.workflow import IllegalMove
from tests.statements import done_by

#: Longer than PostgreSQL waits before it looks for two that block each other.
PATIENCE = 10


class Held:
    """Stops its thread once it has so many locks; a call that takes fewer is done before the other one begins."""

    def __init__(self, locks: int):
        self.left = locks
        self.reached, self.go_on = Event(), Event()

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if done_by(sql)[0] == "lock":
            self.left -= 1
            if self.left == 0:
                self.reached.set()
                self.go_on.wait(PATIENCE)
        return result


def in_turn(first: Callable[[], Any], second: Callable[[], Any], *, locks: int) -> tuple[str, str]:
    """How both end; the second begins when the first holds `locks` locks, and runs until it ends or has to wait.

    "done", or the name of the refusal. Whatever else is raised, a deadlock before all, is raised here.
    """
    held, backend = Held(locks), Future[int]()
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(_first, first, held)
        held.reached.wait(PATIENCE)
        other = pool.submit(_second, second, backend)
        try:
            _until_it_waits(backend.result(PATIENCE), other)
        finally:
            held.go_on.set()
        return one.result(), other.result()


def _first(call: Callable[[], Any], held: Held) -> str:
    try:
        with connection.execute_wrapper(held):
            return _ended(call)
    finally:
        held.reached.set()
        connection.close()


def _second(call: Callable[[], Any], backend: "Future[int]") -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            backend.set_result(cursor.fetchone()[0])
        return _ended(call)
    finally:
        connection.close()


def _ended(call: Callable[[], Any]) -> str:
    try:
        call()
    except (IllegalMove, ValidationError) as refusal:
        return type(refusal).__name__
    return "done"


def _until_it_waits(backend: int, other: "Future[str]") -> None:
    until = time.monotonic() + PATIENCE
    while not other.done() and time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s AND wait_event_type = 'Lock'", [backend])
            if cursor.fetchone():
                return
        time.sleep(0.01)
