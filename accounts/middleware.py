"""The door: every address needs a sign-in unless its view says that it is public."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect
from rest_framework.permissions import AllowAny

from accounts import sessions
from core.requests import is_poll

#: Marks a view that anybody may open: `@public` above a view function.
public = login_not_required


def is_public(view: Callable[..., Any]) -> bool:
    """Whether the view answers without a sign-in. Views of the API say so by their permission classes."""
    api_view = getattr(view, "cls", None)
    if api_view is None:
        return not getattr(view, "login_required", True)
    permissions = getattr(view, "initkwargs", {}).get("permission_classes", api_view.permission_classes)
    return not permissions or AllowAny in permissions


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Ends sessions that are over, sends whoever is not signed in to the sign-in page, keeps pages private.

    Views of the API pass: they refuse by themselves (401), since a program has no use for a sign-in page.
    """

    def process_request(self, request: HttpRequest) -> None:
        request.session_ended = ""
        if not request.user.is_authenticated:
            return
        request.session_ended = sessions.why_ended(request.session)
        if request.session_ended:
            logout(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        """Whatever a person asks for starts the idle clock anew; a page that asks for itself does not."""
        if request.user.is_authenticated and not is_poll(request, view):
            sessions.note_request(request.session)
        return super().process_view(request, view, args, kwargs)

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> HttpResponse:
        if request.session_ended:
            messages.info(request, request.session_ended)
        if request.method == "POST":
            messages.warning(request, _("What you sent was not recorded. Sign in and send it again."))
        target = _where_they_were(request)
        query = f"?{urlencode({REDIRECT_FIELD_NAME: target})}" if target else ""
        address = resolve_url(settings.LOGIN_URL) + query
        # A script that asked for a fragment would put the sign-in page there; the whole window moves instead.
        return HttpResponseClientRedirect(address) if request.htmx else redirect(address)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """No shared cache keeps a page; the browser's own may, unless the view itself says `no-store`.

        With `no-store` everywhere the back button would lead to an empty form, and typed words be lost.
        """
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


def _where_they_were(request: HttpRequest) -> str:
    """The page to come back to: the one asked for, or the one whose form was being sent; "" if unknown."""
    if request.htmx:
        return request.htmx.current_url_abs_path or ""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    origin = urlsplit(request.headers.get("Referer", ""))
    return origin._replace(scheme="", netloc="", fragment="").geturl() if origin.netloc == request.get_host() else ""
