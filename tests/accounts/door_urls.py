"""A few doors of each kind, for tests of the middleware."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from rest_framework.decorators import api_view, permission_classes
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.middleware import public
from core.requests import asked_by_scripts, polled


def closed(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.user.get_username())


@public
def opened(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.user.get_username() or "anybody")


def stored(request: HttpRequest) -> HttpResponse:
    return HttpResponse(headers={"Cache-Control": "max-age=60"})


@polled
def refreshed(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.user.get_username())


@public
@asked_by_scripts
def scripted(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.user.get_username() or "anybody")


@api_view()
def api_closed(request: Request) -> Response:
    return Response(request.user.get_username())


@api_view()
@permission_classes([AllowAny])
def api_opened(request: Request) -> Response:
    return Response("anybody")


urlpatterns = [
    path("closed/", closed),
    path("opened/", opened),
    path("stored/", stored),
    path("refreshed/", refreshed),
    path("scripted/", scripted),
    path("api/closed/", api_closed),
    path("api/opened/", api_opened),
    path("accounts/", include("accounts.urls")),
]
