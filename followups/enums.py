"""Closed lists of the followups app (domain §10)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a reminder asks for (rule 41)."""

    TRIAGE = "triage", _("Route the concern")
    FEEDBACK = "feedback", _("Tell the resident what came of it")
    URGENT = "urgent", _("Urgent concern not answered yet")
    NOTICE = "notice", _("Give notice of the meeting")
    MINUTES = "minutes", _("Confirm the minutes")
    OUTCOME = "outcome", _("Decide the outcome of the topic")
    COMMITMENT = "commitment", _("Keep the commitment")
    LOOK_BACK = "look_back", _("Make the look-back")
    REGISTER = "register", _("Register the suggestion")
    ASSIGN = "assign", _("Assign the suggestion")
    ACCEPT = "accept", _("Accept the assignment")
    OPINION = "opinion", _("Give the opinion of a co-handling department")
    CONTACT = "contact", _("Speak with the sponsor")
    REPLY = "reply", _("Reply to the suggestion")
    SCORE_REPLY = "score_reply", _("Score the reply")
    REPORT = "report", _("Report the implementation")
    SCORE_OPEN = "score_open", _("The implementation can be scored")
    SCORE_IMPLEMENTATION = "score_implementation", _("Score the implementation")
    SUPERVISION = "supervision", _("Key supervision without a note")
    TRACKING = "tracking", _("Key tracking without a note")
    COUNCIL_NOTICE = "council_notice", _("Give notice of the council")
    COUNCIL_MINUTES = "council_minutes", _("Confirm the minutes of the council")
    OBJECTION = "objection", _("Answer the objection")
    CONFIRM_PROJECT = "confirm_project", _("Confirm the micro-project: the notice is over")
    PROGRESS = "progress", _("Report progress on the micro-project")
    CALENDAR = "calendar", _("Enter the working days of the year")


class Step:
    """The rungs of the ladder as numbers that only grow: days before, the day, weeks over (rule 42)."""

    NOT_YET = -31
    MONTH_BEFORE = -30
    FORTNIGHT_BEFORE = -15
    WEEK_BEFORE = -7
    DAY_BEFORE = -1
    ON_THE_DAY = 0
    #: Five working days over; each later week is one more.
    OVER = 1


#: The rungs before the day, the furthest first.
BEFORE = (Step.MONTH_BEFORE, Step.FORTNIGHT_BEFORE, Step.WEEK_BEFORE, Step.DAY_BEFORE)


class Process(models.TextChoices):
    """The processes beside the site that give a sign of life."""

    WORKER = "worker", _("worker")
    BEAT = "beat", _("beat")
