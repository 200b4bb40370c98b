"""What every request gets: an id that follows it into events and logs, and pages for refused moves."""

import hashlib
import json
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

_request_id: ContextVar[str] = ContextVar("request_id", default="")
View = TypeVar("View", bound=Callable[..., Any])
_PLAIN_ID = re.compile(r"[A-Za-z0-9-]{8,36}")
#: The header in which a page that asks again and again says what it shows: its `data-mark`.
SHOWN = "X-Shown"


def current_request_id() -> str:
    """The id of the request being served, "" outside of one."""
    return _request_id.get()


def polled(view: View) -> View:
    """Marks a view that its own page asks again and again: only opening it is an activity of a person."""
    view.polled_by = "its page"
    return view


def asked_by_scripts(view: View) -> View:
    """Marks a view without a page: asking for it is no activity of a person."""
    view.polled_by = "scripts"
    return view


def is_poll(request: HttpRequest, view: Callable[..., Any]) -> bool:
    """Whether a script asks, and not a person."""
    polled_by = getattr(view, "polled_by", "")
    return polled_by == "scripts" or bool(polled_by and request.htmx)


def polled_page(request: HttpRequest, template: str, context: dict[str, Any], *, shown: Any) -> HttpResponse:
    """The page with the mark of what it shows, or 204 to the page that shows just this already.

    `shown` is everything that the page takes from the database, as JSON can write it; nothing secret stands in it.
    """
    mark = mark_of(shown)
    if request.htmx and request.headers.get(SHOWN) == mark:
        return HttpResponse(status=204)
    return render(request, template, context | {"mark": mark})


def mark_of(shown: Any) -> str:
    """The same for the same facts in the same language, and for no others."""
    said = json.dumps([get_language(), shown], default=str, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:24]


class RequestIdMiddleware:
    """Gives each request an id (or keeps the caller's plain one) and answers with it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request.id = given if _PLAIN_ID.fullmatch(given) else uuid.uuid4().hex
        token = _request_id.set(request.id)
        try:
            response = self.get_response(request)
        finally:
            _request_id.reset(token)
        response["X-Request-ID"] = request.id
        return response


class MoveErrorsMiddleware:
    """Turns an illegal move that no form caught into a page that says who was faster (409)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        from core.workflow import IllegalMove  # core.events reads this module

        if isinstance(exception, IllegalMove):
            address = getattr(exception.thing, "get_absolute_url", str)
            return render(request, "409.html", {"message": exception.message, "address": address()}, status=409)
        return None
