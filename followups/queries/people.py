"""Who is told: from a thing to the accounts of those whose duty it is today, by appointment (rule 42)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.contrib.auth import get_user_model
from django.db.models import BigIntegerField, F, Q, QuerySet, Value

from stations.enums import Role


class Roster:
    """Who is in office on one day; made anew for every run."""

    def __init__(self, today: date):
        self.today = today
        self._everyone: dict[Role, list[int]] = {}

    def in_office(self, prefix: str, role: Role) -> Q:
        """Appointments of the role that are in force on the day, of people who may sign in."""
        return Q(
            Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": self.today}),
            **{
                f"{prefix}role": role,
                f"{prefix}starts_on__lte": self.today,
                f"{prefix}user__is_active": True,
            },
        )

    def everyone(self, role: Role) -> list[int]:
        """The accounts that hold a role somewhere on the day; asked once."""
        if role not in self._everyone:
            people = get_user_model()._default_manager.filter(self.in_office("appointments__", role))
            self._everyone[role] = list(people.order_by("pk").values_list("pk", flat=True).distinct())
        return self._everyone[role]


class People(Protocol):
    """Some of the people who are told."""

    def told_of(self, things: QuerySet[Any], roster: Roster) -> Iterator[QuerySet[Any]]:
        """The things once per person, each row with its `person`."""

    def among(self, things: QuerySet[Any], subject: str, roster: Roster) -> Q:
        """Of reminders: their person is one of those told of the thing, which `things` finds by reference to them.

        Asked as `IN`, which PostgreSQL answers for one reminder at a time; an `EXISTS` it may turn into a look at
        every open thing there is.
        """


class _Reached:
    """People whom a path leads to from the thing."""

    def among(self, things: QuerySet[Any], subject: str, roster: Roster) -> Q:
        (told,) = self.told_of(things, roster)  # type: ignore[attr-defined]
        return Q(person_id__in=told.values("person"))


@dataclass(frozen=True)
class Holders(_Reached):
    """Those who hold a role at the thing's place: the path leads from the thing to the place."""

    role: Role
    place: str

    def told_of(self, things: QuerySet[Any], roster: Roster) -> Iterator[QuerySet[Any]]:
        path = f"{self.place}__appointment__"
        yield things.filter(roster.in_office(path, self.role)).annotate(person=F(f"{path}user"))


@dataclass(frozen=True)
class Account(_Reached):
    """The account of one person whom the thing names, if there is one."""

    path: str

    def told_of(self, things: QuerySet[Any], roster: Roster) -> Iterator[QuerySet[Any]]:
        yield things.filter(**{f"{self.path}__is_active": True}).annotate(person=F(self.path))


@dataclass(frozen=True)
class Everyone:
    """All who hold a role of the whole district; they are few."""

    role: Role

    def told_of(self, things: QuerySet[Any], roster: Roster) -> Iterator[QuerySet[Any]]:
        for person in roster.everyone(self.role):
            yield things.annotate(person=Value(person, output_field=BigIntegerField()))

    def among(self, things: QuerySet[Any], subject: str, roster: Roster) -> Q:
        there = things.values(subject)
        return Q(subject_id__in=there, person_id__in=roster.everyone(self.role))
