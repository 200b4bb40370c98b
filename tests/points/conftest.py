import pytest

from accounts.models import User
from stations.models import Representative, Station
from tests.factories import deliberations, points, stations
from tests.factories.stations import RepresentativeFactory, StationFactory, committee, officer_of


@pytest.fixture
def station(db: None) -> Station:
    stations.load_clocks()
    deliberations.load_reference()
    points.load_rules()
    return StationFactory()


@pytest.fixture
def officer(station: Station) -> User:
    return officer_of(station)


@pytest.fixture
def staff(db: None) -> User:
    """A member of the committee's staff."""
    return committee()


@pytest.fixture
def lead(station: Station) -> Representative:
    return RepresentativeFactory(home_station=station, with_account=True)
