"""The pages that the others are compared with: one inside this site, and a plain Django project beside it."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from tools.bench import database
from tools.bench.browser import Browser
from tools.bench.builds import PASSWORD, Build
from tools.bench.pages import Request
from tools.bench.people import People
from tools.bench.site import Command, Site, running
from tools.bench.turns import Cookies, Moving, Reading, Work
from tools.venv import PYTHON

LEAN = Path(__file__).resolve().parent / "lean"
REFERENCE, LIST, CREATE = "reference", "lean list", "lean create"
ADDRESS = "/bench-reference/"


def signed_in(port: int) -> Cookies:
    """The cookies of everybody in the plain project."""
    names = [f"person-{number}" for number in range(30)]
    return {name: Browser(port).sign_in("/sign-in/", name, PASSWORD) for name in names}


@dataclass(frozen=True)
class Lean:
    """The plain project: where its data are."""

    build: Build
    tickets: int

    def prepared(self) -> None:
        found = hashlib.sha256(str(self.tickets).encode())
        for path in sorted(LEAN.rglob("*.py")):
            found.update(path.read_bytes())
        wanted = f"filled {found.hexdigest()[:16]} on {date.today()}"  # noqa: DTZ011
        if not database.serves(database.said_of(self.build.server, self.build.database), wanted):
            database.created(self.build.server, self.build.database)
            self.build.run("fill.py", str(self.tickets), PASSWORD, wanted)
        database.cleared(self.build.address)

    def site(self) -> Any:
        environment = self.build.environment(DJANGO_SETTINGS_MODULE="plain.settings")
        command = Command(PYTHON, LEAN, "plain.wsgi", environment, healthy="/sign-in/")
        return running("bench-lean", command, self.build.server)


def lean(beside: Build, tickets: int) -> Lean:
    return Lean(replace(beside, commit="", root=LEAN, database=f"liaison_bench_lean_{tickets}"), tickets)


def reference_work(site: Site, people: People) -> Work:
    return Reading(site, people.cookies, [Request(ADDRESS, name) for name in people.everybody()])


def list_work(site: Site, everybody: Cookies) -> Work:
    return Reading(site, everybody, [Request("/tickets/", name) for name in everybody])


def create_work(site: Site, everybody: Cookies, number: int) -> Work:
    names = list(everybody)
    asked = [Request("/tickets/new/", names[place % len(names)]) for place in range(number)]
    words = [("title", "小区门口乱停车"), ("words", "晚上消防车进不来，希望尽快划线。"), ("place", "六联路口")]
    return Moving(site, everybody, asked, lambda form: [*words, ("category", form.offers["category"][0])])
