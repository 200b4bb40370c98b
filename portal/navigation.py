"""What stands in the navigation: the pages that a person's duties need, the most used first."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from followups.queries import open_count
from followups.queries.reminders import COUNTED
from stations.duties import duties_of
from stations.enums import Role

R = Role
EVERYBODY = frozenset(Role)
#: Who follows the work of stations; a department meets it through topics and suggestions only.
STATION_SIDE = frozenset({R.OFFICER, R.REPRESENTATIVE, R.SUBDISTRICT, R.COMMITTEE, R.LEADERSHIP})
AT_WORK = STATION_SIDE | {R.DEPARTMENT}
DISTRICT = frozenset({R.COMMITTEE, R.LEADERSHIP})


@dataclass(frozen=True)
class Entry:
    """One page of the navigation, for whom it is, and whose bottom bar it stands in."""

    label: str | Promise
    page: str
    icon: str
    roles: frozenset[Role]
    primary: frozenset[Role] = frozenset()
    counts_reminders: bool = False


ENTRIES = (
    Entry(gettext_lazy("Home"), "portal:home", "home", EVERYBODY, EVERYBODY),
    Entry(
        gettext_lazy("Reminders"),
        "followups:reminder-list",
        "bell",
        EVERYBODY,
        EVERYBODY,
        counts_reminders=True,
    ),
    Entry(
        pgettext_lazy("navigation", "New visit"),
        "stations:visit-new",
        "plus",
        frozenset({R.OFFICER}),
        frozenset({R.OFFICER}),
    ),
    Entry(
        gettext_lazy("Supervision desk"),
        "portal:desk",
        "supervision",
        DISTRICT,
        frozenset({R.COMMITTEE, R.LEADERSHIP}),
    ),
    Entry(gettext_lazy("Visits"), "stations:visit-list", "visit", STATION_SIDE),
    Entry(
        pgettext_lazy("navigation", "Concerns"),
        "stations:concern-list",
        "concern",
        STATION_SIDE,
        frozenset({R.OFFICER, R.SUBDISTRICT}),
    ),
    Entry(
        gettext_lazy("Topics"),
        "deliberations:topic-list",
        "topic",
        AT_WORK,
        frozenset({R.REPRESENTATIVE, R.DEPARTMENT}),
    ),
    Entry(
        gettext_lazy("Meetings"),
        "deliberations:meeting-list",
        "meeting",
        AT_WORK,
        frozenset({R.OFFICER, R.SUBDISTRICT}),
    ),
    Entry(pgettext_lazy("navigation", "Micro-projects"), "deliberations:micro-project-list", "project", STATION_SIDE),
    Entry(pgettext_lazy("navigation", "Councils"), "deliberations:council-list", "council", STATION_SIDE),
    Entry(
        gettext_lazy("Commitments"),
        "deliberations:commitment-list",
        "commitment",
        AT_WORK,
        frozenset({R.DEPARTMENT}),
    ),
    Entry(gettext_lazy("Look-backs"), "deliberations:look-back-list", "look-back", STATION_SIDE),
    Entry(
        gettext_lazy("Suggestions"),
        "suggestions:suggestion-list",
        "suggestion",
        AT_WORK,
        frozenset({R.REPRESENTATIVE, R.DEPARTMENT, R.COMMITTEE}),
    ),
    Entry(
        gettext_lazy("Supervisions"),
        "suggestions:supervision-list",
        "eye",
        frozenset({R.OFFICER, R.REPRESENTATIVE, R.SUBDISTRICT, R.COMMITTEE, R.LEADERSHIP}),
    ),
    Entry(
        gettext_lazy("Points"),
        "points:dashboard",
        "points",
        frozenset({R.REPRESENTATIVE}),
        frozenset({R.REPRESENTATIVE}),
    ),
    Entry(gettext_lazy("Points ledger"), "points:ledger", "points", frozenset({R.OFFICER}) | DISTRICT),
    Entry(
        gettext_lazy("Stations"),
        "portal:stations",
        "station",
        DISTRICT | {R.SUBDISTRICT},
        DISTRICT | {R.SUBDISTRICT},
    ),
    Entry(
        gettext_lazy("Indicators"),
        "portal:indicators",
        "indicator",
        EVERYBODY,
        frozenset({R.LEADERSHIP, R.ADMINISTRATOR}),
    ),
)

MOST_PRIMARY = 5


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The pages of the signed-in person; worked out only where a page shows them (a fragment does not)."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": [], "navigation_primary": [], "search_url": "", "person_place": ""}
    chosen: Any = SimpleLazyObject(lambda: _pages(request))
    return {
        "navigation": chosen,
        "navigation_primary": SimpleLazyObject(lambda: _most_used(chosen)),
        "search_url": SimpleLazyObject(lambda: _search_of(user)),
        "person_place": SimpleLazyObject(lambda: _place_of(user)),
    }


def _pages(request: HttpRequest) -> list[dict[str, Any]]:
    roles = _roles(request.user)
    entries = [entry for entry in ENTRIES if entry.roles == EVERYBODY or entry.roles & roles]
    pages = [
        {
            "label": entry.label,
            "url": _address(entry.page),
            "icon": entry.icon,
            "count": _reminders(request) if entry.counts_reminders else 0,
            "primary": bool(entry.primary & roles),
            "current": False,
        }
        for entry in entries
    ]
    _mark_current(pages, request.path)
    return pages


@cache
def _address(page: str) -> str:
    """Addresses do not change while the process lives."""
    return reverse(page)


def _mark_current(pages: list[dict[str, Any]], path: str) -> None:
    """The page whose address is the longest beginning of this one; the home page only when it is meant."""
    home = reverse("portal:home")
    under = [page for page in pages if path == page["url"] or (page["url"] != home and path.startswith(page["url"]))]
    for page in sorted(under, key=lambda page: len(page["url"]))[-1:]:
        page["current"] = True


def _most_used(pages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """At most five for the bottom bar of a phone; home and reminders keep their places."""
    return [page for page in pages if page["primary"]][:MOST_PRIMARY]


def _reminders(request: HttpRequest) -> int | str:
    """How many reminders wait for the person, exact up to 99: the one query of the navigation."""
    waiting = open_count(request.user)
    return f"{COUNTED}+" if waiting > COUNTED else waiting


def _search_of(user: Any) -> str:
    """Where the person searches; who has no part in the work has nothing to find."""
    return reverse("portal:search") if _roles(user) & AT_WORK else ""


def _roles(user: Any) -> set[Role]:
    return {Role(role) for role, _name, _name_en in duties_of(user).held}


def _place_of(user: Any) -> str:
    """In which roles and where the person works, for the second line of the menu."""
    english = (get_language() or "").startswith("en")
    places = [(Role(role).label, name_en or name if english else name) for role, name, name_en in duties_of(user).held]
    return _("; ").join(" · ".join(filter(None, [str(role), place])) for role, place in places)
