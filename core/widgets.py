"""Form controls written in Python instead of one template for every option of every select.

A filter bar holds some 170 options; Django renders each of them, and its attributes, as templates of their own, which
was half of what a list page cost. The markup is the same, which a test compares; other widgets keep their templates.
"""

from collections.abc import Callable
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape
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


def _attributes(widget: Widget) -> str:
    written = []
    for name, value in widget["attrs"].items():
        if value is True:
            written.append(f" {conditional_escape(name)}")
        elif value is not False:
            written.append(f' {conditional_escape(name)}="{conditional_escape(value)}"')
    return "".join(written)


def _input(widget: Widget) -> str:
    value = widget["value"]
    filled = "" if value is None else f' value="{conditional_escape(value)}"'
    name = conditional_escape(widget["name"])
    return f'<input type="{conditional_escape(widget["type"])}" name="{name}"{filled}{_attributes(widget)}>'


def _textarea(widget: Widget) -> str:
    value = widget["value"]
    name = conditional_escape(widget["name"])
    return f'<textarea name="{name}"{_attributes(widget)}>\n{conditional_escape(value) if value else ""}</textarea>'


def _select(widget: Widget) -> str:
    return f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget)}>{_options(widget)}</select>'


def _options(widget: Widget) -> str:
    written = []
    for group, options, _index in widget["optgroups"]:
        if group:
            written.append(f'<optgroup label="{conditional_escape(group)}">')
        for option in options:
            value, label = conditional_escape(option["value"]), conditional_escape(option["label"])
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
            written.append(f"<div><label>{conditional_escape(group)}</label>")
        written += [f"<div>{_choice(option)}</div>" for option in options]
        if group:
            written.append("</div>")
    identity = f' id="{conditional_escape(attrs["id"])}"' if attrs.get("id") else ""
    look = f' class="{conditional_escape(attrs["class"])}"' if attrs.get("class") else ""
    return f"<div{identity}{look}>{''.join(written)}</div>"


def _choice(option: Widget) -> str:
    if not option["wrap_label"]:
        return _input(option)
    identity = option["attrs"].get("id")
    target = f' for="{conditional_escape(identity)}"' if identity else ""
    return f"<label{target}>{_input(option)} {conditional_escape(option['label'])}</label>"


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
