"""Who is told: from a thing to the accounts of those whose duty it is today, by appointment (rule 42)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.contrib.auth import get_user_model
from django.db.models import BigIntegerField, F, Q, QuerySet, Value

from stations.enums import Role


class People(Protocol):
    """Some of the people who are told."""

    def told_of(self, things: QuerySet[Any], today: date) -> Iterator[QuerySet[Any]]:
        """The things once per person, each row with its `person`."""


def _in_office(prefix: str, role: Role, today: date) -> Q:
    """Appointments of the role that are in force on the day, of people who may sign in."""
    return Q(
        Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": today}),
        **{
            f"{prefix}role": role,
            f"{prefix}starts_on__lte": today,
            f"{prefix}user__is_active": True,
        },
    )


@dataclass(frozen=True)
class Holders:
    """Those who hold a role at the thing's place: the path leads from the thing to the place."""

    role: Role
    place: str

    def told_of(self, things: QuerySet[Any], today: date) -> Iterator[QuerySet[Any]]:
        path = f"{self.place}__appointment__"
        yield things.filter(_in_office(path, self.role, today)).annotate(person=F(f"{path}user"))


@dataclass(frozen=True)
class Everyone:
    """All who hold a role of the whole district; they are few."""

    role: Role

    def told_of(self, things: QuerySet[Any], today: date) -> Iterator[QuerySet[Any]]:
        for person in everyone(self.role, today):
            yield things.annotate(person=Value(person, output_field=BigIntegerField()))


@dataclass(frozen=True)
class Account:
    """The account of one person whom the thing names, if there is one."""

    path: str

    def told_of(self, things: QuerySet[Any], today: date) -> Iterator[QuerySet[Any]]:
        yield things.filter(**{f"{self.path}__is_active": True}).annotate(person=F(self.path))


def everyone(role: Role, today: date) -> list[int]:
    """The accounts that hold a role somewhere today."""
    people = get_user_model()._default_manager.filter(_in_office("appointments__", role, today))
    return list(people.order_by("pk").values_list("pk", flat=True).distinct())
