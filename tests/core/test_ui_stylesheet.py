"""The stylesheet and the scripts: contrast, old browsers, weight, and no list kept twice."""

import re
from pathlib import Path

import brotli
import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CSS = {path.name: COMMENT.sub("", path.read_text(encoding="utf-8")) for path in (ROOT / "static" / "css").glob("*.css")}
SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "static" / "js").glob("*.js")}
SITE = CSS["site.css"]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SPRITE = (ROOT / "static" / "icons" / "sprite.svg").read_text(encoding="utf-8")
AA_TEXT, AA_PARTS = 4.5, 3.0


def tokens(selector: str) -> dict[str, str]:
    found = re.search(rf"^ *{re.escape(selector)} \{{(.*?)\}}", SITE, re.MULTILINE | re.DOTALL)
    assert found, selector
    return dict(re.findall(r"(--[\w-]+): ([^;]+);", found[1]))


LIGHT = tokens(":root")
DARK = tokens(':root[data-theme="dark"]')


def test_dark_by_the_system_and_dark_by_choice_are_the_same() -> None:
    assert tokens(':root:not([data-theme="light"])') == DARK
    assert set(LIGHT) == set(DARK)


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


TEXT_PAIRS = [
    *((ink, ground) for ink in ("ink", "ink-soft", "ink-faint") for ground in ("page", "surface", "sunken", "raised")),
    *((f"{tone}-ink", f"{tone}-wash") for tone in ("good", "warn", "bad", "info", "neutral")),
    *((f"{tone}-ink", "surface") for tone in ("good", "warn", "bad", "info", "accent")),
    ("accent-ink", "accent-wash"),
    ("accent-ink", "page"),
    ("bad-ink", "sunken"),
    ("warn-ink", "sunken"),
    ("on-accent", "accent"),
    ("ink", "accent-wash"),
    ("ink-soft", "accent-wash"),
]
PART_PAIRS = [
    ("line-strong", "surface"),
    ("line-strong", "page"),
    ("accent", "surface"),
    ("accent-ink", "page"),
]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_is_legible(theme: dict[str, str], ink: str, ground: str) -> None:
    assert contrast(theme[f"--{ink}"], theme[f"--{ground}"]) >= AA_TEXT


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("part", "ground"), PART_PAIRS)
def test_borders_and_marks_can_be_seen(theme: dict[str, str], part: str, ground: str) -> None:
    assert contrast(theme[f"--{part}"], theme[f"--{ground}"]) >= AA_PARTS


NEWER = [
    *(r"oklch\(", r"color-mix\(", r"light-dark\(", r":has\(", r":is\(", r":where\(", r"^\s*&"),
    *(r"@container", r"@layer", r"\binset:", r"aspect-ratio", r"\d[sdl]v[hw]\b"),
    r"(?:margin|padding)-(?:inline|block):",
    r":not\([^()]*,",
]


@pytest.mark.parametrize("name", sorted(CSS))
@pytest.mark.parametrize("newer", NEWER)
def test_stylesheet_asks_for_nothing_newer_than_chrome_86(name: str, newer: str) -> None:
    # What stands inside @supports is passed over by browsers that do not know it.
    asked_of_all = re.sub(r"@supports[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", CSS[name])
    assert re.findall(newer, asked_of_all, re.MULTILINE) == []


def test_colours_have_one_home() -> None:
    assert re.findall(r"#[0-9a-f]{3,8}\b", CSS["components.css"].split("@media print")[0]) == []


def test_every_colour_in_use_is_defined() -> None:
    used = {name for css in CSS.values() for name in re.findall(r"var\((--[\w-]+)\)", css)}
    assert used - set(LIGHT) == set()


def test_first_load_leaves_room_for_the_page() -> None:
    from django.contrib.staticfiles import finders

    htmx = Path(str(finders.find("django_htmx/htmx-2.min.js"))).read_bytes()
    ours = "".join([*CSS.values(), *SCRIPTS.values(), SPRITE]).encode()
    assert len(brotli.compress(htmx)) + len(brotli.compress(ours)) <= 45_000


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    known = set(re.findall(r'<symbol id="([\w-]+)"', SPRITE))
    named = {name for path in TEMPLATES for name in re.findall(r'icon\("([\w-]+)"', path.read_text(encoding="utf-8"))}
    assert named - known == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_has_neither_inline_script_nor_inline_style(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert re.findall(r"<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=[\"']|javascript:", source) == []


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_script_builds_no_page_from_strings(name: str) -> None:
    assert re.findall(r"eval\(|new Function|insertAdjacentHTML", SCRIPTS[name]) == []


#: What Chrome learned after 86: syntax, which it cannot read, and what it does not know when it comes to it.
NEWER_SCRIPT = [
    *(r"\bstatic\s*\{", r"#\w+ in ", r"^\s*(?:static\s+)?#\w+\s*[=;(]", r"^(?:  )?(?:const .*= )?await\b"),
    *(
        r"/[dgimsuy]*[dv][dgimsuy]*\.(?:exec|test)",
        r"\bimport\b.*\bwith\b",
        r"\?\?=|\|\|=|&&=",
        r"\bimport\(|^import\b",
    ),
    r"\.(?:at|findLast|findLastIndex|toSorted|toReversed|toSpliced|with|replaceAll|groupBy)\(",
    *(r"Object\.(?:hasOwn|groupBy)", r"Array\.fromAsync", r"Promise\.(?:any|withResolvers|try)", r"structuredClone"),
    *(
        r"AbortSignal\.(?:timeout|any)",
        r"crypto\.randomUUID",
        r"\.(?:showPopover|checkVisibility|moveBefore|scrollend)\b",
    ),
    *(
        r":(?:has|is|where)\(",
        r"\bnew (?:Set|Map)\([^)]*\)\.(?:union|intersection|difference)",
        r"Intl\.Segmenter",
        r"\binert\b",
    ),
]
COMMENTS = re.compile(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", re.DOTALL)


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_script_asks_for_nothing_newer_than_chrome_86(name: str) -> None:
    source = COMMENTS.sub("", SCRIPTS[name])
    assert [found for newer in NEWER_SCRIPT for found in re.findall(newer, source, re.MULTILINE)] == []


@pytest.mark.parametrize(
    "source",
    [
        "class A { static { start(); } }", "class A {\n  #word = 1;\n}", "x ??= 1", "rows.at(-1)", "await fetch('/')",
        "document.querySelector(':has(p)')", "Object.hasOwn(a, 'b')", "text.replaceAll('a', 'b')",
        "AbortSignal.timeout(5)", "import a from './b.js'",
    ],
)  # fmt: skip
def test_the_net_catches_what_is_newer(source: str) -> None:
    assert any(re.search(newer, source, re.MULTILINE) for newer in NEWER_SCRIPT)
