"""What a page needs to look right before any script runs: theme, size of text, name of the district."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils.html import escape
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.amounts import KINDS
from core.idempotency import PAGE_TOKEN, Token, thing_recorded
from core.nouns import noun_of
from core.requests import asked_by_scripts

#: What a person may choose, and for how long the browser remembers it. The first of each is the default.
CHOICES = {"theme": ("auto", "light", "dark"), "text": ("normal", "large")}
REMEMBERED = 365 * 24 * 3600
_DRAFT = "draft:"


def page(request: HttpRequest) -> dict[str, Any]:
    """The frame of the page, from cookies and settings alone: no query."""
    return {
        "ui_theme": _chosen(request, "theme"),
        "ui_text": _chosen(request, "text"),
        "ui_languages": settings.LANGUAGES,
        "ui_demo": settings.DEMO,
        "district_name": settings.DISTRICT_NAME,
    }


def page_named(request: HttpRequest) -> str:
    """The page of this site that the request says to go on to (`next`); "" where it names none."""
    target = request.POST.get("next") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    # A word without a slash would be taken for the name of a view.
    return target if ours and "/" in target else ""


@login_not_required
@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Remembers the chosen theme or size of text and returns to the page; the way without JavaScript."""
    response = redirect(page_named(request) or "/")
    for name, choices in CHOICES.items():
        if request.POST.get(name) in choices:
            response.set_cookie(
                name, request.POST[name], max_age=REMEMBERED, samesite="Lax", secure=request.is_secure()
            )
    return response


@asked_by_scripts
@login_not_required
@require_safe
@never_cache
def presence(request: HttpRequest) -> HttpResponse:
    """Whose session this is, asked by a form before it is sent, so that no words meet a closed door.

    With `?token=` also what this person recorded under the token of the form.
    """
    answer: dict[str, Any] = {"user": request.user.pk, "csrf": get_token(request)}
    if token := request.GET.get("token", ""):
        answer["recorded"] = _recorded(request, token)
    return JsonResponse(answer)


def _recorded(request: HttpRequest, token: str) -> dict[str, str] | None:
    """Where the thing is and by what it is known; neither where the person does not see it any more."""
    asked = request.user.is_authenticated and PAGE_TOKEN.fullmatch(token)
    known = Token(request.user, token).answered() if asked else None
    if known is None:
        return None
    thing = thing_recorded(known.answer, seen_by=request.user)
    if thing is None:
        return {"url": "", "text": ""}
    return {"url": thing.get_absolute_url(), "text": noun_of(thing).known_as(thing)}


@require_safe
@never_cache
def amount(request: HttpRequest, kind: str) -> HttpResponse:
    """How the number in a field is read, asked while it is typed; nothing for what is not read as one."""
    if kind not in KINDS:
        raise Http404
    return HttpResponse(escape(KINDS[kind].say(next(iter(request.GET.values()), ""))))


def draft_saved(request: HttpRequest, draft: str, text: str) -> None:
    """Tells the person `text` on the next page, and the browser that the draft of this form is done with."""
    messages.success(request, text, extra_tags=_DRAFT + draft)


def _chosen(request: HttpRequest, name: str) -> str:
    value = request.COOKIES.get(name, "")
    return value if value in CHOICES[name] else CHOICES[name][0]
