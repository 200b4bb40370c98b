"""What follows from each move of a deliberation meeting (rules 10, 12, 14, 36, 37)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock, clocks
from core.consequences import Consequences, follows
from core.workflow import Text
from deliberations.actions.convening import minutes_and_outcome_due
from deliberations.consequences.topics import PUBLISHED
from deliberations.enums import MeetingState, TopicState
from deliberations.models import Meeting, Topic
from deliberations.models.convened import Convened
from deliberations.queries.topics import present_at
from deliberations.workflow import MEETING
from stations.enums import Role

_NOUN = MEETING.noun
IN_PUBLIC = gettext_lazy("Everybody reads its day and place on the public page of the station.")


def notice_of(session: Convened) -> str:
    """How early the notice goes out if it is given now."""
    words = {"days": (session.day - clock.today()).days, "day": session.notice_due_on}
    if clock.today() > session.notice_due_on:
        return _("It was due on %(day)s: it is marked as late, and does not stop the session.") % words
    return _("It goes out %(days)s days before the session; it is due by %(day)s.") % words


def changed(session: Convened, code: str) -> tuple[Text, ...]:
    """What another time or list means for the notice."""
    if session.notified_at:
        return (_("Notice has been given: tell those who were invited what has changed."),)
    term = clocks.term(code).label()
    return (_("Notice is due %(term)s before the session, whenever that is.") % {"term": term},)


@follows(_NOUN, "notify")
def notify(meeting: Meeting) -> Consequences:
    return Consequences(
        more=(
            notice_of(meeting),
            _("The departments of its topics see the meeting and these topics from now on."),
            IN_PUBLIC,
        )
    )


@follows(_NOUN, "change")
def change(meeting: Meeting) -> Consequences:
    return Consequences(more=changed(meeting, "deliberations.notice_before"))


@follows(_NOUN, "hold")
def hold(meeting: Meeting) -> Consequences:
    minutes_due_on, outcome_due_on = minutes_and_outcome_due(meeting.day)
    words = _("The topics of the agenda are deliberated; what each turns into is said by %(day)s.")
    return Consequences(
        days={"minutes_due_on": minutes_due_on},
        told=(Role.OFFICER,),
        more=(
            words % {"day": outcome_due_on},
            _("Where a department promises a date, a look-back is planned for after it."),
        ),
        final=_("Only the committee can annul the record of a meeting."),
    )


@follows(_NOUN, "confirm_minutes")
def confirm_minutes(meeting: Meeting) -> Consequences:
    words = _("Points are given to the %(present)s representatives who were present.")
    return Consequences(
        more=(words % {"present": present_at(meeting).count()},),
        final=_("From then on only the committee corrects the attendance."),
    )


@follows(_NOUN, "correct_attendance")
def correct_attendance(meeting: Meeting) -> Consequences:
    kept = _("What stood there before, and your reason, stay on record.")
    if meeting.state == MeetingState.HELD:
        return Consequences(more=(kept, _("Points are given once the minutes are confirmed.")))
    return Consequences(more=(kept, _("The points of the representative are put right at once.")))


@follows(_NOUN, "disclose")
def disclose(meeting: Meeting) -> Consequences:
    return Consequences(
        more=(_("The text stands as what the station publishes of the meeting; nothing internal goes with it."),),
        final=PUBLISHED,
    )


@follows(_NOUN, "cancel")
def cancel(meeting: Meeting) -> Consequences:
    words = _("Its %(count)s topics wait for another meeting.")
    return Consequences(
        more=(words % {"count": meeting.agenda.count()},), final=_("What was cancelled is not taken up again.")
    )


@follows(_NOUN, "annul")
def annul(meeting: Meeting) -> Consequences:
    waiting = Topic.objects.filter(
        agenda_items__meeting=meeting, agenda_items__deliberated=True, state=TopicState.DELIBERATED
    )
    returned = _("%(count)s topics without an outcome wait for a meeting again; their commitments and look-backs end.")
    return Consequences(
        more=(
            returned % {"count": waiting.count()},
            _("Topics whose outcome was decided keep it."),
            _("Points that it gave are taken back, and it does not count for the year."),
        ),
        final=_("What was annulled is not taken up again."),
    )
