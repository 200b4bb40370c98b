"""One run: cold pages, warm pages, moves, the reminders; of this build, and of another one beside it in turns."""

import argparse
import contextlib
import time
from typing import Any

from tools.bench import cold, references, report
from tools.bench.browser import Browser
from tools.bench.builds import Build, Opened
from tools.bench.database import connected
from tools.bench.moves import MOVES, Move, Prepared
from tools.bench.pages import (
    ADDRESSES,
    HOME,
    PAGES,
    REMINDERS,
    Known,
    Limit,
    Page,
    Request,
    chosen,
    first_known,
    requests_of,
)
from tools.bench.people import People
from tools.bench.references import CREATE, LIST, REFERENCE, Lean
from tools.bench.report import Row
from tools.bench.site import Site
from tools.bench.turns import (
    PARTS,
    WARM,
    Cookies,
    Load,
    Moving,
    Reading,
    Work,
    cost,
    in_turns,
    part_size,
    ratio,
    rotated,
)

NOW, THEN, AGAIN = "now", "then", "again"
#: A reference page needs fewer requests: it is measured beside every page.
REFERENCE_SECONDS = 0.25
#: So many moves are made in a part of a turn; each of them uses up a thing.
MOVES_A_PART = 14


class Run:
    """`again` is a second site of the other build: what its ratio to the first is off 1, is noise."""

    def __init__(
        self, options: argparse.Namespace, now: Build, then: Build | None, lean: Lean, days: dict[str, str]
    ) -> None:
        self.options, self.days, self.lean = options, days, lean
        self.builds = {NOW: now, **({THEN: then, AGAIN: then} if then else {})}
        # Two sites of one build share its data, and so its people.
        people = {build.database: People(build.address) for build in self.builds.values()}
        self.people = {name: people[build.database] for name, build in self.builds.items()}
        self.pages = chosen(options.pages, PAGES)
        self.moves = chosen(options.pages, MOVES)
        self.requests: dict[str, dict[str, list[Request]]] = {}
        self.cold: dict[str, list[cold.First]] = {name: [] for name in self.builds}
        self.memory: dict[str, float] = {}
        self.queries: dict[str, dict[str, int]] = {name: {} for name in self.builds}
        self.rows: list[Row] = []

    @property
    def beside(self) -> bool:
        return THEN in self.builds

    def through(self) -> int:
        started = time.monotonic()
        self.look_for_pages()
        self.count_pages()
        self.open_first_pages()
        print(report.heading((REFERENCE, "lean"), beside=self.beside), flush=True)
        with Opened() as opened:
            for name, build in self.builds.items():
                opened.start(name, build.site(f"bench-{name}"))
            opened.start(REFERENCE, self.builds[NOW].reference())
            opened.start(LIST, self.lean.site())
            everybody = references.signed_in(opened.sites[LIST].port)
            for page in self.pages:
                self.measure_page(page, opened.sites, everybody)
            # Before the moves, which make more that is due.
            ticks = {name: self.builds[name].inside("ticked", *REMINDERS) for name in self.counted()}
            self.measure_moves(opened.sites, everybody)
        return self.finish(ticks, time.monotonic() - started)

    # What is opened, and by whom.

    def look_for_pages(self) -> None:
        """Every build's own keys and addresses; a site that counts questions answers meanwhile."""
        for name, build in self.builds.items():
            if name == AGAIN:
                self.requests[AGAIN] = self.requests[THEN]
                continue
            with build.site(f"bench-{name}-asked", workers=1) as site, connected(build.address) as cursor:
                people = self.people[name]
                people.sign_in(site.port, [*people.everybody(), *people.spare.values()])
                known = self.known(site, people)
                self.requests[name] = {page.name: requests_of(page, people, cursor, known) for page in self.pages}
                self.leave_out(name, site)

    def leave_out(self, name: str, site: Site) -> None:
        """What only one of two builds has cannot be compared; that another build lacks it is no error."""
        cookies = self.people[name].cookies
        for page in list(self.pages):
            request = self.requests[name][page.name][0]
            self.people[name].sign_in(site.port, [request.person])
            if name == THEN and Browser(site.port).get(request.path, cookies[request.person]).status == 404:
                print(f"Left out, as the other build has none: {page.name}")
                self.pages.remove(page)
                for known in self.requests.values():
                    del known[page.name]

    def known(self, site: Site, people: People) -> Known:
        def known(address: str, keys: Any, person: str) -> str:
            def answers(path: str) -> int:
                people.sign_in(site.port, [person])
                return Browser(site.port).get(path, people.cookies[person]).status

            return first_known(address, answers, keys) if len(ADDRESSES[address]) > 1 else ADDRESSES[address][0]

        return known

    # Pages.

    def count_pages(self) -> None:
        for name in self.counted():
            with self.counting(name) as site:
                for page, asked in self.requests[name].items():
                    people = self.people[name]
                    people.sign_in(site.port, [request.person for request in asked])
                    one_of_each = {request.role: request for request in asked}.values()
                    self.queries[name][page] = max(self.asked(site, people, request) for request in one_of_each)

    def counted(self) -> list[str]:
        return [name for name in self.builds if name != AGAIN]

    def counting(self, name: str) -> Any:
        return self.builds[name].site(f"bench-{name}-counted", workers=1, application="counted")

    def asked(self, site: Site, people: People, request: Request) -> int:
        """How many questions a page asks the database, the session's and the user's included, the second time."""
        browser, cookies = Browser(site.port), people.cookies[request.person]
        browser.get(request.path, cookies)
        return int(browser.get(request.path, cookies).headers["X-Bench-Queries"])

    def open_first_pages(self) -> None:
        for turn in range(self.options.rounds):
            for name in rotated(list(self.builds), turn):
                build = self.builds[name]
                asked = {page.name: self.requests[name][page.name] for page in cold.measured(self.pages)}
                if not asked:
                    return
                often = {page.name for page in self.pages if page.limit is HOME}
                people = self.people[name]
                with build.site(f"bench-{name}-cold", workers=1) as site:
                    people.sign_in(site.port, [*people.everybody(), *people.spare.values()])
                    self.cold[name] += cold.first_pages(site, people, asked, turn, often)
                    if turn == self.options.rounds - 1:
                        every = [request for some in self.requests[name].values() for request in some]
                        people.sign_in(site.port, [request.person for request in every])
                        self.memory[name] = cold.worn(site, people, every)

    def measure_page(self, page: Page, sites: dict[str, Site], everybody: Cookies) -> None:
        works: dict[str, Work] = {}
        for name in self.builds:
            asked = self.requests[name][page.name]
            self.people[name].sign_in(sites[name].port, [request.person for request in asked])
            works[name] = Reading(sites[name], self.people[name].cookies, asked)
        self.people[NOW].sign_in(sites[REFERENCE].port, self.people[NOW].everybody())
        works[REFERENCE] = references.reference_work(sites[REFERENCE], self.people[NOW])
        works[LIST] = references.list_work(sites[LIST], everybody)

        def number(name: str, warm: Load) -> int:
            if name in (REFERENCE, LIST):
                return part_size(warm, REFERENCE_SECONDS)
            sizes.setdefault(page.name, part_size(warm, self.options.seconds))
            return sizes[page.name]

        sizes: dict[str, int] = {}
        self.add(page.name, page.limit, in_turns(works, self.options.rounds, number), LIST)

    # Moves.

    def measure_moves(self, sites: dict[str, Site], everybody: Cookies) -> None:
        wanted = WARM + MOVES_A_PART * PARTS * self.options.rounds
        prepared = {}
        with contextlib.ExitStack() as stack:
            for name in self.counted():
                prepared[name] = Prepared(stack.enter_context(connected(self.builds[name].address)))
            for move in self.moves:
                self.measure_move(move, wanted, prepared, sites, everybody)

    def measure_move(
        self,
        move: Move,
        wanted: int,
        prepared: dict[str, Prepared],
        sites: dict[str, Site],
        everybody: Cookies,
    ) -> None:
        works: dict[str, Work] = {}
        for name, things in prepared.items():
            people = self.people[name]
            # The same number in both, so that neither database holds more than the other.
            asked = things.requests(move, 2 * wanted + 2, self.known(sites[name], people))
            people.sign_in(sites[name].port, [request.person for request in asked])
            with self.counting(name) as counting:
                self.queries[name][move.name] = self.moved(Moving(counting, people.cookies, asked[-2:], move.fill))
            works[name] = Moving(sites[name], people.cookies, asked[:wanted], move.fill)
            if name == THEN:
                works[AGAIN] = Moving(sites[AGAIN], people.cookies, asked[wanted:-2], move.fill)
        works[REFERENCE] = references.reference_work(sites[REFERENCE], self.people[NOW])
        works[CREATE] = references.create_work(sites[LIST], everybody, wanted)

        def number(name: str, warm: Load) -> int:
            return part_size(warm, REFERENCE_SECONDS) if name == REFERENCE else MOVES_A_PART

        self.add(move.name, move.limit, in_turns(works, self.options.rounds, number), CREATE)

    def moved(self, moving: Moving) -> int:
        """How many questions a move asks, in a process that has made it before."""
        browser = Browser(moving.site.port)
        answers = [act(browser) for act in moving.acts(2)]
        return int(answers[-1].headers["X-Bench-Queries"])

    # What was found.

    def add(self, name: str, limit: Limit, loads: dict[str, list[Load]], lean: str) -> None:
        now = loads[NOW]
        beside = {kind: ratio(now, loads[kind]) for kind in (REFERENCE, lean)}
        queries = self.queries[NOW][name]
        first = self.cold[NOW]
        row = Row(
            name=name,
            cpu_ms=cost(now),
            database_ms=sum(load.database_ms for load in now) / sum(load.requests for load in now),
            kilobytes=now[-1].bytes / 1000,
            queries=queries,
            references=beside,
            cold_ms=cold.cost(first, name),
            misses=report.misses(limit, cost(now), queries, beside[REFERENCE]),
            parts={kind: [round(load.cpu_ms, 3) for load in some] for kind, some in loads.items()},
            **(self.compared(name, loads) if self.beside else {}),
        )
        self.rows.append(row)
        print(report.line(row, beside=self.beside), flush=True)

    def compared(self, name: str, loads: dict[str, list[Load]]) -> dict[str, Any]:
        return {
            "then_ms": cost(loads[THEN]),
            "ratio": ratio(loads[NOW], loads[THEN]),
            "noise": ratio(loads[AGAIN], loads[THEN]),
            "cold_then_ms": cold.cost(self.cold[THEN], name),
            "cold_ratio": cold.ratio(self.cold[NOW], self.cold[THEN], name),
            "cold_noise": cold.ratio(self.cold[AGAIN], self.cold[THEN], name),
            "queries_then": self.queries[THEN][name],
        }

    def finish(self, ticks: dict[str, dict[str, Any]], seconds: float) -> int:
        for name, tick in ticks.items():
            used = f"{tick['site_ms'] + tick['database_ms']:.0f} CPU-ms ({tick['database_ms']:.0f} in SQL)"
            print(f"the reminders, {name}: {used}, {tick['queries']} queries, {tick['seconds']:.1f} s")
        for name, most in self.memory.items():
            print(f"a web worker's memory after {cold.PAGES} pages, {name}: at most {most:.1f} MB")
        noise = report.noise_of(self.rows)
        if noise:
            said = ", ".join(f"{name} {value:.2f}" for name, value in noise.items())
            print(f"noise, then ÷ then over {len(self.rows)} lines: {said}")
        if len(set(self.days.values())) > 1:
            print(f"The databases were filled on different days ({self.days}): --anew fills both today.")
        result = {
            "commits": {name: build.commit for name, build in self.builds.items()},
            "concerns": self.options.concerns,
            "rounds": self.options.rounds,
            "seconds_a_turn": self.options.seconds,
            "filled_on": self.days,
            "reminders": ticks,
            "memory_mb": self.memory,
            "noise": noise,
            "first_pages": {name: [vars(one) for one in some] for name, some in self.cold.items()},
        }
        path = report.written(result, self.rows)
        machine = report.machine()
        print(f"{machine['processor']}, {machine['cores']} cores, {seconds:.0f} s; written to {path}")
        return 1 if any(row.misses for row in self.rows) and not self.beside else 0
