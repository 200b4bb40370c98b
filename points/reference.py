"""Loads the points rules from the reviewed file; running it again changes no points."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from points.models import PointsRule

_FILE = Path(__file__).parent / "reference" / "rules.json"


def load() -> None:
    """Adds the rules that are not there yet; of those that are, only the words are brought up to the file."""
    data = json.loads(_FILE.read_text(encoding="utf-8"))
    for row in data["rules"]:
        words: dict[str, Any] = {
            "name": row["name_zh"], "name_en": row["name_en"], "order": row["order"], "source": row["source"],
            "what": row["what_zh"], "what_en": row["what_en"],
        }  # fmt: skip
        terms = {
            "points": row["points"], "enabled": row["enabled"], "automatic": row["automatic"],
            "valid_from": date.fromisoformat(row["valid_from"]),
        }  # fmt: skip
        PointsRule.objects.update_or_create(
            code=row["code"], version=data["version"], defaults=words, create_defaults=words | terms
        )
