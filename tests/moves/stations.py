"""How each move of this app is made in a test."""

from tests.moves import Case

CASES: list[Case] = []
