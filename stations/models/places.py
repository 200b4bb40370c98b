"""Subdistricts, their stations, and the categories of concerns: reference data that may grow (domain §1)."""

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


class CategoryQuerySet(models.QuerySet["Category"]):
    """Categories are the same for everybody."""

    def visible_to(self, user: Any) -> "CategoryQuerySet":
        return self

    def search(self, words: str) -> "CategoryQuerySet":
        return self.filter(models.Q(name__icontains=words) | models.Q(name_en__icontains=words))


class Category(Named):
    """One of the 18 categories of concerns (rule 2)."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    livelihood = models.BooleanField(_("usually a livelihood matter"), default=False)

    objects = CategoryQuerySet.as_manager()

    class Meta(Named.Meta):
        abstract = False
        verbose_name = _("category")
        verbose_name_plural = _("categories")
