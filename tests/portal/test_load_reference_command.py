"""The reference data: complete after one run, unchanged after the next, and silent about nothing."""

from io import StringIO

import time_machine
from django.apps import apps
from django.core.management import call_command

from core.clocks import Clock
from core.workdays import WorkdayOverride
from portal.management.commands.load_reference import LOADED
from stations.models import Station


def run() -> str:
    out = StringIO()
    call_command("load_reference", stdout=out)
    return out.getvalue()


def counts() -> dict[str, int]:
    return {label: apps.get_model(label)._default_manager.count() for label in LOADED}


def test_everything_is_there_after_one_run(db):
    with time_machine.travel("2026-06-15 10:00"):
        said = run()
    assert counts() == {
        "accounts.Department": 40, "stations.Subdistrict": 6, "stations.Station": 23, "stations.Category": 18,
        "core.Clock": 24, "deliberations.YearlyMinimum": 2, "deliberations.ProjectCeiling": 4,
        "deliberations.VotingRule": 1, "suggestions.EvaluationScheme": 1, "suggestions.SchemeItem": 8,
        "points.PointsRule": 22, "core.WorkdayOverride": 244,
        "core.CalendarYear": 10,
    }  # fmt: skip
    assert "stations.Station" in said


def test_a_second_run_changes_nothing(db):
    run()
    before = counts(), list(Station.objects.values_list("pk", "code"))
    run()
    assert (counts(), list(Station.objects.values_list("pk", "code"))) == before


def test_what_an_administrator_entered_stays(db):
    run()
    Clock.objects.filter(code="stations.triage").update(term="3wd")
    Station.objects.filter(community="六联").update(address="新地址", is_model=True)
    special = WorkdayOverride.objects.first()
    WorkdayOverride.objects.filter(pk=special.pk).update(name="本区另定")
    run()
    station = Station.objects.get(community="六联")
    assert Clock.objects.get(code="stations.triage").term == "3wd"
    assert (station.address, station.is_model) == ("新地址", True)
    assert WorkdayOverride.objects.get(pk=special.pk).name == "本区另定"


def test_years_without_a_calendar_are_named(db):
    with time_machine.travel("2026-06-15 10:00"):
        assert "No complete table of working days yet for 2027" in run()
