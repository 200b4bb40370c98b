"""`manage.py anonymise_expired [--write]`: lets go of contact data whose term is over (rule 3)."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.actions import perform
from stations.actions import anonymise_contact
from stations.actions.contacts import CONTACT_KEEPER
from stations.models import Concern
from stations.queries import expired_contacts

BATCH = 500


class Command(BaseCommand):
    help = "Name the concerns whose contact data are to be anonymised; do it with --write."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="anonymise, instead of only naming them")

    def handle(self, *args: Any, write: bool, **options: Any) -> None:
        count = 0
        for concern in _in_batches() if write else expired_contacts():
            if write:
                perform(anonymise_contact, concern, by=CONTACT_KEEPER)
            self.stdout.write(concern.number)
            count += 1
        self.stdout.write(f"{count} {'anonymised' if write else 'to be anonymised; add --write to do it'}")


def _in_batches() -> Iterator[Concern]:
    """Each batch read anew: what was anonymised is not in the next one, and no list is changed while it is read."""
    while batch := list(islice(expired_contacts(), BATCH)):
        yield from batch
