"""The money of micro-projects by kind, subdistrict and year: every sum equals its projects (domain §6)."""

from datetime import date

import pytest

from deliberations.enums import ProjectKind
from deliberations.models import MicroProject
from portal.queries.figures import Table, project_figures
from stations.models import Station
from tests.factories.councils import MicroProjectFactory
from tests.factories.stations import StationFactory, committee, everybody
from tests.portal.conftest import page

pytestmark = pytest.mark.usefixtures("midsummer")
FIGURES = "/indicators/micro-projects/"


def plant(station: Station) -> None:
    """Passed this year: three; last year: one; never passed: two."""
    MicroProjectFactory(station=station, on_notice=True, kind="goods", budget=70_000)
    MicroProjectFactory(station=station, accepted=True, kind="works", budget=180_000, cost=175_000)
    MicroProjectFactory(station=StationFactory(), under_way=True, kind="works", budget=50_000)
    MicroProjectFactory(station=station, disclosed=True, budget=90_000, cost=0, passed_on=date(2025, 12, 31))
    MicroProjectFactory(station=station, shortlisted=True)
    MicroProjectFactory(station=station, on_notice=True, state="declined")


def lines(table: Table) -> dict[str, tuple[int, int]]:
    return {str(line.label): (line.projects, line.yuan) for line in table.lines if line.projects}


def test_the_money_is_the_cost_once_known_and_the_budget_before(station):
    plant(station)
    by_kind, by_place, by_year = project_figures(2026)
    assert lines(by_kind) == {ProjectKind.GOODS.label: (1, 70_000), ProjectKind.WORKS.label: (2, 225_000)}
    assert sorted(lines(by_place).values()) == [(1, 50_000), (2, 245_000)]
    assert lines(by_year) == {"2025": (1, 0), "2026": (3, 295_000)}


def test_every_total_is_the_sum_of_its_projects(station):
    plant(station)
    passed = MicroProject.objects.passed()
    this_year = [project.money for project in passed.filter(passed_on__year=2026)]
    by_kind, by_place, by_year = project_figures(2026)
    for table, money in ((by_kind, this_year), (by_place, this_year), (by_year, [one.money for one in passed])):
        assert (table.code, table.total.projects, table.total.yuan) == (table.code, len(money), sum(money))


def test_kinds_and_subdistricts_without_a_project_are_shown_as_nought(station):
    by_kind, by_place, by_year = project_figures(2026)
    assert [(line.projects, line.yuan) for line in by_kind.lines] == [(0, 0)] * 3
    assert [str(line.label) for line in by_place.lines] == [str(station.subdistrict)]
    assert [str(line.label) for line in by_year.lines] == ["2026"]


def test_the_page_shows_sums_chart_and_table_and_leads_to_the_projects(client, station):
    plant(station)
    text = page(client, committee(), FIGURES)
    assert (text.count('<svg class="chart"'), text.count("chart-twin")) == (3, 3)
    # The totals of three tables, and the year in its table and in the twin of its chart.
    assert text.count('<td class="number">295,000</td>') == 5
    assert "/indicators/micro_projects_passed/?from=2026-01-01&amp;to=2026-12-31" in text
    assert FIGURES in page(client, committee(), "/indicators/")


@pytest.mark.parametrize(("asked", "shown"), [("2025", 2025), ("2016", 2026), ("2027", 2026), ("x", 2026), ("²", 2026)])
def test_the_switch_of_the_year(client, station, asked, shown):
    assert f"{shown}年" in page(client, committee(), FIGURES, year=asked)


def test_who_may_read_the_indicators_may_read_this(client, station):
    assert client.get(FIGURES).status_code == 302
    for person in everybody(station).values():
        assert page(client, person, FIGURES)


@pytest.mark.parametrize("rows", [1, 3])
def test_it_takes_six_queries_whatever_the_rows(client, station, django_assert_num_queries, rows):
    for _row in range(rows):
        plant(StationFactory())
    client.force_login(committee())
    with django_assert_num_queries(6):
        client.get(FIGURES)
