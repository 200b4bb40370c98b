"""The upgrade that brings the lists of categories changes nothing that is stored (rule 2)."""

from collections import Counter
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from core import clock
from stations.models import Concern
from tests.factories.accounts import UserFactory

BEFORE = ("stations", "0010_feedback_can_be_taken_back")


def migrate(target: tuple[str, str] | None = None) -> Any:
    """Takes the app to a migration, or to its last one; the models as they are then."""
    executor = MigrationExecutor(connection)
    executor.migrate([target] if target else executor.loader.graph.leaf_nodes())
    return MigrationExecutor(connection).loader.project_state([target] if target else None).apps


@pytest.mark.django_db(transaction=True)
def test_rule_2_concerns_by_old_category_are_as_many_before_and_after_the_upgrade() -> None:
    try:
        old = migrate(BEFORE)
        station = old.get_model("stations", "Station").objects.create(
            code="440310001-01",
            subdistrict=old.get_model("stations", "Subdistrict").objects.create(code="440310001", name="坪山街道"),
        )
        recorder = UserFactory()
        visit = old.get_model("stations", "Visit").objects.create(
            station=station, started_at=clock.now(), place="联络站", recorder_id=recorder.pk
        )
        for code, number in (("planning_construction", 3), ("transport", 1)):
            category = old.get_model("stations", "Category").objects.create(code=code, name=code)
            for count in range(number):
                old.get_model("stations", "Concern").objects.create(
                    visit=visit, station=station, category=category, number=f"{code[:4]}-{count}", words="原话",
                    triage_due_on=clock.today(), feedback_due_on=clock.today(),
                )  # fmt: skip
        before = Counter(old.get_model("stations", "Concern").objects.values_list("category__code", "category"))
    finally:
        migrate()
    call_command("load_reference", verbosity=0)

    assert Counter(Concern.objects.values_list("category__code", "category")) == before
    assert sorted(before.values()) == [1, 3]
    kept = Concern.objects.values_list("runs_from", "second_category", "category_note").distinct()
    assert list(kept.order_by()) == [(None, None, "")]
    with pytest.raises(DatabaseError), transaction.atomic():
        Concern.objects.update(words="改过的话")
