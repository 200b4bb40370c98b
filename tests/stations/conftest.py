import pytest

from accounts.models import User
from stations.models import Category, Station
from tests.factories.stations import CategoryFactory, StationFactory, load_clocks, officer_of


@pytest.fixture
def station(db: None) -> Station:
    load_clocks()
    return StationFactory()


@pytest.fixture
def officer(station: Station) -> User:
    return officer_of(station)


@pytest.fixture
def category(db: None) -> Category:
    return CategoryFactory()
