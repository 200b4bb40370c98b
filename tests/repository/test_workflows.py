"""The tables of moves: complete, reachable, permitted by rules, offered on pages and in the API, and drawn."""

import ast
import dataclasses
import inspect
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation

from core import clock
from core.access import PERMISSIONS
from core.nouns import model_of
from core.workflow import WORKFLOWS, Move, Workflow
from tools import workflows

ROOT = Path(__file__).resolve().parents[2]
OURS = {config.label for config in apps.get_app_configs() if (ROOT / config.label).is_dir()}
Moves = list[tuple[Workflow, Move]]
MOVES: Moves = [(workflow, move) for workflow in WORKFLOWS.values() for move in workflow]
EACH_MOVE = pytest.mark.parametrize(
    ("workflow", "move"), MOVES, ids=[f"{workflow.noun.label}.{move.verb}" for workflow, move in MOVES]
)


def states_of(workflow: Workflow) -> set[str]:
    """The states that the field of the model allows; none where the model has no such field."""
    fields = {field.name: field for field in model_of(workflow.noun.label)._meta.fields}
    return {value for value, _label in fields["state"].choices} if "state" in fields else set()


#: Nouns without a stored state, and why.
STATELESS = {
    "stations.visit": "a visit is recorded once and for all",
    "suggestions.pressurereport": "a report is written once and for all",
    "deliberations.ballot": "a ballot is there or not; it is cast, and cast anew",
    "points.ledgerentry": "the state follows from the entry that takes it back",
}


def test_nouns_without_a_state_are_known() -> None:
    assert {workflow.noun.label for workflow in WORKFLOWS.values() if not states_of(workflow)} == set(STATELESS)


@pytest.mark.parametrize("workflow", WORKFLOWS.values(), ids=WORKFLOWS)
def test_every_state_is_reached_from_the_beginning(workflow: Workflow) -> None:
    reached: set[str] = set()
    while True:
        further = {
            target
            for move in workflow
            if move.creates or set(move.sources) & reached
            for target in workflows.targets_of(move)
        }
        if further <= reached:
            break
        reached |= further

    assert reached == states_of(workflow)


@EACH_MOVE
def test_move_names_only_states_that_exist(workflow: Workflow, move: Move) -> None:
    known = states_of(workflow) or {"posted", "cast"}

    assert {*move.sources, *workflows.targets_of(move)} <= known


@EACH_MOVE
def test_move_has_a_rule_a_clause_and_words(workflow: Workflow, move: Move) -> None:
    assert move.retired or move.permission in PERMISSIONS
    assert move.retired or move.permission.split(".")[0] == workflow.noun.label.split(".")[0]
    assert move.clause[0] == "§"
    assert all(part.isdigit() for part in move.clause[1:].split("."))
    assert str(move.label)
    assert str(move.sentence)
    assert move.tone in {"plain", "primary", "danger"}


@EACH_MOVE
def test_move_and_its_sentence_are_translated(workflow: Workflow, move: Move) -> None:
    with translation.override("zh-hans"):
        chinese, label = str(move.sentence), str(move.label)

    assert (label.isascii(), chinese.isascii()) == (False, False)
    assert set(move.shows) <= set(move.facts)


# What the calendar decides stands in stored days.


#: What a function names that asks for the present day or moment.
CLOCK = {"clock", "timezone", "today", "now", "localdate", "localtime"}


def reads_the_clock(function: Callable[..., Any]) -> bool:
    """Whether the function asks for the present day, or something of ours does that it calls by name."""
    seen: set[CodeType] = set()
    waiting = [(function.__code__, function.__globals__)]
    while waiting:
        code, known = waiting.pop()
        if code in seen:
            continue
        seen.add(code)
        if CLOCK & set(code.co_names):
            return True
        waiting += [(one, known) for one in code.co_consts if isinstance(one, CodeType)]
        called = [found for name in code.co_names for found in (known.get(name), *functions_named(name))]
        waiting += [(one.__code__, one.__globals__) for one in called if inspect.isfunction(one)]
    return False


def functions_named(name: str) -> Iterator[Callable[..., Any]]:
    """The methods and properties of our models that bear the name."""
    for model in apps.get_models():
        found = inspect.getattr_static(model, name, None) if model.__module__.split(".")[0] in OURS else None
        found = found.fget if isinstance(found, property) else found
        if inspect.isfunction(found):
            yield found


@EACH_MOVE
def test_what_must_be_true_of_a_thing_never_depends_on_today(workflow: Workflow, move: Move) -> None:
    assert move.when is None or not reads_the_clock(move.when)


def helper_that_asks(thing: Any) -> bool:
    return bool(clock.today())


@pytest.mark.parametrize(
    "when",
    [
        lambda thing: clock.today() < thing.due_on,
        lambda thing: thing.due_on < timezone.now().date(),
        lambda thing: any(one.due_on < clock.today() for one in thing.parts.all()),
        lambda project: project.notice_runs,
        lambda thing: not helper_that_asks(thing),
    ],
)
def test_the_net_catches_every_way_of_asking_for_today(when: Callable[..., Any]) -> None:
    assert reads_the_clock(when)


def test_days_that_open_and_close_moves_are_date_columns_of_the_thing() -> None:
    named = {
        (workflow.noun.label, day): apps.get_model(workflow.noun.label)._meta.get_field(day)
        for workflow, move in MOVES
        for day in (move.opens, move.closes)
        if day
    }

    assert {type(field) for field in named.values()} == {models.DateField}
    assert [name for name, field in named.items() if not field.null] == []


#: Permissions that no move asks for, and who does.
WITHOUT_A_MOVE: dict[str, str] = {}


def asked_for(moves: Moves) -> set[str]:
    return {move.permission for _workflow, move in moves if not move.retired}


def test_every_permission_is_asked_for_by_a_move() -> None:
    assert set(PERMISSIONS) - asked_for(MOVES) == set(WITHOUT_A_MOVE)


# Where each move is offered.


def noun_of(workflow: Workflow) -> str:
    """The noun as it stands in addresses: LookBack is look-back."""
    name = model_of(workflow.noun.label).__name__
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("-")


def page_of(workflow: Workflow, move: Move) -> str:
    app = workflow.noun.label.split(".")[0]
    return f"{app}:{noun_of(workflow)}-{'new' if move.creates else move.slug}"


#: Creations that have no page of their own, and where they happen instead.
CREATED_ELSEWHERE = {
    "stations.concern.receive": "on the page of the visit",
    "stations.concern.split_off": "on the page on which the message is split",
    "deliberations.commitment.commit": "on the page of the meeting, or by adding one to the topic",
    "suggestions.supervision.open": "by an unsatisfied verdict alone",
    "suggestions.pressurereport.report": "on suggestions:suggestion-report-pressure",
    "deliberations.ballot.cast": "on deliberations:council-ballot",
}


def exists(page: str) -> bool:
    for args in ([], [1], [1, 1]):
        try:
            reverse(page, args=args)
        except NoReverseMatch:
            continue
        return True
    return False


def without_a_page(moves: Moves) -> set[str]:
    return {
        f"{workflow.noun.label}.{move.verb}"
        for workflow, move in moves
        if not exists(page_of(workflow, move)) and not move.retired and not (move.caused and not move.creates)
    }


def test_every_move_has_its_page() -> None:
    assert without_a_page(MOVES) == set(CREATED_ELSEWHERE)
    assert exists("suggestions:suggestion-report-pressure")
    assert exists("deliberations:council-ballot")


def with_a_page_for_nobody(moves: Moves) -> set[str]:
    unoffered = [(workflow, move) for workflow, move in moves if move.caused or move.retired]
    return {page_of(workflow, move) for workflow, move in unoffered if exists(page_of(workflow, move))}


def test_caused_and_retired_moves_have_no_page() -> None:
    assert with_a_page_for_nobody(MOVES) == set()


# What is not made any more.


@pytest.fixture
def lost(monkeypatch: pytest.MonkeyPatch) -> tuple[Workflow, Move]:
    """Concerns once were lost; the record says so, and nothing else of the program knows it."""
    workflow = WORKFLOWS["stations.concern"]
    move = Move(
        "lose", ("received",), "closed", "stations.lose_concern", "§4", "Lose", "{actor} lost the concern", retired=True
    )
    monkeypatch.setitem(workflow.moves, "lose", move)
    return workflow, move


def test_retired_move_needs_no_page_and_uses_no_permission(lost: tuple[Workflow, Move]) -> None:
    assert without_a_page([lost]) == set()
    assert asked_for([lost]) == set()


def test_retired_move_may_keep_no_page() -> None:
    kept = (WORKFLOWS["stations.concern"], dataclasses.replace(WORKFLOWS["stations.concern"]["route"], retired=True))

    assert with_a_page_for_nobody([kept]) == {"stations:concern-route"}


def test_retired_move_is_drawn_as_such_and_leads_nowhere(lost: tuple[Workflow, Move]) -> None:
    drawn = workflows.document()

    assert "| Lose (retired) | `lose` | received | closed | nobody any more | §4 |\n" in drawn
    assert "received --> closed: lose" not in drawn


# One door.


WRITING = {"update", "create", "get_or_create", "update_or_create"}


def writes_a_state(tree: ast.AST) -> list[int]:
    """The lines on which something is given a state."""
    return sorted(node.lineno for node in ast.walk(tree) if is_set(node) or is_handed_over(node))


def is_set(node: ast.AST) -> bool:
    """`thing.state = …`, in whatever company."""
    return isinstance(node, ast.Attribute) and node.attr == "state" and isinstance(node.ctx, ast.Store)


def is_handed_over(node: ast.AST) -> bool:
    """`update(state=…)`, `setattr(thing, "state", …)` and their like."""
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    named = any(isinstance(arg, ast.Constant) and arg.value == "state" for arg in node.args)
    given = any(keyword.arg == "state" for keyword in node.keywords)
    return (name == "setattr" and named) or (name in WRITING and given)


def test_nothing_writes_a_state_but_the_door() -> None:
    apps_of_ours = ["core", *(config.label for config in apps.get_app_configs() if (ROOT / config.label).is_dir())]
    writers = {
        str(path.relative_to(ROOT)): lines
        for app in dict.fromkeys(apps_of_ours)
        for path in sorted((ROOT / app).rglob("*.py"))
        if "migrations" not in path.parts and (lines := writes_a_state(ast.parse(path.read_text(encoding="utf-8"))))
    }

    assert list(writers) == ["core/door.py"]
    assert len(writers["core/door.py"]) == 1


@pytest.mark.parametrize(
    "code",
    [
        "thing.state = 1",
        "a, thing.state = 1, 2",
        "thing.state += 1",
        "things.update(state='x')",
        "setattr(x, 'state', 1)",
    ],
)
def test_the_net_catches_every_way_of_writing_a_state(code: str) -> None:
    assert writes_a_state(ast.parse(code)) == [1]


@pytest.mark.parametrize("code", ["state = 1", "x = thing.state", "things.filter(state='x')", "update(reason='x')"])
def test_the_net_lets_everything_else_through(code: str) -> None:
    assert writes_a_state(ast.parse(code)) == []


# What is drawn from the tables.


def test_drawings_are_up_to_date() -> None:
    assert workflows.TARGET.read_text(encoding="utf-8") == workflows.document(), "run `python -m tools.workflows`"


@pytest.mark.parametrize(
    ("permission", "words"),
    [
        ("deliberations.record_study", "officer here or its lead"),
        ("suggestions.add_supervision_note", "committee or (officer here and station tracking)"),
        ("deliberations.correct_attendance", "(officer here and minutes are open) or committee"),
        ("stations.anonymise_contact", "the software itself"),
        ("suggestions.lapse_score", "the software itself"),
        ("points.answer_query", "committee"),
    ],
)
def test_permission_in_words(permission: str, words: str) -> None:
    assert workflows.who_may(permission) == words


# Conditions.


@EACH_MOVE
def test_condition_is_told_in_words_of_ours(workflow: Workflow, move: Move) -> None:
    if move.when:
        words = workflows.condition_of(move, apps.get_model(workflow.noun.label))

        assert words.strip().endswith(".")
        assert "query" not in words


def no_words(project: Any) -> bool:
    return not project.exclusions


@pytest.mark.parametrize(
    "when",
    [
        lambda project: not project.exclusions,
        lambda project: project.notice_until is None,
        lambda project: bool(project.nothing_of_that_name),
        lambda project: project.notice_paused and project.has_photos,
        no_words,
    ],
    ids=["column", "day", "unknown", "two facts", "function"],
)
def test_condition_without_words_is_refused(when: Any) -> None:
    move = replace(WORKFLOWS["deliberations.microproject"]["shortlist"], when=when)

    with pytest.raises(LookupError, match=r"deliberations\.MicroProject: say in words .* “shortlist”"):
        workflows.condition_of(move, apps.get_model("deliberations", "MicroProject"))
