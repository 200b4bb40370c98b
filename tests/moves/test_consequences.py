"""What a page says before a move is what comes after it: number, days, whose turn it is."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from core import clock
from core.consequences import FOLLOWS, NOTHING, Consequences, consequences_of
from core.events import Event
from core.nouns import label_of
from followups.actions import run_followups
from followups.models import Reminder
from stations.duties import duties_of
from stations.enums import Role
from tests.moves import Case, all_cases, other_stages
from tests.moves.hidden import opened
from tests.moves.test_marks import offered, signed_in

pytestmark = pytest.mark.django_db

CASES = [case for case in (*all_cases(), *other_stages()) if (case.noun, case.verb) in FOLLOWS]
#: So many verbs may have nothing to announce.
MOST_EMPTY = 15


@pytest.mark.parametrize("case", CASES, ids=[f"{case.noun}.{case.verb}" for case in CASES])
def test_page_says_what_comes(case: Case) -> None:
    thing, person = case.make()
    client, address = signed_in(person), case.address(thing)
    typed = case.typed(thing)
    said = consequences_of(type(thing)._base_manager.get(pk=thing.pk), case.move)
    page = client.get(address).content.decode()

    answer = client.post(address, opened(client, address) | typed)

    assert answer.status_code == case.done, answer.content.decode()[:3000]
    assert said != Consequences()
    for text in (said.number, *(day.isoformat() for day in said.days.values()), *map(str, said.more), str(said.final)):
        assert text in page
    fresh = type(thing)._base_manager.get(pk=thing.pk)
    event = Event.objects.of(fresh).last()
    assert event is not None
    assert said.number in ("", str(getattr(fresh, "number", "")))
    assert {name: stands_at(fresh, event, name) for name in said.days} == dict(said.days)
    if said.told:
        assert set(said.told) == told_about(fresh, said)


def stands_at(thing: Any, event: Event, name: str) -> date:
    """The day that came: a field of the thing, of its newest part ("rounds.reply_due_on"), or a fact of the event."""
    *parts, last = name.split(".")
    for part in parts:
        found = getattr(thing, part)
        thing = found.order_by("pk").last() if hasattr(found, "order_by") else found
    return getattr(thing, last) if hasattr(thing, last) else date.fromisoformat(event.facts[last])


def told_about(thing: Any, said: Consequences) -> set[Role]:
    """The roles of those who are reminded of the thing on the eve of the first day that was said, or tomorrow."""
    tomorrow = clock.today() + timedelta(days=1)
    eve = max(tomorrow, min(said.days.values(), default=tomorrow) - timedelta(days=1))
    with time_machine.travel(clock.midnight(eve) + timedelta(hours=9), tick=False):
        run_followups()
        waiting = Reminder.objects.open().filter(noun=label_of(thing), subject_id=thing.pk).select_related("person")
        return {Role(role) for one in waiting for role, *_names in duties_of(one.person).held}


def test_every_move_says_what_follows_or_why_nothing_does() -> None:
    known = {f"{noun}.{verb}" for noun, verb in FOLLOWS} | {f"{noun}.{verb}" for noun, verb in NOTHING}

    assert set(offered()) - known == set()
    assert set(FOLLOWS) & set(NOTHING) == set()
    assert len(NOTHING) <= MOST_EMPTY
