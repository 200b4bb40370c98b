"""`manage.py complete_calendar YEAR --by USERNAME --origin NOTICE`: says that a year of working days is complete."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from core.calendar_years import complete_year


class Command(BaseCommand):
    help = "Say that the table of working days of a year is complete; refused while a statutory holiday is lacking."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int)
        parser.add_argument("--by", required=True, help="who says so, by user name")
        parser.add_argument("--origin", required=True, help="the notice that the days were taken from")

    def handle(self, *args: Any, year: int, by: str, origin: str, **options: Any) -> None:
        person = User.objects.filter(username=by, is_active=True).first()
        if person is None:
            raise CommandError(f"Nobody signs in as {by}.")
        try:
            complete_year(year, by=person, origin=origin)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{year} is complete.")
