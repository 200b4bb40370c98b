"""The stations side by side."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.queries.stations import tiles
from portal.views.years import asked_year, year_tabs
from stations.duties import duties_of


@require_safe
def stations(request: HttpRequest) -> HttpResponse:
    """One tile per station, by subdistrict: meetings against the minimum, visits, what is open."""
    duties = duties_of(request.user)
    if not (duties.reads_everything or duties.subdistricts or duties.stations_seen):
        raise PermissionDenied(_("This page is for those who follow the work of stations."))
    year = asked_year(request)
    context = {"tiles": tiles(request.user, year), "year": year, "years": year_tabs(year)}
    return render(request, "portal/stations.html", context)
