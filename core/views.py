"""The page of a move: the same few lines for every verb of every noun."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.access import ensure_may
from core.consequences import consequences_of, days_in_words
from core.forms import MoveForm
from core.nouns import noun_of
from core.page import page_named
from core.ui.components import draft_name
from core.workflow import Move, ensure_can, workflow_of

View = Callable[..., HttpResponse]


def move_page(
    model: type[models.Model],
    verb: str,
    form_class: type[MoveForm],
    action: Callable[..., Any],
    *,
    template: str = "_components/move_page.html",
    form_kwargs: Callable[[HttpRequest, Any], dict[str, Any]] | None = None,
    context: Callable[[HttpRequest, Any], dict[str, Any]] | None = None,
    related: "Sequence[str | models.Prefetch[Any, Any, Any]]" = (),
    then: str = "",
) -> View:
    """The view of one move: shows its form, hands what was typed to the action, returns to the thing.

    Beside the form stand the thing's own summary (one partial per noun) and what will follow from the move.
    Sight comes first (`visible_to`, else 404), then the verb (403), then the state (409). `related` is read along with
    the thing where several of them look at it; `then` names another page of the thing, where the next step waits.
    Whoever came from elsewhere on this site (`next`, as the desk says it) returns there.
    """

    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        things = model.objects.visible_to(request.user).select_related(*noun_of(model).shows)
        thing = get_object_or_404(things.prefetch_related(*related), pk=pk)
        move = workflow_of(model)[verb]
        if request.method == "GET":
            ensure_can(thing, verb, request.user)
        else:
            # Whose move it is stands before what was typed; the state comes last, so that nothing typed is lost.
            ensure_may(request.user, move.permission, thing)
        back = page_named(request)
        more = form_kwargs(request, thing) if form_kwargs else {}
        form = form_class(request.POST or None, request.FILES or None, **more).carry(request, thing, move)
        if request.method == "POST":
            form.is_bound = True
            if form.is_valid() and (result := form.perform(action, thing, by=request.user)) is not None:
                form.done(request, draft_name(thing, verb), _what_happened(form, move, result))
                return redirect(back or (reverse(then, args=[thing.pk]) if then else thing.get_absolute_url()))
            if form.changed:
                form.compare_with(form_class(**more))
        extra = context(request, thing) if context else {}
        shown = beside_the_form(thing, move) | {"thing": thing, "move": move, "form": form, "back": back} | extra
        return render(request, template, shown, status=form.status)

    view.__name__ = f"{model._meta.model_name}_{verb}"
    view.__doc__ = f"{workflow_of(model)[verb].clause}: {verb.replace('_', ' ')}."
    return view


def beside_the_form(thing: Any, move: Move) -> dict[str, Any]:
    """What the page of a move shows of the thing, and of what follows."""
    said = consequences_of(thing, move)
    summary = f"{noun_of(thing).folder}/_summary.html"
    return {"summary": summary, "said": said, "days": days_in_words(thing, said)}


def _what_happened(form: MoveForm, move: Move, result: Any) -> str:
    """The sentence of the record, and the day that runs now."""
    happened = form.happened or _("Done: %(move)s") % {"move": move.label}
    due_on = getattr(result, "next_due_on", None)
    return _("%(happened)s. Next day: %(day)s") % {"happened": happened, "day": due_on} if due_on else happened
