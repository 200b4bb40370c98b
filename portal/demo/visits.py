"""Stories of visits: what residents say, where it goes, and what they are told."""

from datetime import date, timedelta
from random import Random
from typing import Any

from core import clock
from portal.demo.cast import CORPUS, HOME_STATION, Cast
from portal.demo.theatre import Story, Theatre
from portal.demo.wording import as_said
from stations.actions import close_concern, give_feedback, record_visit, route_concern
from stations.enums import ConcernState
from stations.models import Concern, Station, Visit

TEXTS = CORPUS["texts"]
KINDS = ["reception", "reception", "outreach", "outreach", "phone", "qr_code", "letter"]
#: Which of the visits are recorded only so many days after they were held: notes on paper, found in a drawer.
LATE = {4: 19, 9: 33, 15: 26, 21: 47}


def hold_visit(
    cast: Cast, dice: Random, station: Station, concerns: list[dict[str, Any]], kind: str = "", late: int = 0
) -> Visit:
    """One visit with what was said at it, so many days before it is recorded; some leave contact data."""
    kind = kind or dice.choice(KINDS)
    present = cast.representatives[station.code] if kind in ("reception", "outreach", "field_study") else []
    return record_visit(
        by=cast.officers[station.code],
        station=station,
        kind=kind,
        started_at=clock.now() - timedelta(days=late, minutes=dice.randrange(20, 50)),
        place=dice.choice(TEXTS["visit_places"][kind]),
        representatives=present[: dice.randrange(1, 3)] if present else [],
        note=dice.choice(TEXTS["visit_notes"][kind]),
        concerns=[_said(cast, dice, concern) for concern in concerns],
    )


def _said(cast: Cast, dice: Random, concern: dict[str, Any]) -> dict[str, Any]:
    resident = dice.choice(CORPUS["people"]["residents"])
    return {
        "words": as_said(concern, f"{clock.today()}"),
        "nature": concern["nature"],
        "category": cast.categories[concern["category"]],
        "second_category": cast.categories.get(concern.get("second_category", "")),
        "category_note": concern.get("category_note", ""),
        "place": concern["place"],
        "people_affected": concern["people_affected"],
        "urgency": concern["urgency"],
        "livelihood": concern["livelihood"],
        "confidential": dice.random() < 0.08,
        "contact": resident if dice.random() < 0.6 else None,
    }


def concern_story(cast: Cast, dice: Random, concern: dict[str, Any], hidden: bool = False, late: int = 0) -> Story:
    """A concern that needs no meeting: taken down, routed, told, closed. Some wait longer than they should.

    A `hidden` resident has just been looked for twice without success; what comes `late` was said so many days before.
    """
    station = cast.stations[concern["station"]]
    officer = cast.officers[station.code]
    said = hold_visit(cast, dice, station, [concern], late=late).concerns.get()
    yield dice.choice([1, 1, 2, 6])
    said = route_concern(said, by=officer, **route_of(dice, concern))
    yield dice.randrange(1, 14)
    if hidden or dice.random() < 0.12:
        for _attempt in range(2):
            note = dice.choice(TEXTS["unreachable_notes"])
            said = give_feedback(said, by=officer, told_on=clock.today(), way="phone", reached=False, note=note)
            yield 60 if hidden and said.state == ConcernState.UNREACHABLE else 2
    else:
        said = _tell(dice, said, officer)
        yield dice.randrange(1, 4)
    close_concern(said, by=officer)


def route_of(dice: Random, concern: dict[str, Any]) -> dict[str, str]:
    """Where the concern goes, with what the route asks for."""
    route = concern["route"]
    if route == "not_accepted":
        refusal = next(row for row in TEXTS["not_accepted"] if row["words"] == concern["words"])
        return {"route": route} | {name: refusal[name] for name in ("reason", "note", "redirect_to")}
    if route == "hotline":
        note = dice.choice(TEXTS["passed_on_notes"]["hotline"])
        return {"route": route, "external_number": f"PS{dice.randrange(10**7, 10**8)}", "note": note}
    notes = TEXTS["passed_on_notes"].get(route) or TEXTS["answered_notes"]
    return {"route": route, "note": dice.choice(notes)}


def _tell(dice: Random, said: Concern, officer: Any) -> Concern:
    return give_feedback(
        said,
        by=officer,
        told_on=clock.today(),
        way=dice.choice(["phone", "phone", "face_to_face", "message"]),
        satisfied=dice.choice([True, True, True, False, None]),
        note=dice.choice(TEXTS["feedback_notes"]),
    )


def tell_residents(cast: Cast, dice: Random, concerns: list[Concern]) -> None:
    """Every resident behind a topic is told what became of it (rules 5 and 6)."""
    for concern in concerns:
        concern.refresh_from_db()
        if concern.state == ConcernState.ROUTED:
            _tell(dice, concern, cast.officers[concern.station.code])


def quiet_visit_story(cast: Cast, dice: Random, station: Station) -> Story:
    """A visit at which nobody raises anything: valid work (rule 1)."""
    hold_visit(cast, dice, station, [], dice.choice(["reception", "outreach", "inspection", "duty_report"]))
    yield from ()


def refused_concerns() -> list[dict[str, Any]]:
    """What the stations do not take up, with where to go instead (rule 4)."""
    refused = []
    stations = [row["station"] for row in CORPUS["people"]["officers"]]
    for number, row in enumerate(TEXTS["not_accepted"]):
        refused.append(
            {
                "station": stations[number * 2 % len(stations)], "route": "not_accepted", "words": row["words"],
                "nature": "other", "category": "community_management", "place": "", "people_affected": 1,
                "urgency": "ordinary", "livelihood": False,
            }
        )  # fmt: skip
    return refused


def enter_all(theatre: Theatre, cast: Cast, first: date, days: int) -> None:
    """Spreads the concerns without a topic, and the quiet visits, over the days; the last ones are of this week."""
    alone = [concern for concern in CORPUS["concerns"] if concern["route"] not in ("topic", "not_accepted")]
    alone += refused_concerns()
    dice = theatre.dice("visits")
    dice.shuffle(alone)
    # The demo officer finds something to do: what was said at the home station is of this week.
    alone.sort(key=lambda concern: concern["station"] == HOME_STATION)
    for number, concern in enumerate(alone):
        recent = number >= len(alone) - 8
        day = theatre.today - timedelta(days=number % 5) if recent else first + timedelta(days=dice.randrange(days))
        hidden = number in (1, 2)
        if hidden:
            day = theatre.today - timedelta(days=30)
        late = LATE.get(number, 0)
        theatre.enter(concern_story(cast, theatre.dice(f"{first}{concern['words']}"), concern, hidden, late), day)
    for code, station in cast.stations.items():
        for number in range(dice.randrange(3, 6)):
            day = first + timedelta(days=dice.randrange(days))
            theatre.enter(quiet_visit_story(cast, theatre.dice(f"{first}{code}{number}"), station), day)
