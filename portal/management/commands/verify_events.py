"""`manage.py verify_events`: proves the record of what happened; exit code 1 and the rows that are off."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from core.events import Event
from portal.queries.verification import complaints


class Command(BaseCommand):
    help = "Check that every chain of events is whole and agrees with its thing; exit with 1 otherwise."

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for complaint in complaints():
            found += 1
            self.stderr.write(complaint)
        if found:
            self.stderr.write(f"{found} rows are off.")
            sys.exit(1)
        self.stdout.write(f"{Event.objects.count()} events, all sound.")
