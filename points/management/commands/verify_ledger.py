"""Proves the ledger: every row that is off is named, and any ends the command with exit code 1 (rule 38)."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from points.models import LedgerEntry
from points.queries.verification import complaints


class Command(BaseCommand):
    """`manage.py verify_ledger`."""

    help = "Checks that the points ledger adds up; exits with 1 and names each row that is off."

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for complaint in complaints():
            found += 1
            self.stderr.write(complaint)
        if found:
            self.stderr.write(f"{found} rows are off.")
            sys.exit(1)
        self.stdout.write(f"{LedgerEntry.objects.count()} ledger entries, all sound.")
