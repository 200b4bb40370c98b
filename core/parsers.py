"""What the REST API reads: JSON that fits into this machine."""

import json
import math
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import parsers
from rest_framework.exceptions import ParseError


class JSONParser(parsers.JSONParser):
    """JSON; what is nested too deeply or holds a number beyond all measure is refused as unreadable (400)."""

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None) -> Any:
        encoding = (parser_context or {}).get("encoding") or settings.DEFAULT_CHARSET
        try:
            text = stream.read().decode(encoding)
            return json.loads(text, parse_constant=_refuse, parse_float=_finite)
        except (ValueError, RecursionError) as error:
            raise ParseError(_("This is no JSON that can be read: %(error)s") % {"error": error}) from None


def _refuse(name: str) -> Any:
    raise ValueError(name)


def _finite(digits: str) -> float:
    """`1e400` is valid JSON, but infinite here, and no field takes infinity."""
    number = float(digits)
    return number if math.isfinite(number) else _refuse(digits)
