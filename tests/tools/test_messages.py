"""The catalogues follow the code without GNU gettext."""

from pathlib import Path

import polib
import pytest

from tools import messages
from tools.messages import Catalogue, Text, UnreadableText


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project with one app and one shared template."""
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    return tmp_path


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def collected(name: str) -> list[Text]:
    (catalogue,) = messages.collect([name])
    return list(catalogue.texts.values())


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('_("Visit")', Text(None, "Visit")),
        ('gettext_lazy("Visit")', Text(None, "Visit")),
        ('translation.gettext("A " "visit")', Text(None, "A visit")),
        ('ngettext("%(n)s visit", "%(n)s visits", n)', Text(None, "%(n)s visit", "%(n)s visits")),
        ('pgettext_lazy("verb", "Visit")', Text("verb", "Visit")),
        ('npgettext("noun", "visit", "visits", 2)', Text("noun", "visit", "visits")),
    ],
)
def test_call_in_python_is_found(root: Path, source: str, text: Text) -> None:
    write(root / "stations" / "models.py", f"x = {source}")

    assert collected("stations") == [text]


def test_words_of_a_retired_move_keep_their_translation(root: Path) -> None:
    write(root / "stations" / "workflow.py", 'Move("lose", sentence=_("{actor} lost it"), retired=True)')
    path = root / "stations" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    write(path, 'msgid "{actor} lost it"\nmsgstr "{actor}遗失了它"\n')
    (catalogue,) = messages.collect(["stations"])

    messages.update(catalogue, drop=True)

    assert messages.complaints([catalogue]) == []
    assert [entry.msgstr for entry in catalogue.file()] == ["{actor}遗失了它"]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('{{ _("Visit") }}', Text(None, "Visit")),
        ('{{ pgettext("verb", "Visit") }}', Text("verb", "Visit")),
        ("{% trans %}By {{ name }}{% endtrans %}", Text(None, "By %(name)s")),
        ("{% trans trimmed %}\n  Two\n  lines\n{% endtrans %}", Text(None, "Two lines")),
        (
            "{% trans n=n %}one{% pluralize n %}{{ n }} of them{% endtrans %}",
            Text(None, "one", "%(n)s of them"),
        ),
        ('{{ x|default(_("None")) }}', Text(None, "None")),
        ('{% with label=_("Station") %}{% include "a.html" %}{% endwith %}', Text(None, "Station")),
    ],
)
def test_tag_in_a_template_is_found(root: Path, source: str, text: Text) -> None:
    write(root / "templates" / "stations" / "visit.html", f"{source}\n")

    assert collected("stations") == [text]


def test_text_of_a_shared_template_goes_to_the_top(root: Path) -> None:
    write(root / "templates" / "_components" / "form.html", '{{ _("Save") }}')

    assert (collected("stations"), collected("shared")) == ([], [Text(None, "Save")])


def test_text_put_together_at_run_time_is_refused(root: Path) -> None:
    write(root / "stations" / "models.py", 'x = _(f"{n} visits")')

    with pytest.raises(UnreadableText, match=r"stations/models\.py:1"):
        messages.collect(["stations"])


def test_update_keeps_order_and_translations(root: Path) -> None:
    source = write(root / "stations" / "models.py", '_("Visit"), _("Concern")')
    update("stations")
    translate("stations", {"Visit": "接访", "Concern": "问题"})

    source.write_text('_("Topic"), _("Concern"), _("Visit")', encoding="utf-8")
    update("stations")

    assert [(entry.msgid, entry.msgstr) for entry in file("stations")] == [
        ("Visit", "接访"),
        ("Concern", "问题"),
        ("Topic", ""),
    ]


def test_unused_text_is_set_aside_and_comes_back(root: Path) -> None:
    source = write(root / "stations" / "models.py", '_("Visit")')
    update("stations")
    translate("stations", {"Visit": "接访"})

    source.write_text("", encoding="utf-8")
    update("stations")
    aside = [entry.obsolete for entry in file("stations")]
    source.write_text('_("Visit")', encoding="utf-8")
    update("stations")

    assert aside == [True]
    assert [(entry.msgstr, entry.obsolete) for entry in file("stations")] == [("接访", False)]


@pytest.mark.parametrize(
    ("text", "translation", "complaint"),
    [
        ("Visit", "接访", None),
        ("Visit", "", "no translation of 'Visit'"),
        ("By %(name)s", "由%(nam)s", "placeholders differ in the translation of 'By %(name)s'"),
        ("By {name}", "由", "placeholders differ in the translation of 'By {name}'"),
    ],
)
def test_gap_is_named(root: Path, text: str, translation: str, complaint: str | None) -> None:
    write(root / "stations" / "models.py", f"_({text!r})")
    update("stations")
    translate("stations", {text: translation})

    said = messages.complaints(messages.collect(["stations"]))

    assert [line.split(": ", 1)[1] for line in said] == ([complaint] if complaint else [])


def test_two_translations_of_one_text_are_named(root: Path) -> None:
    for app, translation in (("stations", "接访"), ("points", "走访")):
        write(root / app / "models.py", '_("Visit")')
        update(app)
        translate(app, {"Visit": translation})

    assert messages.complaints(messages.collect(["stations", "points"])) == [
        "'Visit' is translated as '接访' (stations) and as '走访' (points)"
    ]


def update(name: str) -> None:
    for catalogue in messages.collect([name]):
        messages.update(catalogue)


def file(name: str) -> polib.POFile:
    return polib.pofile(str(Catalogue(name).path))


def translate(name: str, translations: dict[str, str]) -> None:
    catalogue = file(name)
    for entry in catalogue:
        entry.msgstr = translations[entry.msgid]
    catalogue.save()
