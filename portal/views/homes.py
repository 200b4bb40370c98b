"""The first page of everybody: what waits for me, most urgent first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.middleware import public
from portal.homes import home_of
from stations.duties import duties_of


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The person's own home page; whoever is not signed in sees what is public."""
    if not request.user.is_authenticated:
        return redirect("portal:public-home")
    shown = home_of(request.user)
    context = {
        "vote": shown.vote,
        "blocks": shown.blocks,
        "several": len(shown.blocks) > 1,
        "acts": bool(shown.vote) or any(block.acts for block in shown.blocks),
        "records_visits": bool(duties_of(request.user).officer_of),
    }
    return render(request, "portal/home.html", context)
