"""Subdistricts, their stations, and the categories of concerns: reference data that may grow (domain §1)."""

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Named(models.Model):
    """Reference data with a Chinese and an English name; shows itself in the reader's language."""

    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        abstract = True
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name


class Subdistrict(Named):
    """One of the subdistricts (街道) of the district."""

    code = models.CharField(_("code"), max_length=12, unique=True)

    class Meta(Named.Meta):
        abstract = False
        verbose_name = _("subdistrict")
        verbose_name_plural = _("subdistricts")


class StationQuerySet(models.QuerySet["Station"]):
    """Stations are public: everybody may know them."""

    def visible_to(self, user: Any) -> "StationQuerySet":
        return self

    def search(self, words: str) -> "StationQuerySet":
        return self.filter(models.Q(name__icontains=words) | models.Q(name_en__icontains=words))


class Station(Named):
    """The liaison station (人大代表社区联络站) of one community, with its one full-time liaison officer."""

    code = models.CharField(_("code"), max_length=16, unique=True)
    subdistrict = models.ForeignKey(
        Subdistrict, verbose_name=_("subdistrict"), on_delete=models.PROTECT, related_name="stations"
    )
    community = models.CharField(_("community"), max_length=40)
    community_en = models.CharField(_("community in English"), max_length=60, blank=True)
    is_model = models.BooleanField(_("model station"), default=False)
    address = models.CharField(_("address"), max_length=200, blank=True)
    hours = models.CharField(_("opening hours"), max_length=200, blank=True)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)

    objects = StationQuerySet.as_manager()

    class Meta(Named.Meta):
        abstract = False
        verbose_name = _("station")
        verbose_name_plural = _("stations")
        ordering = ["subdistrict__order", "order", "pk"]

    @property
    def short_name(self) -> str:
        """The community's name, for tiles and tables."""
        english = self.community_en and (get_language() or "").startswith("en")
        return self.community_en if english else self.community


#: What the marks of origin say, as in the documents and the reference data.
ORIGINS = {
    "(Pingshan)": _("published by the district"),
    "(law)": _("national law or regulation"),
    "(analogue)": _("borrowed from another place while the district's own text is not public"),
    "(proposal)": _("proposed with this software; the district's word is still wanted"),
}


class CategoryList(Named):
    """One edition of the list of categories, with its origin; figures name the list by which they count (rule 2)."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    origin = models.CharField(_("origin"), max_length=200, blank=True)
    #: From this day on it is offered; none: from the beginning.
    since = models.DateField(_("since"), null=True, blank=True)

    class Meta(Named.Meta):
        abstract = False
        verbose_name = _("list of categories")
        verbose_name_plural = _("lists of categories")

    @property
    def origin_shown(self) -> str:
        """Where the list comes from, in words; what is no mark of origin is shown as it is."""
        return str(ORIGINS.get(self.origin, self.origin))


class CategoryQuerySet(models.QuerySet["Category"]):
    """Categories are the same for everybody."""

    def visible_to(self, user: Any) -> "CategoryQuerySet":
        return self

    def search(self, words: str) -> "CategoryQuerySet":
        return self.filter(models.Q(name__icontains=words) | models.Q(name_en__icontains=words))

    def offered(self, day: date) -> "CategoryQuerySet":
        """Those to choose from on a day: their list has begun, and they have not been given up."""
        begun = models.Q(list=None) | models.Q(list__since=None) | models.Q(list__since__lte=day)
        return self.filter(begun).exclude(until__lt=day)


class Category(Named):
    """One of the categories of concerns; it stays with what was stored under it when the list goes on (rule 2)."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    livelihood = models.BooleanField(_("usually a livelihood matter"), default=False)
    examples = models.CharField(_("examples"), max_length=200, blank=True)
    examples_en = models.CharField(_("examples in English"), max_length=300, blank=True)
    needs_note = models.BooleanField(_("says in a note what it is about"), default=False)
    #: The edition with which it came; it stands in later ones as well, until it is given up.
    list = models.ForeignKey(
        CategoryList, verbose_name=_("list"), null=True, blank=True, on_delete=models.PROTECT, related_name="categories"
    )
    #: The last day on which it is offered.
    until = models.DateField(_("until"), null=True, blank=True)
    counted_as = models.ForeignKey(
        "self", verbose_name=_("counted in the list before as"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip

    objects = CategoryQuerySet.as_manager()

    class Meta(Named.Meta):
        abstract = False
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    @property
    def examples_shown(self) -> str:
        """What belongs to it, in the reader's language."""
        return self.examples_en if self.examples_en and (get_language() or "").startswith("en") else self.examples

    def is_offered(self, day: date) -> bool:
        """Whether it may be chosen on a day."""
        begun = self.list is None or self.list.since is None or self.list.since <= day
        return begun and (self.until is None or day <= self.until)

    def stands_in(self, edition: CategoryList) -> bool:
        """Whether it belongs to an edition of the list: it came with it or before, and was not given up by then."""
        came = self.list is None or (self.list.order, self.list.pk) <= (edition.order, edition.pk)
        return came and (self.until is None or edition.since is None or self.until >= edition.since)
