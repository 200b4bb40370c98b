"""Closed lists of the suggestions app (domain §7, §8)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Instrument(models.TextChoices):
    """By which paper a representative turns to a department (rule 18)."""

    SESSION = "session", _("session suggestion")
    BETWEEN_SESSIONS = "between_sessions", _("between-sessions suggestion")
    CONTACT_LETTER = "contact_letter", _("contact letter")


class SuggestionState(models.TextChoices):
    """Where a suggestion stands (rule 20)."""

    DRAFT = "draft", _("draft")
    DISCARDED = "discarded", _("discarded")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned for revision")
    REJECTED = "rejected", _("rejected")
    REGISTERED = "registered", _("registered")
    ASSIGNED = "assigned", _("assigned")
    RETURN_REQUESTED = "return_requested", _("return requested")
    ACCEPTED = "accepted", _("accepted")
    REPLIED = "replied", _("replied")
    IMPLEMENTING = "implementing", _("under implementation")
    REPORTED = "reported", _("implementation reported")
    CLOSED = "closed", _("closed")


class AssignmentRole(models.TextChoices):
    """What a department does with a suggestion (rule 21). Separate handling (分办) is not offered yet."""

    LEAD = "lead", _("lead department")
    CO_HANDLING = "co_handling", _("co-handling department")


class ContactWay(models.TextChoices):
    """How a department spoke with the sponsor (rule 22)."""

    FACE_TO_FACE = "face_to_face", _("face to face")
    SITE_VISIT = "site_visit", _("together on the spot")
    MEETING = "meeting", _("at a meeting")
    PHONE = "phone", _("by phone")
    MESSAGE = "message", _("by message")


class OutcomeClass(models.TextChoices):
    """What a reply says about the matter (rule 23)."""

    A = "A", _("A: solved")
    B = "B", _("B: being solved")
    C = "C", _("C: planned")
    D = "D", _("D: for reference")


class Decision(models.TextChoices):
    """What the committee says to a request (rules 20, 22)."""

    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")

    @classmethod
    def of(cls, granted: bool) -> "Decision":
        return cls.GRANTED if granted else cls.REFUSED


class Stage(models.TextChoices):
    """The two stages of the evaluation (rule 27)."""

    REPLY = "reply", _("reply")
    IMPLEMENTATION = "implementation", _("implementation")


class Verdict(models.TextChoices):
    """What the percentage of a score means (rules 29, 30)."""

    SATISFIED = "satisfied", _("satisfied")
    BASICALLY_SATISFIED = "basically_satisfied", _("basically satisfied")
    UNSATISFIED = "unsatisfied", _("unsatisfied")
    NOT_RATED = "not_rated", _("not rated")


class SupervisionKind(models.TextChoices):
    """Who keeps an eye on an unsatisfied case (rule 32)."""

    COMMITTEE = "committee", _("key supervision")
    STATION = "station", _("key tracking")


class SupervisionState(models.TextChoices):
    """A supervision has a beginning and an end (rule 32)."""

    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")


class SuggestionClock(models.TextChoices):
    """The clocks of a suggestion, named as its page names them (rules 20–22, 30, 32)."""

    REGISTER = "register", _("registration")
    ASSIGN = "assign", _("assignment")
    ACCEPT = "accept", _("acceptance")
    REQUEST_RETURN = "request_return", _("asking to return")
    CO_HANDLING_OPINION = "co_handling_opinion", _("opinion of co-handling departments")
    FIRST_CONTACT = "first_contact", _("first contact with the sponsor")
    REPLY = "reply", _("reply")
    REPLY_CONTACT_LETTER = "reply_contact_letter", _("reply to the contact letter")
    NEW_ROUND = "new_round", _("reply of the new round")
    SCORE_REPLY = "score_reply", _("score of the reply")
    SCORE_IMPLEMENTATION = "score_implementation", _("score of the implementation")
