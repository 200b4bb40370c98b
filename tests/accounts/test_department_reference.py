"""The reviewed list of departments."""

import pytest

from accounts.enums import DepartmentKind
from accounts.models import Department
from accounts.reference import load_departments
from tests.factories.accounts import DepartmentFactory

pytestmark = pytest.mark.django_db


def test_the_list_is_loaded_whole():
    loaded = load_departments()

    kinds = {kind: Department.objects.filter(kind=kind).count() for kind in DepartmentKind}
    assert loaded == 40
    assert kinds == {
        DepartmentKind.BUREAU: 26,
        DepartmentKind.SUBDISTRICT_OFFICE: 6,
        DepartmentKind.COMPANY: 8,
    }


def test_every_row_is_a_valid_department_in_the_order_of_the_list():
    load_departments()

    departments = list(Department.objects.all())

    for department in departments:
        department.full_clean()
    assert [department.code for department in departments[:2]] == ["development_reform", "education"]
    assert all(department.is_sample and department.is_active for department in departments)


def test_loading_twice_changes_nothing():
    load_departments()
    before = list(Department.objects.values())

    load_departments()

    assert list(Department.objects.values()) == before


def test_the_list_corrects_names_and_leaves_the_rest_alone():
    water = DepartmentFactory(code="water", name="水利局", is_active=False)
    other = DepartmentFactory(code="port", name="港务局")

    load_departments()

    water.refresh_from_db()
    other.refresh_from_db()
    assert (water.name, water.name_en, water.is_active) == ("区水务局", "District Water Authority", False)
    assert other.name == "港务局"


def test_loading_takes_one_insert(django_assert_max_num_queries):
    with django_assert_max_num_queries(3):  # one between two savepoints
        load_departments()
