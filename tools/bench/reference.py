"""The page that the others are compared with: session, user, one indexed query, 25 rows, about 9 KB."""

from django.http import HttpRequest, HttpResponse
from django.template import engines

from stations.models import Concern

FILLING = "<td>·</td>" * 16
PAGE = engines["django"].from_string(
    "<!doctype html><title>{{ person }}</title><table>"
    "{% for row in rows %}<tr><td>{{ row.number }}<td>{{ row.received_at }}<td>{{ row.words }}"
    + FILLING
    + "</tr>{% endfor %}</table>"
)


def reference(request: HttpRequest) -> HttpResponse:
    rows = Concern.objects.order_by("-pk").only("number", "received_at", "words")[:25]
    return HttpResponse(PAGE.render({"person": request.user, "rows": rows}))
