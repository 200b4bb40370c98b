"""`make check`: everything that can be known about the code without running its tests."""

import os
import subprocess
import sys
from dataclasses import dataclass, field

from tools import markup, venv
from tools.venv import PYTHON, ROOT

# Enough of a production environment for Django's own deployment checks; none of it is secret.
DEPLOYED = {
    "ENV_FILE": os.devnull,
    "DEBUG": "false",
    "DEMO": "false",
    "SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "FIELD_KEYS": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    "ALLOWED_HOSTS": "stations.example.gov.cn",
    "CSRF_TRUSTED_ORIGINS": "https://stations.example.gov.cn",
    "DATABASE_URL": "postgres://liaison@127.0.0.1:1/liaison",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "DJANGO_SETTINGS_MODULE": "config.settings",
}
# The migrations are compared with the models, not with any database.
NO_DATABASE = {**DEPLOYED, "DATABASE_URL": "sqlite:///:memory:"}


@dataclass(frozen=True)
class Step:
    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)


STEPS = (
    Step("lint", ("-m", "ruff", "check", ".")),
    Step("format", ("-m", "ruff", "format", "--check", ".")),
    Step(
        "imports",
        ("-c", "from importlinter.cli import lint_imports_command; lint_imports_command(['--no-logo'])"),
    ),
    Step("translations", ("-m", "tools.messages", "--check")),
    Step("migrations", ("manage.py", "makemigrations", "--check", "--dry-run"), NO_DATABASE),
    Step("deployment", ("manage.py", "check", "--deploy", "--fail-level", "WARNING"), DEPLOYED),
    Step("types", ("-m", "mypy")),
    Step("markup", ("-m", "tools.markup")),
)


def main(only: list[str]) -> int:
    venv.ensure(venv.DEVELOPMENT)
    codes = {step.name: code_of(step) for step in STEPS if not only or step.name in only}
    return report(codes)


def code_of(step: Step) -> int:
    print(f"\n== {step.name}", flush=True)
    environment = venv.environment(**step.environment)
    return subprocess.run([PYTHON, *step.command], cwd=ROOT, env=environment).returncode


def report(codes: dict[str, int]) -> int:
    """The last line says what passed, what failed, and what could not be run here: that has not passed."""
    not_run = [name for name, code in codes.items() if code == markup.NOT_RUN]
    failed = [name for name, code in codes.items() if code not in (0, markup.NOT_RUN)]
    passed = len(codes) - len(failed) - len(not_run)
    said = [f"Failed: {', '.join(failed)}" if failed else f"{passed} of {len(codes)} checks passed."]
    said += [f"Not run: {', '.join(not_run)}"] if not_run else []
    print(f"\n{' '.join(said)}")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
