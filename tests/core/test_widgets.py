"""Controls written in Python say exactly what Django's templates say."""

import re
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from core.widgets import WRITERS, WidgetRenderer

GROUPS = [("", "---"), ("水务", [(1, '"水" & <管>'), ("b", mark_safe("<b>二</b>"))]), (None, "无"), (3, "三")]
FLAT = [("a", "甲 & 乙"), ("b", "<乙>")]
ATTRS = {"class": 'wide "x"', "required": True, "disabled": False, "data-n": 3, "id": "id_<x>"}

WIDGETS: list[tuple[forms.Widget, Any]] = [
    (forms.TextInput(), "a'b\"<&>"),
    (forms.TextInput(), None),
    (forms.NumberInput(attrs={"step": 1, "min": 0}), 12345),
    (forms.HiddenInput(), ""),
    (forms.PasswordInput(), "secret"),
    (forms.DateInput(), "2026-01-02"),
    (forms.DateTimeInput(), "2026-01-02T03:04"),
    (forms.EmailInput(), "a@b"),
    (forms.CheckboxInput(), True),
    (forms.CheckboxInput(), False),
    (forms.Textarea(), "一\n</textarea><二>"),
    (forms.Textarea(), None),
    (forms.Select(choices=GROUPS), 1),
    (forms.Select(choices=FLAT), "b"),
    (forms.NullBooleanSelect(), None),
    (forms.SelectMultiple(choices=FLAT), ["a", "b"]),
    (forms.RadioSelect(choices=GROUPS), "b"),
    (forms.CheckboxSelectMultiple(choices=FLAT), ["a"]),
    (forms.SplitDateTimeWidget(), None),
]


def squeezed(markup: str) -> str:
    """Without the white space between tags, which says nothing."""
    return re.sub(r">\s+<", "><", re.sub(r">\s+([^<\s])", r">\1", markup.strip()))


@pytest.mark.parametrize(("widget", "value"), WIDGETS, ids=lambda part: type(part).__name__)
@pytest.mark.parametrize("attrs", [ATTRS, {}], ids=["attributes", "bare"])
def test_markup_is_that_of_the_templates(widget: forms.Widget, value: Any, attrs: dict[str, Any]) -> None:
    ours = widget.render("name<>", value, attrs, WidgetRenderer())
    theirs = widget.render("name<>", value, attrs, DjangoTemplates())

    assert squeezed(ours) == squeezed(theirs)


def test_every_writer_has_its_template() -> None:
    for template in WRITERS:
        assert DjangoTemplates().get_template(template) is not None
