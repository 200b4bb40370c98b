"""Asking about points and answering."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.lists import page_of
from core.new_pages import new_page
from core.views import move_page
from core.workflow import allowed_moves, timeline_of
from points import actions
from points.filters import PointsQueryFilter
from points.forms import AnswerForm, PointsQueryForm
from points.models import LedgerEntry, PointsQuery
from stations.duties import duties_of
from stations.models import Representative


@require_safe
def points_query_list(request: HttpRequest) -> HttpResponse:
    """What representatives asked, newest first."""
    asked = PointsQuery.objects.visible_to(request.user).select_related("representative__home_station")
    chosen = PointsQueryFilter(request.GET, asked.order_by("-pk"), request=request)
    context = {"page": page_of(chosen.qs, request), "filter_form": chosen.form}
    return render(request, "points/points_query/list.html", context)


@require_safe
def points_query_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One question, the entry it is about, and the answer."""
    asked = PointsQuery.objects.visible_to(request.user)
    query = get_object_or_404(asked.select_related("representative__home_station", "entry", "answered_by"), pk=pk)
    context = {"query": query, "moves": allowed_moves(query, request.user), "timeline": timeline_of(query)}
    return render(request, "points/points_query/detail.html", context)


@require_http_methods(["GET", "POST"])
def points_query_new(request: HttpRequest) -> HttpResponse:
    """The form behind “something is wrong or missing”."""
    representative = Representative.objects.filter(pk=duties_of(request.user).representative_id).first()
    if representative is None:
        raise PermissionDenied(_("A representative asks about the own points."))
    entry = _entry_of(request, representative)
    first = {"entry": entry, "year": entry.year} if entry else {}
    form = PointsQueryForm(request.POST or None, representative=representative, initial=first)
    return new_page(
        request,
        form,
        actions.ask_about_points,
        draft="points-query-new",
        said=_("The committee has your question and will answer here."),
        template="points/points_query/new.html",
        context={"entry": entry},
        representative=representative,
    )


def _entry_of(request: HttpRequest, representative: Representative) -> LedgerEntry | None:
    """The entry that the question is about, if the link or the form names one of the own ledger."""
    asked = request.POST.get("entry") or request.GET.get("entry", "")
    own = LedgerEntry.objects.filter(representative=representative)
    return own.filter(pk=asked).first() if asked.isascii() and asked.isdecimal() and len(asked) < 18 else None


points_query_answer = move_page(PointsQuery, "answer", AnswerForm, actions.answer_query)
