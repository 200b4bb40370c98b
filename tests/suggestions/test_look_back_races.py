"""A look-back is recorded while the sponsor scores: both count, whoever comes first (rules 13, 30, 34)."""

from collections.abc import Callable
from typing import Any

import pytest

from core import clock
from core.events import Event
from deliberations.actions import record_look_back
from deliberations.models import LookBack
from suggestions import actions
from suggestions.enums import SuggestionState
from suggestions.models import Suggestion
from tests.factories.deliberations import LookBackFactory, TopicFactory
from tests.factories.suggestions import GOOD_IMPLEMENTATION, POOR_IMPLEMENTATION, Case, case_in
from tests.turns import in_turn

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def directly(case: Case) -> LookBack:
    """The look-back on the suggestion itself, planned with the reply."""
    case_in("reported", case)
    return LookBack.objects.get()


def through_its_topic(case: Case) -> LookBack:
    topic = TopicFactory(station=case.station, resolved=True)
    case_in("reported", case, topic=topic)
    return LookBackFactory(topic=topic)


def record(case: Case, look_back: LookBack) -> Callable[[], Any]:
    return lambda: record_look_back(look_back, by=case.officer, visited_on=clock.today(), result="not_done")


def score(case: Case, items: dict[str, int] = GOOD_IMPLEMENTATION) -> Callable[[], Any]:
    return lambda: actions.score_implementation(
        case.suggestion, by=case.sponsor.user, items=items, reason="红绿灯没有启用。"
    )


def both_count(case: Case, look_back: LookBack, state: str = SuggestionState.CLOSED) -> bool:
    suggestion = Suggestion.objects.get(pk=case.suggestion.pk)
    verbs = list(Event.objects.of(suggestion).values_list("verb", flat=True))
    look_back.refresh_from_db()
    return (suggestion.state, suggestion.look_back_result, look_back.state, sorted(verbs[-2:])) == (
        state, "not_done", "recorded", ["note_look_back", "score_implementation"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("looked_at", "locks"),
    # The look-back, the suggestion; or the topic, the look-back, the suggestion.
    [(directly, 1), (directly, 2), (through_its_topic, 2), (through_its_topic, 3)],
)
def test_recording_a_look_back_while_the_sponsor_scores(
    case: Case, looked_at: Callable[[Case], LookBack], locks: int
) -> None:
    look_back = looked_at(case)

    ends = in_turn(record(case, look_back), score(case), locks=locks)

    assert ends == ("done", "done")
    assert both_count(case, look_back)


@pytest.mark.parametrize("looked_at", [directly, through_its_topic])
def test_scoring_while_a_look_back_is_recorded(case: Case, looked_at: Callable[[Case], LookBack]) -> None:
    look_back = looked_at(case)

    ends = in_turn(score(case), record(case, look_back), locks=1)

    assert ends == ("done", "done")
    assert both_count(case, look_back)


def test_an_unsatisfied_score_while_a_look_back_is_recorded(case: Case) -> None:
    look_back = directly(case)

    ends = in_turn(score(case, POOR_IMPLEMENTATION), record(case, look_back), locks=1)

    assert ends == ("done", "done")
    assert both_count(case, look_back, SuggestionState.ACCEPTED)
    assert case.suggestion.supervisions.count() == 2
