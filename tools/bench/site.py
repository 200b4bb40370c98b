"""The site under load: gunicorn as in production, eight people at once, and the processor time it took."""

import contextlib
import http.client
import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from django.db import connection

from tools import venv
from tools.services import free_port
from tools.venv import PYTHON, ROOT

WORKERS, THREADS, PEOPLE = 2, 4, 8
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Load:
    """What one page took."""

    requests: int
    seconds: float
    site_ms: float
    database_ms: float
    bytes: int

    @property
    def cpu_ms(self) -> float:
        return (self.site_ms + self.database_ms) / self.requests

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


@dataclass
class Answer:
    status: int
    body: bytes
    location: str


class Person:
    """One person's browser: keeps its connection and its cookies, and sends the token that forms need."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = dict(cookies or {})

    def get(self, path: str) -> Answer:
        return self.send("GET", path)

    def post(self, path: str, fields: list[tuple[str, str]]) -> Answer:
        token = [("csrfmiddlewaretoken", self.cookies.get("csrftoken", ""))]
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.send("POST", path, urlencode(token + fields), headers)

    def send(self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> Answer:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        everything = {"Cookie": cookie, "Accept-Language": "zh-CN", "Accept": "text/html", **(headers or {})}
        self.connection.request(method, path, body or None, everything)
        answer = self.connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or []:
            match = re.match(r"([^=]+)=([^;]*)", line)
            if match:
                self.cookies[match[1]] = match[2]
        return Answer(answer.status, answer.read(), answer.headers.get("Location", ""))

    def forget(self, cookie: str) -> None:
        self.cookies.pop(cookie, None)

    def sign_in(self, username: str, password: str) -> None:
        self.get("/accounts/sign-in/")
        answer = self.post("/accounts/sign-in/", [("username", username), ("password", password)])
        if answer.status != 302:
            raise RuntimeError(f"{username} cannot sign in: {answer.status}")


@dataclass(frozen=True)
class Site:
    port: int
    process: subprocess.Popen[bytes]

    def load(self, act: Callable[[Person], Answer], who: Person, seconds: float) -> Load:
        """Everybody does the same thing again and again; the first rounds only warm up."""
        self.together(act, who, seconds=min(1.5, seconds))
        site, database, started = self.site_cpu(), database_cpu(), time.monotonic()
        sizes = self.together(act, who, seconds)
        elapsed = time.monotonic() - started
        site_ms, database_ms = self.site_cpu() - site, database_cpu() - database
        return Load(len(sizes), elapsed, site_ms, database_ms, max(sizes))

    def together(self, act: Callable[[Person], Answer], who: Person, seconds: float) -> list[int]:
        deadline = time.monotonic() + seconds

        def repeat(_: int) -> list[int]:
            person, sizes = Person(self.port, who.cookies), []
            while time.monotonic() < deadline:
                answer = act(person)
                if answer.status not in (200, 302):
                    raise RuntimeError(f"answered {answer.status}: {answer.body[:400]!r}")
                sizes.append(len(answer.body))
            return sizes

        with ThreadPoolExecutor(PEOPLE) as people:
            return [size for sizes in people.map(repeat, range(PEOPLE)) for size in sizes]

    def site_cpu(self) -> float:
        return sum(map(cpu_ms, family(self.process.pid)))


@contextlib.contextmanager
def running(environment: dict[str, str]) -> Iterator[Site]:
    port = free_port()
    command = [
        *(str(PYTHON), "-m", "gunicorn", "config.wsgi", f"--bind=127.0.0.1:{port}", "--no-control-socket"),
        *(f"--workers={WORKERS}", f"--threads={THREADS}", "--keep-alive=60", "--log-level=warning"),
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=venv.environment(**environment))
    try:
        wait_for(port, process)
        yield Site(port, process)
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            if Person(port).get("/healthz").status == 200:
                return
        time.sleep(0.2)
    raise RuntimeError("The site does not come up.")


def family(pid: int) -> list[int]:
    """A process and everything below it."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    below = [int(child) for child in children.read_text().split()] if children.exists() else []
    return [pid, *(descendant for child in below for descendant in family(child))]


def database_cpu() -> float:
    """Of every server process that works for the measured database, where it is on this machine."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        return sum(cpu_ms(pid) for (pid,) in cursor.fetchall())


def cpu_ms(pid: int) -> float:
    try:
        line = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return 0.0
    user, system = line.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) * 1000 / TICKS
