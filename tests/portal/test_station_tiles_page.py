"""The stations side by side."""

from datetime import timedelta

import pytest

from core import clock
from portal.queries.stations import tiles
from stations.enums import Role
from tests.factories.accounts import UserFactory
from tests.factories.councils import CouncilFactory
from tests.factories.deliberations import MeetingFactory
from tests.factories.stations import (
    ConcernFactory,
    StationFactory,
    VisitFactory,
    appoint,
    committee,
    everybody,
    officer_of,
)
from tests.portal.conftest import page

pytestmark = pytest.mark.usefixtures("midsummer")
TILES = "/tiles/"


def test_what_a_tile_says(station):
    MeetingFactory(station=station, held=True)
    MeetingFactory(station=station)
    CouncilFactory.create_batch(2, station=station, state="closed", starts_at=clock.now())
    CouncilFactory(station=station, state="confirmed", starts_at=clock.now() - timedelta(days=366))
    CouncilFactory(station=station)
    VisitFactory.create_batch(2, station=station, started_at=clock.now() - timedelta(days=3))
    VisitFactory(station=station, started_at=clock.now() - timedelta(days=366))
    visit = VisitFactory(station=station, started_at=clock.now() - timedelta(days=2))
    ConcernFactory(station=station, visit=visit)
    ConcernFactory(station=station, visit=visit, routed=True)
    ConcernFactory(station=station, visit=visit, told=True)

    (tile,) = tiles(committee(), 2026)

    assert (tile.minimum.held, tile.minimum.planned, tile.minimum.needed, tile.minimum.required) == (1, 1, 0, 2)
    assert (tile.councils, tile.visits, tile.open_concerns, tile.tone) == (2, 3, 2, "warn")
    assert tile.last_at == clock.now() - timedelta(hours=1)


def test_the_minimum_met_and_out_of_reach(station):
    MeetingFactory.create_batch(2, station=station, held=True)
    missed = StationFactory()
    tones = {tile.station: tile.tone for tile in tiles(committee(), 2026)}
    assert tones == {station: "good", missed: "warn"}
    assert {tile.tone for tile in tiles(committee(), 2025)} == {"bad"}


def test_a_model_station_owes_more(station):
    station.is_model = True
    station.save()
    assert tiles(committee(), 2026)[0].minimum.required == 4


def test_who_sees_which_stations(station):
    people = everybody(station)
    seen = {name: station in [tile.station for tile in tiles(person, 2026)] for name, person in people.items()}
    assert {name for name, sees in seen.items() if sees} == {
        "officer here", "representative here", "subdistrict here", "committee", "leadership",
    }  # fmt: skip
    assert len(tiles(people["committee"], 2026)) == 2


def test_the_page_is_for_those_who_follow_stations(client, station):
    answers = {}
    for name, person in everybody(station).items():
        client.force_login(person)
        answers[name] = client.get(TILES).status_code
    assert {name for name, status in answers.items() if status == 403} == {"department", "administrator", "nobody"}


@pytest.mark.parametrize("year", ["2017", "2026", "1999", "x", "9" * 30])
def test_any_year_can_be_asked_for(client, station, year):
    client.force_login(committee())
    assert client.get(TILES, {"year": year}).status_code == 200


def test_tiles_stand_by_subdistrict(client, station):
    text = page(client, committee(), TILES)
    assert (station.subdistrict.name in text, station.community in text) == (True, True)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_ten_queries_whatever_the_rows(client, station, django_assert_num_queries, rows):
    for _row in range(rows):
        other = StationFactory()
        MeetingFactory(station=other, held=True)
        ConcernFactory(station=other)
    client.force_login(committee())
    with django_assert_num_queries(10):
        client.get(TILES)


def test_an_officer_reads_the_own_tile(client, station):
    assert station.community in page(client, officer_of(station), TILES)


def test_a_subdistrict_is_told_about_its_own(client, station):
    other = StationFactory(community="别处社区")
    person = appoint(UserFactory(), Role.SUBDISTRICT, station.subdistrict)
    assert other.community not in page(client, person, TILES)
