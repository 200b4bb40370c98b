"""Stories of what is entered late, from paper ledgers, and of the newest list of categories (rules 2 and 5)."""

import json
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from portal.demo.cast import HOME_STATION, Cast
from portal.demo.theatre import Story, Theatre
from portal.demo.visits import concern_story, hold_visit, route_of
from stations.actions import route_concern
from stations.models import CategoryList

LATE = json.loads((Path(__file__).parent / "late.json").read_text(encoding="utf-8"))
#: The newest list of categories is offered for so long.
OFFERED = timedelta(days=100)
#: A ledger was typed in so many days ago: what is not routed since is five working days over.
TYPED = timedelta(days=26)


def ledger_story(cast: Cast, dice: Random, station: str, concerns: list[dict[str, Any]], routed: int) -> Story:
    """An officer types in what was written on paper, visit by visit, and routes the first of it."""
    said = [
        hold_visit(cast, dice, cast.stations[station], [concern], "reception", concern["days_ago"]).concerns.get()
        for concern in concerns
    ]
    yield 1
    for concern, row in list(zip(said, concerns, strict=True))[:routed]:
        route_concern(concern, by=cast.officers[station], **route_of(dice, row))
        yield 1


def enter_all(theatre: Theatre, cast: Cast, last: date) -> None:
    """The ledger of one station, three lines of the home station's, and concerns by the newest list."""
    since = last - OFFERED
    CategoryList.objects.filter(code="housing-apart").update(since=since)
    ledger = LATE["ledger"]
    theatre.enter(ledger_story(cast, theatre.dice("ledger"), ledger["station"], ledger["concerns"], 4), last - TYPED)
    theatre.enter(
        ledger_story(cast, theatre.dice("ledger at home"), HOME_STATION, LATE["at_home"], 0), theatre.before(last, 2)
    )
    for number, concern in enumerate(LATE["new_list"]):
        day = since + timedelta(days=3 + number * 15)
        theatre.enter(concern_story(cast, theatre.dice(f"{last}{concern['words']}"), concern), day)
