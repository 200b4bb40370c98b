"""Every operation of the API, asked anything by anybody, answers as its schema says."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis.openapi
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, models
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rest_framework.serializers import PrimaryKeyRelatedField
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.schemas import APIOperation, BaseSchema
from schemathesis.specs.openapi import checks

from accounts.actions import issue_token
from accounts.enums import DemoAccount
from accounts.models import User
from config.urls import router
from core.api import Input
from core.workflow import WORKFLOWS, allowed_moves
from deliberations.api.fields import AllSeen
from tests.repository.world import EVENING, undone

pytestmark = pytest.mark.django_db

#: Nobody, and one person of every role.
KINDS = ("", *DemoAccount.values)
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
#: So many questions to an operation that is open to the person; one that is closed hardly looks at what is sent.
OPEN, CLOSED = 12, 2
#: The operations that somebody who is signed in gets done, by far: else the questions would be idle ones.
DONE = 25
MISSING = 10**15
#: Moments at which a move is possible, and the ends of the calendar.
MOMENTS = [
    "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
    *((EVENING + timedelta(days=days)).isoformat() for days in (-90, -1, 5, 40)),
]  # fmt: skip
schemathesis.openapi.format("date", st.sampled_from([moment[:10] for moment in MOMENTS]))
schemathesis.openapi.format("date-time", st.sampled_from(MOMENTS))

NOUNS = {prefix: viewset for prefix, viewset, _name in router.registry}


@pytest.fixture(scope="module")
def schema(demo: None) -> Iterator[BaseSchema]:
    """What the site says about itself, and the site."""
    described = schemathesis.openapi.from_dict(with_known_ids(SchemaGenerator().get_schema(public=True)))
    described.app = get_wsgi_application()
    # The connection holds the transaction of this module: no request may put it away.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield described
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def with_known_ids(spec: dict[str, Any]) -> dict[str, Any]:
    """A client refers to what it was shown: a number at random would hardly ever be the id of anything."""
    officer = User.objects.get(username=DemoAccount.OFFICER)
    for taken in inputs(Input):
        component = spec["components"]["schemas"].get(f"{taken.__name__}Request")
        if component is None:
            continue  # asked for under another name, with the edition beside it
        for name, model in references(taken):
            said = component["properties"][name]
            said.get("items", said)["enum"] = [*(thing.pk for thing in seen_by(officer, model)[:3]), MISSING]
    return spec


def inputs(base: type[Input]) -> Iterator[type[Input]]:
    for one in base.__subclasses__():
        yield one
        yield from inputs(one)


def references(taken: type[Input]) -> Iterator[tuple[str, type[models.Model]]]:
    """The fields of an input that hold ids, and of what."""
    for name, field in taken().fields.items():
        one = getattr(field, "child_relation", field)
        if isinstance(one, PrimaryKeyRelatedField):
            yield name, one.get_queryset().model
        if isinstance(one, AllSeen):
            yield name, one.queryset.model


def seen_by(person: User | None, model: Any) -> models.QuerySet[Any]:
    """What the person may see, newest first; anything, for somebody who is nobody."""
    sight = getattr(model.objects, "visible_to", None)
    return (sight(person) if sight and person else model.objects.all()).order_by("-pk")


def things_of(person: User | None, operation: APIOperation) -> tuple[list[int], list[int]]:
    """Ids for the address of an operation: things on which the person may do it now, and others."""
    noun, _slash, rest = operation.path.removeprefix("/api/v1/").partition("/{")
    verb = rest.strip("/").rpartition("/")[2]
    model = NOUNS[noun].model
    seen = list(seen_by(person, model)[:60])
    if operation.method == "get" or model._meta.label_lower not in WORKFLOWS:
        return [thing.pk for thing in seen[:2]], [MISSING]
    offered = [one.pk for one in seen if person and verb in {move.slug for move in allowed_moves(one, person)}]
    others = [one.pk for one in seen if one.pk not in offered]
    return offered[:3], [*others[:1], MISSING]


def questions(person: User | None, operation: APIOperation) -> tuple[st.SearchStrategy[Any], int]:
    """What to ask, as the schema has it and otherwise, and how often."""
    names = [parameter.name for parameter in operation.path_parameters]
    offered, others = things_of(person, operation) if names else ([MISSING], [])
    # What takes neither fields nor filters cannot be asked otherwise than the schema has it.
    otherwise = GenerationMode.NEGATIVE if operation.body or operation.query else GenerationMode.POSITIVE
    asked = [(pk, GenerationMode.POSITIVE) for pk in [*offered, *others]] + [(pk, otherwise) for pk in offered[:1]]
    ways = [operation.as_strategy(mode, path_parameters=dict.fromkeys(names, str(pk))) for pk, mode in asked]
    return st.one_of(ways), OPEN if offered and person else CLOSED


def ask(person: User | None, operation: APIOperation, headers: dict[str, str]) -> set[int]:
    """The codes that the operation answered with; an answer that is not as described is raised."""
    codes = set()
    ways, count = questions(person, operation)

    @settings(
        max_examples=count, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=ways)
    def ask_once(case: Any) -> None:
        with undone():
            answer = case.call(headers=headers)
            codes.add(answer.status_code)
            case.validate_response(answer, checks=CHECKS)

    ask_once()
    return codes


@pytest.mark.parametrize("kind", KINDS)
def test_answers_are_as_described(schema: BaseSchema, kind: str) -> None:
    person = User.objects.get(username=kind) if kind else None
    headers = {"Accept-Encoding": "identity"}
    if person:
        headers["Authorization"] = f"Token {issue_token(person, by=person)}"
    broken, done = {}, set()
    for found in schema.get_all_operations():
        operation = found.ok()
        try:
            done |= {operation.label for code in ask(person, operation, headers) if code < 300}
        except (FailureGroup, Exception) as failure:
            broken[operation.label] = [str(one) for one in getattr(failure, "exceptions", [failure])]

    assert broken == {}
    assert (len(done) > DONE) is bool(kind)


def test_an_input_says_that_it_takes_nothing_else(schema: BaseSchema) -> None:
    taken = {name: one for name, one in schema.raw_schema["components"]["schemas"].items() if "InputRequest" in name}

    assert len(taken) > 40
    assert {name for name, one in taken.items() if one.get("additionalProperties") is not False} == set()
