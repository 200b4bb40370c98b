"""Suggestions, evaluations and supervisions in the REST API."""

from rest_framework.routers import SimpleRouter


def register(router: SimpleRouter) -> None:
    """Adds the nouns of this app to the API."""
