"""Turns failures that Django keeps silent about into failing tests."""

from collections.abc import Callable
from functools import partial
from types import BuiltinMethodType, MethodType
from typing import Any, NoReturn

import zeal
from django.http import HttpRequest, HttpResponse
from django.template.backends import jinja2 as backend
from django.test.signals import template_rendered
from jinja2 import StrictUndefined

METHODS = (MethodType, BuiltinMethodType, partial)


class UndefinedVariable(StrictUndefined):
    """A variable that the view does not define fails the test, unless the template only asks whether it is there."""

    def __bool__(self) -> bool:  # type: ignore[override]
        return False


class Uncalled:
    """A method that a template names without calling it would always be true; so it fails.

    A dictionary's `items` is one, too, where the template means the key of that name.
    """

    def __init__(self, method: Any) -> None:
        self.method = method

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.method(*args, **kwargs)

    def fail(self, *_: Any) -> NoReturn:
        raise AssertionError(
            f"{getattr(self.method, '__qualname__', self.method)} is a method: a template must call it"
        )

    __bool__ = __str__ = __html__ = __iter__ = __len__ = __eq__ = fail
    __hash__ = None  # type: ignore[assignment]


class WatchedPages(backend.Jinja2):
    """Tells the test client what a page was written from, which the backend leaves to Django's own language."""

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        ask = self.env.getattr

        def part_of(thing: Any, name: str) -> Any:
            found = ask(thing, name)
            return Uncalled(found) if isinstance(found, METHODS) else found

        self.env.getattr = part_of  # type: ignore[method-assign, assignment]

    def get_template(self, template_name: str) -> "WatchedPage":
        return WatchedPage(super().get_template(template_name).template, self)


class WatchedPage(backend.Template):
    def hides_nothing(self, context: dict[str, Any], request: HttpRequest | None) -> None:
        """What the context processors say comes last, so a view cannot use their names."""
        if request is None:
            return
        said = {name for processor in self.backend.template_context_processors for name in processor(request)}
        hidden = said & context.keys()
        assert not hidden, f"{self.template.name} never gets its own {', '.join(sorted(hidden))}"

    def render(self, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> str:
        self.hides_nothing(context or {}, request)
        # Before the templates of its forms, as Django does: the test client finds the page's own names first.
        template_rendered.send(sender=type(self), template=self, context=context or {})
        return super().render(context, request)


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
