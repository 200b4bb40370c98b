"""The published indicators with the rows behind each of them, and micro-projects in figures."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.lists import page_of
from portal.forms import CategoryFiguresForm, PeriodForm
from portal.queries.categories import category_figures, category_lists
from portal.queries.figures import project_figures
from portal.queries.indicators import BY_CODE, indicators, rows_behind
from portal.views.years import asked_year, year_tabs
from stations.duties import duties_of


@require_safe
def indicator_list(request: HttpRequest) -> HttpResponse:
    """All indicators of a period, each with its definition and its denominator."""
    form = PeriodForm(request.GET or None)
    found = indicators(form.period())
    status = 400 if form.is_bound and not form.is_valid() else 200
    return render(request, "portal/indicators.html", {"form": form, "indicators": found}, status=status)


@require_safe
def indicator_rows(request: HttpRequest, code: str) -> HttpResponse:
    """The rows that an indicator counts: those of them that the person may see."""
    if code not in BY_CODE:
        raise Http404
    form = PeriodForm(request.GET or None)
    counted = rows_behind(code, form.period())
    seen = counted.filter(pk__in=counted.model.objects.visible_to(request.user).values("pk"))
    page = page_of(_arranged(seen, code), request)
    context = {
        "definition": BY_CODE[code],
        "form": form,
        "page": page,
        "rows": [_row(thing, BY_CODE[code].moment) for thing in page],
        "counted": counted.count(),
    }
    return render(request, "portal/indicator_rows.html", context)


def _arranged(rows: Any, code: str) -> Any:
    moment = BY_CODE[code].moment
    if code == "stations":
        return rows.order_by("pk")
    return rows.select_related("station").order_by(f"-{moment}", "-pk")


def _row(thing: Any, moment: str) -> dict[str, Any]:
    on = getattr(thing, moment, None)
    return {
        "title": str(thing),
        "url": thing.get_absolute_url() if hasattr(thing, "get_absolute_url") else "",
        "station": thing.station.short_name if hasattr(thing, "station") else "",
        "on": timezone.localtime(on).date() if hasattr(on, "tzinfo") else on,
    }


@require_safe
def category_figure_table(request: HttpRequest) -> HttpResponse:
    """The concerns of a period by category, and by which list they are counted."""
    form = CategoryFiguresForm(request.GET or None, lists=category_lists())
    edition = form.chosen_list()
    context = {
        "form": form,
        "figures": category_figures(form.period(), edition) if edition else None,
        # Whoever sees all concerns finds as many behind a figure as it says.
        "sees_all": duties_of(request.user).reads_everything,
        "period": {f"received_{name}": request.GET[name] for name in ("from", "to") if request.GET.get(name)},
    }
    status = 400 if form.is_bound and not form.is_valid() else 200
    return render(request, "portal/category_figures.html", context, status=status)


@require_safe
def project_figure_tables(request: HttpRequest) -> HttpResponse:
    """The money of micro-projects that councils passed, with the number of projects beside each sum."""
    year = asked_year(request)
    context = {"year": year, "tables": project_figures(year), "years": year_tabs(year)}
    return render(request, "portal/project_figures.html", context)
