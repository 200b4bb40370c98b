"""Topics, meetings, commitments and look-backs; micro-projects and the councils that vote on them."""

from deliberations.models.ballots import Ballot, PaperCount, RankChange, VoteResult
from deliberations.models.commitments import Commitment
from deliberations.models.councils import Council, CouncilItem, CouncilMember, Recusal, Seat
from deliberations.models.look_backs import LookBack
from deliberations.models.meetings import AgendaItem, Attendance, Delegate, Meeting, YearlyMinimum
from deliberations.models.micro_projects import (
    CeilingWarning,
    MicroProject,
    Objection,
    ProgressReport,
    ProjectCeiling,
)
from deliberations.models.photos import ProjectPhoto
from deliberations.models.topics import Study, Topic
from deliberations.models.voting_rules import Count, VotingRule

__all__ = [
    "AgendaItem",
    "Attendance",
    "Ballot",
    "CeilingWarning",
    "Commitment",
    "Council",
    "CouncilItem",
    "CouncilMember",
    "Count",
    "Delegate",
    "LookBack",
    "Meeting",
    "MicroProject",
    "Objection",
    "PaperCount",
    "ProgressReport",
    "ProjectCeiling",
    "ProjectPhoto",
    "RankChange",
    "Recusal",
    "Seat",
    "Study",
    "Topic",
    "VoteResult",
    "VotingRule",
    "YearlyMinimum",
]
