"""Reading and proposing micro-projects, and the page of each of their moves."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.forms import ConfirmForm, ReasonForm
from core.lists import page_of
from core.new_pages import new_page
from core.views import move_page
from core.workdays import DueDate
from core.workflow import allowed_moves, timeline_of
from deliberations import actions
from deliberations.enums import ProjectState
from deliberations.filters import MicroProjectFilter
from deliberations.forms.micro_projects import (
    AcceptForm,
    AnswerObjectionForm,
    CeilingFields,
    CheckForm,
    EvaluateForm,
    ObjectionForm,
    PhotoForm,
    ProgressForm,
    ProjectForm,
    RemovePhotoForm,
    ReviseProjectForm,
)
from deliberations.forms.topics import DiscloseForm
from deliberations.models import MicroProject, Objection, ProjectPhoto, Topic
from deliberations.queries.councils import votes_on
from deliberations.queries.micro_projects import concerns_to_take, envelopes
from deliberations.queries.topics import explained_due
from deliberations.views.topics import is_id, station_asked_for, steps_of
from stations.duties import duties_of
from stations.models import Concern, Representative, Station

#: The way of a project that goes well, as the page draws it.
_WAY = (
    ProjectState.PROPOSED,
    ProjectState.SHORTLISTED,
    ProjectState.PASSED,
    ProjectState.ON_NOTICE,
    ProjectState.CONFIRMED,
    ProjectState.UNDER_WAY,
    ProjectState.ACCEPTED,
    ProjectState.DISCLOSED,
)
#: States between two steps of the way, drawn at the step before them.
_BETWEEN: dict[str, str] = {
    ProjectState.CHECKED: ProjectState.PROPOSED,
    ProjectState.VOTING: ProjectState.SHORTLISTED,
    ProjectState.EVALUATED: ProjectState.ACCEPTED,
}


@require_safe
def micro_project_list(request: HttpRequest) -> HttpResponse:
    """The micro-projects that the person may see, newest first, and the envelope of the own communities."""
    projects = MicroProject.objects.visible_to(request.user).select_related("station")
    chosen = MicroProjectFilter(request.GET, projects.order_by("-pk"), request=request)
    own = list(Station.objects.filter(pk__in=duties_of(request.user).stations_seen))
    context = {
        "page": page_of(chosen.qs, request),
        "filter_form": chosen.form,
        "envelopes": envelopes(own, clock.today().year) if own else [],
        "may_propose": bool(own),
    }
    return render(request, "deliberations/micro_project/list.html", context)


@require_safe
def micro_project_envelopes(request: HttpRequest) -> HttpResponse:
    """What every community that the person sees has spent of its yearly envelope (rule 15)."""
    duties, asked = duties_of(request.user), request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and 2000 <= int(asked[:5]) <= 2100 else clock.today().year
    stations = Station.objects.select_related("subdistrict")
    if not duties.reads_everything:
        mine = stations.filter(pk__in=duties.stations_seen) | stations.filter(subdistrict__in=duties.subdistricts)
        stations = mine.distinct()
    context = {"envelopes": envelopes(stations, year), "year": year}
    return render(request, "deliberations/micro_project/envelopes.html", context)


@require_http_methods(["GET", "POST"])
def micro_project_new(request: HttpRequest) -> HttpResponse:
    """A new micro-project; `?concern=` and `?topic=` bring along what it grows from (rule 15)."""
    stations = _own_stations(request)
    ticked, topic = _ticked(request, stations), _topic(request, stations)
    station = _station(request, stations, ticked, topic)
    form = ProjectForm(
        request.POST or None,
        stations=stations,
        station=station,
        candidates=concerns_to_take(request.user, station, ticked),
        topics=Topic.objects.visible_to(request.user),
        only=_only(request, station),
        initial={"concerns": [concern.pk for concern in ticked], "topic": topic},
    )
    return new_page(
        request,
        form,
        actions.propose_project,
        draft="micro-project-new",
        said=_("The micro-project is proposed."),
        template="deliberations/micro_project/new.html",
        context={"topic": topic},
    )


def _own_stations(request: HttpRequest) -> list[Station]:
    """Where the person is liaison officer, or at home as a representative: others propose through them."""
    found = list(Station.objects.filter(pk__in=duties_of(request.user).stations_seen).select_related("subdistrict"))
    if not found:
        raise PermissionDenied(_("Micro-projects are proposed by the people of a station."))
    return found


def _station(request: HttpRequest, stations: list[Station], ticked: list[Concern], topic: Topic | None) -> Station:
    """The station asked for, else that of what the project grows from, else the first."""
    brought = ticked[0].station_id if ticked else topic.station_id if topic else None
    if brought and not request.POST.get("station"):
        return next(station for station in stations if station.pk == brought)
    return station_asked_for(request, stations)


def _only(request: HttpRequest, station: Station) -> Representative | None:
    """The representative who can propose in the own name only; None for an officer."""
    duties = duties_of(request.user)
    if station.pk in duties.officer_of or duties.representative_id is None:
        return None
    return Representative.objects.get(pk=duties.representative_id)


def _ticked(request: HttpRequest, stations: list[Station]) -> list[Concern]:
    asked = [pk for pk in request.GET.getlist("concern") + request.POST.getlist("concerns") if is_id(pk)]
    seen = Concern.objects.visible_to(request.user).select_related("category")
    return list(seen.filter(pk__in=asked, station__in=stations).order_by("pk")) if asked else []


def _topic(request: HttpRequest, stations: list[Station]) -> Topic | None:
    asked = request.POST.get("topic") or request.GET.get("topic", "")
    return (
        Topic.objects.visible_to(request.user).filter(pk=asked, station__in=stations).first() if is_id(asked) else None
    )


@require_safe
def micro_project_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A micro-project: what it is for, how far it is, how it was voted on, and its whole chain."""
    objected = Exists(Objection.objects.filter(project=OuterRef("pk")))
    projects = MicroProject.objects.visible_to(request.user).annotate(objected=objected)
    related = ("station__subdistrict", "representative", "topic")
    project = get_object_or_404(projects.select_related(*related).prefetch_related("photos"), pk=pk)
    timeline = timeline_of(project)
    context = {
        "project": project,
        "moves": allowed_moves(project, request.user),
        "steps": steps_of(_WAY, _BETWEEN.get(project.state, project.state), timeline),
        "photos": project.photos.all(),
        "reports": project.reports.order_by("-pk") if project.confirmed_at else [],
        "objections": project.objections.all() if project.objected else [],
        "votes": votes_on(project),
        "warnings": project.ceiling_warnings.select_related("ceiling"),
        "notice_explained": _notice_explained(project),
        "timeline": timeline,
    }
    return render(request, "deliberations/micro_project/detail.html", context)


def _notice_explained(project: Any) -> DueDate | None:
    """How the end of a notice that runs came about, unless an objection has moved it (rule 24)."""
    if project.state != ProjectState.ON_NOTICE or project.objected:
        return None
    return explained_due("deliberations.public_notice", project.notice_from, project.notice_until)


@require_safe
def micro_project_photo(request: HttpRequest, pk: int, photo: int) -> FileResponse:
    """One picture, for whoever may see the project; `?size=small` is the thumbnail."""
    seen = MicroProject.objects.visible_to(request.user).filter(pk=pk)
    found = get_object_or_404(ProjectPhoto, pk=photo, project__in=seen)
    return picture_response(found, small=request.GET.get("size") == "small")


def picture_response(photo: ProjectPhoto, *, small: bool) -> FileResponse:
    """The file of a picture; the address never changes what it shows, so a browser may keep it."""
    file = photo.thumbnail if small else photo.picture
    response = FileResponse(file.open("rb"), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400"
    response["X-Content-Type-Options"] = "nosniff"
    # A browser that opens a picture alone makes a page of its own around it, with a style in it; nothing else may run.
    response["Content-Security-Policy"] = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
    return response


def _with_project(request: HttpRequest, project: MicroProject) -> dict[str, Any]:
    return {"project": project}


micro_project_revise = move_page(
    MicroProject,
    "revise",
    ReviseProjectForm,
    actions.revise_project,
    template="deliberations/micro_project/revise.html",
    form_kwargs=lambda request, project: {
        "project": project,
        "candidates": concerns_to_take(request.user, project.station, []),
    },
)
micro_project_check = move_page(MicroProject, "check", CheckForm, actions.check_project)
micro_project_shortlist = move_page(MicroProject, "shortlist", CeilingFields, actions.shortlist_project)
micro_project_object = move_page(MicroProject, "object", ObjectionForm, actions.object_to_project)
micro_project_answer_objection = move_page(
    MicroProject, "answer_objection", AnswerObjectionForm, actions.answer_objection, form_kwargs=_with_project
)
micro_project_confirm = move_page(MicroProject, "confirm", ConfirmForm, actions.confirm_project)
micro_project_report_progress = move_page(MicroProject, "report_progress", ProgressForm, actions.report_progress)
micro_project_accept = move_page(MicroProject, "accept", AcceptForm, actions.accept_project)
micro_project_evaluate = move_page(MicroProject, "evaluate", EvaluateForm, actions.evaluate_project)
micro_project_disclose = move_page(MicroProject, "disclose", DiscloseForm, actions.disclose_project)
micro_project_add_photo = move_page(MicroProject, "add_photo", PhotoForm, actions.add_photo)
micro_project_remove_photo = move_page(
    MicroProject,
    "remove_photo",
    RemovePhotoForm,
    actions.remove_photo,
    template="deliberations/micro_project/remove_photo.html",
    form_kwargs=_with_project,
)
micro_project_decline = move_page(MicroProject, "decline", ReasonForm, actions.decline_project)
