"""Planning, recording and reading meetings, and the page of each of their moves."""

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.events import Event
from core.forms import ConfirmForm, ReasonForm
from core.lists import page_of
from core.new_pages import new_page
from core.views import move_page
from core.workflow import allowed_moves, sentence_of, timeline_of
from deliberations import actions
from deliberations.enums import AttendanceStatus
from deliberations.filters import MeetingFilter
from deliberations.forms.meetings import ChangeMeetingForm, CorrectAttendanceForm, MeetingForm
from deliberations.forms.records import HoldForm
from deliberations.forms.topics import DiscloseForm
from deliberations.models import Meeting
from deliberations.queries.topics import expected_at, explained_due, minimums, sees_inside
from deliberations.views.topics import own_stations, station_asked_for
from stations.duties import duties_of
from stations.models import Station


@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    """The meetings that the person may see, newest first, and the own yearly minimum (rule 8)."""
    meetings = Meeting.objects.visible_to(request.user).select_related("station")
    chosen = MeetingFilter(request.GET, meetings.order_by("-starts_at", "-pk"), request=request)
    context = {
        "page": page_of(chosen.qs, request),
        "filter_form": chosen.form,
        "minimums": _minimums(request),
        "may_plan": bool(duties_of(request.user).officer_of),
    }
    return render(request, "deliberations/meeting/list.html", context)


def _minimums(request: HttpRequest) -> list[dict[str, Any]]:
    """How the person's own stations stand against their yearly minimum."""
    own = list(Station.objects.filter(pk__in=duties_of(request.user).stations_seen))
    if not own:
        return []
    found = minimums(own, clock.today().year)
    return [{"station": station, "minimum": found[station.pk]} for station in own]


@require_http_methods(["GET", "POST"])
def meeting_new(request: HttpRequest) -> HttpResponse:
    """A new meeting, with the topics that wait for one (rule 10)."""
    stations = own_stations(request)
    form = MeetingForm(request.POST or None, stations=stations, station=station_asked_for(request, stations))
    return new_page(
        request,
        form,
        actions.plan_meeting,
        draft="meeting-new",
        said=_("The meeting is planned."),
        template="deliberations/meeting/new.html",
    )


@require_safe
def meeting_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A meeting: agenda, who came, what was promised, and its whole chain."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).select_related("station"), pk=pk)
    begun = meeting.starts_at <= clock.now()
    record = _record(request, meeting)
    context = record | {
        # Nobody fills in a record that can only be refused: it is offered once the meeting has begun.
        "moves": [move for move in allowed_moves(meeting, request.user) if begun or move.verb != "hold"],
        "timeline": _told(timeline_of(meeting), inside=record["sees_inside"]),
    }
    return render(request, "deliberations/meeting/detail.html", context)


def _told(timeline: list[Event], inside: bool) -> list[Event]:
    """Why somebody was absent or on leave stays inside the station, in the timeline as on the attendance list."""
    for event in timeline:
        if event.verb == "correct_attendance" and not inside:
            event.facts = {name: fact for name, fact in event.facts.items() if name != "reason"}
            event.sentence = sentence_of(event)
    return timeline


def _record(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    """What the page and the printed minutes both show."""
    attendance = list(meeting.attendance.select_related("representative").order_by("pk"))
    promised: dict[int, list[Any]] = {}
    for commitment in meeting.commitments.select_related("department").order_by("pk"):
        promised.setdefault(commitment.topic_id, []).append(commitment)
    agenda = list(meeting.agenda.select_related("topic__lead"))
    return {
        "meeting": meeting,
        "agenda": [{"item": item, "commitments": promised.get(item.topic_id, [])} for item in agenda],
        "attendance": attendance,
        "present": sum(row.status == AttendanceStatus.PRESENT for row in attendance),
        "delegates": meeting.delegates.select_related("department"),
        "sees_inside": sees_inside(request.user, meeting),
    }


@require_safe
def meeting_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice of a meeting with its agenda, to print and send (rule 10)."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).select_related("station"), pk=pk)
    agenda = meeting.agenda.select_related("topic__lead").prefetch_related("topic__departments")
    context = {"meeting": meeting, "agenda": agenda}
    return render(request, "deliberations/meeting/notice.html", context)


@require_safe
def meeting_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The attendance sheet of a meeting, to print and sign (rule 10)."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).select_related("station"), pk=pk)
    context = {"meeting": meeting, "people": expected_at(meeting)}
    return render(request, "deliberations/meeting/sheet.html", context)


@require_safe
def meeting_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes of a meeting, to print (rule 10); they name the departments that gave no date (rule 11)."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).select_related("station"), pk=pk)
    context = _record(request, meeting)
    prefetch_related_objects([row["item"] for row in context["agenda"]], "topic__departments")
    for row in context["agenda"]:
        spoke = {commitment.department_id for commitment in row["commitments"]}
        row["silent"] = [one for one in row["item"].topic.departments.all() if one.pk not in spoke]
    return render(request, "deliberations/meeting/minutes.html", context)


def _with_meeting(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    return {"meeting": meeting}


meeting_hold = move_page(
    Meeting,
    "hold",
    HoldForm,
    actions.hold_meeting,
    template="deliberations/meeting/hold.html",
    form_kwargs=_with_meeting,
)
meeting_change = move_page(Meeting, "change", ChangeMeetingForm, actions.change_meeting, form_kwargs=_with_meeting)
meeting_correct_attendance = move_page(
    Meeting,
    "correct_attendance",
    CorrectAttendanceForm,
    actions.correct_attendance,
    form_kwargs=_with_meeting,
)
meeting_notify = move_page(Meeting, "notify", ConfirmForm, actions.notify_meeting)
meeting_confirm_minutes = move_page(
    Meeting,
    "confirm_minutes",
    ConfirmForm,
    actions.confirm_minutes,
    template="deliberations/meeting/confirm_minutes.html",
    context=lambda request, meeting: {
        "due_on": meeting.minutes_due_on,
        "explained": explained_due("deliberations.confirm_minutes", meeting.day, meeting.minutes_due_on),
    },
)
meeting_disclose = move_page(Meeting, "disclose", DiscloseForm, actions.disclose_meeting)
meeting_cancel = move_page(Meeting, "cancel", ReasonForm, actions.cancel_meeting)
meeting_annul = move_page(Meeting, "annul", ReasonForm, actions.annul_meeting)
