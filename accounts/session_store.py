"""Where sign-ins are kept: Django's table, asked by a question that is planned once per connection."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from core.prepared import kept_things


@kept_things
def _session(key: str) -> "QuerySet[Session]":
    return Session.objects.filter(session_key=key)


class SessionStore(DatabaseStore):
    """Django's sessions in the database; every page looks for one."""

    def _get_session_from_db(self) -> Session | None:
        # A cookie may hold anything, also what no database takes as a text.
        key = self.session_key or ""
        found = next(iter(_session(key=key)), None) if key.isalnum() else None
        if found is not None and found.expire_date > timezone.now():
            return found
        self._session_key = None
        return None
