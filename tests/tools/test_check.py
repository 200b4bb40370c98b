"""`make check` says what it could not run, and never counts it as passed."""

from pathlib import Path

import pytest

from tools import check, markup

COMPLAINT = {"message": "Duplicate ID “now”.", "url": "file:/pages/officer-home.html", "extract": '<h2 id="now">'}


@pytest.mark.parametrize(
    ("codes", "code", "last"),
    [
        ({"lint": 0, "types": 0}, 0, "2 of 2 checks passed."),
        ({"lint": 0, "markup": markup.NOT_RUN}, 0, "1 of 2 checks passed. Not run: markup"),
        ({"lint": 1, "markup": markup.NOT_RUN}, 1, "Failed: lint Not run: markup"),
        ({"markup": markup.NOT_RUN}, 1, "0 of 1 checks passed. Not run: markup"),
    ],
)
def test_the_last_line_tells_passed_from_not_run(
    capsys: pytest.CaptureFixture[str], codes: dict[str, int], code: int, last: str
) -> None:
    assert check.report(codes) == code
    assert capsys.readouterr().out.splitlines()[-1] == last


def test_without_java_markup_is_not_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PATH", "")

    assert markup.main() == markup.NOT_RUN
    assert capsys.readouterr().out.startswith("not run: install Java")


def test_without_npm_and_without_the_checker_markup_is_not_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "java").write_text("#!/bin/sh\n")
    (tmp_path / "java").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(markup, "JAR", tmp_path / "a" / "b" / "c" / "d" / "e" / "vnu.jar")

    assert markup.main() == markup.NOT_RUN
    assert "npm" in capsys.readouterr().out


def test_any_complaint_fails_and_is_told_with_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert markup.report([COMPLAINT, COMPLAINT], 3) == 1
    assert "2 ×, first in officer-home.html" in capsys.readouterr().out
    assert (markup.report([], 3), markup.report([], 0)) == (0, 1)


def test_with_a_java_that_is_too_old_markup_is_not_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "java").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "java").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    monkeypatch.setattr(markup, "JAR", tmp_path / "java")

    assert markup.main() == markup.NOT_RUN
    assert capsys.readouterr().out.startswith("not run: install Java")
