from pathlib import Path
from typing import Any

import pytest

from accounts.models import Department, User
from stations.models import Category, Representative, Station
from tests.factories import deliberations, stations
from tests.factories.accounts import DepartmentFactory
from tests.factories.stations import CategoryFactory, RepresentativeFactory, StationFactory, officer_of


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    """Where pictures lie, for one test only."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def station(db: None) -> Station:
    stations.load_clocks()
    deliberations.load_reference()
    return StationFactory()


@pytest.fixture
def officer(station: Station) -> User:
    return officer_of(station)


@pytest.fixture
def lead(station: Station) -> Representative:
    return RepresentativeFactory(home_station=station)


@pytest.fixture
def department(db: None) -> Department:
    return DepartmentFactory()


@pytest.fixture
def category(db: None) -> Category:
    return CategoryFactory()
