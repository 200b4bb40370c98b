"""The frame of the REST API: reading, moves, creation, one error shape. The field's words are in each app's `api`."""

import hashlib
import json
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any, cast

from django.core.exceptions import ValidationError as DjangoValidationError
from django.core.validators import MaxLengthValidator
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

from core import clock
from core.access import ensure_may
from core.actions import perform
from core.amounts import Kind
from core.editions import Marked
from core.errors import TOO_MUCH, refusal
from core.events import Event
from core.idempotency import Token, once
from core.nouns import label_of
from core.parsers import JSONParser
from core.search import LONGEST_QUESTION
from core.text import UnkeepableText, each, normal, refusal_of, unkeepable
from core.text_fields import AtMostSoLong
from core.workflow import WORKFLOWS, Changed, IllegalMove, Move, allowed_moves, recent_events, workflow_of

#: From this day on a name is put to nothing without saying which edition of it was read.
EDITION_REQUIRED_FROM = date(2027, 3, 1)


class Conflict(APIException):
    """An illegal move or a lost race."""

    status_code = status.HTTP_409_CONFLICT


def error_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """Every refusal in one shape: `{code, message, fields, request_id}`."""
    changed = error if isinstance(error, Changed) else None
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
    if changed:
        response.data |= _what_changed(changed)
    return response


def _what_changed(refusal: Changed) -> dict[str, Any]:
    """Who changed the thing last, when and how, and the mark that it has now."""
    last = refusal.since[-1] if refusal.since else None
    return {
        "code": "changed",
        "edition": refusal.edition,
        "changed_at": last.at if last else None,
        "changed_by": last.actor_name if last else "",
        "verb": last.verb if last else "",
        **refusal.parts,
    }


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

    def get_fields(self) -> dict[str, Any]:
        """A text that is too long is refused in the words that a page has for it."""
        fields = super().get_fields()
        for field in fields.values():
            if not isinstance(field, serializers.CharField):
                continue
            field.validators = [
                AtMostSoLong(one.limit_value) if type(one) is MaxLengthValidator else one for one in field.validators
            ]
        return fields


class AmountField(serializers.IntegerField):
    """A whole number, exactly as a program sends it; a text is read as on a page: `"4.87万"`."""

    def __init__(self, kind: Kind, *, min_value: int = 0, **options: Any) -> None:
        self.kind = kind
        super().__init__(min_value=min_value, **options)

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, str):
            return int(super().to_internal_value(data))
        try:
            return self.kind.read(data)
        except DjangoValidationError as refusal:
            raise ValidationError(refusal.messages) from None


class NoInput(Input):
    """A move that takes nothing but the word."""


class ReasonInput(Input):
    """A move that takes a written reason."""

    reason = serializers.CharField(max_length=1000)


class Output(serializers.ModelSerializer):
    """What the API shows of a noun: its fields, its state, its edition, and the moves open to the caller now."""

    allowed_moves = serializers.SerializerMethodField()
    _recent: dict[Any, list[Event]] | None = None

    def get_fields(self) -> dict[str, Any]:
        """Whatever moves says its edition."""
        fields = super().get_fields()
        if issubclass(self.Meta.model, Marked):
            fields["edition"] = serializers.IntegerField(read_only=True)
        return fields

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_allowed_moves(self, thing: models.Model) -> list[str]:
        """Those that have an address here: contact data, for example, are shown on a page and never sent (rule 3)."""
        addresses = {action.url_path for action in self.context["view"].get_extra_actions()}
        moves = allowed_moves(thing, self.context["request"].user, self._timeline_of(thing))
        return [move.slug for move in moves if move.slug in addresses]

    def _timeline_of(self, thing: models.Model) -> list[Event] | None:
        """In a list, what happened last to each of its things, from one query for all of them."""
        rows = getattr(self.parent, "instance", None)
        if not rows or not workflow_of(thing).taken_back_by:
            return None
        if self._recent is None:
            self._recent = recent_events(list(rows))
        return self._recent.get(thing.pk)


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


def move(verb: str, input_class: type[Input], action_: Callable[..., Any], *, files: bool = False) -> Any:
    """One POST `<noun>/<id>/<verb>/` that validates the input and calls the action.

    The caller may send the `edition` it was shown, and an `Idempotency-Key`. With `files` it takes a form with files
    (multipart) as well as JSON.
    """
    input_class = _with_edition(input_class)

    # What is sent (a count of a secret vote, contact data) stands in no report of an error.
    @sensitive_variables()
    def view(self: NounViewSet, request: Request, pk: str) -> Response:
        thing = self.get_object()
        workflow = WORKFLOWS.get(label_of(thing))
        made = workflow.moves.get(verb) if workflow else None
        if made:
            ensure_may(request.user, made.permission, thing)
        data = input_class(data=request.data, context=self.get_serializer_context())
        data.is_valid(raise_exception=True)
        asked = dict(data.validated_data)
        unread = _check_edition(made, asked)

        def act() -> tuple[Any, int]:
            perform(action_, thing, by=request.user, **asked)
            return self.show(thing).data, status.HTTP_200_OK

        response = _answered_once(request, act)
        if unread:
            response["Deprecation"] = "true"
        return response

    view.__name__ = verb
    view.__doc__ = (action_.__doc__ or "").strip()
    more = {"parser_classes": [JSONParser, MultiPartParser]} if files else {}
    offered = action(detail=True, methods=["post"], url_path=verb.replace("_", "-"), **more)(view)
    # Outermost: `action` would drop what was said before.
    return extend_schema(request=input_class, parameters=[IDEMPOTENCY_KEY])(offered)


@cache
def _with_edition(input_class: type[Input]) -> type[Input]:
    """The input of a move, which may also say which edition of the thing the caller was shown."""
    shown = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
    return type(
        input_class.__name__.replace("Input", "MoveInput"),
        (input_class,),
        {"edition": shown, "__doc__": input_class.__doc__},
    )


def _check_edition(made: Move | None, asked: dict[str, Any]) -> bool:
    """Whether a name is put to something without saying which edition of it was read; refused one day (400)."""
    edition = asked.get("edition")
    if made and made.mark.part:
        asked["seen"] = edition
    if made is None or not made.checks:
        asked.pop("edition", None)
    if made is None or not made.signs or edition is not None:
        return False
    if clock.today() >= EDITION_REQUIRED_FROM:
        raise ValidationError({"edition": [_("Say which edition you have read: `edition` of the object.")]})
    return True


def _answered_once(request: Request, act: Callable[[], tuple[Any, int]]) -> Response:
    """The answer to what is asked; under an `Idempotency-Key` that was used before, the first one."""
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        answer, code = act()
        return Response(answer, status=code)
    if len(key) > 80:
        raise ValidationError({"Idempotency-Key": [_("At most 80 characters.")]})
    token = Token.of(request.user, key, request.path, json.dumps(_content(request), sort_keys=True, default=str))
    answer, code, _repeated = once(token, act)
    return Response(answer, status=code)


def _content(request: Request) -> Any:
    """What was sent, pictures by their content."""
    if not request.FILES:
        return request.data
    return [(name, _hash_of(value) if hasattr(value, "chunks") else value) for name, value in request.data.items()]


def _hash_of(file: Any) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


IDEMPOTENCY_KEY = OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, description="at most 80 characters")


class CreateMixin:
    """POST `<noun>/`: creation through the create action; a repeated `Idempotency-Key` answers as the first time."""

    input_class: type[Input]
    perform_create: Callable[..., Any]

    @extend_schema(parameters=[IDEMPOTENCY_KEY])
    def create(self, request: Request) -> Response:
        view = cast(Any, self)
        data = self.input_class(data=request.data, context=view.get_serializer_context())
        data.is_valid(raise_exception=True)
        create = type(self).perform_create

        def act() -> tuple[Any, int]:
            made = perform(create, by=request.user, **data.validated_data)
            return view.show(made).data, status.HTTP_201_CREATED

        return _answered_once(request, act)
