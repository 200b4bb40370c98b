"""One field that searches everything that the person may see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.search import LONGEST_QUESTION
from portal.forms import SearchForm
from portal.queries.search import found_for


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Everything with the words asked for, noun by noun; two Chinese characters are enough."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"][:LONGEST_QUESTION] if form.is_valid() else ""
    shown = form["q"].value() if form.errors else words
    context = {"q": shown, "errors": form.errors, "groups": found_for(request.user, words) if words else []}
    return render(request, "portal/search.html", context)
