"""Whether reminders are being written at all, for the administrator."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from followups.queries import heartbeats
from stations.duties import duties_of


@require_safe
def heartbeat_list(request: HttpRequest) -> HttpResponse:
    """Worker and beat: when they were last seen, what the last run did, what went wrong in it."""
    if not duties_of(request.user).administrator:
        raise PermissionDenied(_("The state of the system is the administrator's to watch."))
    return render(request, "followups/heartbeat/list.html", {"heartbeats": heartbeats()})
