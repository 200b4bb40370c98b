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
