"""What every test gets: both engines, no network, no silent failures."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import redis
import time_machine
from django.core.cache import cache
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseOperations  # not from .operations: a circle on PostgreSQL
from django.utils import translation

from core.append_only import triggers_off

# A frozen time without a zone means the district's own, as Django sets it for the process.
time_machine.naive_mode = time_machine.NaiveMode.LOCAL


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = {
        "postgres": "" if connection.vendor == "postgresql" else "needs PostgreSQL: set DATABASE_URL",
        "redis": "" if redis_url() else "needs Redis: set TEST_REDIS_URL",
    }
    for item in items:
        for mark, reason in missing.items():
            if reason and item.get_closest_marker(mark):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session", autouse=True)
def flush_passes_append_only_tables() -> Iterator[None]:
    """After real transactions the tables are emptied; on SQLite that is a DELETE, which triggers refuse."""
    flush = DatabaseOperations.execute_sql_flush

    def flush_without_triggers(self: DatabaseOperations, sql_list: list[str]) -> None:
        with triggers_off(self.connection):
            flush(self, sql_list)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", flush_without_triggers)
        yield


@pytest.fixture(autouse=True)
def fresh_process_state() -> Iterator[None]:
    """Language and cache belong to the process and would leak from one test into the next."""
    with translation.override("zh-hans"):
        yield
    cache.clear()


@pytest.fixture(scope="session")
def redis_address() -> str:
    """A Redis database for tests; emptied by whoever uses it."""
    return redis_url()


@pytest.fixture
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def redis_url() -> str:
    """The Redis that tests may use, or nothing."""
    url = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")
    client: Any = redis.Redis.from_url(url, socket_connect_timeout=1)
    try:
        client.ping()
    except (redis.ConnectionError, redis.TimeoutError):
        return ""
    finally:
        client.close()
    return url
