"""Who sits in the councils, and letting members join and leave (rule 17)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.lists import page_of
from core.new_pages import new_page
from core.views import move_page
from deliberations import actions
from deliberations.enums import MemberState
from deliberations.filters import CouncilMemberFilter
from deliberations.forms.councils import LeaveForm, MemberForm
from deliberations.models import CouncilMember
from deliberations.views.topics import own_stations, station_asked_for
from stations.duties import duties_of


@require_safe
def council_member_list(request: HttpRequest) -> HttpResponse:
    """The members of the councils that the person may see, those who sit first."""
    members = CouncilMember.objects.visible_to(request.user).select_related("station")
    chosen = CouncilMemberFilter(request.GET, members.order_by("-state", "station", "pk"), request=request)
    officer_of = duties_of(request.user).officer_of
    page = page_of(chosen.qs, request)
    for member in page:
        member.may_leave = member.state == MemberState.SITTING and member.station_id in officer_of
    context = {"page": page, "filter_form": chosen.form, "may_enter": bool(officer_of)}
    return render(request, "deliberations/council_member/list.html", context)


@require_http_methods(["GET", "POST"])
def council_member_new(request: HttpRequest) -> HttpResponse:
    """A new member: a representative, a resident, or somebody sent by a community body."""
    stations = own_stations(request)
    form = MemberForm(request.POST or None, stations=stations, station=station_asked_for(request, stations))
    return new_page(
        request,
        form,
        actions.join_council,
        draft="council-member-new",
        said=_("The member is entered."),
        template="deliberations/council_member/new.html",
    )


council_member_leave = move_page(CouncilMember, "leave", LeaveForm, actions.leave_council)
