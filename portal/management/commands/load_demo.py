"""`manage.py load_demo`: a believable year of invented work, played through the actions."""

import secrets
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import User
from core import clock
from portal.demo import councils, late, projects, seldom, suggestions, topics, visits
from portal.demo.cast import Cast
from portal.demo.programme import Season
from portal.demo.theatre import Theatre
from stations.models import Station, Visit

YEAR = 365


class Command(BaseCommand):
    help = "Load invented demonstration data: a year up to today, or the years asked for. Refuses real data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=1, help="the same seed plays the same history")
        parser.add_argument("--years", help="for example 2017-2019: plays these years instead of the last one")
        parser.add_argument("--on", type=date.fromisoformat, help="the day on which the history ends (today)")

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.filter(is_demo=False).exists() or Visit.objects.exclude(recorder__is_demo=True).exists():
            raise CommandError("This database holds real accounts or visits; demonstration data do not belong there.")
        if User.objects.exists():
            raise CommandError("Demonstration data are loaded already.")
        if not Station.objects.exists():
            raise CommandError("Run `manage.py load_reference` first.")
        password = settings.DEMO_PASSWORD or secrets.token_urlsafe(9) + "-9aA"
        ends = self._ends(options)
        # All or nothing; and one transaction is many times faster than a thousand.
        with transaction.atomic():
            scenes = play(ends, options["seed"], password)
        self.stdout.write(
            f"Played {scenes} scenes up to {ends[-1]}; sign in as `officer`, `committee`, … with {password}"
        )

    def _ends(self, options: dict[str, Any]) -> list[date]:
        """The last day of each year to be played."""
        if not options["years"]:
            return [options["on"] or clock.today()]
        try:
            first, last = (int(year) for year in options["years"].split("-"))
            return [date(year, 12, 31) for year in range(first, last + 1)]
        except ValueError as error:
            raise CommandError("Write the years like 2017-2019.") from error


def play(ends: list[date], seed: int, password: str) -> int:
    """Plays a year up to each of the days; returns the number of scenes."""
    zone = ZoneInfo(settings.TIME_ZONE)
    until = min(datetime.combine(ends[-1], time(18), zone), clock.now())
    theatre = Theatre(until, seed)
    cast = Cast(ends[0] - timedelta(days=2 * YEAR), password)
    cast.gather()
    theatre.enter(suggestions.silence_story(), ends[0] - timedelta(days=YEAR))
    councils.seat_members(theatre, cast, ends[0] - timedelta(days=YEAR))
    for last in ends:
        sponsors = suggestions.Sponsors(theatre, cast, last)
        proposals = projects.Proposals(Season(theatre, cast, last))
        visits.enter_all(theatre, cast, last - timedelta(days=YEAR - 5), YEAR - 15)
        topics.enter_all(theatre, cast, last, [sponsors.from_topic, proposals.from_topic])
        sponsors.on_their_own_day()
        proposals.enter_all()
        councils.enter_all(proposals.season)
        seldom.enter_all(theatre, cast, last)
    late.enter_all(theatre, cast, ends[-1])
    return theatre.play()
