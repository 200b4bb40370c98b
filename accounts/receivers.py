"""What follows from a sign-in."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts import sessions


@receiver(user_logged_in, dispatch_uid="accounts.begin_session")
def begin_session(request: HttpRequest, **news: Any) -> None:
    """The clocks of a session start with the sign-in, whichever way it came."""
    sessions.begin(request.session)
