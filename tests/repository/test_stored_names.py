"""Names that stand in events never change: `stored_names.txt` has every noun and every verb that was ever stored.

A line is never taken out. A verb that is not made any more stays in the table of moves as `retired`; a class may be
renamed, its noun may not.
"""

from collections.abc import Iterable
from pathlib import Path

import pytest

from core.nouns import NOUNS, model_of
from core.workflow import WORKFLOWS, Move

STORED = Path(__file__).with_name("stored_names.txt").read_text(encoding="utf-8").splitlines()
ADD = "add it to the list: it will be stored"


def known() -> set[str]:
    """Nouns, and verbs with their nouns, that the tables have now."""
    return {*NOUNS, *(f"{label} {move.verb}" for label, workflow in WORKFLOWS.items() for move in workflow)}


def complaints(stored: Iterable[str], named: set[str]) -> list[str]:
    lost = [f"{name}: it stands in events, and the tables do not have it any more" for name in {*stored} - named]
    return sorted([*lost, *(f"{name}: {ADD}" for name in named - {*stored})])


def test_every_name_ever_stored_is_known_and_every_known_name_is_listed() -> None:
    assert complaints(STORED, known()) == []


def test_list_names_each_once() -> None:
    assert sorted(set(STORED)) == sorted(STORED)


@pytest.mark.parametrize("label", [name for name in STORED if " " not in name])
def test_every_noun_ever_stored_has_its_things(label: str) -> None:
    assert model_of(label)._base_manager.model is model_of(label)


def test_name_that_is_gone_is_told() -> None:
    assert complaints(STORED, known() - {"stations.concern route"}) == [
        "stations.concern route: it stands in events, and the tables do not have it any more"
    ]


def test_verb_that_is_new_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    move = Move("lose", ("received",), None, "stations.route_concern", "§4", "", "")
    monkeypatch.setitem(WORKFLOWS["stations.concern"].moves, "lose", move)

    assert complaints(STORED, known()) == ["stations.concern lose: add it to the list: it will be stored"]


def test_noun_that_is_new_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(NOUNS, "stations.petition", NOUNS["stations.concern"])

    assert complaints(STORED, known()) == ["stations.petition: add it to the list: it will be stored"]
