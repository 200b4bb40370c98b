"""How long a sign-in lasts: SESSION_COOKIE_AGE in all, SESSION_IDLE_SECONDS without anything that a person does.

What a page asks by itself (`core.requests.polled`) is nothing that a person does. A view before which people are at
work although nobody touches it, as a hall before its projector, says so with `note_request`.
"""

from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.utils.translation import gettext as _

from core import clock

SIGNED_IN = "signed_in_at"
SEEN = "seen_at"
#: The last request is noted once a minute, not every time: a session is a row in the database. So an idle
#: session ends up to a minute early, never late.
NOTED_EVERY = 60


def begin(session: SessionBase) -> None:
    """Starts both clocks of a sign-in."""
    session[SIGNED_IN] = session[SEEN] = _now()


def note_request(session: SessionBase) -> None:
    """Starts the idle clock anew."""
    if _now() - session[SEEN] >= NOTED_EVERY:
        session[SEEN] = _now()


def why_ended(session: SessionBase) -> str:
    """Why the sign-in is over, in a sentence for the person; "" while it lasts."""
    times: dict[str, Any] = {name: session.get(name, 0) for name in (SIGNED_IN, SEEN)}
    if _now() - times[SIGNED_IN] >= settings.SESSION_COOKIE_AGE:
        return _("Your sign-in has reached its longest time. Please sign in again.")
    if _now() - times[SEEN] >= settings.SESSION_IDLE_SECONDS:
        return _("You were signed out after %(minutes)s minutes without activity. Please sign in again.") % {
            "minutes": settings.SESSION_IDLE_SECONDS // 60
        }
    return ""


def _now() -> int:
    return int(clock.now().timestamp())
