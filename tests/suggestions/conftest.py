import pytest

from tests.factories.suggestions import Case


@pytest.fixture
def case(db: None) -> Case:
    return Case()
