"""The clocks and the yearly minimums come from a reviewed file, and stay as an administrator set them."""

import pytest

from core.clocks import Clock
from deliberations import reference
from deliberations.models import YearlyMinimum

pytestmark = pytest.mark.django_db


def test_loads_the_numbers_of_the_rules() -> None:
    reference.load()

    assert dict(Clock.objects.values_list("code", "term")) == {
        "deliberations.notice_before": "3d",
        "deliberations.confirm_minutes": "5wd",
        "deliberations.outcome": "5wd",
        "deliberations.look_back_first": "30d",
        "deliberations.look_back_again": "60d",
    }
    assert dict(YearlyMinimum.objects.values_list("code", "meetings")) == {"station": 2, "model_station": 4}


def test_a_second_time_changes_nothing_and_keeps_what_was_set() -> None:
    reference.load()
    YearlyMinimum.objects.filter(code="station").update(meetings=3)
    known = list(YearlyMinimum.objects.values())

    reference.load()

    assert list(YearlyMinimum.objects.values()) == known
