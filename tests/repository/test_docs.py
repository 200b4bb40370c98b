"""The documents say where each rule is encoded, and what they name exists."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RULE = re.compile(r"^`rule (\d+)` · origin: .+ · encoded in: (.+)$", re.MULTILINE)
PATH = re.compile(r"`([\w./-]+\.(?:py|json|md))`")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def test_every_rule_says_where_it_is_encoded() -> None:
    rules = dict(RULE.findall((ROOT / "docs/domain.md").read_text(encoding="utf-8")))

    assert [int(number) for number in rules] == list(range(1, 46))
    assert [number for number, place in rules.items() if place == "—"] == []


def test_every_file_that_the_documents_name_exists() -> None:
    missing = []
    for page in [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"]:
        text = page.read_text(encoding="utf-8")
        named = [ROOT / name for name in PATH.findall(text) if "/" in name]
        linked = [page.parent / name for name in LINK.findall(text)]
        missing += [f"{page.name}: {path}" for path in named + linked if not path.exists()]

    assert missing == []
