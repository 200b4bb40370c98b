"""One field that searches everything that the person may see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.search import LONGEST_QUESTION
from portal.queries.search import found_for


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Everything with the words asked for, noun by noun; two Chinese characters are enough."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUESTION]
    context = {"q": words, "groups": found_for(request.user, words) if words else []}
    return render(request, "portal/search.html", context)
