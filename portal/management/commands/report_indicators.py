"""`manage.py report_indicators [--from D] [--to D] --format json|table`: the published indicators of a period."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.api import IndicatorOutput
from portal.forms import PeriodForm
from portal.queries.indicators import Indicator, indicators


class Command(BaseCommand):
    help = "Print the indicators of a period, each with numerator, denominator and definition."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="first", default="", metavar="D", help="first day, YYYY-MM-DD")
        parser.add_argument("--to", dest="last", default="", metavar="D", help="last day, YYYY-MM-DD")
        parser.add_argument("--format", choices=("json", "table"), default="table")

    def handle(self, *args: Any, first: str, last: str, format: str, **options: Any) -> None:
        form = PeriodForm({"from": first, "to": last})
        if not form.is_valid():
            wrong = [f"{name}: {' '.join(map(str, errors))}" for name, errors in form.errors.items()]
            raise CommandError("; ".join(wrong))
        found = indicators(form.period())
        if format == "json":
            self.stdout.write(json.dumps(IndicatorOutput(found, many=True).data, ensure_ascii=False, indent=2))
        else:
            self._table(found)

    def _table(self, found: list[Indicator]) -> None:
        for one in found:
            value = "–" if one.value is None else f"{one.value}"
            of = "" if one.denominator is None else f" ({one.numerator}/{one.denominator})"
            self.stdout.write(f"{one.code:44}{value:>8} {one.unit}{of}")
            for share in one.shares[1:]:
                self.stdout.write(f"{'':44}{'':>8} {share.of}: {share.numerator}/{share.denominator}")
            self.stdout.write(f"    {one.definition} {one.note}".rstrip())
