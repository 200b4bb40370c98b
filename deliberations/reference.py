"""Loads clocks and yearly minimums from a reviewed file; running it again changes nothing."""

import json
from pathlib import Path

from core.clocks import load_clocks
from deliberations.models import YearlyMinimum

_FOLDER = Path(__file__).parent / "reference"


def load() -> None:
    """Brings clocks and yearly minimums up to their file; a number that an administrator changed stays."""
    data = json.loads((_FOLDER / "clocks.json").read_text(encoding="utf-8"))
    load_clocks("deliberations", data["clocks"])
    for row in data["yearly_minimums"]:
        words = {"name": row["name_zh"], "name_en": row["name_en"], "source": row["source"]}
        YearlyMinimum.objects.update_or_create(
            code=row["code"], defaults=words, create_defaults=words | {"meetings": row["meetings"]}
        )
