"""Ballots, paper counts, results and moved places of a livelihood council (rule 17)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.append_only import AppendOnlyModel
from core.choices import Labelled
from core.editions import Marked
from deliberations.enums import BallotState, BallotWay, Choice, VoteOutcome
from deliberations.models.councils import CouncilItem, Seat
from deliberations.models.voting_rules import Count, VotingRule


class PaperCount(Marked):
    """Paper votes on one project as one person counted them, good once a second person confirms (rule 17).

    Of a secret vote the three numbers go into the box with the confirmation and are not kept here.
    """

    item = models.ForeignKey(CouncilItem, on_delete=models.PROTECT, related_name="paper_counts")
    papers = models.PositiveSmallIntegerField(_("papers"))
    in_favour = models.PositiveSmallIntegerField(_("for"), null=True)
    against = models.PositiveSmallIntegerField(_("against"), null=True)
    abstained = models.PositiveSmallIntegerField(_("abstentions"), null=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered"), default=clock.now)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    rejected_at = models.DateTimeField(_("count rejected"), null=True, blank=True)

    class Meta:
        verbose_name = _("paper count")
        verbose_name_plural = _("paper counts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                name="paper_count_waits_alone",
                condition=Q(confirmed_at__isnull=True, rejected_at__isnull=True),
            ),
            models.CheckConstraint(
                name="paper_count_confirmed_by_another",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("entered_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.papers}"

    @property
    def waits(self) -> bool:
        """Nobody has confirmed or rejected it yet."""
        return self.confirmed_at is None and self.rejected_at is None


class Ballot(Labelled):
    """That a member has voted on a project, and on what; one per member and project (rule 17, fixed).

    `choice` is filled only in an open vote on a phone: paper is counted as a whole, and a secret ballot keeps nothing.
    """

    item = models.ForeignKey(CouncilItem, on_delete=models.PROTECT, related_name="ballots")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="ballots")
    way = models.CharField(_("way"), max_length=10, choices=BallotWay, default=BallotWay.PHONE)
    secret = models.BooleanField(_("secret"))
    choice = models.CharField(_("choice"), max_length=10, choices=Choice, blank=True)
    #: How often the member has voted anew; a receipt is good for one version only.
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    counted = models.BooleanField(_("counted"), default=False)
    paper_count = models.ForeignKey(PaperCount, null=True, on_delete=models.PROTECT, related_name="ballots")

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "seat"], name="ballot_once_per_member_and_project"),
            models.CheckConstraint(
                name="ballot_tells_only_what_it_may",
                condition=Q(secret=False, way=BallotWay.PHONE) & ~Q(choice="")
                | Q(secret=True, choice="")
                | Q(way=BallotWay.PAPER, choice=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat}: {self.item}"

    @property
    def state(self) -> str:
        """A ballot is cast; nothing else happens to it but being cast anew."""
        return BallotState.CAST

    @property
    def event_place(self) -> str:
        return self.item.council.station.code


class VoteResult(AppendOnlyModel):
    """What a vote came to, frozen with the rule that was applied, in words and numbers (rule 17)."""

    item = models.OneToOneField(CouncilItem, on_delete=models.PROTECT, related_name="result")
    rule = models.ForeignKey(VotingRule, on_delete=models.PROTECT, related_name="+")
    rule_text = models.CharField(_("rule applied"), max_length=400)
    members = models.PositiveSmallIntegerField(_("members"))
    recused = models.PositiveSmallIntegerField(_("recused"))
    present = models.PositiveSmallIntegerField(_("present"))
    quorum = models.PositiveSmallIntegerField(_("needed for a quorum"))
    in_favour = models.PositiveSmallIntegerField(_("for"))
    against = models.PositiveSmallIntegerField(_("against"))
    abstained = models.PositiveSmallIntegerField(_("abstentions"))
    papers = models.PositiveSmallIntegerField(_("of them on paper"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=VoteOutcome)
    at = models.DateTimeField(_("at"), default=clock.now)

    class Meta:
        verbose_name = _("result of a vote")
        verbose_name_plural = _("results of votes")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.item}: {self.in_favour}/{self.against}/{self.abstained}"

    @property
    def count(self) -> Count:
        """The numbers as the rule reads them."""
        return Count(self.members, self.recused, self.present, self.in_favour, self.against, self.abstained)

    @property
    def silent(self) -> int:
        """Members who were there and did not vote."""
        return self.present - self.count.votes

    @property
    def series(self) -> list[tuple[str, int]]:
        """The votes as a chart draws them."""
        votes = (self.in_favour, self.against, self.abstained)
        return [(str(choice.label), number) for choice, number in zip(Choice, votes, strict=True)]

    @property
    def passed(self) -> bool:
        """The project has its majority."""
        return self.outcome == VoteOutcome.PASSED

    @property
    def tone(self) -> str:
        """How the outcome looks on a page."""
        return {VoteOutcome.PASSED: "good", VoteOutcome.FAILED: "bad"}.get(VoteOutcome(self.outcome), "warn")


class RankChange(AppendOnlyModel):
    """A project that the committee moved up or down against the result, and why (rule 17)."""

    item = models.ForeignKey(CouncilItem, on_delete=models.PROTECT, related_name="rank_changes")
    before = models.PositiveSmallIntegerField(_("place before"))
    rank = models.PositiveSmallIntegerField(_("place"))
    reason = models.CharField(_("reason"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), default=clock.now)

    class Meta:
        verbose_name = _("moved place")
        verbose_name_plural = _("moved places")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.before} → {self.rank}: {self.reason}"
