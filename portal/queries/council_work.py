"""The work around livelihood councils and micro-projects, as the home pages show it (domain §6, §10)."""

from datetime import timedelta
from typing import Any

from django.db.models import Case, DateField, F, OuterRef, Q, Subquery, When
from django.db.models.functions import TruncDate
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import clock
from core.workdays import DAY
from deliberations.enums import CouncilState, ProjectState
from deliberations.models import Council, MicroProject, Objection
from deliberations.workflow import COUNCIL, MICRO_PROJECT
from portal.queries.unions import Part, name_of, no_date
from portal.queries.work import Work, here
from stations.duties import duties_of

#: A report is shown from so many days before its date: it comes back every month.
AHEAD = timedelta(days=7)


COUNCIL_DEEDS: dict[str, str | Promise] = {
    CouncilState.PLANNED: _("Give notice"),
    CouncilState.NOTIFIED: _("Open the council"),
    CouncilState.OPENED: _("Lead the vote"),
    CouncilState.CLOSED: _("Confirm the minutes"),
}
PROJECT_DEEDS: dict[str, str | Promise] = {
    ProjectState.PROPOSED: _("Check the exclusions"),
    ProjectState.CHECKED: _("Shortlist or decline"),
    ProjectState.ACCEPTED: _("Evaluate"),
    ProjectState.EVALUATED: _("Disclose the result"),
}


# Whoever has a seat.


def _votes(user: Any) -> Part:
    """Councils that vote now, and whose member list has the person as present (rule 17)."""
    voting = Council.objects.filter(state=CouncilState.OPENED, seats__user=user.pk, seats__present=True)
    columns = {"due_on": TruncDate("starts_at"), "title": F("place"), "place": name_of("station", "community")}
    return voting.order_by("starts_at", "pk"), columns


#: Stands before everything else, for whatever role, and for members who have none.
VOTE = Work(
    "vote", _("Your council is voting: give your vote"), _votes, COUNCIL.noun,
    {"state": CouncilState.OPENED.value}, is_deadline=False, own_page="deliberations:council-cast",
)  # fmt: skip

# The liaison officer. Of the own station an officer sees everything, so the place alone is asked for.


def _councils_to_work_on(user: Any) -> Part:
    """To give notice of, to open on the day itself, to lead, to confirm the minutes of."""
    state = CouncilState
    today = Q(state=state.NOTIFIED, starts_at__lt=clock.midnight(clock.today() + DAY))
    waiting = Q(state__in=[state.PLANNED, state.OPENED, state.CLOSED]) | today
    councils = Council.objects.filter(here(user), waiting)
    due_on = Case(
        When(state=state.PLANNED, then=F("notice_due_on")),
        When(state=state.CLOSED, then=F("minutes_due_on")),
        default=TruncDate("starts_at"),
        output_field=DateField(),
    )
    return councils.order_by("starts_at", "pk"), {"due_on": due_on, "deed": F("state"), "title": F("place")}


def _projects_to_decide(user: Any) -> Part:
    projects = MicroProject.objects.filter(here(user), state__in=list(PROJECT_DEEDS))
    return projects.order_by("pk"), {"due_on": no_date(), "deed": F("state"), "title": F("title")}


def _objections(user: Any) -> Part:
    """Notices that an objection has stopped; it should be answered from the day on which it was raised (rule 16)."""
    unanswered = Objection.objects.filter(project=OuterRef("pk"), answered_at=None).order_by("raised_on")
    stopped = MicroProject.objects.filter(here(user), state=ProjectState.ON_NOTICE, notice_left__isnull=False)
    columns = {"due_on": Subquery(unanswered.values("raised_on")[:1]), "title": F("title")}
    return stopped.order_by("notice_from", "pk"), columns


def _reports_due(user: Any) -> Part:
    working = [ProjectState.CONFIRMED, ProjectState.UNDER_WAY]
    projects = MicroProject.objects.filter(here(user), state__in=working, report_due_on__lte=clock.today() + AHEAD)
    return projects.order_by("report_due_on", "pk"), {"due_on": F("report_due_on"), "title": F("title")}


OFFICER = (
    Work("councils", _("Livelihood councils to prepare or record"), _councils_to_work_on, COUNCIL.noun,
         deeds=COUNCIL_DEEDS),
    Work("objections", _("Objections to answer"), _objections, MICRO_PROJECT.noun,
         {"state": ProjectState.ON_NOTICE.value}),
    Work("projects", _("Micro-projects to decide on"), _projects_to_decide, MICRO_PROJECT.noun, deeds=PROJECT_DEEDS),
    Work("progress", _("Progress to report"), _reports_due, MICRO_PROJECT.noun,
         {"state": ProjectState.UNDER_WAY.value}),
)  # fmt: skip

# The subdistrict.


def _to_confirm(user: Any) -> Part:
    """Projects of the subdistrict whose public notice has run out undisturbed (rule 16)."""
    over = MicroProject.objects.notice_over()
    projects = over.filter(station__subdistrict__in=duties_of(user).subdistricts)
    columns = {"due_on": F("notice_until"), "deed": name_of("station", "community"), "title": F("title")}
    return projects.order_by("notice_until", "pk"), columns


SUBDISTRICT = (
    Work(
        "to_confirm", _("Micro-projects to confirm: the notice is over"), _to_confirm, MICRO_PROJECT.noun,
        {"state": ProjectState.ON_NOTICE.value}, is_deadline=False,
    ),
)  # fmt: skip
