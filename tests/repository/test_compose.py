"""The commands of docker-compose.yml start, answer their own health checks, and stop when asked."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import yaml
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
OURS = {name: service for name, service in COMPOSE["services"].items() if "build" in service}
STAYING_UP = ("web", "worker", "beat")
PATIENCE = 120  # seconds that a service may take to come up or to go


def test_services_of_ours_are_known() -> None:
    assert set(OURS) == {"setup", *STAYING_UP}


def test_database_and_broker_are_those_of_production() -> None:
    images = {name: COMPOSE["services"][name]["image"] for name in ("postgres", "redis")}

    assert images == {"postgres": "postgres:16", "redis": "redis:7"}
    assert "--appendonly" in COMPOSE["services"]["redis"]["command"]


def test_every_variable_of_compose_is_in_the_example() -> None:
    used = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text(encoding="utf-8")))

    example = (ROOT / ".env.example").read_text(encoding="utf-8")

    assert {name for name in used if not re.search(rf"^{name}=", example, re.MULTILINE)} == set()


@pytest.mark.parametrize("name", STAYING_UP)
def test_volume_hides_nothing_of_the_image(name: str) -> None:
    """Static files live in var/, so a volume over the whole of it would keep those of an older version."""
    mounted = {volume.split(":")[1] for volume in OURS[name].get("volumes", [])}

    assert mounted <= {"/app/var/media", "/app/var/beat"}


@pytest.fixture
def environment(redis_address: str) -> Iterator[dict[str, str]]:
    """What a service finds in its container, with a database of its own on the server of the tests."""
    server = connection.settings_dict
    database = f"compose_{os.getpid()}"
    host = server["HOST"] or server.get("OPTIONS", {}).get("host", "")
    credentials = {
        "host": host,
        "port": server["PORT"] or None,
        "user": server["USER"] or None,
        "password": server["PASSWORD"] or None,
    }
    with administration(credentials, f"CREATE DATABASE {database}", f"DROP DATABASE {database} WITH (FORCE)"):
        yield {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "ENV_FILE": os.devnull,
            "PYTHONUNBUFFERED": "1",
            "SECRET_KEY": "compose-0123456789-abcdefghijklmnopqrstuvwxyz-0123456789",
            "FIELD_KEYS": os.environ["FIELD_KEYS"],
            "ALLOWED_HOSTS": "stations.example.gov.cn",
            "DATABASE_URL": address(credentials, database),
            "REDIS_URL": redis_address,
            "PORT": str(free_port()),
        }


@contextmanager
def administration(credentials: dict[str, Any], before: str, after: str) -> Iterator[None]:
    with closing(psycopg2.connect(dbname="postgres", **credentials)) as server:
        server.autocommit = True
        server.cursor().execute(before)
        try:
            yield
        finally:
            server.cursor().execute(after)


def address(credentials: dict[str, Any], database: str) -> str:
    password = f":{credentials['password']}" if credentials["password"] else ""
    host, port = credentials["host"], credentials["port"] or 5432
    if host.startswith("/"):
        return f"postgres://{credentials['user']}{password}@/{database}?host={host}"
    return f"postgres://{credentials['user']}{password}@{host}:{port}/{database}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.postgres
@pytest.mark.redis
def test_services_start_answer_and_stop(environment: dict[str, str], tmp_path: Path) -> None:
    (ROOT / "var" / "beat").mkdir(parents=True, exist_ok=True)
    subprocess.run(OURS["setup"]["command"], cwd=ROOT, env=environment, check=True, timeout=PATIENCE * 2)

    with running(environment, tmp_path) as services:
        answers = {name: becomes_healthy(name, process, environment) for name, process in services.items()}
        stopped = {name: stops(process) for name, process in services.items()}

    logs = "\n".join(path.read_text() for path in tmp_path.iterdir())
    assert answers == dict.fromkeys(STAYING_UP, True), logs
    assert stopped == dict.fromkeys(STAYING_UP, 0), logs
    assert "beat: Starting..." in logs


@contextmanager
def running(environment: dict[str, str], logs: Path) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    services = {}
    try:
        for name in STAYING_UP:
            with (logs / name).open("wb") as log:
                services[name] = subprocess.Popen(
                    OURS[name]["command"],
                    cwd=ROOT,
                    env=environment,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
        yield services
    finally:
        for process in services.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def becomes_healthy(name: str, process: subprocess.Popen[bytes], environment: dict[str, str]) -> bool:
    """Asks as compose would, until it says yes, or the service is gone, or our patience is."""
    kind, *check = OURS[name]["healthcheck"]["test"]
    command = ["sh", "-c", check[0].replace("$$", "$")] if kind == "CMD-SHELL" else check
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        asked = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=PATIENCE)
        if asked.returncode == 0:
            return True
        time.sleep(0.5)
    return False


def stops(process: subprocess.Popen[bytes]) -> int | str:
    process.terminate()
    try:
        return process.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return "does not stop"
