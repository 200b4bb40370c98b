"""Loads the subdistricts, stations, categories and clocks from reviewed files; running it again changes nothing."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from core import clock
from core.clocks import load_clocks
from stations.models import Category, CategoryList, Station, Subdistrict

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
    _load_categories(read("categories.json"))
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


def _load_categories(content: dict[str, Any]) -> None:
    """Adds what is missing; what stands there already keeps its name, order and examples (rule 2)."""
    lists = {row["code"]: _load_list(row) for row in content["lists"]}
    known = {category.code: category for category in Category.objects.all()}
    for row in content["categories"]:
        stored = known.get(row["code"])
        if stored is None:
            known[row["code"]] = Category.objects.create(
                code=row["code"], name=row["name_zh"], name_en=row["name_en"], order=row["order"],
                livelihood=row["livelihood"], needs_note=row["needs_note"], list=lists[row["list"]],
                examples=row["examples_zh"], examples_en=row["examples_en"], counted_as=known.get(row["counted_as"]),
            )  # fmt: skip
        elif stored.list is None:
            # From before there were lists.
            stored.list = lists[row["list"]]
            if not stored.examples:
                stored.examples, stored.examples_en = row["examples_zh"], row["examples_en"]
            stored.save(update_fields=["list", "examples", "examples_en"])


def _load_list(row: dict[str, Any]) -> CategoryList:
    since = clock.today() if row["since"] == "loaded" else date.fromisoformat(row["since"]) if row["since"] else None
    first = {
        "name": row["name_zh"], "name_en": row["name_en"], "origin": row["origin"], "order": row["order"],
        "since": since,
    }  # fmt: skip
    edition, _created = CategoryList.objects.get_or_create(code=row["code"], defaults=first)
    return edition
