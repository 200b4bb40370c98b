"""What an administrator looks at: accounts, the calendar; never the work of the stations (domain §3)."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import User
from core import clock
from core.calendar_years import missing_years
from stations.enums import Role
from stations.models import Appointment

#: From here on next year's calendar should be there (rule 25).
ASK_FROM_MONTH = 11


@dataclass(frozen=True)
class Accounts:
    """How many accounts there are, how many are closed or without a duty, and how many work in which role."""

    active: int
    closed: int
    without_appointment: int
    by_role: list[tuple[str, int]]


def accounts() -> Accounts:
    """The accounts in figures; two queries."""
    in_force = Appointment.objects.on(clock.today())
    held = Exists(in_force.filter(user=OuterRef("pk")))
    counted = User.objects.annotate(held=held).aggregate(
        active=Count("pk", filter=Q(is_active=True)),
        closed=Count("pk", filter=Q(is_active=False)),
        idle=Count("pk", filter=Q(is_active=True, held=False)),
    )
    by_role = dict(in_force.values_list("role").annotate(people=Count("user", distinct=True)).order_by())
    return Accounts(
        counted["active"],
        counted["closed"],
        counted["idle"],
        [(str(role.label), by_role.get(role.value, 0)) for role in Role],
    )


def calendar_gaps() -> list[int]:
    """This year and, from November on, the next, whose working days nobody has called complete yet (rule 25)."""
    today = clock.today()
    return missing_years(today.year, today.year + (today.month >= ASK_FROM_MONTH))
