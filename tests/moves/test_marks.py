"""Two people on each page that changes or confirms: what was shown is what is changed, for every move of the table."""

from typing import Any

import pytest
from django.db.models import F
from django.test import Client

from core.editions import Marked
from core.events import Event
from core.workflow import WORKFLOWS, Move, workflow_of
from tests.factories.accounts import UserFactory
from tests.moves import Case, all_cases
from tests.moves.hidden import hidden_in, opened

pytestmark = pytest.mark.django_db

CASES = all_cases()
#: Whatever is apart from what was shown either finds its part gone or says the same once more.
HARMFUL = [case for case in CASES if case.move.checks or case.move.once]
#: Each chooses a part that is not offered any more once the move is made.
GONE = {("stations.concern", "join")}
EACH = pytest.mark.parametrize("case", CASES, ids=[f"{case.noun}.{case.verb}" for case in CASES])


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def somebody_else_changes(thing: Any) -> str:
    """Another person's move raises the mark, as the door does it; returns the name of the person."""
    other = UserFactory(name="别的人")
    raising = next(move for move in workflow_of(thing) if move.raises)
    state = getattr(thing, "state", "")
    Event.objects.append(thing, raising.verb, by=other, before=state, after=state, facts={})
    type(thing)._base_manager.filter(pk=thing.pk).update(edition=F("edition") + 1)
    return other.name


@EACH
def test_page_of_another_edition_is_refused_where_the_move_checks_it(case: Case) -> None:
    thing, person = case.make()
    client, address, typed = signed_in(person), case.address(thing), case.typed(thing)
    carried = opened(client, address)
    name = somebody_else_changes(thing) if isinstance(thing, Marked) else ""

    answer = client.post(address, carried | typed)

    if not case.move.checks:
        assert answer.status_code == case.done, answer.content.decode()[:3000]
        return
    page = answer.content.decode()
    assert (answer.status_code, name in page) == (409, True)
    if case.move.undo:
        return  # once something followed, there is nothing to take back any more
    assert int(hidden_in(page)["edition"]) == int(carried["edition"]) + 1
    again = client.post(address, hidden_in(page) | typed)
    assert again.status_code == 302, again.content.decode()[:3000]


@EACH
def test_the_mark_goes_up_exactly_where_the_move_raises_it(case: Case) -> None:
    thing, person = case.make()
    client, address = signed_in(person), case.address(thing)
    before = getattr(thing, "edition", 0)

    answer = client.post(address, opened(client, address) | case.typed(thing))

    assert answer.status_code == case.done, answer.content.decode()[:3000]
    thing.refresh_from_db()
    assert getattr(thing, "edition", 0) == before + (1 if case.move.raises else 0)


@pytest.mark.parametrize("case", HARMFUL, ids=[f"{case.noun}.{case.verb}" for case in HARMFUL])
def test_a_form_that_would_do_harm_twice_does_it_once(case: Case) -> None:
    thing, person = case.make()
    client, address, typed = signed_in(person), case.address(thing), case.typed(thing)
    carried = opened(client, address)
    first = client.post(address, carried | typed)
    known = Event.objects.count()

    again = client.post(address, carried | typed)

    assert first.status_code == case.done, first.content.decode()[:3000]
    assert Event.objects.count() == known + case.looks
    refused = 400 if (case.noun, case.verb) in GONE else 409
    assert again.status_code == (case.done if case.move.once or case.looks else refused)


def offered() -> dict[str, Move]:
    return {
        f"{workflow.noun.label}.{move.verb}": move
        for workflow in WORKFLOWS.values()
        for move in workflow
        if not (move.creates or move.caused or move.retired)
    }


def test_every_move_stands_in_the_table_once() -> None:
    listed = [f"{case.noun}.{case.verb}" for case in CASES]

    assert sorted(listed) == sorted(offered())


def test_every_move_that_does_not_both_says_why() -> None:
    for name, move in offered().items():
        assert (move.mark.checks and move.mark.raises) or move.mark.why, name
