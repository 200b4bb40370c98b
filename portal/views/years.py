"""The switch from year to year."""

from typing import Any

from django.http import HttpRequest

from core import clock

FIRST_YEAR = 2017
#: Years before the present one that the switch offers.
BACK = 5


def asked_year(request: HttpRequest) -> int:
    """The year that the address asks for (`?year=`); the present one where it makes no sense."""
    this_year = clock.today().year
    asked = request.GET.get("year", "")
    return int(asked) if asked in {str(known) for known in range(FIRST_YEAR, this_year + 1)} else this_year


def year_tabs(year: int) -> list[dict[str, Any]]:
    """The newest years as `_components/tabs.html` shows them."""
    this_year = clock.today().year
    return [
        {"label": known, "url": f"?year={known}", "current": known == year}
        for known in range(this_year, max(FIRST_YEAR, this_year - BACK) - 1, -1)
    ]
