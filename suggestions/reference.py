"""Loads clocks, number templates and schemes from reviewed files; running it again changes nothing."""

import json
from pathlib import Path
from typing import Any

from core.clocks import load_clocks
from suggestions.models import EvaluationScheme, NumberTemplate, SchemeItem

_FOLDER = Path(__file__).parent / "reference"


def read(name: str) -> Any:
    """One reference file of this app."""
    return json.loads((_FOLDER / name).read_text(encoding="utf-8"))


def load() -> None:
    """Brings the reference data of this app up to its files; a scheme that is there is never touched."""
    clocks = read("clocks.json")
    load_clocks("suggestions", clocks["clocks"])
    for row in read("numbers.json")["numbers"]:
        NumberTemplate.objects.get_or_create(instrument=row["instrument"], defaults=row)
    known = set(EvaluationScheme.objects.values_list("version", flat=True))
    check = next(one for one in clocks["yearly_dates"] if one["code"] == "implementation_check")
    for row in read("schemes.json")["schemes"]:
        if row["version"] not in known:
            _load_scheme(row, check)


def _load_scheme(row: dict[str, Any], check: dict[str, Any]) -> None:
    scheme = EvaluationScheme(
        version=row["version"], name=row["name_zh"], name_en=row["name_en"], valid_from=row["valid_from"],
        satisfied_from=row["thresholds"]["satisfied"],
        basically_from=row["thresholds"]["basically_satisfied"],
        check_month=check["month"], check_day=check["day"],
        source="; ".join(f"{one['name_en']} {one['points']} {one['source']}" for one in row["stages"]),
    )  # fmt: skip
    scheme.save()
    SchemeItem.objects.bulk_create(
        SchemeItem(
            scheme=scheme, stage=item["stage"], code=item["code"], name=item["name_zh"],
            name_en=item["name_en"], maximum=item["max_points"], order=item["order"],
        )
        for item in row["items"]
    )  # fmt: skip
