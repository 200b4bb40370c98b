"""`manage.py load_reference`: the reference data as the reviewed files have them; twice is once."""

from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.reference import load_departments
from core import clock
from core.calendar_years import load_announced, missing_years

#: The first year of the work: the first station opened on 2017-04-12 (domain §1).
FIRST_YEAR = 2017

#: What is counted in the report, in the order in which it is loaded.
LOADED = (
    "accounts.Department",
    "stations.Subdistrict",
    "stations.Station",
    "stations.CategoryList",
    "stations.Category",
    "core.Clock",
    "deliberations.YearlyMinimum",
    "deliberations.ProjectCeiling",
    "deliberations.VotingRule",
    "suggestions.EvaluationScheme",
    "suggestions.SchemeItem",
    "points.PointsRule",
    "core.WorkdayOverride",
    "core.CalendarYear",
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
            load_announced(range(FIRST_YEAR, last_year + 1))  # rule 25
        self._report(last_year)

    def _report(self, last_year: int) -> None:
        for label in LOADED:
            try:
                model = apps.get_model(label)
            except LookupError:
                continue
            self.stdout.write(f"{label:32}{model._default_manager.count():>6}")
        if missing := missing_years(FIRST_YEAR, last_year):
            years = ", ".join(str(year) for year in missing)
            self.stdout.write(
                f"No complete table of working days yet for {years}: only weekends, statutory holidays and what is "
                "entered so far are left out there."
            )
