"""Two people at once, on PostgreSQL: gap-free numbers, and a move that happens once (rules 18, 32)."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from core import clock
from core.workflow import IllegalMove
from suggestions import actions
from suggestions.enums import SuggestionState
from suggestions.models import Evaluation, NumberSeries, Round, Suggestion, Supervision
from tests.factories.suggestions import POOR_REPLY, Case, SuggestionFactory, case_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

THREADS = 8
EACH = 200
ROLLED_BACK_EVERY = 10


def at_once(*tasks: Callable[[], Any]) -> list[Any]:
    """The results of the tasks, all started at the same moment, each on a connection of its own."""
    gate = threading.Barrier(len(tasks))

    def run(task: Callable[[], Any]) -> Any:
        gate.wait()
        try:
            return task()
        except (IllegalMove, IntegrityError) as refusal:
            return type(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


def test_numbers_have_no_gap_and_no_double(case: Case) -> None:
    submitted = SuggestionFactory.create_batch(
        THREADS * EACH, sponsor=case.sponsor, author=case.committee, state=SuggestionState.SUBMITTED
    )

    def register(mine: list[Suggestion]) -> None:
        for number, suggestion in enumerate(mine):
            if number % ROLLED_BACK_EVERY == 0:
                with transaction.atomic():
                    actions.register_suggestion(suggestion, by=case.committee)
                    transaction.set_rollback(True)
            actions.register_suggestion(suggestion, by=case.committee)

    at_once(*(lambda n=n: register(submitted[n::THREADS]) for n in range(THREADS)))

    numbers = sorted(Suggestion.objects.values_list("number", flat=True), key=lambda n: int(n.split("-")[1]))
    year = clock.today().year
    assert numbers == [f"闭{year}-{n:03}" for n in range(1, THREADS * EACH + 1)]
    assert NumberSeries.objects.get().last == THREADS * EACH


@pytest.mark.parametrize("state", ["submitted", "assigned", "accepted"])
def test_of_two_at_once_one_succeeds_and_the_other_is_told(case: Case, state: str) -> None:
    case_in(state, case)
    suggestion = case.suggestion
    if state == "accepted":
        case.contacted()
    reply = {"outcome_class": "A", "text": "已解决。", "signed_by": "李局长"}
    task = {
        "submitted": lambda: actions.register_suggestion(suggestion, by=case.committee).state,
        "assigned": lambda: actions.accept_suggestion(suggestion, by=case.handler).state,
        "accepted": lambda: actions.reply_to_suggestion(suggestion, by=case.handler, **reply).state,
    }[state]

    results = at_once(task, task)

    assert sorted(map(str, results)) == sorted([str(IllegalMove), Suggestion.objects.get().state])


def test_a_score_given_twice_at_once_counts_once(case: Case) -> None:
    case_in("replied", case)

    def score() -> str:
        return actions.score_reply(case.suggestion, by=case.sponsor.user, items=POOR_REPLY, reason="没有针对性。").state

    results = at_once(score, score)

    assert sorted(map(str, results)) == sorted([str(IllegalMove), "accepted"])
    assert (Evaluation.objects.count(), Supervision.objects.count(), Round.objects.count()) == (1, 2, 2)


def test_rejecting_and_registering_at_once(case: Case) -> None:
    case_in("submitted", case)

    results = at_once(
        lambda: actions.register_suggestion(case.suggestion, by=case.committee).state,
        lambda: actions.reject_suggestion(case.suggestion, by=case.committee, reason="属于仲裁事项。").state,
    )

    assert results.count(IllegalMove) == 1
    assert Suggestion.objects.get().state in ("registered", "rejected")


def test_a_case_that_somebody_holds_stops_no_run_and_lapses_with_the_next(case: Case) -> None:
    case_in("replied", case)
    later = Suggestion.objects.get().due_on + timedelta(days=1)

    def impatient() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
        with clock.at(datetime.combine(later, time(9), tzinfo=UTC)):
            return actions.lapse_scores()

    with transaction.atomic():
        Suggestion.objects.select_for_update().get()
        held = at_once(impatient)
    free = at_once(impatient)

    assert (held, free) == ([0], [1])
    assert Evaluation.objects.get().verdict == "not_rated"
