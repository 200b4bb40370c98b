"""A site under load: gunicorn as in production, and the processor time that it and its database sessions took."""

import contextlib
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2

from tools.bench.browser import Browser
from tools.services import free_port

#: As in docker-compose.yml.
WORKERS, THREADS = 2, 4
#: So often the database sessions are looked at, because one that ends takes what it used with it.
LOOKED_AT_EVERY = 0.05


@dataclass(frozen=True)
class Command:
    """How a site is started: the program, where, and with which environment."""

    python: Path
    root: Path
    application: str
    environment: Mapping[str, str]
    healthy: str = "/healthz"
    arguments: tuple[str, ...] = ()


class Site:
    """A running site. `label` is the name under which its sessions appear in PostgreSQL."""

    def __init__(self, label: str, port: int, process: "subprocess.Popen[bytes]", server: str) -> None:
        self.label, self.port, self.process = label, port, process
        self.monitor = psycopg2.connect(server, application_name="bench-monitor")
        self.monitor.autocommit = True
        self.used: dict[int, float] = {}
        self.ended = 0.0

    def site_ms(self) -> float:
        return sum(map(cpu_ms, family(self.process.pid)))

    def database_ms(self) -> float:
        """Of every session of this site since it was started, of those that have ended as far as they were seen."""
        with self.monitor.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE application_name = %s AND backend_type = 'client backend'",
                [self.label],
            )
            # Whatever has the number of a session that ended is another process by now.
            found = [pid for (pid,) in cursor.fetchall()]
        self.ended += sum(self.used.pop(pid) for pid in list(self.used) if pid not in found)
        self.used.update({pid: 0.0 for pid in found if pid not in self.used})
        self.look()
        return self.ended + sum(self.used.values())

    def look(self) -> None:
        for pid, before in self.used.items():
            self.used[pid] = max(before, cpu_ms(pid))

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        over = threading.Event()

        def watch() -> None:
            while not over.wait(LOOKED_AT_EVERY):
                self.look()

        thread = threading.Thread(target=watch, daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def peak_mb(self) -> float:
        """The most memory that one of its workers has had."""
        return max(high_water_mb(pid) for pid in family(self.process.pid)[1:])

    def close(self) -> None:
        self.monitor.close()
        self.process.terminate()
        self.process.wait()


@contextlib.contextmanager
def running(label: str, command: Command, server: str, *, workers: int = WORKERS) -> Iterator[Site]:
    port = free_port()
    program: Sequence[Any] = [
        *(command.python, "-m", "gunicorn", command.application, f"--bind=127.0.0.1:{port}", "--no-control-socket"),
        *(f"--workers={workers}", f"--threads={THREADS}", "--keep-alive=75", "--log-level=warning"),
        *("--worker-tmp-dir=/dev/shm", *command.arguments),
    ]
    environment = {**command.environment, "PGAPPNAME": label, "PYTHONUNBUFFERED": "1"}
    site = Site(label, port, subprocess.Popen(program, cwd=command.root, env=environment), server)
    try:
        wait_for(site, command.healthy)
        yield site
    finally:
        site.close()


def wait_for(site: Site, healthy: str) -> None:
    deadline = time.monotonic() + 60
    while site.process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            if Browser(site.port).get(healthy, {}).status in (200, 302):
                return
        time.sleep(0.1)
    raise RuntimeError(f"The site “{site.label}” does not come up.")


def family(pid: int) -> list[int]:
    """A process and everything below it."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    below = [int(child) for child in children.read_text().split()] if children.exists() else []
    return [pid, *(descendant for child in below for descendant in family(child))]


def cpu_ms(pid: int) -> float:
    """Processor time of a process to the nanosecond, of all threads that it has."""
    total = 0
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            total += int((task / "schedstat").read_text().split()[0])
    except (FileNotFoundError, ProcessLookupError):
        pass
    return total / 1_000_000


def high_water_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0
