"""What earns points by itself (rules 35, 36): the one definition, for booking and for checking."""

from django.db.models import Exists, OuterRef, QuerySet

from deliberations.enums import TOOK_PLACE, AttendanceStatus, MeetingState, TopicState
from deliberations.models import AgendaItem, Attendance, Topic

_MINUTES_CONFIRMED = (MeetingState.CONFIRMED, MeetingState.DISCLOSED)
_CONFIRMED = (TopicState.CONFIRMED, TopicState.DISCLOSED, TopicState.ARCHIVED)


def attendance() -> QuerySet[Attendance]:
    """Present on the confirmed attendance list of a meeting (rule 36)."""
    return Attendance.objects.filter(status=AttendanceStatus.PRESENT, meeting__state__in=_MINUTES_CONFIRMED)


def led() -> QuerySet[Topic]:
    """Livelihood topics with a lead that a meeting took up (rule 36)."""
    taken_up = AgendaItem.objects.filter(topic=OuterRef("pk"), deliberated=True, meeting__state__in=TOOK_PLACE)
    return Topic.objects.filter(Exists(taken_up), livelihood=True, lead__isnull=False)


def tracked() -> QuerySet[Topic]:
    """Livelihood topics that somebody tracked to a resolution, confirmed by a look-back (rule 36)."""
    return Topic.objects.filter(livelihood=True, tracker__isnull=False, state__in=_CONFIRMED)
