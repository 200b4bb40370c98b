"""Pages without an account: what the district has published, where a concern stands, whether the site is well."""

from typing import Any

from django.db import DatabaseError, connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.middleware import public
from core.lists import page_of
from deliberations.views.micro_projects import picture_response
from portal.forms import ReceiptForm, StationForm
from portal.queries.indicators import Period, indicators
from portal.queries.public import (
    Standing,
    as_published,
    disclosed,
    public_photos,
    public_projects,
    public_station,
    results,
    standings_of,
)
from portal.throttle import too_many
from stations.models import Station

#: Questions about receipts that one address may ask in a minute.
RECEIPTS_A_MINUTE = 20
NEWEST = 3


def _page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    pages = [
        (_("The district"), "portal:public-home"),
        (_("Results"), "portal:public-results"),
        (_("Micro-projects"), "portal:public-projects"),
        (_("Where does my concern stand?"), "portal:receipt"),
    ]
    navigation = [
        {"label": label, "url": reverse(page), "current": request.path == reverse(page)} for label, page in pages
    ]
    return render(request, template, {"public_navigation": navigation, **context}, status=status)


@public
@require_safe
def public_home(request: HttpRequest) -> HttpResponse:
    """The face of the district: its indicators, its stations, its newest results."""
    context = {
        "indicators": indicators(Period()),
        "stations": Station.objects.select_related("subdistrict"),
        "results": results(disclosed()[:NEWEST]),
        "form": ReceiptForm(),
    }
    return _page(request, "portal/public/home.html", context)


@public
@require_safe
def public_station_page(request: HttpRequest, code: str) -> HttpResponse:
    """One station: where and when, the next meeting, who represents, what came of it."""
    station = get_object_or_404(Station.objects.select_related("subdistrict"), code=code)
    context = {"known": public_station(station), "results": results(disclosed(station)[:NEWEST])}
    return _page(request, "portal/public/station.html", context)


def _asked_station(request: HttpRequest) -> Station | None:
    """The station that the address asks for (`?station=`); without one, None."""
    asked = request.GET.get("station", "")
    return get_object_or_404(Station, code=asked) if asked else None


@public
@require_safe
def public_results(request: HttpRequest) -> HttpResponse:
    """The disclosed results, newest first."""
    station = _asked_station(request)
    page = page_of(disclosed(station), request)
    context = {"page": page, "results": results(page), "station": station}
    return _page(request, "portal/public/results.html", context)


@public
@require_safe
def public_project_list(request: HttpRequest) -> HttpResponse:
    """The micro-projects that councils passed, with their progress; the newest vote first."""
    station = _asked_station(request)
    page = page_of(public_projects(station), request)
    form = StationForm(initial={"station": station.code if station else ""})
    context = {"page": page, "projects": as_published(page), "station": station, "form": form}
    return _page(request, "portal/public/projects.html", context)


@public
@require_safe
def public_project_photo(request: HttpRequest, pk: int, photo: int) -> FileResponse:
    """A picture of a disclosed micro-project; `?size=small` is the thumbnail."""
    size = request.GET.get("size", "")
    found = get_object_or_404(public_photos(), pk=photo, project=pk)
    if size not in ("", "small"):
        raise Http404
    try:
        response = picture_response(found, small=size == "small")
    except FileNotFoundError:
        raise Http404 from None
    # Not for long: a picture may be taken back.
    response["Cache-Control"] = "public, max-age=3600"
    return response


@public
@never_cache
@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """Where the concern behind a receipt number stands, in plain words and without personal data."""
    form = ReceiptForm(request.GET or None)
    standings, status = list[Standing](), 200
    if form.is_bound and too_many(request, "receipt", RECEIPTS_A_MINUTE):
        form.add_error(None, _("Too many questions from here. Please wait a minute."))
        status = 429
    elif form.is_bound and not form.is_valid():
        status = 400
    elif form.is_bound:
        standings = standings_of(form.cleaned_data["number"])
        if not standings:
            form.add_error("number", _("There is no concern with this number. Please compare it with your receipt."))
            status = 404
    return _page(request, "portal/public/receipt.html", {"form": form, "standings": standings}, status)


@public
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether this process reaches its database, for whoever watches over it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503)
    return JsonResponse({"database": "ok"})


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read what is public, and no question about a receipt."""
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('portal:receipt')}",
        f"Allow: {reverse('portal:public-home')}",
        "Disallow: /",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
