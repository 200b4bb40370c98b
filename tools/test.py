"""`make test`: the whole suite on PostgreSQL, on SQLite and in a browser; what could not run is said."""

import contextlib
import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass

from tools import venv
from tools.venv import PYTHON, ROOT

NOTHING_SELECTED = 5  # pytest's exit code when the arguments leave no test
WORKERS = ["-n", str(min(os.cpu_count() or 1, 4))]


@dataclass(frozen=True)
class Run:
    """One pass of pytest, and what it came to."""

    name: str
    passed: int
    failed: int
    skipped: int
    seconds: float
    broken: bool  # it ended badly even if no single test failed


def main(arguments: list[str]) -> int:
    venv.ensure(venv.DEVELOPMENT)
    if sys.prefix != str(venv.VENV):
        os.execve(PYTHON, [str(PYTHON), "-m", "tools.test", *arguments], venv.environment())  # noqa: S606
    if subprocess.run([PYTHON, "-m", "tools.messages", "--compile"], cwd=ROOT).returncode:
        return 1
    runs, not_run = run_everything(arguments)
    return report(runs, not_run)


def run_everything(arguments: list[str]) -> tuple[list[Run], list[str]]:
    from tools import services

    runs: list[Run] = []
    not_run: list[str] = []
    with contextlib.ExitStack() as stack:
        database = stack.enter_context(services.postgresql())
        redis = stack.enter_context(services.redis_server())
        environment = {"TEST_REDIS_URL": redis} if redis else {}
        without = "not e2e" if redis else "not e2e and not redis"
        if not redis:
            not_run.append("Redis tests: install redis-server, or set TEST_REDIS_URL")
        if database:
            environment["DATABASE_URL"] = database
            runs.append(pytest("PostgreSQL", [*WORKERS, "-m", without, *arguments], environment))
            without = "not e2e and not redis and not postgres"
        else:
            not_run.append("PostgreSQL suite: install PostgreSQL 15 or newer, or set TEST_DATABASE_URL")
        on_sqlite = {**environment, "DATABASE_URL": "sqlite:///:memory:"}
        runs.append(pytest("SQLite", [*WORKERS, "-m", without, *arguments], on_sqlite))
        chromium = services.browser()
        if not chromium:
            not_run.append("Browser tests: install chromium, or set CHROMIUM to the path of one")
            return runs, not_run
        if not services.chinese_font():
            not_run.append("Chinese text on screenshots: install fonts-noto-cjk")
        runs.append(pytest("Browser", ["-m", "e2e", *arguments], {**environment, "CHROMIUM": chromium}))
    return runs, not_run


def pytest(name: str, arguments: list[str], environment: dict[str, str]) -> Run:
    print(f"\n== {name}", flush=True)
    results = ROOT / "var" / "test" / f"{name.lower()}.xml"
    results.parent.mkdir(parents=True, exist_ok=True)
    results.unlink(missing_ok=True)
    started = time.monotonic()
    command = [str(PYTHON), "-m", "pytest", "-q", f"--junitxml={results}", *arguments]
    code = subprocess.run(command, cwd=ROOT, env=venv.environment(**environment)).returncode
    counts = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    if results.exists():
        for suite in ElementTree.parse(results).iter("testsuite"):  # noqa: S314  our own file
            counts = {what: counts[what] + int(suite.get(what, 0)) for what in counts}
    failed = counts["failures"] + counts["errors"]
    passed = max(0, counts["tests"] - failed - counts["skipped"])
    broken = code not in (0, NOTHING_SELECTED)
    return Run(name, passed, failed, counts["skipped"], time.monotonic() - started, broken)


def report(runs: list[Run], not_run: list[str]) -> int:
    """The last line is the total, for people and for machines."""
    print()
    for run in runs:
        verdict = "FAILED" if run.broken else "ok"
        print(f"{run.name:<11}{run.passed:>6} passed {run.failed:>4} failed {run.seconds:>6.0f} s  {verdict}")
    for line in not_run:
        print(f"not run: {line}")
    in_ci = os.environ.get("CI") == "true"
    if not_run and in_ci:
        print("Under CI=true nothing may be left out.")
    passed, failed, skipped = (sum(getattr(run, what) for run in runs) for what in ("passed", "failed", "skipped"))
    if not passed:
        print("No test passed.")
    bad = any(run.broken for run in runs) or not passed or (not_run and in_ci)
    # A run that broke before it could count its failures still failed.
    failed = max(failed, 1) if bad else failed
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
