"""`make check`: everything that can be known about the code without running its tests."""

import os
import subprocess
import sys
from dataclasses import dataclass, field

from tools import venv
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
)


def main(only: list[str]) -> int:
    venv.ensure(venv.DEVELOPMENT)
    steps = [step for step in STEPS if not only or step.name in only]
    failed = [step.name for step in steps if not passes(step)]
    print(f"\nFailed: {', '.join(failed)}" if failed else f"\nAll {len(steps)} checks passed.")
    return 1 if failed else 0


def passes(step: Step) -> bool:
    print(f"\n== {step.name}", flush=True)
    environment = venv.environment(**step.environment)
    return subprocess.run([PYTHON, *step.command], cwd=ROOT, env=environment).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
