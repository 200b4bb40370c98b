"""What representatives find wrong or missing in their ledger (rules 37, 39)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.addresses import address
from core.choices import Labelled
from core.editions import Marked
from points.enums import QueryState
from points.models.ledger import LedgerEntry
from stations.duties import duties_of
from stations.models import Representative


class PointsQueryQuerySet(models.QuerySet["PointsQuery"]):
    """Questions about points, and who may see which."""

    def visible_to(self, user: Any) -> "PointsQueryQuerySet":
        """Between the representative and the committee."""
        duties = duties_of(user)
        if duties.reads_everything:
            return self
        return self.filter(representative=duties.representative_id)

    def open(self) -> "PointsQueryQuerySet":
        """Waiting for the committee."""
        return self.filter(state=QueryState.OPEN)


class PointsQuery(Marked, Labelled):
    """A representative's word that points are wrong or missing, and the committee's answer (积分核对)."""

    representative = models.ForeignKey(
        Representative,
        verbose_name=_("representative"),
        on_delete=models.PROTECT,
        related_name="points_queries",
    )
    state = models.CharField(_("state"), max_length=20, choices=QueryState, default=QueryState.OPEN)
    year = models.PositiveSmallIntegerField(_("year"))
    entry = models.ForeignKey(
        LedgerEntry,
        verbose_name=_("ledger entry"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    text = models.TextField(_("what is wrong or missing"), max_length=2000)
    asked_at = models.DateTimeField(_("asked"), default=clock.now)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("answered by"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="+",
    )  # fmt: skip

    objects = PointsQueryQuerySet.as_manager()

    class Meta:
        verbose_name = _("question about points")
        verbose_name_plural = _("questions about points")
        indexes = [
            models.Index(fields=["representative", "-id"], name="points_query_of_person_newest"),
            models.Index(fields=["asked_at"], name="points_query_open", condition=Q(state=QueryState.OPEN)),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    def get_absolute_url(self) -> str:
        return address("points:points-query-detail", self.pk)

    @property
    def event_place(self) -> str:
        return self.representative.home_station.code

    @property
    def tone(self) -> str:
        """The colour of the state's badge."""
        return "good" if self.state == QueryState.ANSWERED else "info"
