"""Sites take turns, second by second: whatever the machine's neighbours do to one, they do to the others as well."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle, islice
from statistics import median
from threading import Lock
from typing import TypeVar

from tools.bench.browser import Answer, Browser, Fields, Fill
from tools.bench.pages import Request
from tools.bench.site import Site

#: So many people at once.
TOGETHER = 8
#: Each turn is taken in so many parts, so that the sites follow each other faster than the neighbours come and go.
PARTS = 3
#: Every session of the database has seen the page by then, and every process most of the people.
WARM = 64

Found = TypeVar("Found")
Act = Callable[[Browser], Answer]
#: What goes with the requests of each person.
Cookies = Mapping[str, dict[str, str]]


@dataclass(frozen=True)
class Load:
    """What so many requests took."""

    requests: int
    seconds: float
    site_ms: float
    database_ms: float
    bytes: float

    @property
    def cpu_ms(self) -> float:
        return (self.site_ms + self.database_ms) / self.requests


class Work:
    """The requests of one page or move on one site, one slice after another."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def acts(self, number: int) -> list[Act]:
        """The next so many requests, ready to be sent."""
        raise NotImplementedError

    def take(self, number: int) -> Load:
        acts = self.acts(number)
        site, database = self.site.site_ms(), self.site.database_ms()
        started = time.monotonic()
        with self.site.watched():
            sizes = [len(answer.body) for answer in together(self.site.port, acts)]
        seconds = time.monotonic() - started
        site, database = self.site.site_ms() - site, self.site.database_ms() - database
        return Load(len(acts), seconds, site, database, sum(sizes) / len(sizes))


class Reading(Work):
    """People open the page in turn, again and again."""

    def __init__(self, site: Site, cookies: Cookies, requests: Iterable[Request]) -> None:
        super().__init__(site)
        self.cookies = cookies
        self.endless = cycle(requests)

    def acts(self, number: int) -> list[Act]:
        return [self.opening(request) for request in islice(self.endless, number)]

    def opening(self, request: Request) -> Act:
        cookies = self.cookies[request.person]

        def act(browser: Browser) -> Answer:
            answer = browser.get(request.path, cookies)
            if answer.status != 200:
                raise RuntimeError(f"{request.person} GET {request.path}: {answer.status} {answer.location}")
            return answer

        return act


class Moving(Work):
    """Each move uses up one prepared thing. The form is fetched first, with all that it holds; that is not counted."""

    def __init__(self, site: Site, cookies: Cookies, requests: Iterable[Request], fill: Fill) -> None:
        super().__init__(site)
        self.cookies, self.fill = cookies, fill
        self.left = iter(requests)

    def acts(self, number: int) -> list[Act]:
        asked = list(islice(self.left, number))
        forms = together(self.site.port, [self.fetching(request) for request in asked])
        return [self.sending(request, fields) for request, fields in zip(asked, forms, strict=True)]

    def fetching(self, request: Request) -> Callable[[Browser], Fields]:
        def fetch(browser: Browser) -> Fields:
            form = browser.form(request.path, self.cookies[request.person])
            return form.filled(self.fill(form))

        return fetch

    def sending(self, request: Request, fields: Fields) -> Act:
        cookies = self.cookies[request.person]

        def act(browser: Browser) -> Answer:
            answer = browser.post(request.path, cookies, fields)
            if answer.status != 302:
                said = " ".join(line for line in answer.text.splitlines() if "error" in line)[:600]
                raise RuntimeError(f"{request.person} POST {request.path}: {answer.status} {said}")
            return answer

        return act


def together(port: int, acts: Iterable[Callable[[Browser], Found]]) -> list[Found]:
    """Eight people at once, each with a connection of the own, until nothing is left to do."""
    waiting = iter(list(enumerate(acts)))
    lock = Lock()
    done: dict[int, Found] = {}

    def work(_: int) -> None:
        browser = Browser(port)
        while True:
            with lock:
                following = next(waiting, None)
            if following is None:
                browser.connection.close()
                return
            place, act = following
            done[place] = act(browser)

    with ThreadPoolExecutor(TOGETHER) as people:
        list(people.map(work, range(TOGETHER)))
    return [done[place] for place in sorted(done)]


def in_turns(works: Mapping[str, Work], rounds: int, number: Callable[[str, Load], int]) -> dict[str, list[Load]]:
    """Round after round each site takes its turn, in parts; who begins changes from part to part.

    What comes before the first round is not counted: it warms up, and says how many requests a part holds.
    """
    warm = {name: work.take(WARM) for name, work in works.items()}
    sizes = {name: number(name, warm[name]) for name in works}
    found: dict[str, list[Load]] = {name: [] for name in works}
    for turn in range(rounds * PARTS):
        for name in rotated(list(works), turn):
            found[name].append(works[name].take(sizes[name]))
    return found


def rotated(names: list[str], turn: int) -> Iterator[str]:
    start = turn % len(names)
    yield from names[start:]
    yield from names[:start]


def part_size(load: Load, seconds: float) -> int:
    """So many requests as fit into a part of a turn; all sites send the same ones, in the same order."""
    return max(TOGETHER, round(seconds / PARTS * load.requests / load.seconds))


def cost(loads: list[Load]) -> float:
    """Processor time of one request: the middle of all parts, so that a session that is renewed changes nothing."""
    return median(load.cpu_ms for load in loads)


def ratio(ones: list[Load], others: list[Load]) -> float:
    """How much more the one costs than the other, part by part, and of these the middle."""
    return median(one.cpu_ms / other.cpu_ms for one, other in zip(ones, others, strict=True))
