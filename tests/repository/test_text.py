"""Every form and every input of the project takes text in one way, without having to think of it."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import django_filters
import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.forms.utils import ErrorDict
from rest_framework import serializers

from core.api import Input, Output
from core.filters import FilterSet
from core.forms import TextForm
from core.text import refusal_of

pytestmark = pytest.mark.django_db

OURS = ("accounts", "core", "stations", "deliberations", "suggestions", "points", "followups", "portal", "config")
#: Nothing of them can be seen.
UNSEEN = ["\u200b", "\u3000", "\u2800", " \r\n\u200d"]
ODD = ["路\x00灯", "路\uffff灯", "路\U0010fffe灯"]
#: A program's JSON can also hold half a character, which no form can send.
ODD_IN_JSON = [*ODD, "路\ud800灯"]


@pytest.fixture(scope="module", autouse=True)
def everything() -> None:
    """Every module is imported, so that every class is known."""
    for app in OURS:
        package = importlib.import_module(app)
        for module in pkgutil.walk_packages(package.__path__, f"{app}."):
            if ".migrations" not in module.name and module.name != "config.wsgi":
                importlib.import_module(module.name)


def below(base: type) -> Iterator[Any]:
    for one in base.__subclasses__():
        if one.__module__.split(".")[0] in OURS:
            yield one
        yield from below(one)


def forms_known() -> list[type[TextForm]]:
    made = [one._form_of() for one in below(FilterSet) if one._meta.model]
    return sorted({*below(forms.BaseForm), *made} - {TextForm}, key=lambda one: f"{one.__module__}.{one.__name__}")


def inputs_known() -> list[type[Input]]:
    return sorted({Input, *below(Input)}, key=lambda one: f"{one.__module__}.{one.__name__}")


def name_of(field: tuple[type, str]) -> str:
    return f"{field[0].__module__}.{field[0].__name__}.{field[1]}"


# No form stays outside.


def test_every_form_is_one_that_takes_text_in_one_way() -> None:
    assert [one for one in forms_known() if not issubclass(one, TextForm)] == []


def test_every_filter_of_a_list_is_ours() -> None:
    assert [one for one in below(django_filters.FilterSet) if not issubclass(one, FilterSet)] == []


def test_every_serializer_is_an_input_or_shows_something() -> None:
    """What reads is called an input and derives from it; what shows is called an output."""
    known = set(below(serializers.BaseSerializer)) - {Output}

    assert [one for one in known if issubclass(one, Input) is one.__name__.endswith("Output")] == []


# What every field of text does.

Known = tuple[type[Any], str]


def texts_of_forms() -> list[Known]:
    known = [(form, name) for form in forms_known() for name in form.base_fields]
    return [(form, name) for form, name in known if isinstance(form.base_fields[name], forms.CharField)]


def texts_of_inputs() -> list[Known]:
    known = [(one, name) for one in inputs_known() for name in one._declared_fields]
    return [(one, name) for one, name in known if isinstance(one._declared_fields[name], serializers.CharField)]


def looked_at(form_class: type[TextForm], name: str, text: str) -> TextForm:
    """A form with nothing but this field, whatever else its own constructor would ask for."""
    form = form_class.__new__(form_class)
    TextForm.__init__(form, {name: text})
    form.fields = {name: form.fields[name]}
    form._errors, form.cleaned_data = ErrorDict(), {}
    form._clean_fields()
    return form


def read(input_class: type[Input], name: str, value: Any) -> Input:
    caller = SimpleNamespace(user=AnonymousUser())
    given = input_class(data={name: value}, context={"request": caller, "view": None})
    given.is_valid()
    return given


def lines(length: int) -> str:
    """A text of so many characters, every second of them the end of a line as browsers send it."""
    return "字" + "\r\n字" * ((length - 1) // 2)


def test_there_is_much_to_look_at() -> None:
    assert len(texts_of_forms()) > 60
    assert len(texts_of_inputs()) > 60


def test_no_form_takes_a_text_that_cannot_be_kept_and_each_shows_it_again() -> None:
    taken = {}
    for form_class, name in texts_of_forms():
        for text in ODD:
            form = looked_at(form_class, name, text)
            if list(form.errors.get(name, [])) != [refusal_of(text)] or form[name].value() != "路\ufffd灯":
                taken[name_of((form_class, name))] = form.errors.get(name)

    assert taken == {}


def test_no_input_takes_a_text_that_cannot_be_kept() -> None:
    taken = {}
    for input_class, name in texts_of_inputs():
        for text in ODD_IN_JSON:
            errors = read(input_class, name, text).errors
            if errors != {name: [refusal_of(text)]}:
                taken[name_of((input_class, name))] = errors

    assert taken == {}


def test_in_every_form_a_text_that_nobody_can_see_is_none() -> None:
    taken = {}
    for form_class, name in texts_of_forms():
        empty = looked_at(form_class, name, "")
        for text in UNSEEN:
            form = looked_at(form_class, name, text)
            if (form.errors, form.cleaned_data) != (empty.errors, empty.cleaned_data):
                taken[name_of((form_class, name))] = (text, form.errors)

    assert taken == {}


def test_in_every_input_a_text_that_nobody_can_see_is_none() -> None:
    taken = {}
    for input_class, name in texts_of_inputs():
        empty = read(input_class, name, "").errors
        for text in UNSEEN:
            errors = read(input_class, name, text).errors
            if errors != empty:
                taken[name_of((input_class, name))] = (text, errors)

    assert taken == {}


def test_every_form_counts_the_end_of_a_line_as_browsers_do() -> None:
    counted = {}
    for form_class, name in texts_of_forms():
        field = form_class.base_fields[name]
        if isinstance(field.widget, forms.Textarea):
            text = lines(field.max_length)
            form = looked_at(form_class, name, text)
            if form.cleaned_data.get(name) != text.replace("\r\n", "\n"):
                counted[name_of((form_class, name))] = form.errors

    assert counted == {}


def test_every_input_counts_the_end_of_a_line_as_browsers_do() -> None:
    counted = {}
    for input_class, name in texts_of_inputs():
        length = input_class._declared_fields[name].max_length
        errors = read(input_class, name, lines(length or 1)).errors.get(name, [])
        if any(error.code == "max_length" for error in errors):
            counted[name_of((input_class, name))] = length

    assert counted == {}


def test_no_name_of_a_field_is_taken_either() -> None:
    taken = {}
    for input_class in inputs_known():
        errors = read(input_class, "na\ud800me", 1).errors
        if errors != {"na\ufffdme": [refusal_of("\ud800")]}:
            taken[input_class] = errors

    assert taken == {}
