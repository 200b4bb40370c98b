from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from accounts.models import User
from core import clock
from core.calendar_years import load_announced
from deliberations import reference as deliberations
from stations.enums import Role
from stations.models import Category, Station
from suggestions import reference as suggestions
from tests.factories import stations
from tests.factories.accounts import UserFactory
from tests.factories.stations import CategoryFactory, StationFactory, appoint, committee, officer_of

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def now() -> Iterator[datetime]:
    """A Wednesday morning without a holiday near it."""
    moment = datetime(2019, 6, 19, 9, 0, tzinfo=SHANGHAI)
    with clock.at(moment):
        yield moment


@pytest.fixture
def calendar(db: None) -> None:
    """The working days of the years around, as the State Council announced them."""
    load_announced([2018, 2019, 2020])


@pytest.fixture
def station(db: None, now: datetime, calendar: None) -> Station:
    stations.load_clocks()
    deliberations.load()
    suggestions.load()
    return StationFactory()


@pytest.fixture
def officer(station: Station) -> User:
    return officer_of(station)


@pytest.fixture
def head(station: Station) -> User:
    """The working committee of the station's subdistrict."""
    return appoint(UserFactory(), Role.SUBDISTRICT, station.subdistrict)


@pytest.fixture
def staff(db: None) -> User:
    """A member of the committee's staff."""
    return committee()


@pytest.fixture
def category(db: None) -> Category:
    return CategoryFactory()
