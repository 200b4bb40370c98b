"""The page of something new: its form carries a token, so that what is sent twice is recorded once."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from core.forms import MoveForm


def new_page(
    request: HttpRequest,
    form: MoveForm,
    action: Callable[..., Any],
    *,
    draft: str,
    said: str,
    template: str,
    context: dict[str, Any] | None = None,
    onward: dict[str, str] | None = None,
    **known: Any,
) -> HttpResponse:
    """Shows the form, hands what was typed to the action together with what is `known`, and goes on to what is new.

    `draft` is the name under which the browser keeps unfinished words, `said` what the next page tells;
    `onward` names pages of the thing that a button of the form may go on to.
    """
    form.carry(request)
    if form.is_valid() and (thing := form.perform(action, by=request.user, **known)):
        form.done(request, draft, said)
        page = (onward or {}).get(request.POST.get("onward", ""))
        return redirect(page, thing.pk) if page else redirect(thing)
    return render(request, template, {"form": form, **(context or {})}, status=form.status)
