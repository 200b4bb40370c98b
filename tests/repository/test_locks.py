"""The lock files install the same versions everywhere, and tell nobody where they were made."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")


def pinned(lock: str) -> dict[str, str]:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    return dict(re.match(r"([\w.-]+)==(\S+)", line).groups() for line in lines if re.match(r"\w", line))


def test_smaller_lock_is_part_of_the_development_lock() -> None:
    assert pinned("requirements.lock").items() <= pinned("requirements-dev.lock").items()


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_host_and_no_path(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")

    assert re.findall(r"\w+://|--(?:extra-)?index-url|file:|@ ", text) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_has_a_hash(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    packages = re.split(r"\n(?=\w)", text)

    assert [package.split()[0] for package in packages if "--hash=sha256:" not in package] == []


def test_nothing_is_missing_that_an_installed_package_needs() -> None:
    """The locks are installed without asking what the packages need, so they must say all of it."""
    checked = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True)

    assert checked.returncode == 0, checked.stdout
