"""The page of each move of a suggestion."""

from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core import clock
from core.access import ensure_may
from core.forms import ConfirmForm, ReasonForm
from core.ui.components import draft_name
from core.views import beside_the_form, move_page
from stations.enums import NotAcceptedReason
from suggestions import actions
from suggestions.actions.clocks import latest_reply_date
from suggestions.enums import Stage, Verdict
from suggestions.forms import (
    AssignForm,
    DecideReturnForm,
    GrantForm,
    LogContactForm,
    OpinionForm,
    PressureForm,
    ReplyForm,
    ReportImplementationForm,
    RequestExtensionForm,
    RequestReturnForm,
    ScoreForm,
    SubmitForm,
    SuggestionForm,
)
from suggestions.models import Suggestion
from suggestions.queries import rounds_with_replies, scheme_for, withdrawn_from
from suggestions.workflow import PRESSURE_REPORT


def _page(verb: str, form_class: Any, action: Any, **kwargs: Any) -> Any:
    return move_page(Suggestion, verb, form_class, action, **kwargs)


def _page_of_the_committee(verb: str, form_class: Any, action: Any, **kwargs: Any) -> Any:
    """A page on what was submitted: who comes after it was withdrawn is told so, where the draft is none of theirs."""
    page = _page(verb, form_class, action, **kwargs)

    @wraps(page)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        try:
            return page(request, pk)
        except Http404:
            if late := withdrawn_from(request.user, pk):
                raise late from None
            raise

    return view


def _text(request: HttpRequest, suggestion: Suggestion) -> dict[str, Any]:
    """The paper itself, to read or to adapt to."""
    return {"suggestion": suggestion}


def _request_of(request: HttpRequest, suggestion: Suggestion) -> dict[str, Any]:
    """What the department asks for, beside the decision."""
    return {
        "suggestion": suggestion,
        "return_request": suggestion.pending_return(),
        "extension": suggestion.pending_extension(),
        "current": suggestion.current_round(),
    }


def _contacts(request: HttpRequest, suggestion: Suggestion) -> dict[str, Any]:
    """The department's contact log of the round, without which no reply can be filed (rule 22)."""
    current = suggestion.current_round()
    contacts = list(current.contacts.filter(assignment__returned_at=None).select_related("by")) if current else []
    return {
        "suggestion": suggestion,
        "current": current,
        "contacts": contacts,
        "may_reply": bool(contacts) or suggestion.contact_waived_at is not None,
    }


def _latest(request: HttpRequest, suggestion: Suggestion) -> dict[str, Any]:
    current = suggestion.current_round()
    start = current.opened_on if current else clock.today()
    return {"latest": latest_reply_date(suggestion, start)}


def _score(stage: Stage) -> dict[str, Any]:
    """The score sheet of a stage, beside what is being scored."""

    def sheet(request: HttpRequest, suggestion: Suggestion) -> dict[str, Any]:
        return {"scheme": scheme_for(clock.today()), "stage": stage}

    def shown(request: HttpRequest, suggestion: Suggestion) -> dict[str, Any]:
        current = suggestion.current_round()
        return {
            "suggestion": suggestion,
            "stage": stage,
            "current": current,
            "reply": getattr(current, "reply", None),
            "report": getattr(current, "report", None),
            "contacts": current.contacts.all() if current else [],
            "score_verdicts": {
                "satisfied": Verdict.SATISFIED.label,
                "basically": Verdict.BASICALLY_SATISFIED.label,
                "unsatisfied": Verdict.UNSATISFIED.label,
            },
        }

    template = "suggestions/suggestion/score.html"
    return {"form_kwargs": sheet, "context": shown, "template": template, "related": [rounds_with_replies()]}


def _as_written(suggestion: Suggestion) -> dict[str, Any]:
    kept = (
        "instrument",
        "title",
        "situation",
        "proposal",
        "livelihood",
        "facts_checked",
        "exclusions_checked",
    )
    return {name: getattr(suggestion, name) for name in kept} | {
        "topic": suggestion.topic_id,
        "category": suggestion.category_id,
        "co_sponsors": list(suggestion.co_sponsors.values_list("representative", flat=True)),
    }


def _rewriting(request: HttpRequest, suggestion: Suggestion) -> dict[str, Any]:
    """The text as it stands, to be changed."""
    return {"user": request.user, "suggestion": suggestion, "initial": _as_written(suggestion)}


suggestion_revise = _page(
    "revise",
    SuggestionForm,
    actions.revise_suggestion,
    template="suggestions/suggestion/revise.html",
    form_kwargs=_rewriting,
    context=lambda request, suggestion: {"suggestion": suggestion, "exclusions": NotAcceptedReason.labels},
)
suggestion_co_sign = _page(
    "co_sign",
    ConfirmForm,
    actions.co_sign_suggestion,
)
suggestion_discard = _page("discard", ConfirmForm, actions.discard_suggestion)
suggestion_submit = _page(
    "submit",
    SubmitForm,
    actions.submit_suggestion,
    template="suggestions/suggestion/submit.html",
    form_kwargs=lambda request, suggestion: {
        "initial": {name: getattr(suggestion, name) for name in ("facts_checked", "exclusions_checked")}
    },
    context=lambda request, suggestion: {
        "suggestion": suggestion,
        "exclusions": NotAcceptedReason.labels,
        "co_sponsors": suggestion.co_sponsors.select_related("representative").order_by("pk"),
    },
)
suggestion_withdraw = _page("withdraw", ConfirmForm, actions.withdraw_suggestion)
suggestion_register = _page_of_the_committee("register", ConfirmForm, actions.register_suggestion)
suggestion_return_for_revision = _page_of_the_committee("return_for_revision", ReasonForm, actions.return_for_revision)
suggestion_reject = _page_of_the_committee("reject", ReasonForm, actions.reject_suggestion)
suggestion_assign = _page("assign", AssignForm, actions.assign_suggestion, form_kwargs=_text)
suggestion_accept = _page("accept", ConfirmForm, actions.accept_suggestion)
suggestion_request_return = _page("request_return", RequestReturnForm, actions.request_return)
suggestion_decide_return = _page(
    "decide_return",
    DecideReturnForm,
    actions.decide_return,
    template="suggestions/suggestion/decide.html",
    context=_request_of,
)
suggestion_give_opinion = _page("give_opinion", OpinionForm, actions.give_opinion)
suggestion_log_contact = _page("log_contact", LogContactForm, actions.log_contact)
suggestion_waive_contact = _page("waive_contact", ConfirmForm, actions.waive_contact)
suggestion_request_extension = _page(
    "request_extension", RequestExtensionForm, actions.request_extension, form_kwargs=_latest
)
suggestion_decide_extension = _page(
    "decide_extension",
    GrantForm,
    actions.decide_extension,
    template="suggestions/suggestion/decide.html",
    context=_request_of,
    related=["rounds__extension_requests"],
)
suggestion_reply = _page(
    "reply",
    ReplyForm,
    actions.reply_to_suggestion,
    template="suggestions/suggestion/reply.html",
    context=_contacts,
)
suggestion_score_reply = _page("score_reply", ScoreForm, actions.score_reply, **_score(Stage.REPLY))
suggestion_report_implementation = _page(
    "report_implementation", ReportImplementationForm, actions.report_implementation
)
suggestion_score_implementation = _page(
    "score_implementation", ScoreForm, actions.score_implementation, **_score(Stage.IMPLEMENTATION)
)
suggestion_release_score = _page("release_score", ConfirmForm, actions.release_score)


@require_http_methods(["GET", "POST"])
def suggestion_report_pressure(request: HttpRequest, pk: int) -> HttpResponse:
    """The sponsor says that somebody pressed for a better score; only the committee reads it (rule 34)."""
    suggestion = get_object_or_404(Suggestion.objects.visible_to(request.user), pk=pk)
    move = PRESSURE_REPORT["report"]
    ensure_may(request.user, move.permission, suggestion)
    form = PressureForm(request.POST or None).carry(request, suggestion, move)
    if form.is_valid() and form.perform(actions.report_pressure, suggestion, by=request.user):
        form.done(request, draft_name(suggestion, move.verb), _("The committee has been told. Nobody else sees it."))
        return redirect(suggestion)
    context = beside_the_form(suggestion, move) | {"thing": suggestion, "move": move, "form": form}
    return render(request, "_components/move_page.html", context, status=form.status)
