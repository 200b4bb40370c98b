"""What is typed in words is kept whole, or refused with its length; no form of the product cuts anything."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from core.amounts import AmountField
from core.forms import TextForm
from core.text_fields import LineField, TextField
from core.ui.fields import parts_of

APPS = ("accounts", "stations", "deliberations", "suggestions", "points", "followups", "portal")


def modules() -> Iterator[ModuleType]:
    """Wherever forms and filters are written."""
    for app in APPS:
        for found in walk_packages(import_module(app).__path__, f"{app}."):
            if {"forms", "filters"} & set(found.name.split(".")):
                yield import_module(found.name)


def form_classes() -> dict[str, type[forms.BaseForm]]:
    """Every form of the product, those of filters included."""
    known = {}
    for module in modules():
        for name, one in vars(module).items():
            if not isinstance(one, type) or one.__module__ != module.__name__:
                continue
            if issubclass(one, forms.BaseForm):
                known[f"{module.__name__}.{name}"] = one
            elif hasattr(one, "_form_of") and one._meta.model:
                known[f"{module.__name__}.{name}"] = one._form_of()
    return known


FIELDS = {f"{name}.{field}": made for name, form in form_classes().items() for field, made in form.base_fields.items()}


def test_every_form_was_looked_at() -> None:
    wanted = {
        "stations.forms.ConcernForm.words",
        "suggestions.forms.SuggestionForm.title",
        "accounts.forms.SignInForm.username",
    }
    assert wanted <= set(FIELDS)
    assert any(name.startswith("stations.filters.") for name in FIELDS)
    assert len(FIELDS) > 150


def test_no_field_of_any_form_cuts_or_drops_what_is_pasted() -> None:
    cutting = {name for name, field in FIELDS.items() if "maxlength" in field.widget.attrs}
    dropping = {name for name, field in FIELDS.items() if isinstance(field.widget, forms.NumberInput)}
    assert (cutting, dropping) == (set(), set())


def test_every_text_that_is_kept_has_a_counter_and_every_number_a_reader() -> None:
    texts = {
        name: field
        for name, field in FIELDS.items()
        if isinstance(field, forms.CharField) and not isinstance(field.widget, forms.PasswordInput)
    }
    # Searched for and not kept; telephones have a form of their own.
    free = {name for name, field in texts.items() if not isinstance(field, LineField) and ".filters." not in name}
    assert {name.rsplit(".", 1)[1] for name in free} == {"q", "contact_phone"}
    assert {
        name for name in set(texts) - free if ".filters." not in name and "data-limit" not in texts[name].widget.attrs
    } == set()
    numbers = {name for name, field in FIELDS.items() if isinstance(field, forms.IntegerField | forms.DecimalField)}
    assert {name for name in numbers if ".filters." not in name and not isinstance(FIELDS[name], AmountField)} == set()


class Form(TextForm):
    title = LineField(label="标题", max_length=12)
    words = TextField(label="原话", max_length=100, rows=4, required=False)


@given(st.text(max_size=20))
def test_length_is_counted_in_characters_as_they_are_kept(title: str) -> None:
    form = Form({"title": title})
    form.full_clean()
    kept = (form["title"].value() or "").strip()
    assert ("max_length" in {e.code for e in form.errors.as_data().get("title", ())}) == (
        len(kept) > 12 and "title" not in form.refused
    )


@pytest.mark.parametrize(
    ("title", "valid"),
    [
        ("𠮷" * 12, True),
        ("𠮷" * 13, False),
        (" " * 5 + "字" * 12 + " " * 5, True),
        ("👨‍👩‍👧", True),
        ("一\r\n" * 6, True),
    ],
)
def test_characters_count_once_however_a_computer_writes_them(title: str, valid: bool) -> None:
    assert Form({"title": title}).is_valid() == valid


def test_text_that_is_too_long_stands_there_whole_with_its_length() -> None:
    form = Form({"title": "长" * 20, "words": "话" * 101})
    assert form.errors == {
        "title": ["现有 20 个字符，最多可保存 12 个，请删减 8 个；所填内容均已保留。"],
        "words": ["现有 101 个字符，最多可保存 100 个，请删减 1 个；所填内容均已保留。"],
    }
    assert "话" * 101 in parts_of(form["words"], private=False)["control"]


def test_limit_is_said_to_the_counter_and_not_to_the_browser() -> None:
    controls = "".join(parts_of(bound, private=False)["control"] for bound in Form())
    assert ('data-limit="12"' in controls, 'data-limit="100"' in controls, "maxlength" in controls) == (
        True,
        True,
        False,
    )


def test_how_long_a_password_may_be_is_shown_to_nobody() -> None:
    field = LineField(max_length=128, widget=forms.PasswordInput())
    assert "data-limit" not in field.widget.attrs
