"""What follows from each move of what stations deliberate and vote on, as its page says it before (domain §5, §6)."""

from deliberations.consequences import councils, meetings, projects, topics

__all__ = ["councils", "meetings", "projects", "topics"]
