"""The station of the stories and its people: reference data as they are, and a few accounts."""

from dataclasses import dataclass
from io import StringIO

from django.core.management import call_command

from accounts.models import Department, User
from stations.enums import Role
from stations.models import Category, Representative, Station
from tests.factories.accounts import UserFactory
from tests.factories.stations import ConcernFactory, RepresentativeFactory, VisitFactory, appoint


@dataclass
class Cast:
    """Who takes part; every account is named after the part."""

    station: Station
    department: Department
    sponsor: Representative
    co_sponsor: Representative
    on_leave: Representative


def gather() -> Cast:
    """Loads the reference data and gives the people of one station their accounts."""
    call_command("load_reference", stdout=StringIO())
    station = Station.objects.get(community="老坑")
    department = Department.objects.get(code="housing_construction")
    account("officer", "林小燕", Role.OFFICER, station)
    account("committee", "周志强", Role.COMMITTEE)
    account("department", "何工", Role.DEPARTMENT, department)
    return Cast(
        station,
        department,
        sponsor=representative("sponsor", "陈志明", station),
        co_sponsor=representative("co-sponsor", "李慧", station),
        on_leave=representative("on-leave", "王建国", station),
    )


def account(username: str, name: str, role: Role, place: Station | Department | None = None) -> User:
    return appoint(UserFactory(username=username, name=name), role, place)


def representative(username: str, name: str, station: Station) -> Representative:
    user = account(username, name, Role.REPRESENTATIVE, station)
    return RepresentativeFactory(user=user, name=name, home_station=station)


def earlier_concern(cast: Cast, words: str, people_affected: int) -> None:
    """Somebody said the like at an earlier visit."""
    visit = VisitFactory(station=cast.station, recorder=User.objects.get(username="officer"))
    category = Category.objects.get(name="市政设施")
    ConcernFactory(visit=visit, station=cast.station, words=words, people_affected=people_affected, category=category)
