"""The first page of a person's day: a process that is warm, but has not seen this person yet."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from statistics import median

from tools.bench.browser import Browser
from tools.bench.pages import COMMITTEE, DETAIL, Page, Request
from tools.bench.people import People
from tools.bench.site import Site
from tools.bench.turns import Reading, together

#: Pages after which the memory of a worker is looked at.
PAGES = 1000
#: So many times as often as others a day begins with a home page or a desk.
OFTEN = 3


@dataclass(frozen=True)
class First:
    """What the first page of one person took."""

    page: str
    person: str
    cpu_ms: float


def measured(pages: Iterable[Page]) -> list[Page]:
    """The pages that anybody of the thirty may open first; those of a vote are for its own people."""
    return [page for page in pages if page.roles or page.limit is DETAIL]


def assigned(
    requests: Mapping[str, list[Request]], roles: Mapping[str, list[str]], turn: int, often: Container[str] = ()
) -> list[tuple[str, str]]:
    """Who opens which page first in this round: another one each time, so that all pages have their turn.

    A day begins more often with some pages than with others.

    Of a role with one person alone only the home page is opened: the rounds are few enough for that.
    """
    found = []
    for names in roles.values():
        for place, name in enumerate(names):
            open_to = [page for page, asked in requests.items() if any(one.person == name for one in asked)]
            open_to = [page for page in open_to for _ in range(OFTEN if page in often else 1)]
            if len(names) == 1:
                open_to = open_to[:1]
            if open_to:
                found.append((open_to[(turn * len(names) + place) % len(open_to)], name))
    return found


def first_pages(
    site: Site, people: People, requests: Mapping[str, list[Request]], turn: int, often: Container[str]
) -> list[First]:
    """Warms a fresh process up with one person more of each role, then lets everybody open a first page."""
    opening = Reading(site, people.cookies, [])
    seen = dict.fromkeys(warming(requests, people))
    together(site.port, [opening.opening(request) for request in list(seen) * 3])
    browser = Browser(site.port)
    found = []
    for page, name in assigned(requests, people.roles, turn, often):
        path = next(request.path for request in requests[page] if request.person == name)
        site_ms, database_ms = site.site_ms(), site.database_ms()
        with site.watched():
            opening.opening(Request(path, name))(browser)
        used = site.site_ms() - site_ms + site.database_ms() - database_ms
        found.append(First(page, name, used))
    return found


def warming(requests: Mapping[str, list[Request]], people: People) -> Iterator[Request]:
    """The same pages, opened by people who are not measured; some things of single persons by the committee."""
    for asked in requests.values():
        for request in asked if asked[0].role else asked[:3]:
            other = people.spare.get(request.role or COMMITTEE)
            if other:
                yield Request(request.path, other)


def worn(site: Site, people: People, requests: Iterable[Request], number: int = PAGES) -> float:
    """The most memory in MB that a worker has had after so many pages of all kinds by everybody."""
    reading = Reading(site, people.cookies, requests)
    together(site.port, reading.acts(number))
    return site.peak_mb()


def cost(found: Iterable[First], page: str) -> float | None:
    costs = [first.cpu_ms for first in found if first.page == page]
    return median(costs) if costs else None


def ratio(ones: list[First], others: list[First], page: str) -> float | None:
    """How much more the one costs than the other, the same person with the same page in the same round."""
    pairs = [(one.cpu_ms, other.cpu_ms) for one, other in zip(ones, others, strict=True) if one.page == page]
    return median(one / other for one, other in pairs) if pairs else None
