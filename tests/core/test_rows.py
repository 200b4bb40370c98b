"""Rows written by prepared statements: what is stored, and which way a row takes."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from accounts.models import Department
from core.prepared import _PREPARED, kept_things
from stations.models import Concern
from tests.factories.accounts import DepartmentFactory, UserFactory
from tests.factories.stations import ConcernFactory
from tests.statements import done_by

pytestmark = pytest.mark.django_db

WORDS = ["it's 50% of 六联", "back\\slash", "$1 %s {}", "two\nlines\t", "", "\U00020000𠮷😀", "'; DROP TABLE x; --"]


@pytest.mark.parametrize("words", WORDS)
def test_row_comes_back_as_it_was_inserted_and_updated(words: str) -> None:
    concern = ConcernFactory(words=words or "x", place=words[:20], people_affected=None)
    concern.route_note = words[::-1]
    concern.people_affected = 7
    concern.save()

    stored = Concern.objects.get(pk=concern.pk)
    for field in Concern._meta.concrete_fields:
        assert getattr(stored, field.attname) == getattr(concern, field.attname), field.name


@pytest.mark.postgres
def test_statement_is_prepared_once_and_holds_no_word_of_a_row() -> None:
    # Among many others the connection might begin to remember anew just in between.
    _PREPARED.pop(connection.connection, None)
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    ConcernFactory(words="一个秘密")
    before = _prepared_inserts()
    ConcernFactory(words="另一个秘密")

    assert before
    assert _prepared_inserts() == before
    assert not any("秘密" in statement for statement in before)


def _prepared_inserts() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE name LIKE 'insert_stations_concern%'")
        return sorted(statement for (statement,) in cursor.fetchall())


def test_expression_and_chosen_fields_take_the_usual_way() -> None:
    concern = ConcernFactory(people_affected=1)
    concern.people_affected = F("people_affected") + 1
    concern.save()
    assert Concern.objects.get(pk=concern.pk).people_affected == 2

    concern = Concern.objects.get(pk=concern.pk)
    concern.place, concern.people_affected = "东门", 9
    with CaptureQueriesContext(connection) as queries:
        concern.save(update_fields=["place"])

    assert [done_by(query["sql"]) for query in queries] == [("update", "stations_concern")]
    stored = Concern.objects.get(pk=concern.pk)
    assert (stored.place, stored.people_affected) == ("东门", 2)


def test_update_of_a_row_that_is_gone_inserts_it_again_as_django_does() -> None:
    concern = ConcernFactory()
    Concern.objects.filter(pk=concern.pk).delete()

    concern.save()

    assert Concern.objects.filter(pk=concern.pk).exists()


def test_constraint_refuses_and_the_statement_works_on() -> None:
    concern = ConcernFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        ConcernFactory(number=concern.number)

    assert ConcernFactory().pk


def test_things_are_those_that_the_queryset_finds() -> None:
    department = DepartmentFactory(name="教育局")

    @kept_things
    def called(name: str, pk: int) -> object:
        return Department.objects.filter(name=name, pk=pk)

    found = called(name="教育局", pk=department.pk)

    assert found == list(Department.objects.filter(pk=department.pk))
    assert found[0].__dict__.keys() == Department.objects.get(pk=department.pk).__dict__.keys()
    assert called(name="教育局", pk=0) == called(name="hole 0", pk=department.pk) == []


def test_times_and_truths_of_a_thing_are_no_texts_of_the_database() -> None:
    person = UserFactory()

    @kept_things
    def known(pk: int) -> object:
        return type(person).objects.filter(pk=pk)

    (found,) = known(pk=person.pk)
    assert {name: value for name, value in found.__dict__.items() if name != "_state"} == {
        name: value for name, value in type(person).objects.get(pk=person.pk).__dict__.items() if name != "_state"
    }
