"""A build of the software that is measured: this one, or that of another commit in a working tree of its own."""

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tools import venv
from tools.bench import database, texts
from tools.bench.browser import HOST
from tools.bench.site import WORKERS, Command, Site, running
from tools.venv import PYTHON, ROOT

BUILDS = ROOT / "var" / "bench" / "builds"
INSIDE = Path(__file__).resolve().parent / "inside"
PASSWORD = "Bench-password-1"  # noqa: S105  of invented people
#: Production's settings: nothing is said about connections, cookies or pages that a server of its own would not say.
PRODUCTION = {
    "ENV_FILE": os.devnull,
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "SECRET_KEY": "bench-0123456789-abcdefghijklmnopqrstuvwxyz-0123456789-ABC",
    "FIELD_KEYS": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    "ALLOWED_HOSTS": f"{HOST},127.0.0.1",
    "CSRF_TRUSTED_ORIGINS": f"https://{HOST}",
    "TRUSTED_PROXIES": "1",
    "DEMO": "false",
    "DEBUG": "false",
}
#: The demonstration, which is multiplied, is refused without these; the site is measured without them.
FILLING = {"DEMO": "true", "DEMO_PASSWORD": PASSWORD}


@dataclass(frozen=True)
class Build:
    """Where a build lies, what runs it, and where its data are."""

    commit: str
    root: Path
    python: Path
    server: str
    database: str
    redis: str = ""

    @property
    def address(self) -> str:
        return database.address(self.server, self.database)

    def environment(self, **more: str) -> dict[str, str]:
        own = {"VIRTUAL_ENV": str(self.python.parent.parent), "DATABASE_URL": self.address, "REDIS_URL": self.redis}
        return {**venv.environment(), **PRODUCTION, **own, **more}

    def run(self, *arguments: str, **more: str) -> str:
        """What a program of the build prints; a failure ends the run."""
        command = [str(self.python), *arguments]
        done = subprocess.run(command, cwd=self.root, env=self.environment(**more), stdout=subprocess.PIPE, text=True)
        if done.returncode:
            sys.exit(f"“{' '.join(arguments)}” failed in {self.root}; the lines above say why.")
        return done.stdout

    def inside(self, program: str, *arguments: str, **more: str) -> dict[str, Any]:
        """What one of our programs, run in the build's own tree, finds out."""
        said = self.run(str(INSIDE / f"{program}.py"), *arguments, **more)
        return dict(json.loads(said.splitlines()[-1]))

    def site(self, label: str, *, workers: int = WORKERS, application: str = "config.wsgi", **more: str) -> Any:
        """The build's site, running; a context."""
        # One thread, so that one request at a time is counted.
        paths = ("--pythonpath", str(INSIDE), "--threads=1") if application != "config.wsgi" else ()
        command = Command(self.python, self.root, application, self.environment(**more), arguments=paths)
        return running(label, command, self.server, workers=workers)

    def reference(self) -> Any:
        """This build's site with the reference page as one address more."""
        return self.site("bench-reference", DJANGO_SETTINGS_MODULE="tools.bench.settings")


def this(server: str, redis: str, concerns: int) -> Build:
    return Build(commit_of("HEAD"), ROOT, PYTHON, server, f"liaison_bench_{concerns}", redis)


def of(commit: str, server: str, redis: str, concerns: int) -> Build:
    """The build of a commit, in a working tree under var/ with an environment from its own lock."""
    full = commit_of(commit)
    if not full:
        sys.exit(f"There is no commit {commit!r} here.")
    root = BUILDS / full[:12]
    if not (root / "manage.py").exists():
        print(f"Making a working tree of {full[:12]} …", flush=True)
        git("worktree", "prune")
        shutil.rmtree(root, ignore_errors=True)
        root.parent.mkdir(parents=True, exist_ok=True)
        git("worktree", "add", "--quiet", "--detach", str(root), full)
    python = environment_of(root)
    return Build(full, root, python, server, f"liaison_bench_{concerns}_{full[:12]}", redis)


def environment_of(root: Path) -> Path:
    """The Python of another working tree; ours serves it while both ask for the same packages."""
    own = root / ".venv"
    if same_packages(root, ROOT):
        if not own.exists():
            own.symlink_to(venv.VENV.resolve())
    else:
        if own.is_symlink():
            own.unlink()
        program = "from tools import venv; venv.ensure(venv.RUN_TIME)"
        subprocess.run([sys.executable, "-c", program], cwd=root, check=True)
    return own / "bin" / "python"


def same_packages(one: Path, other: Path) -> bool:
    first, second = (hashlib.sha256((root / "requirements.lock").read_bytes()).digest() for root in (one, other))
    return first == second


def commit_of(name: str) -> str:
    """The full name of a commit; nothing where there is none, or no repository."""
    asked = ["git", "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}"]
    with contextlib.suppress(FileNotFoundError):
        return subprocess.run(asked, cwd=ROOT, stdout=subprocess.PIPE, text=True).stdout.strip()
    return ""


def git(*arguments: str) -> None:
    if subprocess.run(["git", *arguments], cwd=ROOT).returncode:
        sys.exit(f"“git {' '.join(arguments)}” failed; the lines above say why.")


@contextlib.contextmanager
def held(build: Build) -> Iterator[None]:
    """Two runs on one database would measure each other."""
    with database.held(build.server, build.database) as alone:
        if not alone:
            sys.exit(f"Another run is measuring with {build.database}.")
        yield


def prepared(build: Build, sizes: dict[str, int], *, anew: bool) -> str:
    """Texts, static files and a full database, cleared of what earlier runs made; says on which day it was filled."""
    build.run("-m", "tools.messages", "--compile")
    build.run("manage.py", "collectstatic", "--noinput", "--verbosity=0")
    wanted = database.mark(build.root, sizes, date.today())  # noqa: DTZ011  the day on the wall
    said = database.said_of(build.server, build.database)
    if anew or not database.serves(said, wanted):
        print(f"Filling {build.database} …", flush=True)
        database.created(build.server, build.database)
        wording = str(texts.written(sizes["concerns"]))
        found = build.inside("filled", json.dumps(sizes), wanted, wording, **FILLING)
        print(", ".join(f"{count} {name}" for name, count in found.items()), flush=True)
        said = wanted
    database.cleared(build.address)
    return database.filled_on(said)


class Opened(contextlib.ExitStack):
    """Sites that run until the end of a block, by their names."""

    def __init__(self) -> None:
        super().__init__()
        self.sites: dict[str, Site] = {}

    def start(self, name: str, site: Any) -> None:
        self.sites[name] = self.enter_context(site)
