"""Fills a database of its own, measures page by page, prints a table and writes var/bench/latest.json."""

import argparse
import hashlib
import json
import os
import platform
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from tools import venv
from tools.venv import PYTHON, ROOT

if TYPE_CHECKING:
    from tools.bench.pages import Page
    from tools.bench.site import Load, Site

DATABASE = "liaison_bench"
RESULTS = ROOT / "var" / "bench"
SIZES = {"concerns": 100_000, "suggestions": 10_000, "entries": 100_000}
SETTINGS = {
    "ENV_FILE": os.devnull,
    "DJANGO_SETTINGS_MODULE": "tools.bench.settings",
    "SECRET_KEY": "bench-0123456789-abcdefghijklmnopqrstuvwxyz-0123456789-ABC",
    "FIELD_KEYS": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    "ALLOWED_HOSTS": "127.0.0.1",
    "DEMO": "true",
    "DEMO_PASSWORD": "Bench-password-1",
    "DEBUG": "false",
    "REDIS_URL": "",
}


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    page: str
    cpu_ms: float
    database_ms: float
    queries: int
    reference_ms: float
    ratio: float
    rate: float
    kilobytes: float
    misses: list[str]


def main() -> int:
    venv.ensure(venv.DEVELOPMENT)
    if sys.prefix != str(venv.VENV):
        os.execve(PYTHON, [str(PYTHON), "-m", "tools.bench", *sys.argv[1:]], venv.environment())  # noqa: S606
    options = arguments()
    from tools import messages, services

    messages.compile_all()
    with services.postgresql() as server:
        if not server:
            sys.exit("The measurement needs PostgreSQL: set TEST_DATABASE_URL")
        os.environ.update(SETTINGS, DATABASE_URL=address(server))
        fresh = created(server, anew=options.anew)
        import django

        django.setup()
        sizes = fill(options) if fresh else {}
        rows = measure(options)
    return report(rows, sizes, options)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description=__doc__)
    for name, size in SIZES.items():
        parser.add_argument(f"--{name}", type=int, default=size, help=f"at least so many (default {size})")
    parser.add_argument("--anew", action="store_true", help="fill the database again instead of using the last one")
    parser.add_argument("--seconds", type=float, default=6, help="how long each page is measured (default 6)")
    parser.add_argument("--only", default="", help="only pages whose name contains this")
    return parser.parse_args()


def address(server: str) -> str:
    parts = urlsplit(server)
    return urlunsplit(parts._replace(path=f"/{DATABASE}"))


def created(server: str, *, anew: bool) -> bool:
    """Whether the database had to be made, because there is none of this structure that was filled to the end."""
    import psycopg2

    with closing(psycopg2.connect(server)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        said = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
        cursor.execute(said, [DATABASE])
        if cursor.fetchone() == (mark(),) and not anew:
            return False
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {DATABASE} TEMPLATE template0")
        return True


def mark() -> str:
    """Written on a database that is full, with the structure that it has."""
    structure = b"".join(path.read_bytes() for path in sorted(ROOT.glob("*/migrations/*.py")))
    return f"filled {hashlib.sha256(structure).hexdigest()[:16]}"


def fill(options: argparse.Namespace) -> dict[str, int]:
    from django.core.management import call_command

    from tools.bench import fill as filling

    print("Filling the database …", flush=True)
    call_command("migrate", verbosity=0)
    call_command("load_reference")
    call_command("load_demo")
    sizes = filling.fill({name: getattr(options, name) for name in SIZES}, mark())
    print(", ".join(f"{count} {name}" for name, count in sizes.items()))
    return sizes


def measure(options: argparse.Namespace) -> list[Row]:
    from django.core.management import call_command

    from tools.bench import site
    from tools.bench.pages import pages

    call_command("collectstatic", interactive=False, verbosity=0)
    reference, *others = pages()
    with site.running({**SETTINGS, "DATABASE_URL": os.environ["DATABASE_URL"]}) as running:
        return [measured(page, reference, running, options.seconds) for page in others if options.only in page.name]


def measured(page: "Page", reference: "Page", running: "Site", seconds: float) -> Row:
    """One page, right after the reference: the machine's neighbours come and go."""
    beside, load = (loaded(one, running, seconds) for one in (reference, page))
    found = {"cpu_ms": load.cpu_ms, "queries": queries(page), "ratio": load.rate / beside.rate}
    row = Row(
        page=page.name,
        cpu_ms=round(load.cpu_ms, 1),
        database_ms=round(load.database_ms / load.requests, 1),
        queries=int(found["queries"]),
        reference_ms=round(beside.cpu_ms, 1),
        ratio=round(found["ratio"], 2),
        rate=round(load.rate, 1),
        kilobytes=round(load.bytes / 1000, 1),
        misses=misses(page, found),
    )
    print(line(row), flush=True)
    return row


def loaded(page: "Page", running: "Site", seconds: float) -> "Load":
    from tools.bench.site import Person

    person = Person(running.port)
    person.sign_in(page.person, SETTINGS["DEMO_PASSWORD"])
    return running.load(page.act, person, seconds)


def queries(page: "Page") -> int:
    """How many questions one request asks the database, the session's and the user's included."""
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tools.bench.pages import Inside

    client = Client()
    client.force_login(get_user_model().objects.get(username=page.person))
    inside = Inside(client)
    page.act(inside)
    with CaptureQueriesContext(connection) as captured:
        page.act(inside)
    transaction = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return len([query for query in captured.captured_queries if not query["sql"].startswith(transaction)])


def misses(page: "Page", found: dict[str, float]) -> list[str]:
    limit = page.limit
    missed = [name for name in ("cpu_ms", "queries") if found[name] > getattr(limit, name)]
    if limit.ratio is not None and found["ratio"] < limit.ratio:
        missed.append("ratio")
    return missed


def line(row: Row) -> str:
    verdict = f"misses {', '.join(row.misses)}" if row.misses else "ok"
    cost = f"{row.cpu_ms:>7.1f} CPU-ms ({row.database_ms:>5.1f} in the database)"
    times = f"{row.cpu_ms / row.reference_ms:>5.2f} × the reference's {row.reference_ms}"
    speed = f"{row.rate:>7.1f}/s, {row.ratio:.2f} of its rate"
    return f"{row.page:<30}{cost}{times} {row.queries:>4} queries {speed} {row.kilobytes:>6.1f} kB  {verdict}"


def report(rows: list[Row], sizes: dict[str, int], options: argparse.Namespace) -> int:
    RESULTS.mkdir(parents=True, exist_ok=True)
    machine = {"processor": processor(), "cores": os.cpu_count(), "python": platform.python_version()}
    result: dict[str, Any] = {
        "machine": machine,
        "sizes": sizes or "as filled before",
        "seconds": options.seconds,
        "pages": [vars(row) for row in rows],
    }
    (RESULTS / "latest.json").write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"{machine['processor']}, {machine['cores']} cores; written to var/bench/latest.json")
    return 1 if any(row.misses for row in rows) else 0


def processor() -> str:
    for text in Path("/proc/cpuinfo").read_text().splitlines():
        if text.startswith("model name"):
            return text.partition(":")[2].strip()
    return platform.processor()


if __name__ == "__main__":
    sys.exit(main())
