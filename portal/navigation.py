"""What stands in the navigation, by role."""

from typing import Any

from django.http import HttpRequest


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The pages that the person's duties need."""
    return {"navigation": [], "navigation_primary": [], "search_url": ""}
