"""The reference data: complete after one run, unchanged after the next, and silent about nothing."""

from io import StringIO

import time_machine
from django.apps import apps
from django.core.management import call_command

from core.clocks import Clock
from core.workdays import WorkdayOverride
from portal.management.commands.load_reference import LOADED
from portal.queries.categories import category_figures
from portal.queries.indicators import Period
from stations.models import Category, CategoryList, Concern, Station
from tests.factories.stations import ConcernFactory


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
        "accounts.Department": 40, "stations.Subdistrict": 6, "stations.Station": 23, "stations.CategoryList": 2,
        "stations.Category": 20, "core.Clock": 25, "deliberations.YearlyMinimum": 2, "deliberations.ProjectCeiling": 4,
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
    Category.objects.filter(code="planning_construction").update(name="规划和自然资源", order=40, livelihood=False)
    Category.objects.filter(code="housing").update(until="2026-12-31", examples="物业", counted_as=None)
    CategoryList.objects.filter(code="housing-apart").update(name="区里定的清单", since="2026-01-01")
    special = WorkdayOverride.objects.first()
    WorkdayOverride.objects.filter(pk=special.pk).update(name="本区另定")
    run()
    station = Station.objects.get(community="六联")
    renamed, housing = (Category.objects.get(code=code) for code in ("planning_construction", "housing"))
    edition = CategoryList.objects.get(code="housing-apart")
    assert (renamed.name, renamed.order, renamed.livelihood) == ("规划和自然资源", 40, False)
    assert (str(housing.until), housing.examples, housing.counted_as) == ("2026-12-31", "物业", None)
    assert (edition.name, str(edition.since)) == ("区里定的清单", "2026-01-01")
    assert Clock.objects.get(code="stations.triage").term == "3wd"
    assert (station.address, station.is_model) == ("新地址", True)
    assert WorkdayOverride.objects.get(pk=special.pk).name == "本区另定"


def test_categories_from_before_there_were_lists_join_the_first_one(db):
    old = Category.objects.create(code="planning_construction", name="规土城建", order=12)
    with time_machine.travel("2026-06-15 10:00"):
        run()
    old.refresh_from_db()
    housing = Category.objects.get(code="housing")
    assert (old.list.code, old.list.since, old.examples != "") == ("eighteen", None, True)
    assert (housing.list.code, str(housing.list.since), housing.counted_as) == ("housing-apart", "2026-06-15", old)
    assert Category.objects.get(code="other").needs_note


def test_every_category_says_what_belongs_to_it(db):
    run()
    assert list(Category.objects.filter(examples="")) == list(Category.objects.filter(examples_en="")) == []


def test_rule_2_concerns_by_old_category_are_as_many_after_the_new_list(db):
    codes = ("planning_construction", "planning_construction", "transport")
    old = {code: Category.objects.create(code=code, name=code) for code in dict.fromkeys(codes)}
    for code in codes:
        ConcernFactory(category=old[code])

    def by_category():
        return sorted(Concern.objects.values_list("category__code", "category", "pk"))

    before = by_category()
    run()
    assert by_category() == before
    figures = category_figures(Period(), CategoryList.objects.get(code="eighteen"))
    assert {line.category.code: line.concerns for line in figures.lines if line.concerns} == {
        "planning_construction": 2, "transport": 1,
    }  # fmt: skip


def test_years_without_a_calendar_are_named(db):
    with time_machine.travel("2026-06-15 10:00"):
        assert "No complete table of working days yet for 2027" in run()
