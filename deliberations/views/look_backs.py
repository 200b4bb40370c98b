"""Planning and reading look-backs, and the page of each of their moves."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.access import ensure_may
from core.forms import ReasonForm
from core.lists import page_of
from core.new_pages import new_page
from core.views import move_page
from core.workflow import allowed_moves, timeline_of
from deliberations import actions
from deliberations.enums import LookBackState
from deliberations.filters import LookBackFilter
from deliberations.forms.follow_ups import PlanLookBackForm, RecordLookBackForm
from deliberations.models import Commitment, LookBack, Topic
from deliberations.queries.topics import SUGGESTION, other_subject
from deliberations.views.commitments import by_state


@require_safe
def look_back_list(request: HttpRequest) -> HttpResponse:
    """The look-backs that the person may see: planned ones by their date, the others newest first."""
    look_backs = LookBack.objects.visible_to(request.user).select_related("station")
    asked, tabs = by_state(request, LookBackState)
    order = ("due_on", "pk") if asked.get("state") == LookBackState.PLANNED else ("-due_on", "-pk")
    chosen = LookBackFilter(asked, look_backs.order_by(*order), request=request)
    context = {"page": page_of(chosen.qs, request), "filter_form": chosen.form, "tabs": tabs}
    return render(request, "deliberations/look_back/list.html", context)


@require_http_methods(["GET", "POST"])
def look_back_new(request: HttpRequest) -> HttpResponse:
    """Plans a look-back on the topic, commitment or suggestion that the address names (rule 13)."""
    subject = _subject(request)
    ensure_may(request.user, "deliberations.plan_look_back", subject)
    return new_page(
        request,
        PlanLookBackForm(request.POST or None),
        actions.plan_look_back,
        draft="look-back-new",
        said=_("The look-back is planned."),
        template="deliberations/look_back/new.html",
        context={"subject": subject},
        subject=subject,
    )


def _subject(request: HttpRequest) -> Any:
    """What the look-back goes to, if the person may see it."""
    for noun, model in (("topic", Topic), ("commitment", Commitment)):
        if pk := _number(request, noun):
            return get_object_or_404(model.objects.visible_to(request.user).select_related("station"), pk=pk)
    if pk := _number(request, "suggestion"):
        subject = other_subject(request.user, SUGGESTION, pk)
        if subject:
            return subject
    raise Http404


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


@require_safe
def look_back_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A look-back: what is looked at, by when, and what was found."""
    look_backs = LookBack.objects.visible_to(request.user)
    related = ("station", "topic", "commitment", "recorded_by", "previous")
    look_back = get_object_or_404(look_backs.select_related(*related), pk=pk)
    context = {
        "look_back": look_back,
        "moves": allowed_moves(look_back, request.user),
        "timeline": timeline_of(look_back),
    }
    return render(request, "deliberations/look_back/detail.html", context)


look_back_record = move_page(
    LookBack,
    "record",
    RecordLookBackForm,
    actions.record_look_back,
    template="deliberations/look_back/record.html",
)
look_back_end = move_page(LookBack, "end", ReasonForm, actions.end_look_back)
