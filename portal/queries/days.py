"""Days as moments, where the district is."""

from datetime import date, datetime, time

from django.utils import timezone


def midnight(day: date) -> datetime:
    """The moment at which a day begins; bounds of this kind leave an index usable."""
    return timezone.make_aware(datetime.combine(day, time.min))
