"""Addresses of pages of the apps below."""

from django.urls import NoReverseMatch, reverse


def address(page: str, *args: int) -> str:
    """The address of a page, "" while its app does not have it yet."""
    try:
        return reverse(page, args=args)
    except NoReverseMatch:
        return ""
