"""Who somebody is, and what the rules let them do."""

import ipaddress
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.actions import recognise
from accounts.models import User
from core.prepared import kept_things


class AccountBackend(BaseBackend):
    """Account name and password, with lock-out; what somebody may do is asked elsewhere (`core.access`)."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **others: Any,
    ) -> User | None:
        """The person, or None; raises LockedOut after too many failures."""
        if username is None or password is None:
            return None
        return recognise(username, password, address=address_of(request) if request else None)

    def get_user(self, user_id: Any) -> User | None:
        """The person of a session; nobody any more once the account is closed."""
        return next(iter(_active_person(pk=int(user_id))), None)


@kept_things
def _active_person(pk: int) -> "QuerySet[User]":
    return User.objects.filter(pk=pk, is_active=True)


def address_of(request: HttpRequest) -> str | None:
    """Where the request comes from, past as many proxies as settings.TRUSTED_PROXIES says, if known.

    Whoever has an IPv6 address has 2**64 of them, so these count by network.
    """
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    hops.append(request.META.get("REMOTE_ADDR", ""))
    try:
        address = ipaddress.ip_address(hops[max(0, len(hops) - 1 - settings.TRUSTED_PROXIES)])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address.packed, 64), strict=False).network_address)
