"""Addresses of single things, for pages that show many of them."""

from functools import cache

from django.urls import reverse


def address(page: str, pk: int) -> str:
    """The address of the thing's page; what stands around its number is worked out once per process."""
    before, after = _around(page)
    return f"{before}{pk}{after}"


@cache
def _around(page: str) -> tuple[str, str]:
    before, _number, after = reverse(page, args=[0]).rpartition("0")
    return before, after
