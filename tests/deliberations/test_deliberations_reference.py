"""The clocks and the yearly minimums come from a reviewed file, and stay as an administrator set them."""

import pytest

from core.clocks import Clock
from deliberations import reference
from deliberations.models import ProjectCeiling, VotingRule, YearlyMinimum

pytestmark = pytest.mark.django_db


def test_loads_the_numbers_of_the_rules() -> None:
    reference.load()

    assert dict(Clock.objects.values_list("code", "term")) == {
        "deliberations.notice_before": "3d",
        "deliberations.confirm_minutes": "5wd",
        "deliberations.outcome": "5wd",
        "deliberations.look_back_first": "30d",
        "deliberations.look_back_again": "60d",
        "deliberations.council_notice": "3d",
        "deliberations.public_notice": "5wd",
        "deliberations.progress_report": "1m",
    }
    assert dict(YearlyMinimum.objects.values_list("code", "meetings")) == {"station": 2, "model_station": 4}
    assert dict(ProjectCeiling.objects.values_list("code", "amount")) == {
        "service": 200_000, "goods": 200_000, "works": 500_000, "community_year": 2_000_000,
    }  # fmt: skip
    rules = VotingRule.objects.values_list("version", "quorum_part", "quorum_whole", "majority_part", "majority_whole")
    assert list(rules) == [(1, 2, 3, 1, 2)]


def test_a_second_time_changes_nothing_and_keeps_what_was_set() -> None:
    reference.load()
    YearlyMinimum.objects.filter(code="station").update(meetings=3)
    known = list(YearlyMinimum.objects.values())

    reference.load()

    assert list(YearlyMinimum.objects.values()) == known
