"""The supervision desk: lists on the left, one case beside them."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from core import clock
from core.lists import page_of
from core.workdays import Calendar
from portal.homes import queue_item
from portal.queries.desk import DeskCase, case_of
from portal.queries.homes import DESK
from portal.queries.work import SHOWN, Section, Work, rows_of, sections_of, waiting_of
from stations.duties import duties_of
from suggestions.queries import unsatisfied

UNSATISFIED = "unsatisfied"


@require_safe
@vary_on_headers("HX-Request")
def desk(request: HttpRequest) -> HttpResponse:
    """Unsatisfied first, then what is late, soon due or waiting; a case opens beside the list."""
    if not duties_of(request.user).reads_everything:
        raise PermissionDenied(_("The supervision desk belongs to the committee."))
    case = _case(request)
    # The address of a case is the same for both; going back in the browser asks for the whole page.
    if request.htmx and case and not request.htmx.history_restore_request:
        return render(request, "portal/desk/_case.html", {"case": case})
    sections = sections_of(request.user, DESK)
    part = request.GET.get("part", "")
    context = {"case": case, "tabs": _tabs(sections, part), "part": part if part in sections else ""}
    shown = _one_list(request, sections[part].work) if part in sections else _all_lists(request, sections)
    return render(request, "portal/desk.html", context | shown)


def _case(request: HttpRequest) -> DeskCase | None:
    """The case that the address names; a number that nobody has, or no number, is 404."""
    asked = request.GET.get("case", "")
    if not asked:
        return None
    case = case_of(request.user, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    if case is None:
        raise Http404
    return case


def _tabs(sections: dict[str, Section], part: str) -> list[dict[str, Any]]:
    everything = {
        "label": _("Everything"),
        "url": reverse("portal:desk"),
        "current": part not in sections,
        "count": "",
    }
    return [
        everything,
        *(
            {
                "label": section.work.label,
                "url": f"?{urlencode({'part': code})}",
                "current": code == part,
                "count": section.count_label if section.total else "",
            }
            for code, section in sections.items()
        ),
    ]


def _all_lists(request: HttpRequest, sections: dict[str, Section]) -> dict[str, Any]:
    """The beginning of every list."""
    calendar = Calendar()
    return {
        "supervised": [_supervised(one) for one in unsatisfied(request.user)[:SHOWN]],
        "lists": [
            {
                "code": code,
                "label": section.work.label,
                "count": section.count_label,
                "more": section.total > SHOWN,
                "rows": [queue_item(section.work, row, calendar) for row in section.rows],
            }
            for code, section in sections.items()
            if section.rows
        ],
        "page": None,
    }


def _one_list(request: HttpRequest, work: Work) -> dict[str, Any]:
    """One list, page by page."""
    supervised = work.code == UNSATISFIED
    page = page_of(unsatisfied(request.user) if supervised else rows_of(work, request.user), request)
    calendar = Calendar()
    items = [] if supervised else [queue_item(work, waiting_of(row), calendar) for row in page]
    whole = {"code": work.code, "label": work.label, "count": page.count_label, "more": False, "rows": items}
    rows = [_supervised(one) for one in page] if supervised else []
    return {"supervised": rows, "lists": [whole], "page": page}


def _supervised(supervision: Any) -> dict[str, Any]:
    """An unsatisfied case: who, what, which stage, how long, which department, what the station says."""
    score = supervision.evaluation
    return {
        "suggestion": supervision.suggestion,
        "score": score,
        "days": (clock.today() - timezone.localdate(supervision.opened_at)).days,
        "due_on": supervision.due_on,
        "meeting_called": supervision.meeting_called,
        "station_note": supervision.station_note or "",
    }
