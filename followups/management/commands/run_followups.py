"""Writes the reminders that are due, as beat has it done every few minutes; safe to run twice (rule 43)."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core import clock
from followups.actions import run_followups


class Command(BaseCommand):
    """`manage.py run_followups [--at ISO-TIME]`."""

    help = "Writes reminders that are due, settles those whose cause is gone; a second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", metavar="ISO-TIME", help="as if it were this moment, e.g. 2019-06-24T09:00")

    def handle(self, *args: Any, **options: Any) -> None:
        with clock.at(_moment(options["at"])):
            run = run_followups()
        if run.skipped:
            self.stdout.write("Another run is at work; nothing to do.")
            return
        self.stdout.write(f"{run.written} reminders written, {run.settled} settled.")
        if run.problems:
            raise CommandError("; ".join(f"{type(problem).__name__}: {problem}" for problem in run.problems))


def _moment(at: str | None) -> datetime:
    if at is None:
        return clock.now()
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as error:
        raise CommandError(f"--at takes a moment such as 2019-06-24T09:00, not {at!r}.") from error
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
