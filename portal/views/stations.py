"""The stations side by side."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import clock
from portal.queries.stations import tiles
from stations.duties import duties_of

FIRST_YEAR = 2017


@require_safe
def stations(request: HttpRequest) -> HttpResponse:
    """One tile per station, by subdistrict: meetings against the minimum, visits, what is open."""
    duties = duties_of(request.user)
    if not (duties.reads_everything or duties.subdistricts or duties.stations_seen):
        raise PermissionDenied(_("This page is for those who follow the work of stations."))
    this_year = clock.today().year
    asked = request.GET.get("year", "")
    year = int(asked) if asked in {str(known) for known in range(FIRST_YEAR, this_year + 1)} else this_year
    context = {
        "tiles": tiles(request.user, year),
        "year": year,
        "years": [
            {"label": known, "url": f"?year={known}", "current": known == year}
            for known in range(this_year, max(FIRST_YEAR, this_year - 5) - 1, -1)
        ],
    }
    return render(request, "portal/stations.html", context)
