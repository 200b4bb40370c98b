"""Closed lists of the points app (domain §9)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Automatic(models.TextChoices):
    """The rules whose entries follow from a recorded event by themselves (rules 35, 36)."""

    ATTEND = "attend_meeting", _("attend a deliberation meeting")
    LEAD = "lead_topic", _("lead a livelihood topic")
    TRACK = "track_to_resolution", _("track a problem to its resolution")


class EntryState(models.TextChoices):
    """What became of a ledger entry, seen from the entries after it (rule 37)."""

    POSTED = "posted", _("booked")
    REVERSED = "reversed", _("reversed")
    REVERSAL = "reversal", _("reversal")


class QueryState(models.TextChoices):
    """Whether the committee has answered (rule 39)."""

    OPEN = "open", _("waiting for an answer")
    ANSWERED = "answered", _("answered")
