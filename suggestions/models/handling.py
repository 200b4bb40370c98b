"""Handling by departments, round after round: from assignment to implementation (rules 20–23, 33).

What a department asks for, and what it and the sponsor say to each other before the reply, belongs to one
assignment and ends with it: the next department begins anew.
"""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from core.append_only import AppendOnlyModel
from core.choices import Labelled
from suggestions.enums import AssignmentRole, ContactWay, Decision, OutcomeClass
from suggestions.models.suggestions import Suggestion


class Round(models.Model):
    """One run of replying and implementing; an unsatisfied verdict opens the next (rules 32, 33)."""

    suggestion = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField(_("round"))
    opened_on = models.DateField(_("opened on"))
    contact_due_on = models.DateField(_("first contact due"))
    reply_due_on = models.DateField(_("reply due"))
    original_reply_due_on = models.DateField(_("reply first due"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("handling round")
        verbose_name_plural = _("handling rounds")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["suggestion", "number"], name="round_number_once"),
            models.UniqueConstraint(fields=["suggestion"], name="round_open_once", condition=Q(closed_at__isnull=True)),
        ]
        indexes = [
            models.Index(fields=["reply_due_on"], name="round_reply_due", condition=Q(closed_at__isnull=True)),
            models.Index(fields=["contact_due_on"], name="round_contact_due", condition=Q(closed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return str(_("round %(number)s")) % {"number": self.number}

    @property
    def contact_waived_at(self) -> datetime | None:
        """When the sponsor did without a contact in this round, under the assignment in force (rule 22)."""
        return next((one.at for one in self.waivers.all() if one.assignment.in_force), None)


class Assignment(Labelled):
    """A department's part in a suggestion (交办): one leads, others give their opinion (rules 20, 21)."""

    suggestion = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="assignments")
    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="assignments"
    )
    role = models.CharField(_("role"), max_length=20, choices=AssignmentRole)
    assigned_at = models.DateTimeField(_("assigned"))
    accept_due_on = models.DateField(_("acceptance due"), null=True, blank=True)
    return_due_on = models.DateField(_("return possible until"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    opinion_due_on = models.DateField(_("opinion due"), null=True, blank=True)
    opinion = models.TextField(_("opinion"), max_length=4000, blank=True)
    opinion_at = models.DateTimeField(_("opinion given"), null=True, blank=True)
    returned_at = models.DateTimeField(_("returned"), null=True, blank=True)
    return_was_refused = models.BooleanField(_("return refused"), default=False)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["suggestion", "department"],
                name="assignment_once_per_department",
                condition=Q(returned_at__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["suggestion"],
                name="assignment_one_lead",
                condition=Q(role=AssignmentRole.LEAD, returned_at__isnull=True),
            ),
            models.CheckConstraint(
                name="assignment_clocks_fit_role",
                condition=Q(role=AssignmentRole.LEAD, accept_due_on__isnull=False, return_due_on__isnull=False)
                | Q(role=AssignmentRole.CO_HANDLING, opinion_due_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["department", "suggestion"], name="assignment_in_force",
                condition=Q(returned_at__isnull=True),
            ),
            models.Index(
                fields=["accept_due_on"], name="assignment_to_accept",
                condition=Q(role=AssignmentRole.LEAD, accepted_at__isnull=True, returned_at__isnull=True),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.department} ({self.get_role_display()})"

    @property
    def is_lead(self) -> bool:
        return self.role == AssignmentRole.LEAD

    @property
    def in_force(self) -> bool:
        return self.returned_at is None


class ReturnRequest(models.Model):
    """A department's asking to give back a wrong assignment (退办), naming the proper unit (rule 20)."""

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="return_request")
    reason = models.CharField(_("reason"), max_length=1000)
    proper_department = models.ForeignKey(
        Department, verbose_name=_("proper unit"), on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField(_("requested"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted = models.BooleanField(_("granted"), null=True, blank=True)
    decision_reason = models.CharField(_("reason of the decision"), max_length=1000, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("return request")
        verbose_name_plural = _("return requests")

    def __str__(self) -> str:
        return self.reason[:40]


class ExtensionRequestQuerySet(models.QuerySet["ExtensionRequest"]):
    """Requests for more time."""

    def pending(self) -> "ExtensionRequestQuerySet":
        """Nobody has decided, and they have not ended either."""
        return self.filter(granted__isnull=True, ended_at__isnull=True)


class ExtensionRequest(models.Model):
    """A request for more time to reply, never beyond the fixed maximum; both dates are kept (rule 22).

    It ends without a decision when the reply is filed, or when the assignment is taken back.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="extension_requests")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="extension_requests")
    until = models.DateField(_("extend until"))
    reason = models.CharField(_("reason"), max_length=1000)
    requested_at = models.DateTimeField(_("requested"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted = models.BooleanField(_("granted"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended without a decision"), null=True, blank=True)

    objects = ExtensionRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("extension request")
        verbose_name_plural = _("extension requests")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                name="extension_one_pending",
                condition=Q(granted__isnull=True, ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="extension_decided_or_ended",
                condition=Q(granted__isnull=True) | Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.until}"

    @property
    def is_pending(self) -> bool:
        """Nobody has decided, and it has not ended either."""
        return self.granted is None and self.ended_at is None

    @property
    def outcome(self) -> str:
        """What became of it, in words."""
        if self.granted is not None:
            return str(Decision.of(self.granted).label)
        return str(_("ended without a decision") if self.ended_at else _("waits for a decision"))


class SponsorContact(AppendOnlyModel):
    """One contact of the lead department with the sponsor; a reply needs one in its round (rule 22)."""

    suggestion = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="contacts")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="contacts")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="contacts")
    contacted_on = models.DateField(_("date"))
    way = models.CharField(_("way"), max_length=20, choices=ContactWay)
    note = models.CharField(_("what was discussed"), max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("logged"))

    class Meta:
        verbose_name = _("contact with the sponsor")
        verbose_name_plural = _("contacts with the sponsor")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.contacted_on} {self.get_way_display()}"


class ContactWaiver(AppendOnlyModel):
    """The sponsor's word that the reply of a round needs no contact with this department (rule 22)."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="waivers")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="waivers")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("contact waived"))

    class Meta:
        verbose_name = _("waiver of a contact")
        verbose_name_plural = _("waivers of contacts")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["assignment", "round"], name="waiver_once_per_round")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class Reply(Labelled):
    """The department's written answer in a round, with its outcome class (rule 23)."""

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="reply")
    outcome_class = models.CharField(_("outcome class"), max_length=1, choices=OutcomeClass)
    text = models.TextField(_("text of the reply"), max_length=8000)
    reason = models.CharField(_("reason why it is only for reference"), max_length=1000, blank=True)
    promised_on = models.DateField(_("promised date"), null=True, blank=True)
    signed_by = models.CharField(_("signed by"), max_length=60)
    replied_at = models.DateTimeField(_("replied"))
    score_due_on = models.DateField(_("score due"))
    implementation_opens_on = models.DateField(_("implementation can be scored from"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        indexes = [
            models.Index(fields=["score_due_on"], name="reply_score_due"),
            models.Index(fields=["promised_on"], name="reply_promised"),
        ]
        constraints = [
            models.CheckConstraint(
                name="reply_promise_fits_class",
                condition=Q(outcome_class__in=["B", "C"], promised_on__isnull=False)
                | Q(outcome_class__in=["A", "D"], promised_on__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_class_display()}"


class ImplementationReport(models.Model):
    """The department's report that what it replied has been carried out (落实, rule 20)."""

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="report")
    text = models.TextField(_("what was done"), max_length=8000)
    done_on = models.DateField(_("done on"))
    reported_at = models.DateTimeField(_("reported"))
    score_due_on = models.DateField(_("score due"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("implementation report")
        verbose_name_plural = _("implementation reports")
        indexes = [models.Index(fields=["score_due_on"], name="report_score_due")]

    def __str__(self) -> str:
        return self.text[:40]
