"""A member's own pages: the list of the council on a phone, and the vote on one project (rule 17)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from core.access import NotPermitted
from core.requests import polled, polled_page
from deliberations import actions
from deliberations.enums import Choice
from deliberations.forms.councils import BallotForm
from deliberations.models import Council, CouncilItem, Seat
from deliberations.queries.councils import own_votes, seat_of, shown_of_council, shown_of_item
from deliberations.views.councils import awake_while_open

#: Under this name the device alone remembers what it takes to change a secret vote; each project has an own path.
#: Cookies with "secret" in their names are left out of the reports of errors.
RECEIPT = "secret_receipt"
REMEMBERED = 24 * 3600  # seconds


@polled
@require_safe
def council_cast(request: HttpRequest, pk: int) -> HttpResponse:
    """What the member votes on: the project whose turn it is first, then the others."""
    seat = _seat(request, pk)
    awake_while_open(request, seat.council)
    items = own_votes(seat)
    context = {
        "council": seat.council,
        "seat": seat,
        "now": next((item for item in items if _waits_for_me(item)), None),
        "items": items,
        "choices": Choice,
    }
    own = [[*shown_of_item(item), item.my_way, item.my_choice, item.my_recusal] for item in items]
    shown = [shown_of_council(seat.council), str(seat.council), seat.name, seat.present, own]
    return polled_page(request, "deliberations/council/cast.html", context, shown=shown)


def _waits_for_me(item: Any) -> bool:
    return item.closed_at is None and not item.my_way and not item.my_recusal


def _seat(request: HttpRequest, council: int) -> Seat:
    seat = seat_of(request.user, council)
    if seat is None:
        # Who sees the council but has no seat is told so; to everybody else there is no such council.
        get_object_or_404(Council.objects.visible_to(request.user), pk=council)
        raise NotPermitted(_("Only members of the council vote."))
    return seat


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def council_ballot(request: HttpRequest, pk: int, project: int) -> HttpResponse:
    """One tap chooses, a second one confirms; until the vote is closed the member may choose anew.

    A choice travels in the body only: the addresses of requests are written into logs.
    """
    # An empty vote is one, too: it is told what is missing.
    form = BallotForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and "sure" in request.POST:
        return _vote(request, pk, project, form)
    return _asked(request, pk, project, form)


@sensitive_variables()
def _vote(request: HttpRequest, pk: int, project: int, form: BallotForm) -> HttpResponse:
    try:
        receipt = form.perform(
            actions.cast_ballot, pk, by=request.user, project=project, receipt=request.COOKIES.get(RECEIPT, "")
        )
    except NotPermitted:
        _seat(request, pk)
        raise
    if receipt is None:
        return _asked(request, pk, project, form)
    messages.success(request, _("Your vote is recorded. Until the vote is closed you may change it."))
    response = redirect("deliberations:council-cast", pk)
    if receipt:
        path = reverse("deliberations:council-ballot", args=[pk, project])
        response.set_cookie(
            RECEIPT,
            receipt,
            max_age=REMEMBERED,
            path=path,
            secure=request.is_secure(),
            httponly=True,
            samesite="Strict",
        )
    return response


def _asked(request: HttpRequest, pk: int, project: int, form: BallotForm) -> HttpResponse:
    seat = _seat(request, pk)
    item = next((item for item in own_votes(seat) if item.project_id == project), None)
    if item is None:
        raise Http404
    chosen = form.cleaned_data.get("choice", "") if form.is_bound else ""
    context = {
        "council": seat.council,
        "item": item,
        "choices": Choice,
        "chosen": Choice(chosen) if chosen in Choice.values else None,
        "form": form,
        "refused": bool(form.errors) and "sure" in request.POST,
        "may_change": _may_change(request, seat, item),
    }
    return render(request, "deliberations/council/ballot.html", context, status=form.status)


def _may_change(request: HttpRequest, seat: Seat, item: CouncilItem) -> bool:
    """A secret vote is changed on the device it was cast with."""
    return not seat.council.is_secret or RECEIPT in request.COOKIES
