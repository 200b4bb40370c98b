"""The moves of everything that stations deliberate and vote on (domain §5, §6)."""

from deliberations.workflow.councils import BALLOT, COUNCIL, COUNCIL_MEMBER
from deliberations.workflow.micro_projects import MICRO_PROJECT
from deliberations.workflow.topics import COMMITMENT, LOOK_BACK, MEETING, TOPIC

__all__ = ["BALLOT", "COMMITMENT", "COUNCIL", "COUNCIL_MEMBER", "LOOK_BACK", "MEETING", "MICRO_PROJECT", "TOPIC"]
