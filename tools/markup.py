"""`make check ARGS=markup`: the Nu HTML checker over one page of each kind that a person gets, errors included.

It needs Java; the checker itself comes from npm, in one version, and is kept in `var`. Where one of them is missing
nothing is checked, and the answer says so.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools import venv
from tools.venv import PYTHON, ROOT

#: The exit code of a check that could not be made, as sysexits.h calls a service that is unavailable.
NOT_RUN = 69
CHECKER = "vnu-jar@26.9.27"
FOLDER = ROOT / "var" / "test" / "markup"
JAR = FOLDER / CHECKER / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
#: Judged, and left: a card that is a section without a heading is no landmark and harms nobody.
JUDGED = r"Section lacks heading\..*"
SHOWN = 40
NO_JAVA = "install Java 11 or newer (apt-get install default-jre-headless)"


def main() -> int:
    java = shutil.which("java")
    if not java:
        return not_run(NO_JAVA)
    if not JAR.exists() and not fetched():
        return not_run(f"npm and its registry are needed once, for {CHECKER}")
    if subprocess.run([java, "-jar", str(JAR), "--version"], capture_output=True).returncode:
        return not_run(NO_JAVA)
    pages = FOLDER / "pages"
    shutil.rmtree(pages, ignore_errors=True)
    pages.mkdir(parents=True)
    if not kept(pages):
        return 1
    return report(checked(java, pages), len(list(pages.iterdir())))


def not_run(remedy: str) -> int:
    print(f"not run: {remedy}")
    return NOT_RUN


def fetched() -> bool:
    npm = shutil.which("npm")
    if not npm:
        return False
    place = JAR.parents[4]
    place.mkdir(parents=True, exist_ok=True)
    quietly = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--loglevel=error"]
    subprocess.run([npm, "install", *quietly, "--prefix", str(place), CHECKER], cwd=place)
    return JAR.exists()


def kept(pages: Path) -> bool:
    """The demonstration is played and walked through on SQLite; says whether pages came of it."""
    environment = venv.environment(KEPT_PAGES=str(pages), DATABASE_URL="sqlite:///:memory:")
    test = ["-p", "no:randomly", "-o", "python_files=kept_pages.py", "tests/repository/kept_pages.py"]
    subprocess.run([PYTHON, "-m", "tools.messages", "--compile"], cwd=ROOT, check=True)
    done = subprocess.run([PYTHON, "-m", "pytest", "-q", *test], cwd=ROOT, env=environment)
    return done.returncode == 0


def checked(java: str, pages: Path) -> list[dict[str, str]]:
    """What the checker has to say about the pages, warnings included."""
    options = ["--stdout", "--format", "json", "--exit-zero-always", "--filterpattern", JUDGED, "--skip-non-html"]
    command = [java, "-jar", str(JAR), *options, str(pages)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    messages: list[dict[str, str]] = json.loads(done.stdout)["messages"]
    return messages


def report(messages: list[dict[str, str]], pages: int) -> int:
    by_text: dict[str, list[dict[str, str]]] = {}
    for message in messages:
        by_text.setdefault(message["message"], []).append(message)
    for text, found in list(by_text.items())[:SHOWN]:
        first = found[0]
        print(f"{text}\n    {len(found)} ×, first in {os.path.basename(first['url'])}: {first.get('extract', '')!r}")
    print(f"{pages} pages, {len(messages)} complaints")
    return 1 if messages or not pages else 0


if __name__ == "__main__":
    sys.exit(main())
