"""Questions that are planned once per connection: the same answers as ever, whatever stands in them."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import Department
from core.named import names_of
from core.prepared import HOLE, MOST, Row, kept, kept_things, rows
from stations.enums import ConcernState
from stations.models import Representative
from tests.factories.accounts import DepartmentFactory
from tests.factories.stations import RepresentativeFactory

pytestmark = pytest.mark.django_db

WORDS = ["plain", "it's", "'; DROP TABLE accounts_department; --", "中文", "$1", "{}", ""]


@pytest.mark.parametrize("word", WORDS)
def test_words_and_numbers_come_back_as_they_were(word: str) -> None:
    for number in (1, -2, 2**40):
        assert rows("SELECT %s AS word, CAST(%s AS bigint) AS number", [word, number]) == [(word, number)]


@pytest.mark.parametrize("word", ["50%", "back\\slash"])
def test_word_that_could_be_misread_is_refused(word: str) -> None:
    if connection.vendor == "postgresql":
        with pytest.raises(ValueError, match="neither a backslash"):
            rows("SELECT %s AS word", [word])


def test_days_are_filled_in() -> None:
    sql = "SELECT COUNT(*) FROM core_workdayoverride WHERE date = %s"

    assert [rows(sql, [date(2019, 6, day)]) for day in (1, 2)] == [[(0,)], [(0,)]]


@pytest.mark.postgres
def test_question_is_prepared_once_for_each_text() -> None:
    before = len(_prepared())

    for number in range(5):
        rows("SELECT %s AS word, %s AS once", ["a", number])
        rows("SELECT %s AS word, %s AS once", ["b", number])

    assert len(_prepared()) == before + 2


@pytest.mark.postgres
def test_plan_is_made_once_and_not_for_each_number() -> None:
    for number in range(8):
        rows("SELECT id FROM accounts_department WHERE id = %s AND kind = %s", [number, "bureau"])

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE %s",
            ["%FROM accounts_department WHERE id = $1 AND kind = 'bureau'%"],
        )
        assert cursor.fetchall() == [(8, 0)]


@pytest.mark.postgres
def test_question_survives_an_undone_transaction() -> None:
    def ask() -> list[Row]:
        return rows("SELECT CAST(%s AS bigint) AS survives", [7])

    with transaction.atomic():
        ask()
        transaction.set_rollback(True)

    assert ask() == ask() == [(7,)]


@pytest.mark.postgres
def test_question_that_failed_can_be_asked_again() -> None:
    sql = "SELECT 10 / CAST(%s AS bigint) AS share"
    with pytest.raises(DatabaseError), transaction.atomic():
        rows(sql, [0])

    assert rows(sql, [5]) == [(2,)]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", ["ALTER TABLE changing ALTER name TYPE varchar(20)", "DEALLOCATE ALL"])
def test_question_is_prepared_anew_when_its_plan_is_gone(change: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE changing AS SELECT 1 AS id, CAST('六联' AS varchar(10)) AS name")
        assert rows("SELECT name FROM changing WHERE id = %s", [1]) == [("六联",)]
        cursor.execute(change)

    assert rows("SELECT name FROM changing WHERE id = %s", [1]) == [("六联",)]


@pytest.mark.postgres
def test_connection_remembers_so_many_questions() -> None:
    for number in range(MOST + 5):
        assert rows(f"SELECT {number} + CAST(%s AS integer)", [1]) == [(number + 1,)]

    assert len(_prepared()) <= MOST


@pytest.fixture
def behind_a_pooler() -> Iterator[None]:
    settings = connection.settings_dict
    before = settings.get("DISABLE_SERVER_SIDE_CURSORS")
    settings["DISABLE_SERVER_SIDE_CURSORS"] = True
    yield
    settings["DISABLE_SERVER_SIDE_CURSORS"] = before


@pytest.mark.postgres
def test_nothing_is_prepared_behind_a_pooler(behind_a_pooler: None) -> None:
    before = _prepared()

    assert rows("SELECT CAST(%s AS bigint) AS pooled", [1]) == [(1,)]
    assert _prepared() == before


def test_kept_question_takes_other_numbers_each_time() -> None:
    first, second = DepartmentFactory.create_batch(2)

    @kept
    def named(department: int) -> object:
        return Department.objects.filter(pk=department).values_list("pk", "name")

    assert named(department=first.pk) == [(first.pk, first.name)]
    assert named(department=second.pk) == [(second.pk, second.name)]
    assert named(department=HOLE) == []


def test_kept_question_needs_all_its_numbers() -> None:
    @kept
    def named(department: int) -> object:
        return Department.objects.filter(pk=department).values_list("pk")

    with pytest.raises(TypeError, match="department"):
        named()


def test_names_are_those_of_the_reader_in_the_order_of_the_table() -> None:
    one = DepartmentFactory(name="教育局", name_en="Education Bureau")
    other = DepartmentFactory(name="水务局", name_en="")

    assert names_of(Department) == [(one.pk, "教育局"), (other.pk, "水务局")]
    with translation.override("en"):
        assert names_of(Department) == [(one.pk, "Education Bureau"), (other.pk, "水务局")]


def _prepared() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements")
        return {name for (name,) in cursor.fetchall()}


def test_kept_things_bring_along_what_is_selected_with_them() -> None:
    @kept_things
    def there(pk: int, day: date) -> object:
        return Representative.objects.filter(pk=pk, starts_on__lte=day).select_related("home_station")

    one = RepresentativeFactory(starts_on=date(2019, 3, 1))

    (found,) = there(pk=one.pk, day=date(2019, 3, 1))
    with CaptureQueriesContext(connection) as queries:
        assert found.home_station == one.home_station

    assert len(queries) == 0
    assert there(pk=one.pk, day=date(2019, 2, 28)) == []


def test_kept_things_need_all_their_values() -> None:
    @kept_things
    def named(department: int) -> object:
        return Department.objects.filter(pk=department)

    with pytest.raises(TypeError, match="department"):
        named()


@pytest.mark.postgres
def test_member_of_a_closed_list_stands_in_the_text_as_any_word() -> None:
    """Else no plan could use the partial indexes that name a state."""
    sql = "SELECT id FROM stations_concern WHERE state = %s AND id = %s"

    rows(sql, [ConcernState.ROUTED, 7])

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement FROM pg_prepared_statements WHERE statement LIKE %s", ["%stations_concern WHERE%"]
        )
        ((statement,),) = cursor.fetchall()
    assert statement.endswith("WHERE state = 'routed' AND id = $1")
