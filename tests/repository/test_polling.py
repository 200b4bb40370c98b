"""Whatever a page asks again and again by itself goes to a view that says so: a poll is no activity of a person."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.repository.test_urls import addresses

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
TAG = re.compile(r'<[^<>]*hx-trigger="[^"]*\bevery\b[^"]*"(?:[^<>"]|"[^"]*")*>')
ASKED = re.compile(r'hx-(?:get|post)="([^"]*)"')
ITSELF = "{{ request.path }}"


def polls() -> dict[str, str]:
    """The templates with something that asks every few seconds, and the address it asks."""
    found = {}
    for path in TEMPLATES.rglob("*.html"):
        for tag in TAG.findall(path.read_text(encoding="utf-8")):
            found[str(path.relative_to(TEMPLATES))] = ASKED.findall(tag)[0]
    return found


def views_that_render(template: str) -> Iterator[tuple[str, str]]:
    """Module and name of every function that names the template."""
    for path in ROOT.glob("*/views/*.py"):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef) and template in constants(function):
                yield module, function.name


def constants(function: ast.FunctionDef) -> set[Any]:
    return {node.value for node in ast.walk(function) if isinstance(node, ast.Constant)}


def marked(by: str) -> set[str]:
    return {name for name, view in addresses().items() if getattr(view, "polled_by", "") == by}


def name_of(view: Callable[..., Any]) -> tuple[str, str]:
    return view.__module__, view.__name__


def test_what_polls_asks_for_its_own_page() -> None:
    """Another address would have to be looked up here as well."""
    assert set(polls().values()) == {ITSELF}


def test_what_polls_says_what_it_shows() -> None:
    """With its mark and an id it is asked for only when it changed, and found again; the script sees to both."""
    sources = {name: (TEMPLATES / name).read_text(encoding="utf-8") for name in polls()}
    tags = [tag for source in sources.values() for tag in TAG.findall(source)]

    assert [tag for tag in tags if 'data-mark="{{ mark }}"' not in tag or ' id="' not in tag] == []
    assert [name for name, source in sources.items() if "static('js/live.js')" not in source] == []


def test_every_view_that_is_polled_says_so_and_no_other() -> None:
    shown = {view for template in polls() for view in views_that_render(template)}

    assert {name for name, view in addresses().items() if name_of(view) in shown} == marked("its page")
    assert len(shown) == len(polls())


def test_scripts_ask_for_what_is_marked_and_nothing_by_the_clock() -> None:
    scripts = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "static" / "js").glob("*.js"))

    assert marked("scripts") == {"presence"}
    assert scripts.count("fetch(") == 1
    assert "setInterval" not in scripts
