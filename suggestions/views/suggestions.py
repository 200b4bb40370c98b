"""Reading and writing suggestions."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.lists import page_of
from core.new_pages import new_page
from core.workflow import allowed_moves, timeline_of
from deliberations.models import Topic
from stations.duties import duties_of
from stations.enums import NotAcceptedReason
from suggestions import actions
from suggestions.enums import SuggestionState
from suggestions.filters import SuggestionFilter
from suggestions.forms import SuggestionForm
from suggestions.models import Suggestion
from suggestions.queries import clocks_shown, load_page, rounds_shown, steps_of, with_latest_verdict
from suggestions.rules import is_sponsor

DRAFT = "suggestion-new"
#: As long as the lead department has not replied (rule 21).
WANTS_OPINIONS = (SuggestionState.ASSIGNED, SuggestionState.RETURN_REQUESTED, SuggestionState.ACCEPTED)


@require_safe
def suggestion_list(request: HttpRequest) -> HttpResponse:
    """The suggestions that the person may see, newest first, with the last verdict open to the reader.

    Discarded drafts are shown to whoever asks for them.
    """
    suggestions = Suggestion.objects.visible_to(request.user).order_by("-pk")
    chosen = SuggestionFilter(request.GET, suggestions, request=request)
    found = chosen.qs if request.GET.get("state") else chosen.qs.exclude(state=SuggestionState.DISCARDED)
    shown = with_latest_verdict(found, request.user).select_related("sponsor", "lead", "station")
    context = {
        "page": page_of(shown, request),
        "filter_form": chosen.form,
        "may_write": _may_write(request.user),
    }
    return render(request, "suggestions/suggestion/list.html", context)


def _may_write(user: Any) -> bool:
    duties = duties_of(user)
    return duties.representative_id is not None or bool(duties.officer_of)


@require_safe
def suggestion_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A suggestion: the text, who must do what by when, every round with its scores, and the whole chain."""
    suggestions = Suggestion.objects.visible_to(request.user)
    suggestion = get_object_or_404(suggestions.select_related("station", "sponsor", "category", "lead"), pk=pk)
    timeline = timeline_of(suggestion)
    load_page(suggestion, request.user, {event.verb for event in timeline})
    rounds = rounds_shown(suggestion, request.user)
    context = {
        "suggestion": suggestion,
        "moves": allowed_moves(suggestion, request.user),
        "steps": steps_of(suggestion),
        "clocks": clocks_shown(suggestion),
        "opinions_wanted": suggestion.state in WANTS_OPINIONS,
        "assignments": suggestion.assignments.all(),
        "rounds": rounds,
        "timeline": timeline,
        "scored_by_me": any(one.reply for one in rounds) and is_sponsor(request.user, suggestion),
    }
    return render(request, "suggestions/suggestion/detail.html", context)


@require_safe
def suggestion_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The suggestion and its replies as letters, set for paper."""
    suggestions = Suggestion.objects.visible_to(request.user).select_related("station", "sponsor", "lead")
    suggestion = get_object_or_404(suggestions, pk=pk)
    rounds = suggestion.rounds.select_related("reply").filter(reply__isnull=False)
    return render(request, "suggestions/suggestion/letter.html", {"suggestion": suggestion, "rounds": rounds})


@require_http_methods(["GET", "POST"])
def suggestion_new(request: HttpRequest) -> HttpResponse:
    """Writes a suggestion; `?topic=` fills in what the topic knows already (rule 7)."""
    if not _may_write(request.user):
        raise PermissionDenied(_("Suggestions are written by representatives, with the help of their station."))
    form = SuggestionForm(request.POST or None, user=request.user, initial=_from_topic(request))
    # A representative writes in the own name; an officer chooses for whom.
    in_own_name = request.method == "POST" and "sponsor" not in form.fields
    known = {"sponsor": request.user.representative} if in_own_name else {}
    return new_page(
        request,
        form,
        actions.draft_suggestion,
        draft=DRAFT,
        said=_("The draft is saved. Submit it when it is complete."),
        template="suggestions/suggestion/new.html",
        context={"exclusions": NotAcceptedReason.labels, "draft": DRAFT},
        onward={"submit": "suggestions:suggestion-submit"},
        **known,
    )


def _from_topic(request: HttpRequest) -> dict[str, Any]:
    asked = request.GET.get("topic", "")
    if not asked.isascii() or not asked.isdigit() or len(asked) > 18:
        return {}
    topic = get_object_or_404(Topic.objects.visible_to(request.user), pk=asked)
    return {
        "topic": topic,
        "title": topic.title,
        "situation": topic.statement,
        "category": topic.category_id,
        "livelihood": topic.livelihood,
    }
