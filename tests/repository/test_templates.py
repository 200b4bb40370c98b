"""Every template is used, and every one that is named exists."""

import ast
import re
from pathlib import Path

from django.apps import apps

from core.workflow import WORKFLOWS

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
NAMED = re.compile(r"""["']([\w/]+\.html)["'#]""")

#: Rendered by the framework itself.
BY_DJANGO = {"403_csrf.html", "404.html", "500.html"}
#: Made, and used by no page yet: to be used or removed.
WAITING = {"_components/queue.html"}


def all_templates() -> set[str]:
    return {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.is_file()}


def named_in_code() -> set[str]:
    """Every text of the code that ends like the name of a template."""
    folders = {config.label for config in apps.get_app_configs()} & {path.name for path in ROOT.iterdir()}
    return {
        node.value.split("#")[0]
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"\w[\w/]*\.html(#\w+)?", node.value)
    }


def named_in_templates() -> set[str]:
    return {
        name
        for template in all_templates()
        for name in NAMED.findall((TEMPLATES / template).read_text(encoding="utf-8"))
    }


def summaries() -> set[str]:
    """The summary of each noun that has a page of a move."""
    moved = [flow for flow in WORKFLOWS.values() if any(not (move.creates or move.caused) for move in flow)]
    return {f"{workflow.noun.folder}/_summary.html" for workflow in moved}


def test_every_template_is_used() -> None:
    unused = all_templates() - named_in_code() - named_in_templates() - summaries()

    assert unused - WAITING == BY_DJANGO


def test_every_template_that_is_named_exists() -> None:
    assert (named_in_code() | named_in_templates() | summaries()) - all_templates() == set()


def test_no_template_is_longer_than_its_budget() -> None:
    lines = {name: len((TEMPLATES / name).read_text(encoding="utf-8").splitlines()) for name in all_templates()}

    assert {name: count for name, count in lines.items() if count > 150} == {}


def test_no_template_carries_script_or_style() -> None:
    inline = re.compile(r"<style|<script(?![^>]*\bsrc=)|\bstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
    found = {name: inline.findall((TEMPLATES / name).read_text(encoding="utf-8")) for name in all_templates()}

    assert {name: hits for name, hits in found.items() if hits} == {}
