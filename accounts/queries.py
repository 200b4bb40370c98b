"""Questions about accounts."""

from datetime import datetime, timedelta

from django.conf import settings

from accounts.enums import DemoAccount
from accounts.models import SignInAttempt, User
from core import clock


def locked_until(username: str, address: str | None, *, tries: int) -> datetime | None:
    """When this account name is heard again from this address; None if it may try now.

    The pair is locked for SIGN_IN_LOCK_SECONDS after `tries` failures that lie less than that time apart.
    What is tried while it is locked is not recorded, so hammering does not prolong the lock.
    """
    period = timedelta(seconds=settings.SIGN_IN_LOCK_SECONDS)
    failures = SignInAttempt.objects.filter(username=username, address=address, forgiven_at=None).order_by("-at")
    times = list(failures.values_list("at", flat=True)[:tries])
    if len(times) < tries or times[0] - times[-1] >= period:
        return None
    end = times[0] + period
    return end if end > clock.now() else None


def demo_accounts() -> list[dict[str, str]]:
    """The demo accounts that can sign in, with the role of each, for the sign-in page of a trial site."""
    known = set(User.objects.filter(is_demo=True, is_active=True).values_list("username", flat=True))
    return [{"username": username, "role": str(role)} for username, role in DemoAccount.choices if username in known]
