"""What is answered where no view could: one shape for programs (`/api/`), a page with a remedy for people."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.csrf import csrf_failure as csrf_page

from core.requests import current_request_id
from core.text import UNKEEPABLE, Typed, UnkeepableText, refusal_of, replaced

API = "/api/"
CODES = {
    400: "invalid",
    401: "not_signed_in",
    403: "not_permitted",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    409: "illegal_move",
    415: "unsupported_media_type",
    429: "too_many",
}
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def refusal(status: int, message: str, fields: Mapping[str, list[str]] | None = None) -> dict[str, Any]:
    """The one shape of every refusal of the API: `{code, message, fields, request_id}`."""
    return {
        "code": CODES.get(status, "error"),
        "message": message,
        "fields": fields or {},
        "request_id": current_request_id(),
    }


def _in_the_shape(status: int, message: str, fields: Mapping[str, list[str]] | None = None) -> HttpResponse:
    return JsonResponse(refusal(status, message, fields), status=status, json_dumps_params={"ensure_ascii": False})


def _is_of_the_api(request: HttpRequest) -> bool:
    return request.path_info.startswith(API)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent makes no sense here, or is too much of it (400)."""
    # An address of another site is refused before the reader's language is known.
    with translation.override(translation.get_language_from_request(request)):
        if isinstance(exception, UnkeepableText):
            return refuse(request, {exception.name: [exception.message]})
        if _is_of_the_api(request):
            return _in_the_shape(400, _what_is_wrong(exception))
        return render(request, "400.html", status=400)


def _what_is_wrong(exception: Exception) -> str:
    if isinstance(exception, TOO_MUCH):
        return _("This is more than can be taken in one request.")
    if isinstance(exception, DisallowedHost):
        return _("This site does not answer to that name.")
    return _("What was sent cannot be read.")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Not this person's to do or to see (403); the reason stands on the page, in the words of whoever refused."""
    if _is_of_the_api(request):
        return _in_the_shape(403, str(exception) or _("This step is not among your duties here."))
    return render(request, "403.html", {"message": str(exception)}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What was sent does not show that it comes from a page of this site (403)."""
    if _is_of_the_api(request):
        return _in_the_shape(403, _("This was not sent from a page of this site."))
    return csrf_page(request, reason)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is no such address (404)."""
    if _is_of_the_api(request):
        return _in_the_shape(404, _("There is no such thing, or you cannot see it."))
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """An error of ours (500); the log knows more, under the id of the request."""
    if _is_of_the_api(request):
        return _in_the_shape(500, _("Something went wrong on our side. Nothing has been changed."))
    return defaults.server_error(request)


def refuse(request: HttpRequest, fields: Mapping[str, list[str]]) -> HttpResponse:
    """Text that cannot be kept, where no form shows it again (400)."""
    if _is_of_the_api(request):
        return _in_the_shape(400, _("Please correct the fields named."), fields)
    return render(request, "400.html", {"fields": fields}, status=400)


class TextMiddleware:
    """Hands views what was typed in its normal form; text that cannot be kept is 400, on whatever address.

    A form shows such text again beside its refusal; where none does, a page of its own names the field.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        asked = request.GET
        if isinstance(asked, Typed) and response.status_code == 200 and (refused := asked.refused):
            if set(refused) - asked.said:
                return refuse(request, _sentences(refused))
            response.status_code = 400
        return response

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.GET:
            request.GET = Typed.of(request.GET, request.META["QUERY_STRING"].encode("latin-1"))
        typed = [request.GET]
        # What programs send is read by `core.api.Input`.
        if request.method == "POST" and not hasattr(view, "cls"):
            as_sent = request.body if request.content_type == "application/x-www-form-urlencoded" else b""
            request.POST = Typed.of(request.POST, as_sent)
            typed.append(request.POST)
        return self._refused_at_once(request, typed)

    def _refused_at_once(self, request: HttpRequest, typed: list[Any]) -> HttpResponse | None:
        """The names of fields are nobody's words, and neither is the address to which a form is sent."""
        found = {replaced(name): name for part in typed for name in part if UNKEEPABLE.search(name)}
        if request.method not in ("GET", "HEAD") and isinstance(request.GET, Typed):
            found |= request.GET.refused
        return refuse(request, _sentences(found)) if found else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, UnkeepableText):
            return refuse(request, {exception.name: [exception.message]})
        return None


def _sentences(refused: Mapping[str, str]) -> dict[str, list[str]]:
    return {name: [refusal_of(text)] for name, text in refused.items()}
