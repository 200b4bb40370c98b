"""Reading and proposing topics, and the page of each of their moves."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.access import may
from core.events import Event
from core.forms import ConfirmForm, ReasonForm
from core.lists import page_of
from core.new_pages import new_page
from core.views import move_page
from core.workflow import allowed_moves, timeline_of
from deliberations import actions
from deliberations.enums import LOOKED_BACK_ON, OPEN_TOPIC, LookBackState, Outcome, TopicState
from deliberations.filters import TopicFilter
from deliberations.forms.topics import (
    AddCommitmentForm,
    DiscloseForm,
    GatherForm,
    MergeForm,
    OutcomeForm,
    ResolveForm,
    ReviseTopicForm,
    StudyForm,
    TopicForm,
)
from deliberations.models import LookBack, Topic
from deliberations.queries.topics import around, concerns_to_gather, deliberated_on, explained_due, with_weight
from stations.duties import duties_of
from stations.models import Concern, Station

#: The way of a topic that goes well, as the page draws it.
_WAY = (
    TopicState.COLLECTED,
    TopicState.ADOPTED,
    TopicState.STUDIED,
    TopicState.DELIBERATED,
    TopicState.TRACKED,
    TopicState.RESOLVED,
    TopicState.CONFIRMED,
    TopicState.DISCLOSED,
)


#: A representative may write a suggestion or a contact letter from a topic that was deliberated (rule 12).
_WRITTEN_ABOUT = (TopicState.DELIBERATED, TopicState.TRACKED)


@require_safe
def topic_list(request: HttpRequest) -> HttpResponse:
    """The topics that the person may see, newest first, with what stands behind each."""
    topics = with_weight(Topic.objects.visible_to(request.user)).select_related("station", "lead")
    chosen = TopicFilter(request.GET, topics.order_by("-pk"), request=request)
    context = {
        "page": page_of(chosen.qs, request),
        "filter_form": chosen.form,
        "may_propose": bool(duties_of(request.user).officer_of),
    }
    return render(request, "deliberations/topic/list.html", context)


@require_http_methods(["GET", "POST"])
def topic_new(request: HttpRequest) -> HttpResponse:
    """A new topic from concerns of the station; `?concern=` brings one along (rule 9)."""
    stations = own_stations(request)
    ticked, station = _ticked(request, stations)
    candidates = _candidates(request, station, ticked)
    known = {"concerns": [concern.pk for concern in ticked], **_known(ticked)}
    form = TopicForm(request.POST or None, stations=stations, station=station, candidates=candidates, initial=known)
    return new_page(
        request,
        form,
        actions.propose_topic,
        draft="topic-new",
        said=_("The topic is proposed."),
        template="deliberations/topic/new.html",
    )


def own_stations(request: HttpRequest) -> list[Station]:
    """The stations whose liaison officer the person is; nobody else proposes topics or plans meetings."""
    stations = Station.objects.filter(pk__in=duties_of(request.user).officer_of).select_related("subdistrict")
    found = list(stations)
    if not found:
        raise PermissionDenied(_("This is done by the liaison officer of a station."))
    return found


def station_asked_for(request: HttpRequest, stations: list[Station]) -> Station:
    """The station of the form: the one asked for, else the officer's first."""
    asked = request.POST.get("station") or request.GET.get("station", "")
    return next((station for station in stations if str(station.pk) == asked), stations[0])


def _ticked(request: HttpRequest, stations: list[Station]) -> tuple[list[Concern], Station]:
    """The concerns that the address or the form names, and the station of the topic."""
    asked = [pk for pk in request.GET.getlist("concern") + request.POST.getlist("concerns") if is_id(pk)]
    seen = Concern.objects.visible_to(request.user).select_related("category")
    ticked = list(seen.filter(pk__in=asked, station__in=stations).order_by("pk")) if asked else []
    station = station_asked_for(request, stations)
    if ticked and not request.POST.get("station"):
        station = next(one for one in stations if one.pk == ticked[0].station_id)
    return [concern for concern in ticked if concern.station_id == station.pk], station


def is_id(text: str) -> bool:
    """Whether an address or a form names a row."""
    return text.isascii() and text.isdigit() and len(text) < 19


def _candidates(request: HttpRequest, station: Station, ticked: list[Concern]) -> list[Concern]:
    """What was ticked first, then what sounds alike and what is new."""
    words = " ".join(concern.words for concern in ticked)[:400]
    others = concerns_to_gather(request.user, station, words)
    return ticked + [concern for concern in others if concern not in ticked]


def _known(ticked: list[Concern]) -> dict[str, Any]:
    return {"category": ticked[0].category_id, "livelihood": ticked[0].livelihood} if ticked else {}


@require_safe
def topic_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A topic: what stands behind it, what was promised, what became of it, and its whole chain."""
    related = ("station", "category", "lead", "tracker", "merged_into")
    topics = with_weight(Topic.objects.visible_to(request.user)).select_related(*related)
    topic = get_object_or_404(topics, pk=pk)
    about = around(topic, request.user)
    commitments = list(topic.commitments.select_related("department").order_by("due_on", "pk"))
    timeline = timeline_of(topic)
    context = {
        "topic": topic,
        "around": about,
        "studies": topic.studies.all(),
        "commitments": commitments,
        "unclear": _unclear(topic, about.departments, commitments),
        "look_backs": list(LookBack.objects.of(topic)),
        "steps": steps_of(_WAY, topic.state, timeline),
        "timeline": timeline,
    }
    context |= _offers(request, topic, context["look_backs"])
    return render(request, "deliberations/topic/detail.html", context)


def _offers(request: HttpRequest, topic: Topic, look_backs: list[LookBack]) -> dict[str, Any]:
    """The moves open to the person, and what else starts from a topic."""
    moves = allowed_moves(topic, request.user)
    planned = any(look_back.state == LookBackState.PLANNED for look_back in look_backs)
    return {
        "moves": moves,
        "may_commit": any(move.verb == "add_commitment" for move in moves),
        "may_write": topic.state in _WRITTEN_ABOUT and duties_of(request.user).representative_id is not None,
        "may_propose": topic.outcome == Outcome.MICRO_PROJECT
        and topic.state in OPEN_TOPIC
        and topic.station_id in duties_of(request.user).stations_seen,
        "may_look_back": topic.state in LOOKED_BACK_ON
        and not planned
        and may(request.user, "deliberations.plan_look_back", topic),
    }


def _unclear(topic: Topic, departments: dict[int, str], commitments: list[Any]) -> list[tuple[int, str]]:
    """Departments that gave no date, known without asking again (rule 11)."""
    if topic.state not in (TopicState.DELIBERATED, TopicState.TRACKED):
        return []
    promised = {commitment.department_id for commitment in commitments if commitment.state != "ended"}
    return [(pk, name) for pk, name in departments.items() if pk not in promised]


def steps_of(way: Sequence[Any], state: Any, timeline: list[Event]) -> list[dict[str, Any]]:
    """The way of a thing that goes well: when each of its states was last reached, and where the thing stands."""
    reached = {event.after: event.at for event in timeline}
    at = way.index(state) if state in way else -1
    return [
        {
            "label": step.label,
            "state": "current" if place == at else "done" if place < at else "todo",
            "at": reached.get(step) if place <= at else None,
        }
        for place, step in enumerate(way)
    ]


def _to_gather(request: HttpRequest, topic: Topic) -> list[Concern]:
    """Free concerns, and those ticked on a page of before: whether they were taken meanwhile, the door says."""
    free = concerns_to_gather(request.user, topic.station, f"{topic.title} {topic.statement}"[:400])
    ticked, _station = _ticked(request, [topic.station])
    return free + [concern for concern in ticked if concern not in free]


topic_adopt = move_page(
    Topic,
    "adopt",
    ConfirmForm,
    actions.adopt_topic,
    template="deliberations/topic/adopt.html",
    context=lambda request, topic: {"topic": with_weight(Topic.objects.filter(pk=topic.pk)).get()},
)
topic_revise = move_page(
    Topic,
    "revise",
    ReviseTopicForm,
    actions.revise_topic,
    template="deliberations/topic/revise.html",
    form_kwargs=lambda request, topic: {"topic": topic},
)
topic_gather = move_page(
    Topic,
    "gather",
    GatherForm,
    actions.gather_concerns,
    form_kwargs=lambda request, topic: {"candidates": _to_gather(request, topic)},
)
topic_record_study = move_page(Topic, "record_study", StudyForm, actions.record_study)
topic_add_commitment = move_page(
    Topic,
    "add_commitment",
    AddCommitmentForm,
    actions.add_commitment,
    form_kwargs=lambda request, topic: {"initial": {"department": request.GET.get("department")}},
)
topic_decide_outcome = move_page(
    Topic,
    "decide_outcome",
    OutcomeForm,
    actions.decide_outcome,
    template="deliberations/topic/decide_outcome.html",
    context=lambda request, topic: {
        "due_on": topic.outcome_due_on,
        "explained": explained_due("deliberations.outcome", deliberated_on(topic), topic.outcome_due_on),
    },
)
topic_resolve = move_page(
    Topic,
    "resolve",
    ResolveForm,
    actions.resolve_topic,
    form_kwargs=lambda request, topic: {"topic": topic},
)
topic_disclose = move_page(Topic, "disclose", DiscloseForm, actions.disclose_topic)
topic_archive = move_page(Topic, "archive", ConfirmForm, actions.archive_topic)
topic_merge = move_page(
    Topic,
    "merge",
    MergeForm,
    actions.merge_topic,
    form_kwargs=lambda request, topic: {"topic": topic},
)
topic_decline = move_page(Topic, "decline", ReasonForm, actions.decline_topic)
