"""Days of a filter are those of the district, and none is too early or too late to be asked for."""

from datetime import UTC, date, datetime

import pytest
from django.db.models import QuerySet

from core.filters import FromDayFilter, UntilDayFilter
from tests.factories.stations import ConcernFactory

#: 23:59 and 00:00 of the night to 1 July in Shanghai.
EVENING, MIDNIGHT = datetime(2026, 6, 30, 15, 59, tzinfo=UTC), datetime(2026, 6, 30, 16, tzinfo=UTC)
DAYS = [
    (date.min, [EVENING, MIDNIGHT], []),
    (date(2026, 6, 30), [EVENING, MIDNIGHT], [EVENING]),
    (date(2026, 7, 1), [MIDNIGHT], [EVENING, MIDNIGHT]),
    (date.max, [], [EVENING, MIDNIGHT]),
    (None, [EVENING, MIDNIGHT], [EVENING, MIDNIGHT]),
]


@pytest.mark.parametrize(("day", "later", "earlier"), DAYS)
@pytest.mark.django_db
def test_a_day_begins_and_ends_at_midnight_of_the_district(
    day: date | None, later: list[datetime], earlier: list[datetime]
) -> None:
    moments = concerns_of(EVENING, MIDNIGHT)

    assert list(FromDayFilter(field_name="received_at").filter(moments, day)) == later
    assert list(UntilDayFilter(field_name="received_at").filter(moments, day)) == earlier


def concerns_of(*moments: datetime) -> QuerySet:
    made = [ConcernFactory(received_at=moment) for moment in moments]
    concerns = type(made[0]).objects.filter(pk__in=[one.pk for one in made])
    return concerns.order_by("received_at").values_list("received_at", flat=True)
