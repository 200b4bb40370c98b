"""Reading concerns, and the page of each of their moves."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.events import Event
from core.forms import ConfirmForm, ReasonForm
from core.lists import page_of
from core.views import beside_the_form, move_page
from core.workflow import allowed_moves, ensure_can, taken_back_until, timeline_of
from stations import actions
from stations.duties import duties_of
from stations.enums import ConcernState
from stations.filters import ConcernFilter, without_own_station
from stations.forms import CorrectWordsForm, FeedbackForm, JoinForm, JoinSearchForm, RouteForm, SplitForm
from stations.groups import found_by, members_of, parts_of, similar_to
from stations.models import Concern
from stations.queries import explained_dues
from stations.rules import is_officer_here
from stations.workflow import CONCERN


@require_safe
def concern_list(request: HttpRequest) -> HttpResponse:
    """The concerns that the person may see, newest first."""
    concerns = Concern.objects.visible_to(request.user).order_by("-pk")
    chosen = ConcernFilter(request.GET, concerns, request=request)
    filter_form = without_own_station(chosen.form, request.user)
    page = page_of(chosen.qs, request, shown=Concern.objects.with_what_its_row_shows())
    return render(request, "stations/concern/list.html", {"page": page, "filter_form": filter_form})


@require_safe
def concern_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A concern: the words, where it stands, what became of it, and its whole chain."""
    concerns = Concern.objects.visible_to(request.user).with_what_its_page_shows()
    concern = get_object_or_404(concerns, pk=pk)
    timeline = timeline_of(concern)
    happened = {event.verb for event in timeline}
    context = {
        "concern": concern,
        # The timeline knows already whether there is anything to ask for.
        "corrections": concern.corrections_of_words if "correct_words" in happened or concern.part else [],
        "feedbacks": concern.feedbacks.all() if "give_feedback" in happened else [],
        "members": members_of(concern, request.user) if concern.joined_to_id or concern.leads_group else [],
        "parts": parts_of(concern) if concern.part else [],
        "timeline": timeline,
        "explained": explained_dues(concern),
    }
    return render(request, "stations/concern/detail.html", context | _offers(request, concern, timeline))


def _offers(request: HttpRequest, concern: Concern, timeline: list[Event]) -> dict[str, Any]:
    """The moves open to the person; contact data are asked for where they stand, if the resident left any."""
    moves = allowed_moves(concern, request.user, timeline)
    return {
        "take_back_until": taken_back_until(timeline[-1]) if any(move.undo for move in moves) else None,
        "moves": [move for move in moves if move.verb != "reveal_contact"],
        "may_reveal": any(move.verb == "reveal_contact" for move in moves),
        "may_raise": concern.state in (ConcernState.RECEIVED, ConcernState.ROUTED)
        and is_officer_here(request.user, concern),
    }


concern_route = move_page(Concern, "route", RouteForm, actions.route_concern)
concern_give_feedback = move_page(Concern, "give_feedback", FeedbackForm, actions.give_feedback)
concern_close = move_page(Concern, "close", ConfirmForm, actions.close_concern)
concern_take_back = move_page(Concern, "take_back", ConfirmForm, actions.take_back)
concern_correct_words = move_page(Concern, "correct_words", CorrectWordsForm, actions.correct_words)
concern_leave_group = move_page(Concern, "leave_group", ConfirmForm, actions.leave_group)
concern_split = move_page(
    Concern,
    "split",
    SplitForm,
    actions.split_concern,
    template="stations/concern/split.html",
    form_kwargs=lambda request, concern: {"concern": concern},
)


def _to_join(request: HttpRequest, concern: Concern) -> dict[str, Any]:
    """What is offered to be grouped with: what was asked for, else what sounds alike (rule 6)."""
    asked = JoinSearchForm(request.GET).asked
    offered = found_by(concern, request.user, asked) if asked else similar_to(concern, request.user)
    return {"offered": offered, "asked": asked, "across": duties_of(request.user).committee}


concern_join = move_page(
    Concern,
    "join",
    JoinForm,
    actions.join_concern,
    template="stations/concern/join.html",
    form_kwargs=_to_join,
    context=lambda request, concern: {"search": JoinSearchForm(request.GET)},
)


@never_cache
@require_http_methods(["GET", "POST"])
def concern_reveal_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows the contact data of one concern once, on this answer only, after a reason was given (rule 3)."""
    concern = get_object_or_404(Concern.objects.visible_to(request.user), pk=pk)
    ensure_can(concern, "reveal_contact", request.user)
    form = ReasonForm(request.POST or None)
    contact = None
    if form.is_valid():
        contact = form.perform(actions.reveal_contact, concern, by=request.user)
    if contact:
        messages.info(request, _("This look at the contact data has been logged."))
    move = CONCERN["reveal_contact"]
    context = {"thing": concern, "concern": concern, "move": move, "form": form, "contact": contact}
    context |= beside_the_form(concern, move)
    return render(request, "stations/concern/reveal_contact.html", context, status=form.status)
