"""Actions are called in one way, and roots are locked by the door; nothing else repeats what was blocked.

Pages and API hand their action to `MoveForm.perform` or `core.api`; what calls one itself does so by `perform`.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.nouns import NOUNS

ROOT = Path(__file__).resolve().parents[2]
APPS = ("core", "accounts", "stations", "deliberations", "suggestions", "points", "followups", "portal", "config")


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Each module of ours with its path; not what plays the demonstration, which is the caller of all of them."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            name = path.relative_to(ROOT)
            if "migrations" not in name.parts and name.parts[:2] != ("portal", "demo"):
                yield str(name), ast.parse(path.read_text(encoding="utf-8"))


# Who calls actions.


def takes_by(function: ast.FunctionDef) -> bool:
    return "by" in {argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)}


def actions() -> set[str]:
    """What a person or the software does: the functions of the actions that are told by whom."""
    return {
        node.name
        for name, tree in modules()
        if is_of_actions(name)
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and takes_by(node) and not node.name.startswith("_")
    }


def is_of_actions(name: str) -> bool:
    return not name.startswith("core/") and ("/actions/" in name or name.endswith("/actions.py"))


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def direct_calls(tree: ast.AST, names: set[str]) -> list[int]:
    """The lines that call an action, other than inside of what is itself called as one."""
    inside = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and takes_by(node)
        for part in ast.walk(node)
    }
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and id(node) not in inside]
    return sorted(node.lineno for node in calls if called(node) in names)


def test_actions_are_called_by_perform() -> None:
    """Receivers stand inside of a move, whose caller repeats the whole of it; actions call each other."""
    names = actions()
    others = [one for one in modules() if not (is_of_actions(one[0]) or one[0].endswith("/receivers.py"))]

    assert {"route_concern", "anonymise_contact", "cast_ballot", "change_password", "mark_read"} <= names
    assert {name: lines for name, tree in others if (lines := direct_calls(tree, names))} == {}


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("route_concern(concern, by=officer)", [1]),
        ("actions.route_concern(concern, by=officer)", [1]),
        ("def view(request):\n    route_concern(concern, by=request.user)", [2]),
        ("perform(route_concern, concern, by=officer)", []),
        ("form.perform(actions.route_concern, concern, by=officer)", []),
        ("def plan(*, by):\n    route_concern(concern, by=by)", []),
    ],
)
def test_net_catches_who_calls_an_action_directly(code: str, lines: list[int]) -> None:
    assert direct_calls(ast.parse(code), {"route_concern"}) == lines


# Who locks.

#: Locks beside the door: what of, and why it stands in no order.
LOCKED_ELSEWHERE = {
    "core/door.py: things": "the door itself",
    "core/door.py: model": "the door itself",
    "core/prepared.py: SQL": "how a statement that locks is recognised, to be named",
    "core/crypto.py: rows": "one row at a time, alone in its transaction",
    "deliberations/actions/seats.py: CouncilItem": "a part of the council, always after it",
    "deliberations/actions/seats.py: Seat": "the seats of the council, after it",
    "deliberations/actions/voting.py: CouncilItem": "a part of the council; a ballot locks nothing after it",
    "deliberations/actions/project_work.py: ProjectPhoto": "a part of the project, which is locked",
    "followups/actions/running.py: Heartbeat": "passed over where another run holds it; nobody waits for it",
    "stations/actions/contacts.py: Contact": "a part of the concern, which is locked",
    "suggestions/actions/registration.py: NumberSeries": "the last lock of its move",
}


def locks(name: str, tree: ast.AST) -> set[str]:
    """What is locked by hand in a module."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) == "select_for_update":
            found.add(f"{name}: {locked_by(node)}")
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "FOR UPDATE" in node.value.upper():
            found.add(f"{name}: SQL")
    return found


def locked_by(call: ast.Call) -> str:
    """What the chain of a query set begins with: its model, or a name."""
    node: ast.expr = call
    while True:
        match node:
            case ast.Call(ast.Attribute(value=inner)) | ast.Attribute(value=inner):
                node = inner
            case _:
                return ast.unparse(node)


def test_roots_are_locked_by_the_door_alone() -> None:
    found = {lock for name, tree in modules() for lock in locks(name, tree)}

    assert found == set(LOCKED_ELSEWHERE)


def test_what_is_locked_elsewhere_is_no_root() -> None:
    roots = {(noun.model or label).rpartition(".")[2] for label, noun in NOUNS.items()}

    assert {lock for lock in LOCKED_ELSEWHERE if lock.rpartition(": ")[2].lower() in roots} == set()


@pytest.mark.parametrize(
    ("code", "lock"),
    [
        ("Topic.objects.select_for_update().get(pk=1)", "Topic"),
        ("Topic.objects.filter(pk=1).order_by('pk').select_for_update(of=('self',)).first()", "Topic"),
        ("type(subject)._base_manager.select_for_update().get(pk=1)", "type(subject)"),
        ("cursor.execute('SELECT id FROM t WHERE id = %s for update')", "SQL"),
    ],
)
def test_net_catches_what_locks_by_hand(code: str, lock: str) -> None:
    assert locks("app/actions.py", ast.parse(code)) == {f"app/actions.py: {lock}"}
