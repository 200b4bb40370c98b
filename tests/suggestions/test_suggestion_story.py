"""One suggestion from the first word to the end, through two rounds: first unsatisfied, then satisfied."""

from datetime import date

import pytest
import time_machine

from core.events import Event
from suggestions import actions
from suggestions.enums import SupervisionKind, Verdict
from suggestions.models import Evaluation, Supervision
from tests.factories.suggestions import GOOD_REPLY, POOR_REPLY, Case

pytestmark = pytest.mark.django_db


def test_two_rounds(case: Case) -> None:
    with time_machine.travel("2019-03-04 09:00"):
        case.draft(co_sponsors=[case.co_sponsor])
        actions.co_sign_suggestion(case.suggestion, by=case.co_sponsor.user)
        case.submitted()
        assert case.registered().number == "闭2019-001"
        case.assigned()
        case.accepted()
    with time_machine.travel("2019-04-01 09:00"):
        case.replied(promised_on=date(2019, 9, 30))
        case.unsatisfied(POOR_REPLY)

    first, second = case.suggestion.rounds.all()
    assert case.suggestion.state == "accepted"
    assert (first.reply_due_on, first.closed_at is not None) == (date(2019, 6, 4), True)
    assert (second.opened_on, second.reply_due_on) == (date(2019, 4, 1), date(2019, 5, 1))
    assert case.suggestion.due_on == date(2019, 5, 1)

    with time_machine.travel("2019-04-20 09:00"):
        case.replied(promised_on=date(2019, 9, 30))
        case.implementing(GOOD_REPLY)
        assert case.suggestion.due_on == date(2019, 9, 30)
    with time_machine.travel("2019-09-20 09:00"):
        case.reported()
    with time_machine.travel("2019-09-21 09:00"):
        case.closed()

    suggestion = case.suggestion
    assert (suggestion.state, suggestion.due_on, suggestion.closed_at is not None) == ("closed", None, True)
    assert list(Evaluation.objects.values_list("round__number", "stage", "points", "verdict")) == [
        (1, "reply", 21, Verdict.UNSATISFIED),
        (2, "reply", 36, Verdict.SATISFIED),
        (2, "implementation", 52, Verdict.SATISFIED),
    ]
    assert {(s.kind, s.state, s.meeting_called) for s in Supervision.objects.all()} == {
        (SupervisionKind.COMMITTEE, "open", False),
        (SupervisionKind.STATION, "open", False),
    }
    verbs = list(Event.objects.of(suggestion).values_list("verb", flat=True))
    assert verbs == [
        "draft", "co_sign", "submit", "register", "assign", "accept", "log_contact", "reply", "score_reply",
        "log_contact", "reply", "score_reply", "report_implementation", "score_implementation",
    ]  # fmt: skip
