"""Questions about points that wait for the committee."""

from typing import Any

from django.db.models import QuerySet

from points.models import PointsQuery


def open_questions(user: Any) -> QuerySet[PointsQuery]:
    """What representatives asked and nobody has answered yet, oldest first."""
    questions = PointsQuery.objects.visible_to(user).open()
    return questions.select_related("representative__home_station").order_by("asked_at", "pk")
