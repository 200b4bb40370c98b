"""The pages that are measured, who opens them, where they stand, and what they may cost."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tools.bench.clones import STRIDE
from tools.bench.people import People

OFFICER, REPRESENTATIVE, DEPARTMENT = "officer", "representative", "department"
SUBDISTRICT, COMMITTEE, LEADERSHIP, ADMINISTRATOR = "subdistrict", "committee", "leadership", "administrator"
READERS = (OFFICER, REPRESENTATIVE, SUBDISTRICT, COMMITTEE, LEADERSHIP)

#: Every address that the bench opens. Where builds differ, all of a page's addresses stand here: the newest first,
#: and of each build the first that it knows is taken.
ADDRESSES: dict[str, tuple[str, ...]] = {
    "home": ("/",),
    "concerns": ("/stations/concerns/?state=closed",),
    "words": (f"/stations/concerns/?{urlencode({'q': '停车'})}",),
    "visits": ("/stations/visits/",),
    "topics": ("/deliberations/topics/",),
    "meetings": ("/deliberations/meetings/",),
    "projects": ("/deliberations/micro-projects/?state=disclosed",),
    "suggestions": ("/suggestions/",),
    "concern": ("/stations/concerns/{id}/",),
    "visit": ("/stations/visits/{id}/",),
    "topic": ("/deliberations/topics/{id}/",),
    "meeting": ("/deliberations/meetings/{id}/",),
    "project": ("/deliberations/micro-projects/{id}/",),
    "suggestion": ("/suggestions/{id}/",),
    "desk": ("/desk/",),
    "points": ("/points/",),
    "projector": ("/deliberations/councils/{id}/projector/",),
    "votes": ("/deliberations/councils/{id}/cast/",),
    "ballot": ("/deliberations/councils/{id}/cast/{project}/",),
    "new visit": ("/stations/visits/new/",),
    "route": ("/stations/concerns/{id}/route/",),
    "give feedback": ("/stations/concerns/{id}/give-feedback/",),
    "co-sign": ("/suggestions/{id}/co-sign/",),
    "register": ("/suggestions/{id}/register/",),
    "reply": ("/suggestions/{id}/reply/",),
    "score": ("/suggestions/{id}/score-reply/",),
    "hold a meeting": ("/deliberations/meetings/{id}/hold/",),
}
#: And the command that writes the reminders which are due.
REMINDERS = ("run_followups",)


@dataclass(frozen=True)
class Limit:
    """What a kind of page may cost: processor time, queries, and its part of what the reference page costs."""

    cpu_ms: float
    queries: int
    reference: float | None = None


LIST = Limit(cpu_ms=15, queries=10, reference=0.35)
DETAIL = Limit(cpu_ms=20, queries=12)
HOME = Limit(cpu_ms=15, queries=12)
SCREEN = Limit(cpu_ms=15, queries=6)
MOVE = Limit(cpu_ms=12, queries=14)


@dataclass(frozen=True)
class Page:
    """`who` says in SQL who opens it, with the keys in its address; else everybody of the roles does."""

    name: str
    address: str
    limit: Limit
    roles: tuple[str, ...] = ()
    who: str = ""


@dataclass(frozen=True)
class Request:
    """One person opens one address."""

    path: str
    person: str
    role: str = ""


def newest(table: str, state: str = "", station: str = "t.station_id") -> str:
    """Each officer with the newest thing of the own station, and every committee member with the newest of all.

    All of them copies of one thing of the demonstration, so that two builds open the same story.
    """
    asked = f"AND t.state = '{state}'" if state else ""
    told = f"(SELECT min(t.id) FROM {table} t WHERE t.id < {STRIDE} {asked})"
    return (
        "SELECT DISTINCT ON (u.username) u.username, t.id FROM stations_appointment held"
        f" JOIN accounts_user u ON u.id = held.user_id"
        f" CROSS JOIN LATERAL (SELECT t.id FROM {table} t WHERE (held.role = 'committee'"
        f" OR {station} = held.station_id) {asked}"
        f" AND t.id %% {STRIDE} = {told} ORDER BY t.id DESC LIMIT 1) t"
        " WHERE held.role IN ('committee', 'officer') AND u.username = ANY(%(people)s)"
    )


#: The council of the demonstration that votes just now, and its members who vote with an account.
VOTING = (
    "FROM deliberations_council c JOIN deliberations_councilitem i ON i.council_id = c.id AND i.closed_at IS NULL"
    " JOIN deliberations_seat s ON s.council_id = c.id AND s.present JOIN accounts_user u ON u.id = s.user_id"
    " LEFT JOIN deliberations_recusal r ON r.item_id = i.id AND r.seat_id = s.id"
    " LEFT JOIN deliberations_ballot b ON b.item_id = i.id AND b.seat_id = s.id"
    f" WHERE c.state = 'opened' AND c.id < {STRIDE} AND r.id IS NULL AND b.id IS NULL"
)

PAGES = (
    Page("home of an officer", "home", HOME, (OFFICER,)),
    Page("home of a representative", "home", HOME, (REPRESENTATIVE,)),
    Page("home of a department", "home", HOME, (DEPARTMENT,)),
    Page("home of a subdistrict", "home", HOME, (SUBDISTRICT,)),
    Page("home of the committee", "home", HOME, (COMMITTEE,)),
    Page("home of the leadership", "home", HOME, (LEADERSHIP,)),
    Page("home of the administrator", "home", HOME, (ADMINISTRATOR,)),
    Page("supervision desk", "desk", HOME, (COMMITTEE,)),
    Page("points dashboard", "points", HOME, (REPRESENTATIVE,)),
    Page("list of concerns, filtered", "concerns", LIST, READERS),
    Page("concerns by two characters", "words", LIST, READERS),
    Page("list of visits", "visits", LIST, READERS),
    Page("list of topics", "topics", LIST, READERS),
    Page("list of meetings", "meetings", LIST, READERS),
    Page("list of micro-projects", "projects", LIST, READERS),
    Page("list of suggestions", "suggestions", LIST, (*READERS, DEPARTMENT)),
    Page("a concern", "concern", DETAIL, who=newest("stations_concern")),
    Page("a visit", "visit", DETAIL, who=newest("stations_visit")),
    Page("a topic", "topic", DETAIL, who=newest("deliberations_topic")),
    Page("a meeting", "meeting", DETAIL, who=newest("deliberations_meeting", "disclosed")),
    Page("a micro-project", "project", DETAIL, who=newest("deliberations_microproject", "disclosed")),
    Page("a suggestion", "suggestion", DETAIL, who=newest("suggestions_suggestion", "closed")),
    Page(
        "projector of a vote",
        "projector",
        SCREEN,
        who="SELECT u.username, c.id FROM deliberations_council c"
        " JOIN stations_appointment held ON held.station_id = c.station_id AND held.role = 'officer'"
        f" JOIN accounts_user u ON u.id = held.user_id WHERE c.state = 'opened' AND c.id < {STRIDE}",
    ),
    Page("a member's votes", "votes", HOME, who=f"SELECT DISTINCT u.username, c.id {VOTING}"),
    Page("a member's ballot", "ballot", HOME, who=f"SELECT u.username, c.id, i.project_id {VOTING}"),
)


def chosen(names: str, every: tuple[Any, ...]) -> list[Any]:
    """Those whose name contains one of the words; all of them where no word is given."""
    words = [word.strip() for word in names.split(",") if word.strip()]
    return [one for one in every if not words or any(word in one.name for word in words)]


#: Under which address a build has a page, given the keys in it and one person who may open it.
Known = Callable[[str, Sequence[Any], str], str]


def requests_of(page: Page, people: People, cursor: Any, known: Known) -> list[Request]:
    """Who opens what, in the order in which they take turns."""
    if not page.who:
        turns = mixed([(name, role) for role in page.roles for name in people.roles[role]])
        address = known(page.address, (), turns[0][0])
        return [Request(address, name, role) for name, role in turns]
    cursor.execute(page.who, {"people": people.everybody()})
    return opened(page.name, page.address, sorted(cursor.fetchall()), known)


def opened(name: str, address: str, rows: Sequence[Sequence[Any]], known: Known) -> list[Request]:
    """A request for each row of a person and the keys of an address."""
    if not rows:
        raise RuntimeError(f"The filled database holds nothing for “{name}”")
    person, *keys = rows[0]
    template = known(address, keys, person)
    return [Request(filled(template, rest), who) for who, *rest in rows]


def mixed(turns: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """People of different roles one after another, so that any part of the list holds all of them."""
    places: dict[str, int] = {}
    sizes: dict[str, int] = {}
    for _name, role in turns:
        sizes[role] = sizes.get(role, 0) + 1
    order = []
    for name, role in turns:
        places[role] = places.get(role, 0) + 1
        order.append(((places[role] - 0.5) / sizes[role], name, role))
    return [(name, role) for _place, name, role in sorted(order)]


def filled(address: str, keys: Sequence[Any]) -> str:
    names = ("id", "project")
    return address.format(**dict(zip(names, keys, strict=False)))


def first_known(name: str, answers: Callable[[str], int], keys: Sequence[Any] = ()) -> str:
    """The first of a page's addresses that is not unknown to a build; `answers` says how it answers to one."""
    *newer, oldest = ADDRESSES[name]
    return next((one for one in newer if answers(filled(one, keys)) != 404), oldest)
