"""Topics, the meetings that deliberate them, what departments commit to, and the look-backs."""

from deliberations.models.commitments import Commitment
from deliberations.models.look_backs import LookBack
from deliberations.models.meetings import AgendaItem, Attendance, Delegate, Meeting, YearlyMinimum
from deliberations.models.topics import Study, Topic

__all__ = [
    "AgendaItem",
    "Attendance",
    "Commitment",
    "Delegate",
    "LookBack",
    "Meeting",
    "Study",
    "Topic",
    "YearlyMinimum",
]
