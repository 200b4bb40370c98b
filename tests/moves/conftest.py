from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    """Where pictures lie, for one test only."""
    settings.MEDIA_ROOT = tmp_path / "media"
