"""The rules by which points are earned, for everybody to read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import clock
from points.models import PointsRule


@require_safe
def points_rule_list(request: HttpRequest) -> HttpResponse:
    """The rules in force today: what counts, and what the district has not filled in yet (rule 35)."""
    rules = PointsRule.objects.visible_to(request.user).in_force(clock.today()).order_by("order", "code")
    context = {
        "counting": [rule for rule in rules if rule.points],
        "switched_off": [rule for rule in rules if not rule.points],
    }
    return render(request, "points/points_rule/list.html", context)
