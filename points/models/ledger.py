"""The ledger of points: entries are only ever added (rule 37)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.addresses import address
from core.append_only import AppendOnlyModel, AppendOnlyQuerySet
from core.events import Event
from points.enums import EntryState
from points.models.points_rules import PointsRule
from stations.duties import duties_of
from stations.models import Representative


class LedgerEntryQuerySet(AppendOnlyQuerySet["LedgerEntry"]):
    """Ledger entries, and who may see which."""

    def visible_to(self, user: Any) -> "LedgerEntryQuerySet":
        """One's own; those of the station's representatives to its officer; all to the committee (rule 40).

        A representative never sees another's: there is no ranking, and nothing to rank by.
        """
        duties = duties_of(user)
        if duties.reads_everything:
            return self
        return self.filter(
            Q(representative=duties.representative_id) | Q(representative__home_station__in=duties.officer_of)
        )


class LedgerEntry(AppendOnlyModel):
    """Points that one representative earned by one source under one rule, or their reversal (积分流水、冲正).

    A source that is undone is answered by a reversal; done again it earns in its next `turn` (rule 37). The
    year is that of the event, whenever the entry was booked.
    """

    rule = models.ForeignKey(
        PointsRule, verbose_name=_("points rule"), on_delete=models.PROTECT, related_name="entries"
    )
    # The rule's code beside the rule: what was earned under one version is not earned again under the next.
    code = models.SlugField(_("rule code"), max_length=40, db_index=False)
    representative = models.ForeignKey(
        Representative, verbose_name=_("representative"), on_delete=models.PROTECT,
        related_name="ledger_entries", db_index=False,
    )  # fmt: skip
    source_noun = models.CharField(_("noun of the source"), max_length=60)
    source_id = models.BigIntegerField(_("source"))
    turn = models.PositiveSmallIntegerField(_("turn"), default=1)
    points = models.SmallIntegerField(_("points"))
    earned_on = models.DateField(_("earned on"))
    year = models.PositiveSmallIntegerField(_("year"))
    note = models.CharField(_("what for"), max_length=200)
    event = models.ForeignKey(
        Event, verbose_name=_("event"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    booked_at = models.DateTimeField(_("booked"), default=clock.now)
    # Filled where a person took points back; entries that follow from events name nobody.
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("booked by"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="+",
    )  # fmt: skip
    reversal_of = models.OneToOneField(
        "self", verbose_name=_("reversal of"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="reversal",
    )  # fmt: skip
    reason = models.CharField(_("reason"), max_length=1000, blank=True)

    #: What earned it, where the reader may see that; filled in by `points.queries.with_sources`.
    source: Any = None

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        indexes = [
            # All sums of a year are read from this index alone.
            models.Index(
                fields=["representative", "year", "code", "earned_on", "points"], name="ledger_sums_of_a_year"
            ),
            models.Index(fields=["representative", "year", "-earned_on", "-id"], name="ledger_statement_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source_noun", "source_id", "code", "representative", "turn"],
                condition=Q(reversal_of__isnull=True),
                name="ledger_earned_once_per_turn",
            ),
            models.CheckConstraint(
                name="ledger_points_fit_kind",
                condition=Q(reversal_of__isnull=True, points__gt=0, reason="")
                | (Q(reversal_of__isnull=False, points__lt=0) & ~Q(reason="")),
            ),
            models.CheckConstraint(name="ledger_turn_from_one", condition=Q(turn__gte=1)),
        ]

    def __str__(self) -> str:
        return self.note

    def get_absolute_url(self) -> str:
        return address("points:ledger-entry-detail", self.pk)

    @property
    def event_place(self) -> str:
        return self.representative.home_station.code

    @property
    def state(self) -> str:
        """Booked, taken back, or itself a reversal; read with `select_related("reversal")`."""
        if self.reversal_of_id:
            return EntryState.REVERSAL
        return EntryState.REVERSED if hasattr(self, "reversal") else EntryState.POSTED

    def get_state_display(self) -> str:
        return str(EntryState(self.state).label)

    @property
    def tone(self) -> str:
        """The colour of the state's badge."""
        return {EntryState.POSTED: "good", EntryState.REVERSED: "neutral"}.get(EntryState(self.state), "warn")

    def reversed(self, *, reason: str, event: Event | None = None, by: Any = None) -> Self:
        """The entry, not yet stored, that takes this one back: the same year and turn, minus the points."""
        return type(self)(
            rule_id=self.rule_id, code=self.code, representative_id=self.representative_id,
            source_noun=self.source_noun, source_id=self.source_id, turn=self.turn, points=-self.points,
            earned_on=self.earned_on, year=self.year, note=self.note, reversal_of=self,
            reason=reason, event=event, booked_by=by,
        )  # fmt: skip
