"""What a form field consists of on a page, what is wrong with it, and what it says in words."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.formsets import DELETION_FIELD_NAME
from django.urls import reverse
from django.utils.translation import gettext as _

from core.amounts import AmountField

Line = dict[str, Any]


def parts_of(bound: forms.BoundField, private: bool) -> dict[str, Any]:
    """The control with its attributes, the ids that describe it, and the layout that suits its widget."""
    attrs: dict[str, Any] = {"data-private": True} if private else {}
    described = [f"{bound.auto_id}_helptext"] if bound.help_text else []
    described += [f"{bound.auto_id}_error"] if bound.errors else []
    if described and not bound.use_fieldset:
        attrs["aria-describedby"] = " ".join(described)
    if keyboard := _keyboard(bound.field):
        attrs["inputmode"] = keyboard
    said = None
    if isinstance(bound.field, AmountField) and not bound.is_hidden:
        attrs |= _asking(bound.field.kind.code)
        said = bound.field.kind.say(bound.value())
    return {
        "field": bound,
        "said": said,
        "shape": _shape(bound.field.widget),
        "described": " ".join(described),
        "control": bound.as_widget(attrs=attrs),
    }


def _asking(kind: str) -> dict[str, str]:
    """The number is said back as soon as it is typed, by whoever will read it when it is sent."""
    return {
        "data-hx-get": reverse("amount", args=[kind]),
        "data-hx-trigger": "input changed delay:200ms, restored",
        "data-hx-target": "next .field-amount",
        "data-hx-sync": "this:replace",
    }


def _keyboard(field: forms.Field) -> str:
    """Which keyboard a phone shows, where the widget does not say; on some the one for numbers has no digits first."""
    if not isinstance(field, forms.IntegerField) or field.widget.is_hidden or "inputmode" in field.widget.attrs:
        return ""
    return "decimal" if isinstance(field, forms.DecimalField | forms.FloatField) else "numeric"


def _shape(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple | forms.MultiWidget):
        return "group"
    return "hidden" if widget.is_hidden else "plain"


def error_lines(part: Any) -> Iterator[Line]:
    """Everything wrong in a form or formset: text, label, id of the field; removed rows are left out."""
    if not part.is_bound:
        return
    if not hasattr(part, "forms"):
        yield from _form_lines(part)
        return
    yield from ({"text": error, "target": "", "label": ""} for error in part.non_form_errors())
    rows = [row for row in part.forms if not row.cleaned_data.get(DELETION_FIELD_NAME)]
    for number, row in enumerate(rows, start=1):
        place = _("no. %(number)s") % {"number": number}
        yield from (line | {"label": f"{place} {line['label']}".strip()} for line in _form_lines(row))


def _form_lines(form: forms.BaseForm) -> Iterator[Line]:
    yield from ({"text": error, "target": "", "label": ""} for error in form.non_field_errors())
    for bound in form:
        yield from ({"text": error, "target": _target(bound), "label": str(bound.label)} for error in bound.errors)


def _target(bound: forms.BoundField) -> str:
    """The id of the first control of a field: a group has no control of its own name, and an empty one has none."""
    if not bound.use_fieldset:
        return bound.id_for_label
    if isinstance(bound.field.widget, forms.MultiWidget):
        return f"{bound.auto_id}_0"
    return next((part.id_for_label for part in bound.subwidgets if part.id_for_label), bound.auto_id)


def in_words(form: forms.BaseForm, bound: forms.BoundField) -> str:
    """What a valid form has in one field, as its choices say it; "" when it says nothing."""
    value = form.cleaned_data.get(bound.name)
    if value in (None, "", False, []):
        return ""
    if value is True:
        return _("yes")
    choices = {} if isinstance(bound.field, forms.ModelChoiceField) else _choices_of(bound.field)
    several = value if isinstance(value, list | tuple | set) or hasattr(value, "iterator") else [value]
    return _(", ").join(str(choices.get(str(one), one)) for one in several)


def _choices_of(field: forms.Field) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, label in getattr(field, "choices", ()):
        flat.update({str(k): v for k, v in label} if isinstance(label, list | tuple) else {str(key): label})
    return flat
