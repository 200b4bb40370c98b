"""Pages without an account: what the district has published, and whether the site is well."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.middleware import public


@public
@require_safe
def public_home(request: HttpRequest) -> HttpResponse:
    """The face of the district: its indicators, its stations, its disclosed results."""
    return render(request, "portal/public/home.html", {})


@public
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether this process reaches its database, for whoever watches over it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503)
    return JsonResponse({"database": "ok"})
