"""Form controls written in Python instead of one template for every option of every select.

A filter bar holds some 170 options; Django renders each of them, and its attributes, as templates of their own, which
was half of what a list page cost. The markup is the same, which a test compares; other widgets keep their templates.
"""

from collections.abc import Callable
from html import escape
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe

Widget = dict[str, Any]
FOLDER = "django/forms/widgets/"


class WidgetRenderer(DjangoTemplates):
    """Django's own renderer, except for the controls that pages are full of."""

    def render(self, template_name: str, context: Any, request: Any = None) -> SafeString:
        write = WRITERS.get(template_name)
        if write is None:
            return mark_safe(super().render(template_name, context, request))  # noqa: S308
        # Every piece was escaped as it was written.
        return mark_safe(write(context["widget"]))  # noqa: S308


def _escaped(value: Any) -> str:
    """What `conditional_escape` says, without the marks of safety that nobody asks a piece for."""
    if isinstance(value, Promise):
        value = str(value)
    return value.__html__() if hasattr(value, "__html__") else escape(str(value))


def _attributes(widget: Widget) -> str:
    written = []
    for name, value in widget["attrs"].items():
        if value is True:
            written.append(f" {_escaped(name)}")
        elif value is not False:
            written.append(f' {_escaped(name)}="{_escaped(value)}"')
    return "".join(written)


def _input(widget: Widget) -> str:
    value = widget["value"]
    filled = "" if value is None else f' value="{_escaped(value)}"'
    name = _escaped(widget["name"])
    return f'<input type="{_escaped(widget["type"])}" name="{name}"{filled}{_attributes(widget)}>'


def _textarea(widget: Widget) -> str:
    value = widget["value"]
    name = _escaped(widget["name"])
    return f'<textarea name="{name}"{_attributes(widget)}>\n{_escaped(value) if value else ""}</textarea>'


def _select(widget: Widget) -> str:
    return f'<select name="{_escaped(widget["name"])}"{_attributes(widget)}>{_options(widget)}</select>'


def _options(widget: Widget) -> str:
    written = []
    for group, options, _index in widget["optgroups"]:
        if group:
            written.append(f'<optgroup label="{_escaped(group)}">')
        for option in options:
            value, label = _escaped(option["value"]), _escaped(option["label"])
            written.append(f'<option value="{value}"{_attributes(option)}>{label}</option>')
        if group:
            written.append("</optgroup>")
    return "\n".join(written)


def _choices(widget: Widget) -> str:
    """Radio buttons or check boxes, each in its label."""
    attrs = widget["attrs"]
    written = []
    for group, options, _index in widget["optgroups"]:
        if group:
            written.append(f"<div><label>{_escaped(group)}</label>")
        written += [f"<div>{_choice(option)}</div>" for option in options]
        if group:
            written.append("</div>")
    identity = f' id="{_escaped(attrs["id"])}"' if attrs.get("id") else ""
    look = f' class="{_escaped(attrs["class"])}"' if attrs.get("class") else ""
    return f"<div{identity}{look}>{''.join(written)}</div>"


def _choice(option: Widget) -> str:
    if not option["wrap_label"]:
        return _input(option)
    identity = option["attrs"].get("id")
    target = f' for="{_escaped(identity)}"' if identity else ""
    return f"<label{target}>{_input(option)} {_escaped(option['label'])}</label>"


_INPUTS = ("text", "number", "email", "url", "password", "hidden", "date", "datetime", "time", "checkbox", "input")

_BY_NAME: dict[str, Callable[[Widget], str]] = {
    **dict.fromkeys(_INPUTS, _input),
    "textarea": _textarea,
    "select": _select,
    "radio": _choices,
    "checkbox_select": _choices,
}

#: Who writes what Django would render from the template of that name.
WRITERS = {f"{FOLDER}{name}.html": write for name, write in _BY_NAME.items()}
