"""Closed lists of the deliberations app (domain §5)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TopicState(models.TextChoices):
    """Where a topic stands between the concerns it grew from and its end (rule 9)."""

    COLLECTED = "collected", _("collected")
    ADOPTED = "adopted", _("adopted")
    STUDIED = "studied", _("studied")
    DELIBERATED = "deliberated", _("deliberated")
    TRACKED = "tracked", _("being tracked")
    RESOLVED = "resolved", _("resolved")
    CONFIRMED = "confirmed", _("confirmed by look-back")
    DISCLOSED = "disclosed", _("disclosed")
    ARCHIVED = "archived", _("archived")
    DECLINED = "declined", _("declined")
    MERGED = "merged", _("merged")
    ENDED = "ended", _("not pursued")


#: A topic in one of these may stand on the agenda of a meeting (rule 10).
READY_FOR_AGENDA = (TopicState.ADOPTED, TopicState.STUDIED)
#: Before the meeting: the topic can still be reworded, gather concerns, be declined or merged.
BEFORE_MEETING = (TopicState.COLLECTED, *READY_FOR_AGENDA)
#: Work is still owed on the topic: a concern stands on one such topic at most.
OPEN_TOPIC = (*BEFORE_MEETING, TopicState.DELIBERATED, TopicState.TRACKED, TopicState.RESOLVED)
#: A look-back may be planned (rule 13).
LOOKED_BACK_ON = (
    TopicState.DELIBERATED,
    TopicState.TRACKED,
    TopicState.RESOLVED,
    TopicState.CONFIRMED,
    TopicState.DISCLOSED,
)


class Outcome(models.TextChoices):
    """What a deliberated topic turns into (rule 12)."""

    SOLVED_ON_THE_SPOT = "solved_on_the_spot", _("solved on the spot")
    CONTACT_LETTER = "contact_letter", _("contact letter")
    SUGGESTION = "suggestion", _("suggestion")
    MICRO_PROJECT = "micro_project", _("micro-project")
    HOTLINE = "hotline", _("passed to the district hotline")
    NOT_PURSUED = "not_pursued", _("not pursued")


class MeetingState(models.TextChoices):
    """Where a deliberation meeting stands (rule 10)."""

    PLANNED = "planned", _("planned")
    NOTIFIED = "notified", _("notified")
    HELD = "held", _("held")
    CONFIRMED = "confirmed", _("minutes confirmed")
    DISCLOSED = "disclosed", _("disclosed")
    CANCELLED = "cancelled", _("cancelled")


#: The meeting has not taken place yet.
UPCOMING = (MeetingState.PLANNED, MeetingState.NOTIFIED)
#: The meeting took place and counts towards the yearly minimum (rule 8).
TOOK_PLACE = (MeetingState.HELD, MeetingState.CONFIRMED, MeetingState.DISCLOSED)


class AttendanceStatus(models.TextChoices):
    """Whether a representative was there (rule 10)."""

    PRESENT = "present", _("present")
    LEAVE = "leave", _("on leave")
    ABSENT = "absent", _("absent")


class CommitmentState(models.TextChoices):
    """Where a department's commitment stands (rule 11)."""

    OPEN = "open", pgettext_lazy("commitment", "open")
    DONE = "done", pgettext_lazy("commitment", "done")
    ENDED = "ended", pgettext_lazy("commitment", "ended")


class LookBackState(models.TextChoices):
    """Where a look-back stands (rule 13)."""

    PLANNED = "planned", pgettext_lazy("look-back", "planned")
    RECORDED = "recorded", pgettext_lazy("look-back", "recorded")
    ENDED = "ended", pgettext_lazy("look-back", "ended")


class LookBackResult(models.TextChoices):
    """What was found on the spot (rule 13)."""

    IMPLEMENTED = "implemented", _("implemented")
    HALF_DONE = "half_done", _("half done")
    NOT_DONE = "not_done", _("not done")


# Livelihood councils and micro-projects (domain §6).


class ProjectKind(models.TextChoices):
    """What a micro-project buys (rule 15)."""

    SERVICE = "service", pgettext_lazy("micro-project", "service")
    GOODS = "goods", pgettext_lazy("micro-project", "goods")
    WORKS = "works", pgettext_lazy("micro-project", "works")


class Proposer(models.TextChoices):
    """Who wished for a micro-project; kept for the shortlisting indicator (rule 15)."""

    REPRESENTATIVE = "representative", pgettext_lazy("proposer", "representative")
    RESIDENT = "resident", pgettext_lazy("proposer", "resident")
    COMMUNITY = "community", pgettext_lazy("proposer", "community")


class Exclusion(models.TextChoices):
    """Why something is no micro-project (rule 16)."""

    PROPERTY_COMPANY = "property_company", _("a property company's duty")
    DUPLICATE = "duplicate", _("a duplicate of a government project")
    DEPARTMENT = "department", _("a department's own duty")


class ProjectState(models.TextChoices):
    """Where a micro-project stands between the wish and the disclosed result (rule 16)."""

    PROPOSED = "proposed", pgettext_lazy("micro-project", "proposed")
    CHECKED = "checked", pgettext_lazy("micro-project", "checked")
    SHORTLISTED = "shortlisted", pgettext_lazy("micro-project", "shortlisted")
    VOTING = "voting", pgettext_lazy("micro-project", "being voted on")
    PASSED = "passed", pgettext_lazy("micro-project", "passed by vote")
    ON_NOTICE = "on_notice", pgettext_lazy("micro-project", "on public notice")
    CONFIRMED = "confirmed", pgettext_lazy("micro-project", "confirmed")
    UNDER_WAY = "under_way", pgettext_lazy("micro-project", "under way")
    ACCEPTED = "accepted", pgettext_lazy("micro-project", "work accepted")
    EVALUATED = "evaluated", pgettext_lazy("micro-project", "evaluated")
    DISCLOSED = "disclosed", pgettext_lazy("micro-project", "disclosed")
    DECLINED = "declined", pgettext_lazy("micro-project", "declined")
    FAILED = "failed", pgettext_lazy("micro-project", "failed the vote")


#: Nobody has voted yet: the project can still be reworded or declined.
BEFORE_VOTE = (ProjectState.PROPOSED, ProjectState.CHECKED, ProjectState.SHORTLISTED)
#: A council passed the project: its money is spoken for.
PASSED_VOTE = (
    ProjectState.PASSED,
    ProjectState.ON_NOTICE,
    ProjectState.CONFIRMED,
    ProjectState.UNDER_WAY,
    ProjectState.ACCEPTED,
    ProjectState.EVALUATED,
    ProjectState.DISCLOSED,
)
#: The work is done.
DELIVERED = (ProjectState.ACCEPTED, ProjectState.EVALUATED, ProjectState.DISCLOSED)


class Rating(models.TextChoices):
    """What residents say of an accepted micro-project (rule 16)."""

    SATISFIED = "satisfied", pgettext_lazy("micro-project", "satisfied")
    BASICALLY_SATISFIED = "basically_satisfied", pgettext_lazy("micro-project", "basically satisfied")
    UNSATISFIED = "unsatisfied", pgettext_lazy("micro-project", "unsatisfied")


class PhotoKind(models.TextChoices):
    """When a picture of a micro-project was taken."""

    BEFORE = "before", pgettext_lazy("photo", "before")
    PROGRESS = "progress", pgettext_lazy("photo", "during the work")
    AFTER = "after", pgettext_lazy("photo", "after")


class CouncilState(models.TextChoices):
    """Where a livelihood council stands (rule 17)."""

    PLANNED = "planned", pgettext_lazy("council", "planned")
    NOTIFIED = "notified", pgettext_lazy("council", "notified")
    OPENED = "opened", pgettext_lazy("council", "voting")
    CLOSED = "closed", pgettext_lazy("council", "closed")
    CONFIRMED = "confirmed", pgettext_lazy("council", "minutes confirmed")
    CANCELLED = "cancelled", pgettext_lazy("council", "cancelled")


#: The council has not met yet.
COUNCIL_AHEAD = (CouncilState.PLANNED, CouncilState.NOTIFIED)
#: The council has voted, and counts as held.
COUNCIL_HELD = (CouncilState.CLOSED, CouncilState.CONFIRMED)


class Secrecy(models.TextChoices):
    """How a council votes, chosen before it opens (rule 17)."""

    OPEN = "open", pgettext_lazy("vote", "open")
    SECRET = "secret", pgettext_lazy("vote", "secret")


class Choice(models.TextChoices):
    """What a member may say to a project (rule 17)."""

    FOR = "for", pgettext_lazy("vote", "for")
    AGAINST = "against", pgettext_lazy("vote", "against")
    ABSTAIN = "abstain", pgettext_lazy("vote", "abstain")


class VoteState(models.TextChoices):
    """Where the vote on one project of a council stands (rule 17)."""

    WAITING = "waiting", pgettext_lazy("state of a vote", "not begun")
    OPEN = "open", pgettext_lazy("state of a vote", "open")
    CLOSED = "closed", pgettext_lazy("state of a vote", "closed")


class BallotWay(models.TextChoices):
    """On what a member voted."""

    PHONE = "phone", _("on the own phone")
    PAPER = "paper", _("on paper")


class BallotState(models.TextChoices):
    """What a ballot is: there, or not there (rule 17)."""

    CAST = "cast", pgettext_lazy("ballot", "cast")


class VoteOutcome(models.TextChoices):
    """What the vote on one project came to (rule 17)."""

    PASSED = "passed", pgettext_lazy("vote", "passed")
    FAILED = "failed", pgettext_lazy("vote", "failed")
    NO_QUORUM = "no_quorum", pgettext_lazy("vote", "no quorum")


class MemberKind(models.TextChoices):
    """For whom a member sits in the livelihood council."""

    REPRESENTATIVE = "representative", pgettext_lazy("council member", "representative")
    RESIDENT = "resident", pgettext_lazy("council member", "resident")
    COMMUNITY = "community", pgettext_lazy("council member", "community body")


class MemberState(models.TextChoices):
    """Whether a member still sits in the council."""

    SITTING = "sitting", pgettext_lazy("council member", "sitting")
    LEFT = "left", pgettext_lazy("council member", "left")
