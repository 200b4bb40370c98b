"""One page of a long list, without ever counting the whole table."""

from typing import Any

from django.db import models
from django.http import HttpRequest

SIZE = 25
COUNTED = 1000
_LAST_PAGE = COUNTED // SIZE


class Page:
    """One page of a queryset: its rows, whether there is more, and a count that stops at 1 000.

    `shown`: what a row shows, where looking for the rows costs more than reading them. Then their keys are looked for
    once, for the page and for the count, and the rows are read by key.
    """

    def __init__(
        self,
        queryset: models.QuerySet[Any],
        number: int,
        size: int = SIZE,
        known: int | None = None,
        shown: models.QuerySet[Any] | None = None,
    ):
        self.number = number
        first = (number - 1) * size
        if shown is None:
            rows = list(queryset[first : first + size + 1])
        else:
            keys = [key for (key,) in queryset.values_list("pk")[: COUNTED + 1]]
            known = len(keys)
            wanted = keys[first : first + size + 1]
            found = shown.in_bulk(wanted)
            rows = [found[key] for key in wanted if key in found]
        self.rows = rows[:size]
        self.has_previous = number > 1
        self.has_next = len(rows) > size and number < _LAST_PAGE
        self._known = first + len(rows) if rows and len(rows) <= size else known
        self._queryset = queryset

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def count_label(self) -> str:
        """How many there are: exact up to 1 000, "1 000+" beyond; asks the database only when it must."""
        if self._known is None:
            self._known = self._queryset.order_by().values("pk")[: COUNTED + 1].count()
        return f"{COUNTED // 1000} 000+" if self._known > COUNTED else str(self._known)


def page_of(queryset: models.QuerySet[Any], request: HttpRequest, size: int = SIZE, **more: Any) -> Page:
    """The page that the address asks for (`?page=`); nonsense means the first."""
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    return Page(queryset, min(max(number, 1), _LAST_PAGE), size, **more)
