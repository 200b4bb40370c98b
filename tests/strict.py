"""Turns failures that Django keeps silent about into failing tests."""

import sys
from collections.abc import Callable
from pathlib import Path

import zeal
from django.http import HttpRequest, HttpResponse
from django.template.base import FilterExpression

OUR_TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
OPTIONAL = {"default", "default_if_none", "yesno"}


class UndefinedVariable(str):
    """Stands in for `string_if_invalid`: a variable that the view does not define fails the test.

    Templates of other packages may do as they like, and so may a variable that says itself that it may be
    absent: `{{ hint|default:"" }}`.
    """

    def __bool__(self) -> bool:
        frame = sys._getframe(1)
        if frame.f_code is not FilterExpression.resolve.__code__:
            return False
        expression, context = frame.f_locals["self"], frame.f_locals["context"]
        template = context.render_context.template or context.template
        if not ours(template.origin.name) or (expression.filters and filter_name(expression) in OPTIONAL):
            return False
        raise AssertionError(f"{template.origin.name} uses {expression.token!r}, which its view does not define")


def ours(origin: str) -> bool:
    # A template made from a string in a test has an origin of its own kind.
    return origin.startswith(str(OUR_TEMPLATES)) or origin == "<unknown source>"


def filter_name(expression: FilterExpression) -> str:
    return expression.filters[0][0].__name__


def one_query_per_row_fails(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Only for reading: a form that saves three rows may well do the same thing three times."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return get_response(request)
        with zeal.zeal_context():
            return get_response(request)

    return middleware
