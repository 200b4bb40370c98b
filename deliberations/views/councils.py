"""Planning, running and reading livelihood councils, and the page of each of their moves."""

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from accounts.sessions import note_request
from core.forms import ConfirmForm, ReasonForm
from core.lists import page_of
from core.new_pages import new_page
from core.requests import polled, polled_page
from core.views import move_page
from core.workflow import allowed_moves, timeline_of
from deliberations import actions
from deliberations.enums import CouncilState
from deliberations.filters import CouncilFilter
from deliberations.forms.councils import (
    ChangeCouncilForm,
    CloseItemForm,
    ConfirmNoteForm,
    CouncilForm,
    NoteForm,
    OpenCouncilForm,
    OverrideForm,
)
from deliberations.forms.parts import PaperCountForm, PresenceForm, RecuseForm, RejectCountForm, WaitingCountForm
from deliberations.models import Council, CouncilItem, PaperCount
from deliberations.queries.councils import (
    named_votes,
    ranked_items,
    read_items,
    recusals_of,
    shown_of_council,
    shown_of_item,
    standing_of,
)
from deliberations.queries.topics import explained_due, sees_inside
from deliberations.views.topics import own_stations, station_asked_for
from stations.duties import duties_of


@require_safe
def council_list(request: HttpRequest) -> HttpResponse:
    """The councils that the person may see, newest first."""
    councils = Council.objects.visible_to(request.user).select_related("station")
    chosen = CouncilFilter(request.GET, councils.order_by("-starts_at", "-pk"), request=request)
    duties = duties_of(request.user)
    context = {
        "page": page_of(chosen.qs, request),
        "filter_form": chosen.form,
        "may_plan": bool(duties.officer_of),
        "sees_members": bool(duties.stations_seen or duties.subdistricts or duties.reads_everything),
    }
    return render(request, "deliberations/council/list.html", context)


@require_http_methods(["GET", "POST"])
def council_new(request: HttpRequest) -> HttpResponse:
    """A new council, with the shortlisted projects that wait for one (rule 17)."""
    stations = own_stations(request)
    form = CouncilForm(request.POST or None, stations=stations, station=station_asked_for(request, stations))
    return new_page(
        request,
        form,
        actions.plan_council,
        draft="council-new",
        said=_("The council is planned."),
        template="deliberations/council/new.html",
    )


def _seen(request: HttpRequest, pk: int) -> Council:
    councils = Council.objects.visible_to(request.user).select_related("station__subdistrict", "rule")
    return get_object_or_404(councils, pk=pk)


@require_safe
def council_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A council: its list, who sat, what was decided by which rule, and its whole chain."""
    council = _seen(request, pk)
    items = _read(council)
    named = named_votes(council) if council.closed_at else {}
    context = {
        "council": council,
        "moves": [move for move in allowed_moves(council, request.user) if move.verb not in _ON_THE_CONTROL_PAGE],
        "items": [standing_of(item) | {"votes": named.get(item.pk)} for item in items],
        "ranked": ranked_items(items),
        "moved": [item for item in items if item.rank != item.voted_rank],
        "seats": council.seats.all(),
        "recusals": recusals_of(council),
        "named": named,
        "sees_inside": sees_inside(request.user, council),
        "may_vote": any(seat.user_id == request.user.pk for seat in council.seats.all()),
        "may_run": council.station_id in duties_of(request.user).officer_of,
        "timeline": timeline_of(council),
    }
    return render(request, "deliberations/council/detail.html", context)


def _read(council: Council) -> list[CouncilItem]:
    """Reads the list and the seats once, for the page and for the moves that look at them."""
    prefetch_related_objects([council], "seats")
    return read_items(council)


#: While a council votes, these are offered beside each project of the control page.
_ON_THE_CONTROL_PAGE = ("enter_paper_count", "confirm_paper_count", "reject_paper_count", "close_item", "recuse")


def awake_while_open(request: HttpRequest, council: Council) -> None:
    """Before a council that votes people sit and look; so its pages count as activity though nobody touches them."""
    if council.state == CouncilState.OPENED:
        note_request(request.session)


@polled
@require_safe
def council_control(request: HttpRequest, pk: int) -> HttpResponse:
    """The officer's page while the council votes: each project, how many have voted, and what can be done now."""
    council = _seen(request, pk)
    awake_while_open(request, council)
    items, seats = _read(council), list(council.seats.all())
    verbs = {move.verb for move in allowed_moves(council, request.user)}
    rows = [standing_of(item) for item in items]
    present = sum(seat.present for seat in seats)
    context = {
        "council": council,
        "items": rows,
        "verbs": verbs,
        "present": present,
        "seats": seats,
        "to_close": council.state == CouncilState.OPENED and council.all_items_closed,
    }
    counts = [[item.papers_waiting, item.papers_entered_by == request.user.pk] for item in items]
    shown = [shown_of_council(council), [_shown_of(row) for row in rows], counts, sorted(verbs), present, len(seats)]
    return polled_page(request, "deliberations/council/control.html", context, shown=shown)


def _shown_of(row: dict[str, Any]) -> list[Any]:
    numbers = [row[name] for name in ("base", "recused", "present", "needed", "reached", "given", "missing")]
    return [*shown_of_item(row["item"]), *numbers]


@polled
@require_safe
def council_projector(request: HttpRequest, pk: int) -> HttpResponse:
    """What the room sees: who is there, the quorum, how many have not voted; the result once the vote is closed."""
    council = _seen(request, pk)
    awake_while_open(request, council)
    items = read_items(council)
    waiting = [item for item in items if item.closed_at is None]
    closed = sorted(((item.closed_at, item) for item in items if item.closed_at), key=lambda row: row[0], reverse=True)
    running = standing_of(waiting[0]) if waiting and council.opened_at else None
    context = {
        "council": council,
        "running": running,
        "waiting": waiting[1:],
        "closed": [item for _at, item in closed],
        "of": len(items),
    }
    shown = [shown_of_council(council), [shown_of_item(item) for item in items], running and _shown_of(running)]
    return polled_page(request, "deliberations/council/projector.html", context, shown=shown)


def _with_council(request: HttpRequest, council: Council) -> dict[str, Any]:
    return {"council": council, "initial": {"project": request.GET.get("project")}}


def _counts(request: HttpRequest, council: Council) -> dict[str, Any]:
    """The counts that wait, with their numbers, for whoever confirms them."""
    waiting = PaperCount.objects.filter(item__council=council, confirmed_at=None, rejected_at=None)
    return {"counts": waiting.select_related("item__project", "entered_by").prefetch_related("ballots__seat")}


def _with_standing(request: HttpRequest, council: Council) -> dict[str, Any]:
    """The votes that run, read once: how many are missing is said beside each project that may be chosen."""
    running = [standing_of(item) for item in read_items(council) if not item.closed_at]
    return _with_council(request, council) | {"running": running}


#: Where the officer goes on after each step of a council that votes.
CONTROL = "deliberations:council-control"

council_notify = move_page(Council, "notify", ConfirmForm, actions.notify_council)
council_change = move_page(
    Council, "change", ChangeCouncilForm, actions.change_council, form_kwargs=lambda request, c: {"council": c}
)
council_open = move_page(
    Council,
    "open",
    OpenCouncilForm,
    actions.open_council,
    template="deliberations/council/open.html",
    form_kwargs=_with_council,
    then=CONTROL,
)
council_record_presence = move_page(
    Council,
    "record_presence",
    PresenceForm,
    actions.record_presence,
    form_kwargs=_with_council,
    then=CONTROL,
)
council_recuse = move_page(
    Council, "recuse", RecuseForm, actions.recuse_member, form_kwargs=_with_council, then=CONTROL
)
# A single paper is its member's choice: what is typed stands in no report of an error (decision 7).
council_enter_paper_count = sensitive_variables()(
    sensitive_post_parameters()(
        move_page(
            Council,
            "enter_paper_count",
            PaperCountForm,
            actions.enter_paper_count,
            form_kwargs=_with_council,
            then=CONTROL,
        )
    )
)
council_confirm_paper_count = move_page(
    Council,
    "confirm_paper_count",
    WaitingCountForm,
    actions.confirm_paper_count,
    template="deliberations/council/confirm_paper_count.html",
    form_kwargs=_with_council,
    context=_counts,
    then=CONTROL,
)
council_reject_paper_count = move_page(
    Council,
    "reject_paper_count",
    RejectCountForm,
    actions.reject_paper_count,
    template="deliberations/council/confirm_paper_count.html",
    form_kwargs=_with_council,
    context=_counts,
    then=CONTROL,
)
council_close_item = move_page(
    Council,
    "close_item",
    CloseItemForm,
    actions.close_item,
    template="deliberations/council/close_item.html",
    form_kwargs=_with_standing,
    then=CONTROL,
)
council_close = move_page(Council, "close", NoteForm, actions.close_council)
council_confirm_minutes = move_page(
    Council,
    "confirm_minutes",
    ConfirmNoteForm,
    actions.confirm_council_minutes,
    template="deliberations/meeting/confirm_minutes.html",
    form_kwargs=lambda request, council: {"council": council},
    context=lambda request, council: {
        "due_on": council.minutes_due_on,
        "explained": explained_due("deliberations.confirm_minutes", council.day, council.minutes_due_on),
    },
)
council_override = move_page(Council, "override", OverrideForm, actions.override_ranking, form_kwargs=_with_council)
council_cancel = move_page(Council, "cancel", ReasonForm, actions.cancel_council)
