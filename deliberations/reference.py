"""Loads clocks, yearly minimums, ceilings and voting rules from reviewed files; running it again changes nothing."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from core.clocks import load_clocks
from deliberations.models import ProjectCeiling, VotingRule, YearlyMinimum

_FOLDER = Path(__file__).parent / "reference"


def load() -> None:
    """Brings the tables up to their files; a number that an administrator changed stays."""
    data = _read("clocks.json")
    load_clocks("deliberations", data["clocks"])
    for row in data["yearly_minimums"]:
        words = {"name": row["name_zh"], "name_en": row["name_en"], "source": row["source"]}
        YearlyMinimum.objects.update_or_create(
            code=row["code"], defaults=words, create_defaults=words | {"meetings": row["meetings"]}
        )
    _load_voting(_read("voting.json"))


def _read(name: str) -> dict[str, Any]:
    return json.loads((_FOLDER / name).read_text(encoding="utf-8"))


def _load_voting(data: dict[str, Any]) -> None:
    for row in data["project_ceilings"]:
        words = {"name": row["name_zh"], "name_en": row["name_en"], "source": row["source"]}
        ProjectCeiling.objects.update_or_create(
            code=row["code"], defaults=words, create_defaults=words | {"amount": row["amount"]}
        )
    known = set(VotingRule.objects.values_list("version", flat=True))
    for row in data["voting_rules"]:
        # A version that is there stays as it is: results were decided by it.
        if row["version"] not in known:
            numbers = {name: row[name] for name in ("quorum_part", "quorum_whole", "majority_part", "majority_whole")}
            VotingRule.objects.create(
                version=row["version"], valid_from=date.fromisoformat(row["valid_from"]), text=row["text_zh"],
                text_en=row["text_en"], source=row["source"], **numbers,
            )  # fmt: skip
