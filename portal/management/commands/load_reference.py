"""`manage.py load_reference`: the reference data as the reviewed files have them; twice is once."""

from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.reference import load_departments
from core import clock
from core.workdays import WorkdayOverride, missing_years, seed_overrides

#: The first year of the work: the first station opened on 2017-04-12 (domain §1).
FIRST_YEAR = 2017

#: What is counted in the report, in the order in which it is loaded.
LOADED = (
    "accounts.Department",
    "stations.Subdistrict",
    "stations.Station",
    "stations.Category",
    "core.Clock",
    "deliberations.YearlyMinimum",
    "deliberations.ProjectCeiling",
    "deliberations.VotingRule",
    "suggestions.EvaluationScheme",
    "suggestions.SchemeItem",
    "points.PointsRule",
    "core.WorkdayOverride",
)


class Command(BaseCommand):
    help = "Load subdistricts, stations, categories, departments, clocks, rules, schemes and the calendar."

    def handle(self, *args: Any, **options: Any) -> None:
        last_year = clock.today().year + 1
        with transaction.atomic():
            load_departments()
            for app in ("stations", "deliberations", "suggestions", "points"):
                load = getattr(import_module(f"{app}.reference"), "load", None)
                if load:
                    load()
            self._load_calendar(last_year)
        self._report(last_year)

    def _load_calendar(self, last_year: int) -> None:
        """What the State Council announced; a day that an administrator entered stays as it is (rule 25)."""
        seed = seed_overrides(range(FIRST_YEAR, last_year + 1))
        WorkdayOverride.objects.bulk_create(seed.rows, ignore_conflicts=True)

    def _report(self, last_year: int) -> None:
        for label in LOADED:
            try:
                model = apps.get_model(label)
            except LookupError:
                continue
            self.stdout.write(f"{label:32}{model._default_manager.count():>6}")
        if missing := missing_years(FIRST_YEAR, last_year):
            years = ", ".join(str(year) for year in missing)
            self.stdout.write(f"No table of working days yet for {years}: only weekends are left out there.")
