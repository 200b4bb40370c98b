"""`.env` is written once, readable by its owner only, with keys that work."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.contrib.auth.password_validation import validate_password

from tools import dotenv


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(dotenv, "FILE", tmp_path / ".env")
    for name in dotenv.FRESH:
        monkeypatch.delenv(name, raising=False)
    return tmp_path / ".env"


def test_fresh_values_work(file: Path) -> None:
    dotenv.ensure()

    written = dotenv.read(file)
    assert Fernet(written["FIELD_KEYS"])
    assert len(written["SECRET_KEY"]) >= 50
    assert validate_password(written["DEMO_PASSWORD"]) is None


def test_only_the_owner_may_read_it(file: Path) -> None:
    dotenv.ensure()

    assert file.stat().st_mode & 0o777 == 0o600


def test_existing_file_is_left_alone(file: Path) -> None:
    file.write_text("SECRET_KEY=kept\n", encoding="utf-8")

    dotenv.ensure()

    assert file.read_text(encoding="utf-8") == "SECRET_KEY=kept\n"


def test_environment_wins(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text('DEMO=true\nDISTRICT_NAME="坪山区"\n# DEBUG=true\n', encoding="utf-8")
    monkeypatch.setenv("DEMO", "false")

    values = dotenv.read(file)

    assert (values["DEMO"], values["DISTRICT_NAME"], values.get("DEBUG")) == ("false", "坪山区", None)
