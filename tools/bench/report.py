"""The lines that are printed, and the file that is written."""

import json
import os
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from tools.bench.pages import Limit
from tools.venv import ROOT

RESULTS = ROOT / "var" / "bench"


@dataclass(frozen=True)
class Row:
    """What is known about one page or move. Costs are CPU-ms, site and database together, in the middle of all parts.

    `references` holds the ratio to each reference page; `then`, `again` and so on are of another build beside, and
    `noise` is the ratio of two sites of that build, which ought to be 1.
    """

    name: str
    cpu_ms: float
    database_ms: float
    kilobytes: float
    queries: int
    references: dict[str, float]
    cold_ms: float | None = None
    then_ms: float | None = None
    ratio: float | None = None
    noise: float | None = None
    cold_then_ms: float | None = None
    cold_ratio: float | None = None
    cold_noise: float | None = None
    queries_then: int | None = None
    misses: list[str] = field(default_factory=list)
    parts: dict[str, list[float]] = field(default_factory=dict)


def misses(limit: Limit, cpu_ms: float, queries: int, reference: float) -> list[str]:
    """Which of its limits a page does not keep. `reference` is its cost as a multiple of the reference page's."""
    missed = []
    if cpu_ms > limit.cpu_ms:
        missed.append("cpu_ms")
    if queries > limit.queries:
        missed.append("queries")
    if limit.reference is not None and 1 / reference < limit.reference:
        missed.append("reference")
    return missed


def heading(names: Iterable[str], *, beside: bool) -> str:
    references = "".join(f"{f'× {name}':>14}" for name in names)
    if beside:
        return (
            f"{'CPU-ms':<28}{'now':>7}{'then':>7}{'now÷then':>10}{'noise':>7}"
            f"{'cold':>8}{'then':>7}{'÷':>6}{'noise':>7}{references}{'queries':>10}{'kB':>7}"
        )
    return f"{'CPU-ms':<28}{'warm':>7}{'in SQL':>8}{'cold':>8}{references}{'queries':>9}{'kB':>7}"


def line(row: Row, *, beside: bool) -> str:
    references = "".join(f"{ratio:>14.2f}" for ratio in row.references.values())
    name = f"{row.name:<28}"
    if beside:
        queries = f"{row.queries}/{row.queries_then}"
        return (
            f"{name}{row.cpu_ms:>7.1f}{said(row.then_ms, 1):>7}{said(row.ratio, 2):>10}{said(row.noise, 2):>7}"
            f"{said(row.cold_ms, 1):>8}{said(row.cold_then_ms, 1):>7}{said(row.cold_ratio, 2):>6}"
            f"{said(row.cold_noise, 2):>7}{references}{queries:>10}{row.kilobytes:>7.1f}"
        )
    verdict = f"  misses {', '.join(row.misses)}" if row.misses else ""
    return (
        f"{name}{row.cpu_ms:>7.1f}{row.database_ms:>8.1f}{said(row.cold_ms, 1):>8}{references}"
        f"{row.queries:>9}{row.kilobytes:>7.1f}{verdict}"
    )


def said(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def noise_of(rows: Iterable[Row]) -> dict[str, float]:
    """How far the ratio of two equal builds lay from 1, over all rows: least, middle, most."""
    found = sorted(row.noise for row in rows if row.noise is not None)
    return {"least": found[0], "middle": median(found), "most": found[-1]} if found else {}


def written(result: dict[str, Any], rows: list[Row]) -> Path:
    RESULTS.mkdir(parents=True, exist_ok=True)
    path = RESULTS / "latest.json"
    everything = {"machine": machine(), **result, "pages": [asdict(row) for row in rows]}
    path.write_text(json.dumps(everything, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def machine() -> dict[str, Any]:
    return {"processor": processor(), "cores": os.cpu_count(), "python": platform.python_version()}


def processor() -> str:
    for text in Path("/proc/cpuinfo").read_text().splitlines():
        if text.startswith("model name"):
            return text.partition(":")[2].strip()
    return platform.processor()
