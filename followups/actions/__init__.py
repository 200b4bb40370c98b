"""Every way in which reminders are written, settled and read."""

from followups.actions.calendar import remind_of_calendar
from followups.actions.reading import mark_all_read, mark_read
from followups.actions.running import Run, give_sign_of_life, run_followups
from followups.actions.writing import reopen_subject, settle_subject, write_reminders, write_urgent

__all__ = [
    "Run",
    "give_sign_of_life",
    "mark_all_read",
    "mark_read",
    "remind_of_calendar",
    "reopen_subject",
    "run_followups",
    "settle_subject",
    "write_reminders",
    "write_urgent",
]
