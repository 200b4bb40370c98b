"""`make messages`: collects the texts of the code, keeps the catalogues in step and compiles them.

Each app has one catalogue, with the texts of its Python files and of `templates/<app>/`. What is shared (base
templates, `config`, `core`, `tools`) stands in the catalogue at the top. GNU gettext is not needed.
"""

import argparse
import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from jinja2 import Environment

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "zh_Hans"
APPS = ("accounts", "stations", "deliberations", "suggestions", "points", "followups", "portal")
SHARED = "shared"
SHARED_CODE = ("config", "core", "tools")

Key = tuple[str | None, str]  # context and text

# How each function takes its texts: the positions of context, singular and plural.
CALLS = {
    "gettext": (None, 0, None),
    "pgettext": (0, 1, None),
    "ngettext": (None, 0, 1),
    "npgettext": (0, 1, 2),
}
NAMES = {f"{name}{suffix}": places for name, places in CALLS.items() for suffix in ("", "_lazy", "_noop")}
NAMES["_"] = CALLS["gettext"]

TEMPLATES = Environment(extensions=["jinja2.ext.i18n"])  # noqa: S701  it only reads them
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


class UnreadableText(Exception):
    """A text that is put together at run time and so can be in no catalogue."""


@dataclass(frozen=True)
class Text:
    """One text of the source, with its plural where it has one."""

    context: str | None
    single: str
    plural: str | None = None

    @property
    def key(self) -> Key:
        return self.context, self.single


@dataclass
class Catalogue:
    """The texts of one app and the file that translates them."""

    name: str
    texts: dict[Key, Text] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        home = ROOT if self.name == SHARED else ROOT / self.name
        return home / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"

    def file(self) -> polib.POFile:
        file = polib.pofile(str(self.path), wrapwidth=0) if self.path.exists() else polib.POFile(wrapwidth=0)
        file.metadata = {
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            "Language": LANGUAGE,
            "Plural-Forms": "nplurals=1; plural=0;",
        }
        return file


# Collecting.


def collect(only: Iterable[str] = ()) -> list[Catalogue]:
    """The catalogues with the texts that the code has now."""
    catalogues = {name: Catalogue(name) for name in (*APPS, SHARED) if not only or name in only}
    for path, owner in sources():
        if owner in catalogues:
            for text in texts_of(path):
                remember(catalogues[owner].texts, text)
    return list(catalogues.values())


def sources() -> Iterator[tuple[Path, str]]:
    for name in (*APPS, *SHARED_CODE):
        for path in sorted((ROOT / name).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, name if name in APPS else SHARED
    templates = ROOT / "templates"
    for path in sorted(path for path in templates.rglob("*") if path.suffix in (".html", ".txt")):
        folder = path.relative_to(templates).parts[0]
        yield path, folder if folder in APPS else SHARED


def remember(texts: dict[Key, Text], text: Text) -> None:
    known = texts.get(text.key)
    # A text that is also used without its plural needs the entry with the plural.
    if known is None or known.plural is None:
        texts[text.key] = text


def texts_of(path: Path) -> Iterator[Text]:
    source = path.read_text(encoding="utf-8")
    yield from python_texts(source, path) if path.suffix == ".py" else template_texts(source, path)


def python_texts(source: str, path: Path) -> Iterator[Text]:
    for node in ast.walk(ast.parse(source, str(path))):
        if isinstance(node, ast.Call) and called(node.func) in NAMES and node.args:
            places = NAMES[called(node.func)]
            context, single, plural = (argument(node, place, path) for place in places)
            if single:
                yield Text(context, single, plural)


def called(function: ast.expr) -> str:
    match function:
        case ast.Name(name) | ast.Attribute(_, name):
            return name
    return ""


def argument(call: ast.Call, place: int | None, path: Path) -> str | None:
    if place is None or place >= len(call.args):
        return None
    match call.args[place]:
        case ast.Constant(str(text)):
            return text
        case ast.JoinedStr() | ast.BinOp():
            raise UnreadableText(f"{path.relative_to(ROOT)}:{call.lineno} puts a text together before translating it")
    return None


def template_texts(source: str, path: Path) -> Iterator[Text]:
    for line, function, given in TEMPLATES.extract_translations(source):  # type: ignore[attr-defined]
        said = (given,) if isinstance(given, str) else given
        context, single, plural = (
            None if place is None or place >= len(said) else said[place] for place in NAMES[function]
        )
        if single is None:
            raise UnreadableText(f"{path.relative_to(ROOT)}:{line} puts a text together before translating it")
        yield Text(context, single, plural)


# Keeping the files.


def update(catalogue: Catalogue, *, drop: bool = False) -> None:
    """Adds what is new at the end, sets aside what nothing uses any more, and leaves the rest in place."""
    file = catalogue.file()
    for entry in list(file):
        text = catalogue.texts.get(key(entry))
        entry.obsolete = text is None
        if text:
            adapt(entry, text)
        elif drop:
            file.remove(entry)
    known = {key(entry) for entry in file}
    file.extend(entry_for(text) for text in catalogue.texts.values() if text.key not in known)
    if file or catalogue.path.exists():
        catalogue.path.parent.mkdir(parents=True, exist_ok=True)
        file.save(str(catalogue.path))


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid


def entry_for(text: Text) -> polib.POEntry:
    entry = polib.POEntry(msgid=text.single, msgctxt=text.context)
    adapt(entry, text)
    return entry


def adapt(entry: polib.POEntry, text: Text) -> None:
    """A text may gain or lose its plural without losing its translation."""
    if text.plural and not entry.msgid_plural:
        entry.msgid_plural, entry.msgstr_plural, entry.msgstr = text.plural, {0: entry.msgstr}, ""
    elif not text.plural and entry.msgid_plural:
        entry.msgstr, entry.msgid_plural, entry.msgstr_plural = entry.msgstr_plural.get(0, ""), "", {}


def compile_all() -> None:
    for path in catalogue_paths():
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


def catalogue_paths() -> list[Path]:
    return [path for name in (*APPS, SHARED) if (path := Catalogue(name).path).exists()]


# Checking.


def complaints(catalogues: list[Catalogue]) -> list[str]:
    found = [line for catalogue in catalogues for line in gaps(catalogue)]
    return [*found, *contradictions(catalogues)]


def gaps(catalogue: Catalogue) -> Iterator[str]:
    entries = {key(entry): entry for entry in catalogue.file() if not entry.obsolete}
    where = catalogue.path.relative_to(ROOT)
    for text in catalogue.texts.values():
        entry = entries.get(text.key)
        if entry is None or not translation(entry):
            yield f"{where}: no translation of {text.single!r}"
        elif not same_placeholders(text, translation(entry)):
            yield f"{where}: placeholders differ in the translation of {text.single!r}"
        elif entry.fuzzy:
            yield f"{where}: marked as fuzzy, so it is not shown: {text.single!r}"
    for unused in entries.keys() - catalogue.texts.keys():
        yield f"{where}: nothing uses {unused[1]!r} any more"


def translation(entry: polib.POEntry) -> str:
    return str(entry.msgstr_plural.get(0, "")) if entry.msgid_plural else entry.msgstr


def same_placeholders(text: Text, translated: str) -> bool:
    """The translation of a plural may leave the number out only where the singular does."""
    used = set(PLACEHOLDER.findall(translated))
    allowed = set(PLACEHOLDER.findall(text.single)) | set(PLACEHOLDER.findall(text.plural or ""))
    return used <= allowed and set(PLACEHOLDER.findall(text.single)) <= used


def contradictions(catalogues: list[Catalogue]) -> Iterator[str]:
    """Django merges the catalogues, so of two translations of one text only one would ever be shown."""
    seen: dict[Key, dict[str, str]] = {}
    for catalogue in catalogues:
        for entry in catalogue.file():
            if translation(entry) and not entry.obsolete:
                seen.setdefault(key(entry), {}).setdefault(translation(entry), catalogue.name)
    for (_context, text), ways in seen.items():
        if len(ways) > 1:
            yield f"{text!r} is translated as " + " and as ".join(f"{w!r} ({name})" for w, name in ways.items())


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.messages", description=__doc__)
    parser.add_argument("apps", nargs="*", metavar="APP", help=f"only these of {', '.join((*APPS, SHARED))}")
    parser.add_argument("--compile", action="store_true", help="only compile")
    parser.add_argument("--drop", action="store_true", help="forget the translations that nothing uses any more")
    parser.add_argument("--check", action="store_true", help="change nothing; fail on whatever is missing")
    options = parser.parse_args()
    try:
        return work(options)
    except UnreadableText as problem:
        print(problem, file=sys.stderr)
        return 1


def work(options: argparse.Namespace) -> int:
    if options.compile:
        compile_all()
        return 0
    catalogues = collect(options.apps)
    if not options.check:
        for catalogue in catalogues:
            update(catalogue, drop=options.drop)
        compile_all()
    found = complaints(catalogues)
    print("\n".join(found) or "Every text has its translation.")
    return 1 if found and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
