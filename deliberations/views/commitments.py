"""Reading commitments, and the page of each of their moves."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.forms import ReasonForm
from core.lists import page_of
from core.views import move_page
from core.workflow import allowed_moves, timeline_of
from deliberations import actions
from deliberations.enums import CommitmentState
from deliberations.filters import CommitmentFilter
from deliberations.forms.follow_ups import PostponeForm, ReportDoneForm
from deliberations.models import Commitment, LookBack
from stations.duties import duties_of


@require_safe
def commitment_list(request: HttpRequest) -> HttpResponse:
    """The commitments that the person may see: open ones by their date, settled ones newest first."""
    commitments = Commitment.objects.visible_to(request.user).select_related("station", "topic", "department")
    asked, tabs = by_state(request, CommitmentState)
    order = ("due_on", "pk") if asked.get("state") == CommitmentState.OPEN else ("-due_on", "-pk")
    chosen = CommitmentFilter(asked, commitments.order_by(*order), request=request)
    context = {"page": page_of(chosen.qs, request), "filter_form": chosen.form, "tabs": tabs}
    return render(request, "deliberations/commitment/list.html", context)


def by_state(request: HttpRequest, states: Any) -> tuple[Any, list[dict[str, Any]]]:
    """What the list is asked for, by default the first state, and a tab for each state and for all."""
    asked = request.GET.copy()
    asked.setdefault("state", states.values[0])
    tabs = [{"label": state.label, "value": state.value} for state in states]
    tabs.append({"label": _("all"), "value": ""})
    for tab in tabs:
        query = request.GET.copy()
        query.pop("page", None)
        query["state"] = tab["value"]
        tab |= {"url": f"?{query.urlencode()}", "current": asked["state"] == tab["value"], "count": 0}
    return asked, tabs


@require_safe
def commitment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A commitment: measure, date, responsible person, and what was seen on the spot."""
    commitments = Commitment.objects.visible_to(request.user)
    related = ("station", "topic", "department", "meeting")
    commitment = get_object_or_404(commitments.select_related(*related), pk=pk)
    context = {
        "commitment": commitment,
        "moves": allowed_moves(commitment, request.user),
        "look_backs": LookBack.objects.of(commitment),
        "timeline": timeline_of(commitment),
        "is_officer": commitment.station_id in duties_of(request.user).officer_of,
    }
    return render(request, "deliberations/commitment/detail.html", context)


commitment_report_done = move_page(Commitment, "report_done", ReportDoneForm, actions.report_done)
commitment_postpone = move_page(Commitment, "postpone", PostponeForm, actions.postpone_commitment)
commitment_end = move_page(Commitment, "end", ReasonForm, actions.end_commitment)
