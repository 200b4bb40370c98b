"""What stands in the navigation, by role."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from portal.navigation import ENTRIES, navigation
from stations.enums import Role
from tests.factories.accounts import DepartmentFactory, UserFactory
from tests.factories.stations import StationFactory, appoint, everybody, officer_of
from tests.portal.conftest import page

PRIMARY = {
    Role.OFFICER: [
        "portal:home",
        "followups:reminder-list",
        "stations:visit-new",
        "stations:concern-list",
        "deliberations:meeting-list",
    ],
    Role.REPRESENTATIVE: [
        "portal:home",
        "followups:reminder-list",
        "deliberations:topic-list",
        "suggestions:suggestion-list",
        "points:dashboard",
    ],
    Role.COMMITTEE: [
        "portal:home",
        "followups:reminder-list",
        "portal:desk",
        "suggestions:suggestion-list",
        "portal:stations",
    ],
    Role.LEADERSHIP: ["portal:home", "followups:reminder-list", "portal:desk", "portal:stations", "portal:indicators"],
    Role.SUBDISTRICT: [
        "portal:home",
        "followups:reminder-list",
        "stations:concern-list",
        "deliberations:meeting-list",
        "portal:stations",
    ],
    Role.DEPARTMENT: [
        "portal:home",
        "followups:reminder-list",
        "deliberations:topic-list",
        "deliberations:commitment-list",
        "suggestions:suggestion-list",
    ],
    Role.ADMINISTRATOR: ["portal:home", "followups:reminder-list", "portal:indicators"],
}


def person_with(role: Role):
    place = {
        Role.OFFICER: StationFactory, Role.REPRESENTATIVE: StationFactory, Role.DEPARTMENT: DepartmentFactory,
        Role.SUBDISTRICT: lambda: StationFactory().subdistrict,
    }.get(role)  # fmt: skip
    return appoint(UserFactory(), role, place() if place else None)


def shown_to(user, path: str = "/"):
    request = RequestFactory().get(path)
    request.user = user
    return navigation(request)


@pytest.mark.parametrize("role", PRIMARY)
def test_the_bottom_bar_of_each_role(db, role):
    shown = shown_to(person_with(role))["navigation_primary"]
    assert [entry["url"] for entry in shown] == [reverse(name) for name in PRIMARY[role]]


def test_micro_projects_and_councils_are_for_whoever_follows_stations(db):
    pages = {reverse("deliberations:micro-project-list"), reverse("deliberations:council-list")}
    shown = {role for role in Role if pages <= {entry["url"] for entry in shown_to(person_with(role))["navigation"]}}
    assert shown == {Role.OFFICER, Role.REPRESENTATIVE, Role.SUBDISTRICT, Role.COMMITTEE, Role.LEADERSHIP}


def test_at_most_five_even_with_several_roles(db):
    person = appoint(person_with(Role.OFFICER), Role.COMMITTEE)
    assert len(shown_to(person)["navigation_primary"]) == 5


def test_every_entry_leads_to_a_page_that_its_roles_may_open(client, station):
    for person in everybody(station).values():
        client.force_login(person)
        for entry in shown_to(person)["navigation"]:
            assert (person, entry["url"], client.get(entry["url"]).status_code) == (person, entry["url"], 200)


def test_every_entry_has_its_page(db):
    assert [entry.page for entry in ENTRIES if not reverse(entry.page)] == []


@pytest.mark.parametrize(
    ("path", "current"),
    [("/", "/"), ("/stations/visits/", "/stations/visits/"), ("/stations/visits/7/", "/stations/visits/"),
     ("/stations/visits/new/", "/stations/visits/new/"), ("/accounts/password/", None)],
)  # fmt: skip
def test_the_page_that_is_open_is_marked(db, path, current):
    marked = [entry["url"] for entry in shown_to(officer_of(StationFactory()), path)["navigation"] if entry["current"]]
    assert marked == ([current] if current else [])


def test_without_an_account_there_is_no_navigation(db):
    from django.contrib.auth.models import AnonymousUser

    assert shown_to(AnonymousUser()) == {
        "navigation": [], "navigation_primary": [], "search_url": "", "person_place": "",
    }  # fmt: skip


def test_role_and_place_stand_beside_the_name(db):
    station = StationFactory(name="六联社区联络站", name_en="Liulian station")
    person = appoint(officer_of(station), Role.COMMITTEE)
    assert str(shown_to(person)["person_place"]) == "联络员 · 六联社区联络站；代表工委工作人员"


def test_in_english_the_place_has_its_english_name(db, in_english):
    station = StationFactory(name="六联社区联络站", name_en="Liulian station")
    assert str(shown_to(officer_of(station))["person_place"]) == "liaison officer · Liulian station"


def test_the_navigation_asks_for_duties_and_reminders_and_nothing_else(db, django_assert_num_queries):
    person = person_with(Role.OFFICER)
    with django_assert_num_queries(2):
        shown = shown_to(person)
        list(shown["navigation"])
        list(shown["navigation_primary"])
        str(shown["person_place"])


def test_a_fragment_pays_nothing_for_it(db, django_assert_num_queries):
    person = person_with(Role.OFFICER)
    with django_assert_num_queries(0):
        shown_to(person)


def test_open_reminders_are_counted(client, reference):
    from core import clock
    from followups.models import Reminder

    person = person_with(Role.OFFICER)
    Reminder.objects.create(
        person=person, kind="triage", noun="stations.concern", subject_id=1, title="x", due_on=clock.today(), step=0
    )
    counts = [entry["count"] for entry in shown_to(person)["navigation"] if entry["count"]]
    assert counts == [1]
    assert '<span class="count">1</span>' in page(client, person, "/")
