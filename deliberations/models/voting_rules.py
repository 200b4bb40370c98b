"""How a livelihood council decides: quorum and majority as versioned data, and the count itself (rule 17)."""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.append_only import AppendOnlyModel, AppendOnlyQuerySet
from deliberations.enums import VoteOutcome


@dataclass(frozen=True)
class Count:
    """What the vote on one project came to, in members and votes.

    `members` is the frozen list; the base is without the `recused`; `present` are those of the base who were there.
    """

    members: int
    recused: int
    present: int
    in_favour: int
    against: int
    abstained: int

    def __post_init__(self) -> None:
        if not 0 <= self.recused <= self.members or not 0 <= self.present <= self.base:
            raise ValueError(f"more present or recused than there are members: {self}")
        if min(self.in_favour, self.against, self.abstained) < 0 or self.votes > self.present:
            raise ValueError(f"more votes than members present: {self}")

    @property
    def base(self) -> int:
        """The members who may vote on this project."""
        return self.members - self.recused

    @property
    def votes(self) -> int:
        """The votes given, abstentions included."""
        return self.in_favour + self.against + self.abstained


class VotingRuleQuerySet(AppendOnlyQuerySet["VotingRule"]):
    """Voting rules by the day from which they hold."""

    def on(self, day: date) -> "VotingRule":
        """The rule in force on the day; no rule is an error of the set-up."""
        rule = self.filter(valid_from__lte=day).order_by("-valid_from", "-version").first()
        if rule is None:
            raise LookupError(f"no voting rule on {day}: run `manage.py load_reference`")
        return rule


class VotingRule(AppendOnlyModel):
    """Quorum and majority, valid from a day on; changed only by a next version, as results keep theirs."""

    version = models.PositiveSmallIntegerField(_("version"), unique=True)
    valid_from = models.DateField(_("valid from"))
    #: Quorum: at least so many of so many members of the base are present.
    quorum_part = models.PositiveSmallIntegerField(_("quorum: part"))
    quorum_whole = models.PositiveSmallIntegerField(_("quorum: whole"))
    #: Passed: more than so many of so many of those present are in favour.
    majority_part = models.PositiveSmallIntegerField(_("majority: part"))
    majority_whole = models.PositiveSmallIntegerField(_("majority: whole"))
    text = models.CharField(_("rule in words"), max_length=400)
    text_en = models.CharField(_("rule in English"), max_length=400)
    source = models.CharField(_("source"), max_length=400)

    objects = VotingRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("voting rule")
        verbose_name_plural = _("voting rules")
        ordering = ["version"]
        constraints = [
            models.CheckConstraint(
                name="voting_rule_parts_are_fractions",
                condition=Q(quorum_whole__gt=0, majority_whole__gt=0)
                & Q(quorum_part__lte=F("quorum_whole"), majority_part__lte=F("majority_whole")),
            )
        ]

    def __str__(self) -> str:
        return self.text_en if (get_language() or "").startswith("en") else self.text

    def quorum_of(self, base: int) -> int:
        """How many members of the base must be present, rounded up; at least one."""
        return max(-(-base * self.quorum_part // self.quorum_whole), 1)

    def decide(self, count: Count) -> VoteOutcome:
        """Without a quorum nothing is decided; a project needs its majority of those present, and a tie fails."""
        if count.present < self.quorum_of(count.base):
            return VoteOutcome.NO_QUORUM
        majority = count.in_favour * self.majority_whole > count.present * self.majority_part
        return VoteOutcome.PASSED if majority and count.in_favour > count.against else VoteOutcome.FAILED
