"""Closed lists of the stations app (domain §3, §4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What an appointment makes of a person (domain §3)."""

    OFFICER = "officer", _("liaison officer")
    REPRESENTATIVE = "representative", _("representative")
    COMMITTEE = "committee", _("committee staff")
    LEADERSHIP = "leadership", _("committee leadership")
    SUBDISTRICT = "subdistrict", _("subdistrict working committee")
    DEPARTMENT = "department", _("department handler")
    ADMINISTRATOR = "administrator", _("administrator")


class VisitKind(models.TextChoices):
    """How the station and a resident met (rule 1)."""

    RECEPTION = "reception", _("reception")
    OUTREACH = "outreach", _("outreach")
    PHONE = "phone", _("phone call")
    LETTER = "letter", _("letter")
    QR_CODE = "qr_code", _("QR code")
    INSPECTION = "inspection", _("inspection")
    FIELD_STUDY = "field_study", _("field study")
    DUTY_REPORT = "duty_report", _("duty report")


class Nature(models.TextChoices):
    """What the resident wants (rule 2)."""

    COMPLAINT = "complaint", _("complaint")
    HELP = "help", _("request for help")
    INQUIRY = "inquiry", _("inquiry")
    PROPOSAL = "proposal", _("proposal")
    THANKS = "thanks", _("thanks")
    OTHER = "other", _("other")


class Urgency(models.TextChoices):
    """How soon something must happen (rule 2)."""

    ORDINARY = "ordinary", _("ordinary")
    PRESSING = "pressing", _("pressing")
    URGENT = "urgent", _("urgent")


class Route(models.TextChoices):
    """Where a concern goes after triage (rule 4)."""

    ANSWERED = "answered", _("answered on the spot")
    HOTLINE = "hotline", _("passed to the district hotline")
    COMMUNITY = "community", _("passed to the community")
    SUBDISTRICT = "subdistrict", _("passed to the subdistrict")
    TOPIC = "topic", _("raised as a topic")
    CONTACT_LETTER = "contact_letter", _("contact letter")
    SUGGESTION = "suggestion", _("suggestion")
    MICRO_PROJECT = "micro_project", _("micro-project")
    NOT_ACCEPTED = "not_accepted", _("not accepted")


class NotAcceptedReason(models.TextChoices):
    """Why a concern cannot be taken up (rule 4, the Shenzhen list)."""

    PERSONAL = "personal", _("a personal affair of a representative")
    IN_COURT = "in_court", _("before a court or in arbitration")
    ACCUSATION = "accusation", _("an accusation against a person")
    FORWARDING = "forwarding", _("mere forwarding of letters")
    ADVERTISING = "advertising", _("advertising")
    NO_CONTENT = "no_content", _("no concrete content")
    OUTSIDE = "outside", _("outside the area")
    UNLAWFUL = "unlawful", _("unlawful")


class ConcernState(models.TextChoices):
    """Where a concern stands between the visit and its end (rules 4, 5)."""

    RECEIVED = "received", _("received")
    ROUTED = "routed", _("routed")
    TOLD = "told", _("resident told")
    UNREACHABLE = "unreachable", _("resident not reached")
    CLOSED = "closed", _("closed")


class ConcernOrder(models.TextChoices):
    """By what concerns are ordered, besides by when they were recorded."""

    RECEIVED_LAST = "-received", _("received last first")
    RECEIVED_FIRST = "received", _("received first first")


class Reached(models.IntegerChoices):
    """Whether an attempt to tell the resident reached anybody (rule 5)."""

    NO = 0, _("nobody was reached")
    YES = 1, _("the resident was told")


class Undone(models.TextChoices):
    """The moves of a concern that can be taken back, by their verbs (rule 5)."""

    ROUTE = "route", _("the routing")
    GIVE_FEEDBACK = "give_feedback", _("the feedback")
    CLOSE = "close", _("the closing")


class FeedbackWay(models.TextChoices):
    """How the resident was told (rule 5)."""

    FACE_TO_FACE = "face_to_face", _("face to face")
    PHONE = "phone", _("by phone")
    MESSAGE = "message", _("by message")
    LETTER = "letter", _("by letter")
    NOTICE = "notice", _("by public notice")
