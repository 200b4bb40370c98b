"""Reading supervisions, and the page of each of their moves."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.forms import ReasonForm
from core.lists import page_of
from core.views import move_page
from core.workflow import allowed_moves, timeline_of
from suggestions import actions
from suggestions.filters import SupervisionFilter
from suggestions.forms import NoteForm
from suggestions.models import Supervision


@require_safe
def supervision_list(request: HttpRequest) -> HttpResponse:
    """The supervisions that the person may see, newest first."""
    supervisions = Supervision.objects.visible_to(request.user).order_by("-pk")
    chosen = SupervisionFilter(request.GET, supervisions, request=request)
    shown = chosen.qs.select_related("suggestion__lead", "suggestion__sponsor", "station", "evaluation__round")
    context = {"page": page_of(shown, request), "filter_form": chosen.form}
    return render(request, "suggestions/supervision/list.html", context)


@require_safe
def supervision_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A supervision: the score behind it, what was done since, and the other record of the same score."""
    supervisions = Supervision.objects.visible_to(request.user).select_related(
        "suggestion__lead", "suggestion__sponsor", "station", "evaluation__round", "evaluation__release"
    )
    supervision = get_object_or_404(supervisions, pk=pk)
    beside = Supervision.objects.visible_to(request.user).filter(evaluation=supervision.evaluation_id)
    context = {
        "supervision": supervision,
        "suggestion": supervision.suggestion,
        "evaluation": supervision.evaluation,
        "moves": allowed_moves(supervision, request.user),
        "notes": supervision.notes.select_related("by"),
        "beside": beside.exclude(pk=supervision.pk).first(),
        "timeline": timeline_of(supervision),
    }
    return render(request, "suggestions/supervision/detail.html", context)


supervision_add_note = move_page(Supervision, "add_note", NoteForm, actions.add_supervision_note)
supervision_close = move_page(Supervision, "close", ReasonForm, actions.close_supervision)
