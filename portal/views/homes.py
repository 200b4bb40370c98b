"""The first page of everybody: what waits for me, most urgent first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.middleware import public


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The person's own home page; whoever is not signed in sees what is public."""
    if not request.user.is_authenticated:
        return redirect("portal:public-home")
    return render(request, "portal/home.html", {})
