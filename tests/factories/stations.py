"""Stations, people with appointments, visits and concerns in every state."""

from datetime import date, timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from accounts.models import Department, User
from core import clock
from core.telephones import phone_index
from stations import reference
from stations.enums import ConcernState, Role, Route
from stations.models import (
    Appointment,
    Category,
    CategoryList,
    Concern,
    Contact,
    Representative,
    Station,
    Subdistrict,
    Visit,
)
from tests.factories.accounts import DepartmentFactory, UserFactory

LONG_AGO = date(2017, 1, 1)


def load_clocks() -> None:
    """The terms of this app as the reference files have them."""
    from core.clocks import load_clocks

    load_clocks("stations", reference.read("clocks.json")["clocks"])


class SubdistrictFactory(DjangoModelFactory):
    class Meta:
        model = Subdistrict

    code = factory.Sequence(lambda n: f"4403{n:05}")
    name = factory.Sequence(lambda n: f"第{n}街道")


class StationFactory(DjangoModelFactory):
    class Meta:
        model = Station

    subdistrict = factory.SubFactory(SubdistrictFactory)
    code = factory.Sequence(lambda n: f"440310001-{n:02}")
    community = factory.Sequence(lambda n: f"社区{n}")
    name = factory.LazyAttribute(lambda s: f"{s.community}联络站")


class CategoryListFactory(DjangoModelFactory):
    class Meta:
        model = CategoryList

    code = factory.Sequence(lambda n: f"list-{n}")
    name = factory.Sequence(lambda n: f"清单{n}")
    order = factory.Sequence(lambda n: n + 1)


class CategoryFactory(DjangoModelFactory):
    class Meta:
        model = Category

    code = factory.Sequence(lambda n: f"category-{n}")
    name = factory.Sequence(lambda n: f"类别{n}")


class RepresentativeFactory(DjangoModelFactory):
    """A representative; with `with_account` one who can sign in and holds the appointment."""

    class Meta:
        model = Representative
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"代表{n}")
    home_station = factory.SubFactory(StationFactory)
    starts_on = LONG_AGO

    @factory.post_generation
    def with_account(self: Any, create: bool, wanted: Any, **kwargs: Any) -> None:
        if wanted:
            self.user = UserFactory(name=self.name)
            self.save()
            appoint(self.user, Role.REPRESENTATIVE, self.home_station)


def appoint(user: User, role: Role, place: Station | Subdistrict | Department | None = None) -> User:
    """Gives the person one more appointment; returns the person as a fresh request would see them."""
    field = {Station: "station", Subdistrict: "subdistrict", Department: "department"}.get(type(place))
    Appointment.objects.create(user=user, role=role, starts_on=LONG_AGO, **({field: place} if field else {}))
    user.__dict__.pop("_duties", None)
    return user


def officer_of(station: Station) -> User:
    """The liaison officer of the station."""
    return appoint(UserFactory(), Role.OFFICER, station)


def committee() -> User:
    """A member of the committee's staff."""
    return appoint(UserFactory(), Role.COMMITTEE)


def handler_of(department: Department) -> User:
    """A handler of the department."""
    return appoint(UserFactory(), Role.DEPARTMENT, department)


def representative_of(station: Station) -> User:
    """A representative at home in the station, with an account."""
    return RepresentativeFactory(home_station=station, with_account=True).user


def everybody(station: Station) -> dict[str, User]:
    """One person of every kind, seen from the station: those here, those elsewhere, those for the whole district."""
    elsewhere = StationFactory()
    return {
        "officer here": officer_of(station),
        "officer elsewhere": officer_of(elsewhere),
        "representative here": representative_of(station),
        "representative elsewhere": representative_of(elsewhere),
        "subdistrict here": appoint(UserFactory(), Role.SUBDISTRICT, station.subdistrict),
        "subdistrict elsewhere": appoint(UserFactory(), Role.SUBDISTRICT, elsewhere.subdistrict),
        "department": handler_of(DepartmentFactory()),
        "committee": committee(),
        "leadership": appoint(UserFactory(), Role.LEADERSHIP),
        "administrator": appoint(UserFactory(), Role.ADMINISTRATOR),
        "nobody": UserFactory(),
    }


class VisitFactory(DjangoModelFactory):
    class Meta:
        model = Visit

    station = factory.SubFactory(StationFactory)
    started_at = factory.LazyFunction(lambda: clock.now() - timedelta(hours=1))
    place = "社区党群服务中心"
    recorder = factory.SubFactory(UserFactory)


class ConcernFactory(DjangoModelFactory):
    """A concern just received; traits are named after the later states."""

    class Meta:
        model = Concern

    class Params:
        routed = factory.Trait(
            state=ConcernState.ROUTED, route=Route.COMMUNITY, routed_at=factory.LazyFunction(clock.now)
        )
        told = factory.Trait(routed=True, state=ConcernState.TOLD, told_on=factory.LazyFunction(clock.today))
        unreachable = factory.Trait(routed=True, state=ConcernState.UNREACHABLE)
        closed = factory.Trait(told=True, state=ConcernState.CLOSED, closed_at=factory.LazyFunction(clock.now))

    visit = factory.SubFactory(VisitFactory, station=factory.SelfAttribute("..station"))
    station = factory.SubFactory(StationFactory)
    category = factory.SubFactory(CategoryFactory)
    number = factory.Sequence(lambda n: f"0101170101-{n:06}")
    words = "小区门口路灯坏了半个月，晚上老人出门看不见路。"
    place = "小区东门"
    received_at = factory.LazyAttribute(lambda c: c.visit.started_at)
    triage_due_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=2))
    feedback_due_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=15))


class ContactFactory(DjangoModelFactory):
    class Meta:
        model = Contact

    concern = factory.SubFactory(ConcernFactory)
    name = "陈阿姨"
    phone = "13800000001"
    phone_index = factory.LazyAttribute(lambda contact: phone_index(contact.phone))
