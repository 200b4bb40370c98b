"""Who sits in the livelihood council of a community (rule 17)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from core.access import Actor
from core.door import creating, moving
from deliberations.enums import MemberKind
from deliberations.models import CouncilMember
from stations.models import Representative, Station


def join_council(
    *,
    by: Actor,
    station: Station,
    kind: str,
    starts_on: date,
    name: str = "",
    representative: Representative | None = None,
    user: User | None = None,
) -> CouncilMember:
    """Enters a member; a representative sits under the own name and account, anybody else under those given."""
    if kind == MemberKind.REPRESENTATIVE:
        if representative is None:
            raise ValidationError({"representative": _("Choose the representative who sits in the council.")})
        name, user = representative.name, representative.user
    elif not name:
        raise ValidationError({"name": _("Enter the name of the member.")})
    else:
        representative = None
    _check_free(station, representative, user, starts_on)
    member = CouncilMember(
        station=station, kind=kind, name=name, representative=representative, user=user, starts_on=starts_on
    )
    with creating(member, "join", by=by, facts={"kind": kind}):
        pass
    return member


def _check_free(station: Station, representative: Representative | None, user: User | None, starts_on: date) -> None:
    """One seat each, on the day as well on which an earlier membership ends."""
    sitting = CouncilMember.objects.filter(station=station).exclude(ends_on__lt=starts_on)
    if representative and sitting.filter(representative=representative).exists():
        raise ValidationError({"representative": _("This representative sits in the council already.")})
    if user and sitting.filter(user=user).exists():
        raise ValidationError({"user": _("This account belongs to a member of the council already.")})


def leave_council(member: CouncilMember, *, by: Actor, ends_on: date, reason: str) -> CouncilMember:
    """Ends a membership; councils that have met keep the member on their list."""
    if ends_on < member.starts_on:
        raise ValidationError({"ends_on": _("The membership cannot end before it begins.")})
    with moving(member, "leave", by=by, facts={"ends_on": ends_on, "reason": reason}) as member:
        member.ends_on = ends_on
    return member
