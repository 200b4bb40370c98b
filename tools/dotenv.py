"""The file `.env`: written once from `.env.example`, with fresh keys that exist nowhere else."""

import base64
import os
import secrets
from pathlib import Path

from tools.venv import ROOT

FILE = Path(os.environ.get("ENV_FILE", ROOT / ".env"))
EXAMPLE = ROOT / ".env.example"


def field_key() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def demo_password() -> str:
    """Four classes of characters and long enough for the password policy."""
    return f"Demo-{secrets.token_hex(4)}-7Q"


FRESH = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(48),
    "FIELD_KEYS": field_key,
    "DEMO_PASSWORD": demo_password,
    "POSTGRES_PASSWORD": lambda: secrets.token_urlsafe(24),
}


def ensure() -> None:
    if FILE.exists():
        return
    lines = [filled(line) for line in EXAMPLE.read_text(encoding="utf-8").splitlines()]
    # Only the owner may read the keys, from the first moment on.
    descriptor = os.open(FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    print("Wrote .env with fresh keys; keep a copy of FIELD_KEYS, contact data cannot be read without them.")


def filled(line: str) -> str:
    name, equals, value = line.partition("=")
    return f"{name}={FRESH[name]()}" if equals and not value and name in FRESH else line


def read(path: Path = FILE) -> dict[str, str]:
    """What the file says, and the environment, which wins."""
    pairs = [line.partition("=") for line in path.read_text(encoding="utf-8").splitlines() if line[:1].isalpha()]
    values = {name.strip(): value.strip().strip("\"'") for name, _, value in pairs}
    return {**values, **os.environ}
