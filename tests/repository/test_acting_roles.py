"""Who holds two roles acts in the one that permits, with that role's own place: every composed permission, every pair.

The cells come from the tables of the permissions. A permission that is newly composed fails here until it has its move.
"""

import ast
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from core.access import PERMISSIONS, NotPermitted
from core.workflow import IllegalMove
from deliberations.enums import MeetingState
from deliberations.rules import MEMBER
from tests.repository.acting import CELLS, COMMITTEE, EVERYWHERE, OFFICER, World, correct_attendance

ROOT = Path(__file__).resolve().parents[2]

COMPOSED = {permission: tuple(roles) for permission, roles in PERMISSIONS.items() if len(roles) > 1}


def test_every_composed_permission_has_its_cells() -> None:
    assert {permission: roles for permission, (roles, _move) in CELLS.items()} == COMPOSED


Way = tuple[str, tuple[str, ...], frozenset[str]]


def ways() -> Iterator[Way]:
    """Each pair of roles, with both conditions true, with the one or the other, and with none."""
    for permission, roles in COMPOSED.items():
        for pair in combinations(roles, 2):
            for true in (pair, pair[:1], pair[1:], ()):
                if EVERYWHERE & {*pair} <= {*true}:
                    yield permission, pair, frozenset(true)


def named(way: Way) -> str:
    permission, pair, true = way
    return f"{permission}-{'+'.join(pair)}-{'+'.join(role for role in pair if role in true) or 'neither'}"


PERMITTED = [way for way in ways() if way[2]]
REFUSED = [way for way in ways() if not way[2]]


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.mark.django_db
@pytest.mark.parametrize("way", PERMITTED, ids=named)
def test_first_role_that_permits_is_recorded_with_its_own_place(way: Way) -> None:
    permission, pair, true = way
    roles, move = CELLS[permission]
    world = World.of(pair, true)

    move(world)

    first = next(role for role in roles if role in true)
    assert world.recorded(permission) == {world.acting(first)}


@pytest.mark.django_db
@pytest.mark.parametrize("way", REFUSED, ids=named)
def test_who_holds_both_roles_elsewhere_may_not(way: Way) -> None:
    permission, pair, true = way
    world = World.of(pair, true)

    # Who is recorded as absent holds the seat all the same: that is too late (409), and not for others (403).
    absent = permission == "deliberations.confirm_paper_count" and MEMBER in pair
    with pytest.raises(IllegalMove if absent else NotPermitted):
        CELLS[permission][1](world)

    assert world.recorded(permission) == set()


@pytest.mark.django_db
@pytest.mark.parametrize("state", [MeetingState.CONFIRMED, MeetingState.DISCLOSED])
def test_once_the_minutes_are_confirmed_the_committee_corrects_and_not_the_officer(state: str) -> None:
    world = World.of((OFFICER, COMMITTEE), frozenset({OFFICER, COMMITTEE}))

    correct_attendance(world, state)

    assert world.recorded("deliberations.correct_attendance") == {"committee"}


# How permissions are composed.


def joins(tree: ast.AST) -> list[int]:
    """The lines on which something is joined by `|`, other than types."""
    types = {
        id(part)
        for node in ast.walk(tree)
        for annotation in (getattr(node, "annotation", None), getattr(node, "returns", None))
        if annotation
        for part in ast.walk(annotation)
    }
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.BitOr) and id(node) not in types
    ]


def test_no_permission_joins_roles_by_or() -> None:
    """Each role stands in the table by itself: joined into one condition, nobody could say which of them acted."""
    files = sorted(path for path in ROOT.glob("*/rules*") if path.parent.name != ".venv")
    modules = [module for path in files for module in ([path] if path.is_file() else sorted(path.rglob("*.py")))]

    assert {module.parent.name for module in modules} >= {"stations", "deliberations", "suggestions", "points"}
    assert {str(m): lines for m in modules if (lines := joins(ast.parse(m.read_text(encoding="utf-8"))))} == {}


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("permit('a.b', {'officer': is_officer_here | is_committee})", [1]),
        ("either = is_officer_here\neither |= is_committee", [2]),
        ("permit('a.b', {'officer': is_officer_here & is_open})", []),
        ("def is_own(actor: User | None, thing: int | str) -> bool | None:\n    x: int | None = 1", []),
    ],
)
def test_net_catches_what_joins_roles(code: str, lines: list[int]) -> None:
    assert joins(ast.parse(code)) == lines
