"""So many questions a minute and no more, for the public pages that could be used for guessing."""

from django.core.cache import cache
from django.http import HttpRequest

from accounts.backends import address_of
from core import clock

MINUTE = 60


def too_many(request: HttpRequest, what: str, most: int) -> bool:
    """Whether this address has asked for `what` more than so many times in this minute; counts the question."""
    minute = int(clock.now().timestamp()) // MINUTE
    key = f"asked:{what}:{address_of(request)}:{minute}"
    cache.add(key, 0, 2 * MINUTE)
    try:
        return cache.incr(key) > most
    except ValueError:  # the cache was emptied in between
        return False
