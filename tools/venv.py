"""The virtual environment: made, filled from a lock file, and left alone while the lock is unchanged."""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
RUN_TIME = ROOT / "requirements.lock"
DEVELOPMENT = ROOT / "requirements-dev.lock"
# The development lock contains the run-time lock (tests/repository/test_locks.py), so it serves both.
SERVED_BY = {DEVELOPMENT: (DEVELOPMENT, RUN_TIME), RUN_TIME: (RUN_TIME,)}


def ensure(lock: Path) -> None:
    """Everything in the lock is installed, and nothing happens when it already is."""
    if sys.version_info < (3, 11):  # noqa: UP036  whoever runs us may have an older one
        sys.exit(f"Python 3.11 or newer is needed, and this is {sys.version.split()[0]}; try PYTHON=python3.11.")
    if installed(lock):
        return
    if not PYTHON.exists():
        create()
    print(f"Installing {lock.name} …", flush=True)
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    # The lock names every package: asking each what it needs could only answer with a newer release that has no hash.
    if subprocess.run([*pip, "install", "--require-hashes", "--no-deps", "-r", str(lock)], cwd=ROOT).returncode:
        sys.exit(f"The packages of {lock.name} could not be installed; the lines above say why.")
    for served in SERVED_BY[lock]:
        stamp(served).write_text(digest(served))


def create() -> None:
    print("Creating .venv …", flush=True)
    try:
        venv.create(VENV, with_pip=True)
    except (subprocess.CalledProcessError, ImportError):
        sys.exit("This Python cannot create virtual environments; on Debian: apt-get install python3-venv")


def installed(lock: Path) -> bool:
    return PYTHON.exists() and stamp(lock).exists() and stamp(lock).read_text() == digest(lock)


def stamp(lock: Path) -> Path:
    return VENV / f"{lock.name}.sha256"


def digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def environment(**changes: str) -> dict[str, str]:
    """The caller's environment as a program inside the virtual environment should see it."""
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    return {**os.environ, "VIRTUAL_ENV": str(VENV), "PATH": path, "PYTHONUNBUFFERED": "1", **changes}
