"""Entering and reading visits."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.lists import page_of
from core.workflow import timeline_of
from stations.actions import record_visit
from stations.duties import duties_of
from stations.filters import VisitFilter, without_own_station
from stations.forms import ConcernFormSet, VisitConcerns, VisitForm
from stations.groups import one_of_each_message
from stations.models import Station, Visit
from stations.queries import similar_concerns, station_of

#: Similar concerns that are shown while somebody types.
MOST_SIMILAR = 5


@require_safe
def visit_list(request: HttpRequest) -> HttpResponse:
    """The visits that the person may see, newest first."""
    visits = Visit.objects.visible_to(request.user).select_related("station").order_by("-started_at", "-pk")
    chosen = VisitFilter(request.GET, visits, request=request)
    filter_form = without_own_station(chosen.form, request.user)
    page = page_of(chosen.qs, request)
    context = {"page": page, "filter_form": filter_form, "may_record": bool(duties_of(request.user).officer_of)}
    return render(request, "stations/visit/list.html", context)


@require_safe
def visit_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A visit with its concerns and their receipt numbers."""
    visits = Visit.objects.visible_to(request.user).select_related("station", "recorder")
    visit = get_object_or_404(visits, pk=pk)
    context = {
        "visit": visit,
        "representatives": visit.representatives.all(),
        "concerns": visit.concerns.select_related("category").order_by("pk"),
        "timeline": timeline_of(visit),
    }
    return render(request, "stations/visit/detail.html", context)


@require_safe
def visit_receipts(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipts of a visit, to print and hand over: numbers and dates, nothing that was said (rule 2)."""
    visit = get_object_or_404(Visit.objects.visible_to(request.user).select_related("station"), pk=pk)
    context = {
        "visit": visit,
        # The parts of a message came under one receipt (rule 6).
        "concerns": visit.concerns.filter(split_from=None).only("number", "feedback_due_on", "visit_id").order_by("pk"),
        # The name of the page belongs to the portal, which lies above; it is an address that residents are given.
        "address": request.build_absolute_uri(reverse("portal:receipt")),
    }
    return render(request, "stations/visit/receipts.html", context)


@require_http_methods(["GET", "POST"])
def visit_new(request: HttpRequest) -> HttpResponse:
    """One page for a whole visit, saved in one go (rule 7)."""
    stations = _stations_of(request)
    station = _asked_for(request, stations)
    form = VisitForm(request.POST or None, stations=stations, station=station)
    form.carry(request)
    concerns = VisitConcerns(request.POST or None, prefix="concerns")
    if "add" in request.POST:
        return render(request, "stations/visit/new.html", _one_more(form, concerns, station))
    # Both are asked, so that all errors of the page are said at once.
    if all([form.is_valid(), concerns.is_valid()]):
        if visit := _recorded(request, form, concerns.said()):
            form.done(request, "visit-new", _("The visit is recorded."))
            return redirect(visit)
    elif request.method == "POST":
        form.status = 400
    context = {"form": form, "concerns": concerns, "station": station}
    return render(request, "stations/visit/new.html", context, status=form.status)


def _recorded(request: HttpRequest, form: VisitForm, said: list[dict[str, Any]]) -> Visit | None:
    if said or _without_concern(form):
        return form.perform(record_visit, by=request.user, concerns=said)
    return None


def _without_concern(form: VisitForm) -> bool:
    """A visit may be one at which nobody raised anything (rule 1): asked about once."""
    words = _("No concern is entered. Press “Save the visit” once more if nobody raised one.")
    return form.ask(None, "no-concern", words)


def _stations_of(request: HttpRequest) -> list[Station]:
    """The officer's own stations; nobody else enters visits."""
    stations = [one for pk in duties_of(request.user).officer_of for one in station_of(pk=pk)]
    if not stations:
        raise PermissionDenied(_("Visits are entered by the liaison officer of a station."))
    return sorted(stations, key=lambda station: station.code)


def _asked_for(request: HttpRequest, stations: list[Station]) -> Station:
    asked = request.POST.get("station") or request.GET.get("station", "")
    return next((station for station in stations if str(station.pk) == asked), stations[0])


def _one_more(form: VisitForm, concerns: ConcernFormSet, station: Station) -> dict[str, object]:
    """Without JavaScript: the same page with what was typed and one more empty concern."""
    data = concerns.data.copy()
    data["concerns-TOTAL_FORMS"] = str(min(concerns.total_form_count() + 1, concerns.max_num))
    return {"form": form, "concerns": VisitConcerns(data, prefix="concerns"), "station": station}


def _typed(request: HttpRequest, ending: str) -> str:
    return next((str(value) for name, value in request.POST.items() if name.endswith(ending)), "")


def _moment(typed: str) -> datetime | None:
    """The date and time typed so far; None while it is none."""
    with suppress(ValidationError):
        return forms.DateTimeField(required=False).clean(typed)
    return None


@require_POST
def visit_similar(request: HttpRequest) -> HttpResponse:
    """While typing: concerns of the last months at this station that sound alike (rule 6).

    It only asks; but what a resident says belongs into no address, which every proxy writes down.
    """
    words, place = (_typed(request, f"-{name}") for name in ("words", "place"))
    similar = []
    if words:
        station = _asked_for(request, _stations_of(request))
        alike = similar_concerns(station, words, place, _moment(_typed(request, "started_at")), 2 * MOST_SIMILAR)
        similar = one_of_each_message(alike, MOST_SIMILAR)
    return render(request, "stations/visit/similar.html", {"similar": similar})
