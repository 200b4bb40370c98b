"""Concerns in figures: how many of each category, by a named list of categories (rule 2)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from portal.queries.indicators import Period
from stations.models import Category, CategoryList, Concern


@dataclass(frozen=True)
class CategoryLine:
    """One category of the list; None: what stands in no category of it. `parts`: what it was entered as."""

    category: Category | None
    parts: tuple[tuple[Category, int], ...]

    @property
    def concerns(self) -> int:
        return sum(number for _category, number in self.parts)

    @property
    def entered_otherwise(self) -> tuple[tuple[Category, int], ...]:
        """The categories of other lists that are counted here, with their numbers."""
        return tuple((category, number) for category, number in self.parts if category != self.category)


@dataclass(frozen=True)
class CategoryFigures:
    """The concerns of a period by one list; every concern stands in exactly one line, that of its first category."""

    edition: CategoryList
    lines: list[CategoryLine]

    @property
    def total(self) -> int:
        return sum(line.concerns for line in self.lines)


def category_lists() -> list[CategoryList]:
    """The editions of the list, the newest first."""
    return list(CategoryList.objects.order_by("-order", "-pk"))


def category_figures(period: Period, edition: CategoryList) -> CategoryFigures:
    """How many concerns were received in the period, by the categories of the list; two queries."""
    received = Concern.objects.filter(period.of("received_at")).order_by().values_list("category")
    numbers = dict(received.annotate(number=Count("pk")))
    categories = {category.pk: category for category in Category.objects.select_related("list")}
    counted: dict[int | None, Counter[int]] = {}
    for pk, category in categories.items():
        line = _counted_under(category, categories, edition)
        counted.setdefault(line, Counter())[pk] += numbers.get(pk, 0)
    return CategoryFigures(edition, list(_lines(counted, categories)))


def _counted_under(category: Category, categories: dict[int, Category], edition: CategoryList) -> int | None:
    """The category of the list under which another is counted: itself, or the one that it was part of before."""
    seen: set[int] = set()
    while not category.stands_in(edition):
        seen.add(category.pk)
        if category.counted_as_id is None or category.counted_as_id in seen:
            return None
        category = categories[category.counted_as_id]
    return category.pk


def _lines(counted: dict[int | None, Counter[int]], categories: dict[int, Category]) -> Iterable[CategoryLine]:
    for pk in [*categories, None]:
        if pk in counted:
            parts = tuple((categories[part], number) for part, number in counted[pk].items() if number or part == pk)
            if pk is not None or parts:
                yield CategoryLine(categories[pk] if pk else None, parts)
