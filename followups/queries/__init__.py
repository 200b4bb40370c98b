"""Reading reminders, and working out what is due."""

from followups.queries.reminders import heartbeats, open_count, open_reminders, settled_reminders

__all__ = ["heartbeats", "open_count", "open_reminders", "settled_reminders"]
