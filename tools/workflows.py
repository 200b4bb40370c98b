"""`python -m tools.workflows`: writes docs/workflows.md from the tables of moves."""

import argparse
import inspect
import os
import re
import sys
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.workflow import Move, Workflow

TARGET = Path(__file__).resolve().parent.parent / "docs" / "workflows.md"

HEAD = """# Workflows

Written by `python -m tools.workflows` from the tables of moves (`<app>/workflow.py`); a test keeps it up to
date, so change the tables and not this page.

*From* “–” means that the move brings the thing into being; *to* “–” means that the state stays as it is; such
moves are left out of the diagrams. *Days* are columns of the thing: the move is possible from the one on (not while
it is empty), up to and including the other (without an end while that is empty). A move *caused* by another one is
never offered by itself; one that is *retired* is not made any more, and stands here because it stands in the record.
One that takes others back leads to the state from which the last of them had started, and is left out of the diagrams,
too. *Who* is the permission in words, as `<app>/rules.py` makes it up, and by name. The clause is that of
[domain.md](domain.md).
"""


def document() -> str:
    """The whole page, in English whatever language is active."""
    from django.utils.translation import override

    with override("en"):
        return "\n".join([HEAD, *(_section(workflow) for workflow in _workflows())]).rstrip() + "\n"


def _workflows() -> list["Workflow"]:
    """In the order in which work passes through the apps, whichever of them was imported first."""
    from django.apps import apps

    from core.workflow import WORKFLOWS

    upwards = [config.label for config in apps.get_app_configs()][::-1]
    return sorted(WORKFLOWS.values(), key=lambda workflow: upwards.index(workflow.noun.label.split(".")[0]))


def _section(workflow: "Workflow") -> str:
    model = _model(workflow)
    title = str(model._meta.verbose_name)
    parts = [f"## {title[0].upper()}{title[1:]} (`{model._meta.label}`)\n", _first_sentence(model)]
    states = _states(model, workflow)
    if arrows := _arrows(workflow):
        parts.append(_diagram(states, arrows))
    return "\n".join([*parts, _table(workflow, states), *_conditions(workflow, model)])


def _model(workflow: "Workflow") -> Any:
    from core.nouns import model_of

    return model_of(workflow.noun.label)


def _first_sentence(thing: Any) -> str:
    return " ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split()) + "\n"


def _states(model: Any, workflow: "Workflow") -> dict[str, str]:
    """Every state with its label: from the field, or where states are derived, from their enum."""
    stored = next((field for field in model._meta.fields if field.name == "state"), None)
    if stored is not None:
        return {value: str(label) for value, label in stored.choices}
    named = [source for move in workflow for source in move.sources]
    return {member.value: str(member.label) for source in named for member in type(source)}  # type: ignore[attr-defined]


def _arrows(workflow: "Workflow") -> list[str]:
    return [
        f"    {source} --> {target}: {move.verb}"
        for move in workflow
        if not (move.retired or move.undo)
        for source in (move.sources or ("[*]",))
        for target in targets_of(move)
        if source != target
    ]


def _diagram(states: dict[str, str], arrows: list[str]) -> str:
    named = [f'    state "{label}" as {state}' for state, label in states.items()]
    return "\n".join(["```mermaid", "stateDiagram-v2", *named, *arrows, "```\n"])


def targets_of(move: "Move") -> tuple[str, ...]:
    """The states to which the move leads; none where it leaves the state as it is."""
    return (move.target,) if isinstance(move.target, str) else move.target or ()


def _table(workflow: "Workflow", states: dict[str, str]) -> str:
    rows = ["| move | verb | from | to | who | clause |", "|---|---|---|---|---|---|"]
    for move in workflow:
        cells = [
            _label(move), f"`{move.verb}`", _named(move.sources, states), _named(targets_of(move), states),
            _who(move), move.clause,
        ]  # fmt: skip
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join([*rows, ""])


def _label(move: "Move") -> str:
    kind = " (retired)" if move.retired else " (caused)" if move.caused else ""
    return f"{move.label}{kind}"


def _who(move: "Move") -> str:
    return "nobody any more" if move.retired else f"{who_may(move.permission)}<br>`{move.permission}`"


def _named(chosen: tuple[str, ...], states: dict[str, str]) -> str:
    if len(chosen) > 1 and set(chosen) == set(states):
        return "any state"
    return ", ".join(states[state] for state in chosen) or "–"


def who_may(permission: str) -> str:
    """The conditions of its roles in words: `is_officer_here`, `is_committee` are "officer here or committee"."""
    from core.access import PERMISSIONS

    words = [_in_words(str(condition.name)) for condition in PERMISSIONS[permission].values()]
    if len(words) > 1:
        words = [f"({one})" if " and " in one else one for one in words]
    return " or ".join(words) or "the software itself"


def _in_words(name: str) -> str:
    words = name.replace(" & ", " and ").replace("~", "not ")
    words = words[1:-1] if _in_one_pair_of_brackets(words) else words
    return re.sub(r"\b(is_)?(\w+)", lambda found: found[2].replace("co_", "co-").replace("_", " "), words)


def _in_one_pair_of_brackets(words: str) -> bool:
    depths, depth = [], 0
    for letter in words:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        depths.append(depth)
    return words.startswith("(") and 0 not in depths[:-1]


def _conditions(workflow: "Workflow", model: Any) -> list[str]:
    """What else must be true of the thing, and between which stored days."""
    lines = []
    for move in workflow:
        if move.undo:
            verbs = ", ".join(f"`{verb}`" for verb in move.undo)
            lines.append(f"* `{move.verb}` takes back {verbs}: whichever came last, in ten minutes, by who did it.\n")
        lines += [f"* `{move.verb}`, further: {condition_of(move, model)}"] if move.when else []
        days = [f"{word} `{name}`" for word, name in (("from", move.opens), ("until", move.closes)) if name]
        lines += [f"* `{move.verb}`, days: {' '.join(days)}\n"] if days else []
    return ["".join(lines)] if lines else []


def condition_of(move: "Move", model: Any) -> str:
    """The condition in words: its own docstring or, where it only asks for one fact, the docstring of that fact.

    A condition that nobody put into words is refused: a column has none, and Django's own are not the field's.
    """
    asked: Any = move.when
    if not inspect.getdoc(asked):
        facts = [getattr(model, name, None) for name in asked.__code__.co_names]
        asked = facts[0] if len(facts) == 1 and isinstance(facts[0], property | FunctionType) else None
    if asked is None or not inspect.getdoc(asked):
        raise LookupError(f"{model._meta.label}: say in words on what the move “{move.verb}” depends")
    return _first_sentence(asked)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether the page is up to date")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    written = document()
    if options.check:
        current = TARGET.exists() and TARGET.read_text(encoding="utf-8") == written
        print("docs/workflows.md is up to date." if current else "Run `python -m tools.workflows`.")
        return 0 if current else 1
    TARGET.write_text(written, encoding="utf-8")
    print("docs/workflows.md is written.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
