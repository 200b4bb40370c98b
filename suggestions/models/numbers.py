"""The numbers of suggestions: without a gap per instrument and year, in a form that is data (rule 18)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.choices import Labelled
from suggestions.enums import Instrument


class NumberTemplate(Labelled):
    """How the numbers of an instrument are written, such as "闭{year}-{number:03}" (rule 18)."""

    instrument = models.CharField(_("instrument"), max_length=20, choices=Instrument, unique=True)
    template = models.CharField(_("template"), max_length=40)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("number template")
        verbose_name_plural = _("number templates")

    def __str__(self) -> str:
        return self.template

    def number(self, year: int, number: int) -> str:
        """The number as it is written on paper."""
        return self.template.format(year=year, number=number)


class NumberSeries(Labelled):
    """The last number given to an instrument in a year; locked while the next one is given (rule 18)."""

    instrument = models.CharField(_("instrument"), max_length=20, choices=Instrument)
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        constraints = [models.UniqueConstraint(fields=["instrument", "year"], name="number_series_once_per_year")]

    def __str__(self) -> str:
        return f"{self.get_instrument_display()} {self.year}: {self.last}"
