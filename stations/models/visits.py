"""Visits: the one entry from which everything else is derived (rules 1 and 7)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import clock
from core.addresses import address
from core.choices import Labelled
from core.search import SearchTermsField
from stations.duties import duties_of
from stations.enums import VisitKind
from stations.models.people import Representative
from stations.models.places import Station


class VisitQuerySet(models.QuerySet["Visit"]):
    """Visits, and who may see which."""

    def visible_to(self, user: Any) -> "VisitQuerySet":
        """The station's officer and subdistrict, the representatives of the station or present, the committee."""
        duties = duties_of(user)
        if duties.reads_everything:
            return self
        seen = duties.own_places
        if duties.representative_id is not None:
            # A subquery, not a join: nobody present twice makes a visit appear twice.
            present = self.model.representatives.through.objects.filter(representative_id=duties.representative_id)
            seen |= Q(pk__in=present.values("visit_id"))
        return self.filter(seen)

    def search(self, words: str) -> "VisitQuerySet":
        return self.filter(terms__matches=words)


class Visit(Labelled):
    """One meeting of station and residents: a reception, an outreach, a call… with any number of concerns (rule 1)."""

    station = models.ForeignKey(Station, verbose_name=_("station"), on_delete=models.PROTECT, related_name="visits")
    kind = models.CharField(_("kind"), max_length=20, choices=VisitKind, default=VisitKind.RECEPTION)
    started_at = models.DateTimeField(_("time"))
    place = models.CharField(_("place"), max_length=120)
    representatives = models.ManyToManyField(
        Representative, verbose_name=_("representatives present"), blank=True, related_name="visits"
    )
    recorder = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("recorder"), on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(_("note"), max_length=4000, blank=True)
    recorded_at = models.DateTimeField(_("recorded"), default=clock.now)
    terms = SearchTermsField(of=("place", "note"))

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        indexes = [
            models.Index(fields=["station", "-started_at"], name="visit_of_station_newest"),
            models.Index(fields=["-started_at"], name="visit_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.place}"

    def get_absolute_url(self) -> str:
        return address("stations:visit-detail", self.pk)

    @property
    def receipts(self) -> str:
        """The receipt numbers handed out at it, in order; the parts of a message came under one (rule 6)."""
        numbers = self.concerns.filter(split_from=None).order_by("pk").values_list("number", flat=True)
        return gettext(", ").join(numbers)

    @property
    def event_place(self) -> str:
        return self.station.code
