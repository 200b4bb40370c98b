"""Bar charts as SVG: widths in percent and text in pixels, so that letters never shrink with the screen."""

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

ROW = 44
HEIGHT = 168
#: With more columns than this a phone has room for every second label only.
CROWDED = 8


def drawn_bars(rows: Sequence[dict[str, Any]], title: str, columns: bool) -> SafeString:
    """The picture of the rows, named by its title; its table carries the figures for who cannot see it."""
    top = max((row["value"] or 0 for row in rows), default=0) or 1
    bars = [_column(i, row, top, len(rows)) if columns else _bar(i, row, top) for i, row in enumerate(rows)]
    height = HEIGHT if columns else ROW * len(rows)
    return format_html(
        '<svg class="chart" width="100%" height="{}" role="img" aria-label="{}">{}</svg>',
        height,
        title,
        format_html_join("", "{}", ((bar,) for bar in bars)),
    )


def _bar(index: int, row: dict[str, Any], top: float) -> SafeString:
    y = ROW * index
    return format_html(
        '<text class="chart-label" x="0" y="{}">{}</text><text class="chart-value" x="100%" y="{}">{}</text>'
        '<rect class="chart-track" x="0" y="{}" width="100%" height="10" rx="5"></rect>'
        '<rect class="chart-bar" x="0" y="{}" width="{}%" height="10" rx="5"></rect>',
        y + 16,
        row["label"],
        y + 16,
        written(row["value"]),
        y + 24,
        y + 24,
        _share(row["value"], top),
    )


def _column(index: int, row: dict[str, Any], top: float, count: int) -> SafeString:
    room = HEIGHT - 48
    tall = round(room * _share(row["value"], top) / 100)
    step = 100 / count
    return format_html(
        '<rect class="chart-bar" x="{}%" y="{}" width="{}%" height="{}" rx="2"></rect>'
        '<text class="chart-value chart-middle" x="{}%" y="{}">{}</text>'
        '<text class="chart-label chart-middle{}" x="{}%" y="{}">{}</text>',
        round(step * (index + 0.25), 2),
        24 + room - tall,
        round(step * 0.5, 2),
        tall,
        round(step * (index + 0.5), 2),
        18 + room - tall,
        written(row["value"]) if row["value"] else "",
        " chart-second" if count > CROWDED and index % 2 else "",
        round(step * (index + 0.5), 2),
        HEIGHT - 6,
        row["label"],
    )


def written(number: float | None) -> str:
    """A figure in groups of three digits."""
    return "—" if number is None else f"{number:,}"


def _share(value: float | None, top: float) -> float:
    return round(100 * (value or 0) / top, 1)
