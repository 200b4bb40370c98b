"""Loads the subdistricts, stations, categories and clocks from reviewed files; running it again changes nothing."""

import json
from pathlib import Path
from typing import Any

from core.clocks import load_clocks
from stations.models import Category, Station, Subdistrict

_FOLDER = Path(__file__).parent / "reference"


def read(name: str) -> Any:
    """One reference file of this app."""
    return json.loads((_FOLDER / name).read_text(encoding="utf-8"))


def load() -> None:
    """Brings the reference data of this app up to its files. What an administrator filled in (address, hours) stays."""
    for row in read("subdistricts.json")["subdistricts"]:
        subdistrict, _created = Subdistrict.objects.update_or_create(
            code=row["code"], defaults={"name": row["name_zh"], "name_en": row["name_en"], "order": row["order"]}
        )
        for station in row["stations"]:
            _load_station(subdistrict, station)
    for row in read("categories.json")["categories"]:
        Category.objects.update_or_create(
            code=row["code"],
            defaults={
                "name": row["name_zh"], "name_en": row["name_en"], "order": row["order"],
                "livelihood": row["livelihood"],
            },
        )  # fmt: skip
    load_clocks("stations", read("clocks.json")["clocks"])


def _load_station(subdistrict: Subdistrict, row: dict[str, Any]) -> None:
    names = {
        "subdistrict": subdistrict, "name": row["name_zh"], "name_en": row["name_en"], "order": row["order"],
        "community": row["community_zh"], "community_en": row["community_en"],
    }  # fmt: skip
    first = {
        "is_model": row["model_station"], "address": row["address"], "hours": row["hours"],
        "founded_on": row["founded_on"],
    }  # fmt: skip
    Station.objects.update_or_create(code=row["code"], defaults=names, create_defaults=names | first)
