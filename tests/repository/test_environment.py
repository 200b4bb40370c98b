"""What the environment decides is documented, and what is documented exists."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

#: Read by the machinery around the software, not by its settings.
FOR_THE_MACHINE = {
    "CI", "DJANGO_ALLOW_ASYNC_UNSAFE", "DJANGO_SETTINGS_MODULE", "KEPT_PAGES", "PATH", "TEST_DATABASE_NAME",
}  # fmt: skip
#: Read by tools and containers alone.
ELSEWHERE = {"PORT", "POSTGRES_PASSWORD", "TEST_DATABASE_URL", "TEST_REDIS_URL", "CHROMIUM"}


def constants(folder: str) -> Iterator[str]:
    """The names of variables that the Python files of a folder ask the environment for."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and asks(node.func):
                yield from names(node.args[0])
            elif isinstance(node, ast.Subscript) and is_environ(node.value):
                yield from names(node.slice)


def asks(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id == "required"
    if not isinstance(function, ast.Attribute):
        return False
    return is_environ(function.value) or (isinstance(function.value, ast.Name) and function.value.id == "env")


def is_environ(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "environ"


def names(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch("[A-Z][A-Z_]+", node.value):
        yield node.value


def read_by_settings() -> set[str]:
    return set(constants("config")) - FOR_THE_MACHINE


def documented() -> set[str]:
    """The variables of the table in the README."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `([A-Z_]+)` \|", readme, re.MULTILINE))


def exemplified() -> set[str]:
    """The variables of `.env.example`, whether switched on or not."""
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    return set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))


def test_the_net_sees_what_settings_read() -> None:
    assert {"SECRET_KEY", "FIELD_KEYS", "DATABASE_URL", "REDIS_URL", "DEMO", "TRUSTED_PROXIES"} <= read_by_settings()


def test_everything_that_is_read_stands_in_the_readme() -> None:
    assert read_by_settings() - documented() == set()


def test_everything_in_the_readme_is_read() -> None:
    assert documented() - read_by_settings() <= ELSEWHERE


def test_everything_that_is_read_stands_in_the_example() -> None:
    assert read_by_settings() - exemplified() == {"ENV_FILE"}  # it says where the example's copy lies


def test_everything_in_the_example_is_read() -> None:
    assert exemplified() - read_by_settings() <= ELSEWHERE


def test_tools_and_tests_read_nothing_else() -> None:
    known = read_by_settings() | ELSEWHERE | FOR_THE_MACHINE

    assert (set(constants("tools")) | set(constants("tests"))) - known == set()
