"""The accounts part of the API: tokens, and the departments that matters are assigned to."""

from typing import Any

from django.contrib.auth import authenticate
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter
from rest_framework.views import APIView

from accounts.actions import issue_token, revoke_tokens
from accounts.exceptions import LockedOut
from accounts.models import Department
from core.actions import perform
from core.api import Input, NounViewSet
from core.schema import ErrorOutput


def register(router: BaseRouter) -> None:
    """Adds the nouns of this app to the API."""
    router.register("departments", DepartmentViewSet, basename="department")


class TooManyTries(APIException):
    """The account name is locked for this address (429); `Retry-After` says how long."""

    status_code = status.HTTP_429_TOO_MANY_REQUESTS

    def __init__(self, refusal: LockedOut):
        super().__init__(refusal.message)
        self.wait = refusal.seconds


class TokenInput(Input):
    """Account name and password."""

    username = serializers.CharField(max_length=60)
    password = serializers.CharField(max_length=128, trim_whitespace=False, style={"input_type": "password"})


class TokenOutput(serializers.Serializer):
    """The key of the new token, told this once."""

    token = serializers.CharField()


class TokenView(APIView):
    """A token for further calls, as `Authorization: Token …`."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="auth_token_create",
        request=TokenInput,
        responses={200: TokenOutput, 400: ErrorOutput, 429: ErrorOutput},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        data = TokenInput(data=request.data)
        data.is_valid(raise_exception=True)
        try:
            user = authenticate(request._request, **data.validated_data)
        except LockedOut as refusal:
            raise TooManyTries(refusal) from None
        if user is None:
            raise ValidationError({"non_field": [_("The user name or the password is not right.")]})
        return Response({"token": perform(issue_token, user, by=user)}, headers={"Cache-Control": "no-store"})


class TokenRevokeView(APIView):
    """Ends every token of the caller, the one in use included."""

    @extend_schema(
        operation_id="auth_token_revoke",
        request=None,
        responses={204: None, 401: ErrorOutput, 403: ErrorOutput},
    )
    def post(self, request: Request) -> Response:
        perform(revoke_tokens, request.user, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class DepartmentOutput(serializers.ModelSerializer):
    """A department, as suggestions and commitments name it."""

    class Meta:
        model = Department
        fields = ["id", "code", "name", "name_en", "kind", "is_sample"]


class DepartmentViewSet(NounViewSet):
    """The bodies that handle matters (承办单位)."""

    model = Department
    serializer_class = DepartmentOutput
    filterset_fields = ["code", "kind", "is_sample"]
    ordering_fields = ["id", "code", "name"]

    def arrange(self, queryset: Any) -> Any:
        return queryset.order_by("pk")
