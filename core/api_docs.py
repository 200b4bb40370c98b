"""The reader of the API: a list of its operations written by the server, which Swagger UI replaces where it runs."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from drf_spectacular.settings import spectacular_settings
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response


@dataclass(frozen=True)
class Operation:
    """One address of the API and what is done there: as `parameters` what it is asked with, `body` what it takes."""

    method: str
    path: str
    summary: str
    parameters: tuple[str, ...]
    body: str


@cache
def operations() -> dict[str, list[Operation]]:
    """All operations by the noun that they belong to; the schema is the code's, and is read once per process."""
    schema = spectacular_settings.DEFAULT_GENERATOR_CLASS().get_schema(request=None, public=True)
    found: dict[str, list[Operation]] = {}
    for path, methods in schema["paths"].items():
        for method, said in methods.items():
            found.setdefault(said["tags"][0], []).append(_operation(path, method, said))
    return found


def _operation(path: str, method: str, said: dict[str, Any]) -> Operation:
    text = said.get("summary") or said.get("description", "").strip().partition("\n")[0]
    parameters = tuple(parameter["name"] for parameter in said.get("parameters", ()))
    contents = said.get("requestBody", {}).get("content", {}).values()
    bodies = [content["schema"].get("$ref", "").rpartition("/")[2] for content in contents]
    return Operation(method.upper(), path, text, parameters, next(filter(None, bodies), ""))


class ApiDocs(SpectacularSwaggerSplitView):
    """The page; without script, and in kernels that do not understand the reader's, the list stays."""

    url_name = "api-schema"
    template_name = "api_docs.html"

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response: Response = super().get(request, *args, **kwargs)
        if "script" not in request.GET:
            response.data |= {"groups": operations(), "schema_url": self._get_schema_url(request)}
        return response
