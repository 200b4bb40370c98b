"""The ledger as people read it: one's own dashboard, those one may open, a statement to print, one entry."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import clock
from core.forms import ReasonForm
from core.lists import page_of
from core.views import move_page
from core.workflow import allowed_moves, timeline_of
from points import actions, queries
from points.filters import LedgerFilter
from points.models import LedgerEntry, PointsQuery
from stations.duties import duties_of
from stations.models import Representative


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """A representative's own points; whoever keeps an eye on others' goes to their list."""
    own = Representative.objects.filter(pk=duties_of(request.user).representative_id)
    representative = own.select_related("home_station").first()
    return _ledger_page(request, representative) if representative else redirect("points:ledger")


@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """The representatives whose ledgers the person may open: by name, never by points (rule 40)."""
    duties = duties_of(request.user)
    if not (duties.reads_everything or duties.officer_of or duties.representative_id):
        raise PermissionDenied(_("Points are between a representative, the station and the committee."))
    chosen = LedgerFilter(request.GET, queries.representatives_for(request.user), request=request)
    page = page_of(chosen.qs, request)
    year = chosen.chosen_year if chosen.form.is_valid() else clock.today().year
    sums = queries.balances(page.rows, year)
    rows = [(representative, sums.get(representative.pk, 0)) for representative in page]
    context = {"page": page, "rows": rows, "year": year, "filter_form": chosen.form}
    return render(request, "points/ledger/list.html", context)


@require_safe
def ledger_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The points of one representative, for the station and the committee."""
    return _ledger_page(request, get_object_or_404(queries.representatives_for(request.user), pk=pk))


def _ledger_page(request: HttpRequest, representative: Representative) -> HttpResponse:
    own = representative.pk == duties_of(request.user).representative_id
    years = queries.years_of(representative)
    year = _year_of(request, years)
    summary = queries.summary(representative, year)
    page = page_of(queries.statement(representative, year), request, known=summary.entries)
    questions = PointsQuery.objects.visible_to(request.user).filter(representative=representative)
    context = {
        "representative": representative,
        "own": own,
        "years": [{"label": str(one), "url": f"?year={one}", "current": one == year} for one in years],
        "summary": summary,
        "page": page,
        "entries": queries.with_sources(page, request.user),
        "questions": questions.order_by("-pk")[:5],
    }
    return render(request, "points/ledger/detail.html", context)


def _year_of(request: HttpRequest, years: list[int]) -> int:
    asked = request.GET.get("year", "")
    return next((year for year in years if str(year) == asked), years[0])


@require_safe
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """A year of one representative on paper: every entry, the sums, the day of printing."""
    representative = get_object_or_404(queries.representatives_for(request.user), pk=pk)
    year = _year_of(request, queries.years_of(representative))
    context: dict[str, Any] = {
        "representative": representative,
        "summary": queries.summary(representative, year),
        "entries": queries.statement(representative, year).order_by("earned_on", "pk")[:1000],
        "printed_on": clock.today(),
    }
    return render(request, "points/ledger/statement.html", context)


@require_safe
def ledger_entry_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry: what for, by which version of which rule, and what became of it."""
    entries = LedgerEntry.objects.visible_to(request.user)
    joined = entries.select_related("rule", "representative__home_station", "reversal", "reversal_of")
    entry = get_object_or_404(joined, pk=pk)
    queries.with_sources([entry], request.user)
    context = {
        "entry": entry,
        "own": entry.representative_id == duties_of(request.user).representative_id,
        "moves": allowed_moves(entry, request.user),
        "timeline": timeline_of(entry),
    }
    return render(request, "points/ledger_entry/detail.html", context)


ledger_entry_reverse = move_page(LedgerEntry, "reverse", ReasonForm, actions.reverse_entry)
