"""What the bench works out: turns, ratios, forms as a browser sends them, and when a database is filled again."""

from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from core.events import Event
from stations.enums import Role
from stations.models import Concern, Contact
from tests.factories.stations import (
    CategoryFactory,
    ConcernFactory,
    ContactFactory,
    StationFactory,
    load_clocks,
    officer_of,
)
from tools.bench import clones, cold, database, pages, people, report, turns
from tools.bench.browser import Form, form_of
from tools.bench.moves import MOVES
from tools.bench.pages import HOME, Page, Request
from tools.bench.turns import Load, Work

# Forms.

PAGE = """
<form method="post" action="/language/"><input type="hidden" name="next" value="/elsewhere/"></form>
<form action="/search/"><input name="q"></form>
<form method="post">
  <input type="hidden" name="csrfmiddlewaretoken" value="abc"><input type="hidden" name="edition" value="7">
  <input name="place" value="六联"><textarea name="note">
说明 &amp; 其他</textarea>
  <select name="kind"><option value="">–</option><option value="a">A</option>
  <option value="b" selected>B</option></select>
  <select name="category"><option value="3">甲</option><option value="4">乙</option></select>
  <input type="radio" name="way" value="phone" checked><input type="radio" name="way" value="letter">
  <input type="checkbox" name="reached" checked><input type="checkbox" name="secret">
  <input type="number" name="points" max="30"><input type="file" name="photo"><input name="old" value="1" disabled>
  <template><input name="row-__prefix__" value="x"></template>
  <button name="sure" value="1">OK</button>
</form>
"""


def test_form_of_the_page_holds_what_a_browser_would_send() -> None:
    form = form_of(PAGE, "/stations/concerns/1/route/")

    assert form.held == [
        ("csrfmiddlewaretoken", "abc"),
        ("edition", "7"),
        ("place", "六联"),
        ("note", "说明 & 其他"),
        ("kind", "b"),
        ("category", "3"),
        ("way", "phone"),
        ("reached", "on"),
        ("points", ""),
    ]


def test_form_tells_what_a_field_takes() -> None:
    form = form_of(PAGE, "/stations/concerns/1/route/")

    assert (form.most, form.offers) == ({"points": "30"}, {"kind": ["a", "b"], "category": ["3", "4"]})


def test_typed_field_replaces_what_the_form_held() -> None:
    form = Form("post", "", held=[("token", "t"), ("way", "phone"), ("note", "")])

    assert form.filled([("way", "letter")]) == [("token", "t"), ("note", ""), ("way", "letter")]


def test_page_without_a_form_of_its_own_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="no form of its own"):
        form_of('<form method="post" action="/language/"></form>', "/stations/visits/new/")


@pytest.mark.django_db
def test_visit_form_as_the_bench_fills_it_is_taken(client: Client) -> None:
    load_clocks()
    CategoryFactory()
    client.force_login(officer := officer_of(StationFactory()))
    path = reverse("stations:visit-new")
    move = next(move for move in MOVES if move.name == "new visit")

    form = form_of(client.get(path).content.decode(), path)
    answer = client.post(path, dict(form.filled(move.fill(form))))

    assert (answer.status_code, list(Concern.objects.values_list("visit__recorder", "place"))) == (
        302,
        [(officer.pk, "六联路口")],
    )


# Turns.


class Fixed(Work):
    """A site that always needs as long, and remembers in which order it was asked."""

    def __init__(self, name: str, cpu_ms: list[float], asked: list[tuple[str, int]]) -> None:
        self.name, self.costs, self.asked = name, iter(cpu_ms), asked

    def take(self, number: int) -> Load:
        self.asked.append((self.name, number))
        return load(next(self.costs), number)


def load(cpu_ms: float, requests: int = 1) -> Load:
    return Load(requests, 1.0, cpu_ms * requests, 0.0, 100)


def test_sites_take_turns_in_parts_after_all_have_warmed_up() -> None:
    asked: list[tuple[str, int]] = []
    works = {"now": Fixed("now", [90, 1, 2, 3], asked), "then": Fixed("then", [80, 4, 5, 6], asked)}

    found = turns.in_turns(works, 1, lambda name, warm: {"now": 5, "then": 7}[name])

    warm, first, second = [("now", 64), ("then", 64)], [("now", 5), ("then", 7)], [("then", 7), ("now", 5)]
    assert asked == [*warm, *first, *second, *first]
    assert {name: [one.cpu_ms for one in some] for name, some in found.items()} == {"now": [1, 2, 3], "then": [4, 5, 6]}


def test_another_site_begins_each_part() -> None:
    asked: list[tuple[str, int]] = []
    works = {name: Fixed(name, [1] * 7, asked) for name in ("now", "then")}

    turns.in_turns(works, 2, lambda name, warm: 1)

    assert [name for name, _number in asked[2::2]] == ["now", "then", "now", "then", "now", "then"]


def test_cost_is_the_middle_of_the_parts() -> None:
    assert turns.cost([load(10), load(90), load(12)]) == 12


def test_ratio_compares_part_by_part() -> None:
    # Neighbours slowed both down in the second part, and one of them in the third.
    assert turns.ratio([load(8), load(20), load(30)], [load(10), load(25), load(10)]) == 0.8


def test_cost_counts_site_and_database() -> None:
    assert Load(requests=4, seconds=1, site_ms=30, database_ms=10, bytes=0).cpu_ms == 10


@pytest.mark.parametrize(("rate", "size"), [(100, 30), (10, 8)])
def test_part_holds_what_fits_and_one_each_of_those_who_come_together(rate: int, size: int) -> None:
    assert turns.part_size(Load(rate, 1.0, 1, 1, 1), 0.9) == size


# People and pages.


def test_thirty_people_of_all_roles() -> None:
    assert (sum(people.ROLES.values()), set(people.ROLES)) == (30, set(Role))


def test_one_more_of_each_role_warms_up() -> None:
    rows = [("leadership", "a"), ("leadership", "b"), ("leadership", "c"), ("administrator", "d")]

    found, spare = people.by_role(rows)

    assert (found["leadership"], found["administrator"], spare) == (["a"], ["d"], {"leadership": "b"})


def test_people_of_different_roles_come_one_after_another() -> None:
    turns_taken = [("a", "x"), ("b", "x"), ("c", "x"), ("d", "x"), ("e", "y"), ("f", "y")]

    assert "".join(role for _name, role in pages.mixed(turns_taken)) == "xyxxyx"


def test_pages_are_chosen_by_any_of_the_words() -> None:
    some = tuple(Page(name, "home", HOME) for name in ("home of an officer", "a topic", "list of topics"))

    assert [page.name for page in pages.chosen("home, list", some)] == ["home of an officer", "list of topics"]


def test_address_that_a_build_does_not_know_gives_way_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(pages.ADDRESSES, "route", ("/new/{id}/", "/old/{id}/"))

    found = [
        pages.first_known("route", lambda path, old=old: 404 if old and "new" in path else 200, [5]) for old in (0, 1)
    ]

    assert found == ["/new/{id}/", "/old/{id}/"]


def test_every_page_has_its_turn_as_somebodys_first() -> None:
    requests = {page: [Request("/", name, "officer") for name in "abc"] for page in ("p", "q", "r", "s")}

    found = [cold.assigned(requests, {"officer": ["a", "b", "c"]}, turn) for turn in range(4)]

    assert found[0] == [("p", "a"), ("q", "b"), ("r", "c")]
    assert [sum(page == one for some in found for one, _name in some) for page in "pqrs"] == [3, 3, 3, 3]


def test_a_day_begins_more_often_with_some_pages() -> None:
    requests = {page: [Request("/", "a", "officer"), Request("/", "b", "officer")] for page in "pq"}

    found = [cold.assigned(requests, {"officer": ["a", "b"]}, turn, often={"p"}) for turn in range(2)]

    assert [page for some in found for page, _name in some] == ["p", "p", "p", "q"]


def test_first_pages_are_compared_person_by_person() -> None:
    ones = [cold.First("p", "a", 30), cold.First("p", "b", 10), cold.First("q", "c", 1)]
    others = [cold.First("p", "a", 15), cold.First("p", "b", 5), cold.First("q", "c", 1)]

    assert (cold.ratio(ones, others, "p"), cold.cost(ones, "p"), cold.cost(ones, "none")) == (2, 20, None)


@pytest.mark.parametrize(
    ("cpu_ms", "queries", "reference", "missed"),
    [(15, 10, 2.8, []), (15.1, 10, 2.8, ["cpu_ms"]), (15, 11, 2.8, ["queries"]), (15, 10, 3, ["reference"])],
)
def test_limit_that_is_missed_is_named(cpu_ms: float, queries: int, reference: float, missed: list[str]) -> None:
    assert report.misses(pages.LIST, cpu_ms, queries, reference) == missed


# Databases.

SIZES = {"concerns": 10}


@pytest.fixture
def build(tmp_path: Path) -> Path:
    for name in ("stations/migrations/0001_initial.py", "tools/bench/fill.py", "stations/models.py"):
        write(tmp_path / name, "first")
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("changed", "kept"),
    [
        ("stations/migrations/0001_initial.py", False),
        ("stations/migrations/0002_edition.py", False),
        ("tools/bench/fill.py", False),
        ("stations/models.py", True),
        ("stations/tests.py", True),
    ],
)
def test_database_is_kept_until_what_it_holds_changes(build: Path, changed: str, kept: bool) -> None:
    said = database.mark(build, SIZES, date(2026, 3, 4))

    write(build / changed, "second")

    assert database.serves(said, database.mark(build, SIZES, date(2026, 3, 5))) == kept


@pytest.mark.parametrize("said", [None, "", "filled to the brim"])
def test_database_that_was_never_filled_to_the_end_is_filled(build: Path, said: str | None) -> None:
    assert not database.serves(said, database.mark(build, SIZES, date(2026, 3, 4)))


def test_another_size_is_another_database(build: Path) -> None:
    day = date(2026, 3, 4)

    assert not database.serves(database.mark(build, SIZES, day), database.mark(build, {"concerns": 11}, day))


def test_mark_tells_the_day(build: Path) -> None:
    assert database.filled_on(database.mark(build, SIZES, date(2026, 3, 4))) == "2026-03-04"


@pytest.mark.postgres
@pytest.mark.django_db
def test_copies_of_a_thing_have_all_that_hangs_on_it() -> None:
    contact = ContactFactory(concern=ConcernFactory())
    concern = contact.concern
    Event.objects.append(
        concern, "receive", by=officer_of(concern.station), before="", after="received", facts={}, first=True
    )
    numbers = range(1, 4)

    with connection.cursor() as cursor:
        known = clones.structure(cursor)
        clones.multiplied(
            cursor, known, {"stations_concern": [concern.pk]}, numbers, {"stations_concern.place": "'k' || k"}
        )

    copies = clones.copies_of(concern.pk, numbers)
    assert list(Concern.objects.filter(pk__in=copies).order_by("pk").values_list("place", "visit", "words")) == [
        (f"k{number}", concern.visit_id, concern.words) for number in numbers
    ]
    assert Contact.objects.filter(concern__in=copies).count() == 3
    assert Event.objects.filter(noun="stations.concern", subject_id__in=copies).count() == 3
    assert Concern.objects.exclude(pk=concern.pk).values("number").distinct().count() == 3
