"""The frame of the REST API: reading, moves, creation, one error shape. The field's words are in each app's `api`."""

from collections.abc import Callable
from typing import Any, cast

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import models
from django.db.models import ProtectedError
from django.http import Http404
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import filters, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import APIException, NotAuthenticated, ParseError, ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler

from core.access import ensure_may
from core.errors import TOO_MUCH, refusal
from core.idempotency import once
from core.parsers import JSONParser
from core.search import LONGEST_QUESTION
from core.text import UnkeepableText, each, normal, refusal_of, unkeepable
from core.workflow import WORKFLOWS, IllegalMove, allowed_moves


class Conflict(APIException):
    """An illegal move or a lost race."""

    status_code = status.HTTP_409_CONFLICT


def error_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """Every refusal in one shape: `{code, message, fields, request_id}`."""
    if isinstance(error, IllegalMove):
        error = Conflict(error.message)
    if isinstance(error, DjangoValidationError):
        error = ValidationError(_fields_of(error))
    if isinstance(error, MultiPartParserError):
        error = ParseError(str(error))
    if isinstance(error, UnkeepableText):
        error = ValidationError({error.name: [error.message]})
    if isinstance(error, TOO_MUCH):
        error = ParseError(_("This is more than can be taken in one request."))
    if isinstance(error, ProtectedError):
        error = Conflict(_("Something else still refers to this."))
    response = exception_handler(error, context)
    if response is None:
        return None
    fields = _flat(response.data) if isinstance(error, ValidationError) else {}
    message = _("Please correct the fields named.") if fields else _message(error)
    response.data = refusal(response.status_code, message, fields)
    return response


def _fields_of(error: DjangoValidationError) -> dict[str, list[str]]:
    if hasattr(error, "error_dict"):
        return {("non_field" if k == "__all__" else k): v for k, v in error.message_dict.items()}
    return {"non_field": error.messages}


def _message(error: Exception) -> str:
    if isinstance(error, Http404):
        return _("There is no such thing, or you cannot see it.")
    if isinstance(error, NotAuthenticated):
        return _("Please sign in.")
    return str(getattr(error, "detail", error)) or _("This step is not among your duties here.")


def _flat(data: Any, prefix: str = "") -> dict[str, list[str]]:
    """Nested errors as one level: `concerns.0.words` → messages."""
    if isinstance(data, dict):
        pairs = [(f"{prefix}.{key}" if prefix else str(key), value) for key, value in data.items()]
    elif isinstance(data, list) and any(isinstance(item, dict) for item in data):
        pairs = [(f"{prefix}.{number}", item) for number, item in enumerate(data) if item]
    else:
        messages = data if isinstance(data, list) else [data]
        return {(prefix or "non_field").replace("non_field_errors", "non_field"): [str(m) for m in messages]}
    flat: dict[str, list[str]] = {}
    for key, value in pairs:
        flat |= _flat(value, key)
    return flat


@extend_schema(exclude=True)
class UnknownAddress(APIView):
    """An address of the API that does not exist, refused in the same shape as everything else."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise Http404


class Pagination(PageNumberPagination):
    """`{count, next, previous, results}`, 25 a page, 200 at most."""

    page_size = 25
    page_size_query_param = "page_size"
    max_page_size = 200


class SearchFilter(filters.SearchFilter):
    """`?search=`: by words of any two Chinese characters, through the noun's `search` queryset method."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        words = request.query_params.get(self.search_param, "").strip()
        return queryset.search(words[:LONGEST_QUESTION]) if words and hasattr(queryset, "search") else queryset


class OrderingFilter(filters.OrderingFilter):
    """`?ordering=`: over the fields that the noun lists in `ordering_fields`; newest first without it."""


class Input(serializers.Serializer):
    """What a move takes, each text in its normal form; unknown fields are refused rather than silently dropped."""

    def to_internal_value(self, data: Any) -> Any:
        try:
            data = each(data, normal)
            refused = {place: [refusal_of(text)] for place, text in unkeepable(data)}
        except RecursionError:
            raise ParseError(_("This is nested too deeply.")) from None
        if refused:
            raise ValidationError(refused)
        if isinstance(data, dict) and (unknown := set(data) - set(self.fields)):
            raise ValidationError({name: [_("There is no such field here.")] for name in sorted(unknown)})
        return super().to_internal_value(data)


class NoInput(Input):
    """A move that takes nothing but the word."""


class ReasonInput(Input):
    """A move that takes a written reason."""

    reason = serializers.CharField(max_length=1000)


class Output(serializers.ModelSerializer):
    """What the API shows of a noun: its fields, its state, and the moves open to the caller now."""

    allowed_moves = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_allowed_moves(self, thing: models.Model) -> list[str]:
        """Those that have an address here: contact data, for example, are shown on a page and never sent (rule 3)."""
        addresses = {action.url_path for action in self.context["view"].get_extra_actions()}
        moves = allowed_moves(thing, self.context["request"].user)
        return [move.slug for move in moves if move.slug in addresses]


class NounViewSet(viewsets.ReadOnlyModelViewSet):
    """List and retrieve what the caller may see; moves are added with `move`, creation with `CreateMixin`."""

    lookup_value_regex = "[0-9]{1,18}"
    # Named here: the settings are read while the framework's own views are still being imported.
    pagination_class = Pagination
    filter_backends = (DjangoFilterBackend, SearchFilter, OrderingFilter)
    model: type[models.Model]

    def get_queryset(self) -> Any:
        queryset = cast(Any, self.model).objects
        if getattr(self, "swagger_fake_view", False):
            return queryset.none()
        return self.arrange(queryset.visible_to(self.request.user))

    def arrange(self, queryset: Any) -> Any:
        """Order and joins of the noun's list; override per noun."""
        return queryset.order_by("-pk")

    def show(self, thing: models.Model, code: int = 200) -> Response:
        """The thing as it is now."""
        fresh = self.get_queryset().get(pk=thing.pk)
        return Response(self.get_serializer(fresh).data, status=code)


def move(verb: str, input_class: type[Input], perform: Callable[..., Any], *, files: bool = False) -> Any:
    """One POST `<noun>/<id>/<verb>/` that validates the input and calls the action.

    With `files` it takes a form with files (multipart) as well as JSON.
    """

    # What is sent (a count of a secret vote, contact data) stands in no report of an error.
    @sensitive_variables()
    def view(self: NounViewSet, request: Request, pk: str) -> Response:
        thing = self.get_object()
        if (workflow := WORKFLOWS.get(thing._meta.label_lower)) and verb in workflow.moves:
            ensure_may(request.user, workflow[verb].permission, thing)
        data = input_class(data=request.data, context=self.get_serializer_context())
        data.is_valid(raise_exception=True)
        perform(thing, by=request.user, **data.validated_data)
        return self.show(thing)

    view.__name__ = verb
    view.__doc__ = (perform.__doc__ or "").strip()
    more = {"parser_classes": [JSONParser, MultiPartParser]} if files else {}
    offered = action(detail=True, methods=["post"], url_path=verb.replace("_", "-"), **more)(view)
    # Outermost: `action` would drop what was said before.
    return extend_schema(request=input_class)(offered)


class CreateMixin:
    """POST `<noun>/`: creation through the create action; a repeated `Idempotency-Key` answers as the first time."""

    input_class: type[Input]
    perform_create: Callable[..., Any]

    @extend_schema(
        parameters=[
            OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, description="at most 80 characters")
        ]
    )
    def create(self, request: Request) -> Response:
        view = cast(Any, self)
        data = self.input_class(data=request.data, context=view.get_serializer_context())
        data.is_valid(raise_exception=True)
        create = type(self).perform_create
        body, code = once(
            request, lambda: (view.show(create(by=request.user, **data.validated_data)).data, status.HTTP_201_CREATED)
        )
        return Response(body, status=code)
