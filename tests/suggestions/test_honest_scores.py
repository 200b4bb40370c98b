"""Scores that stay honest: schemes, release, pressure, look-backs, and supervision of the unsatisfied."""

import re
from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from core import clock
from core.append_only import AppendOnlyError
from core.events import Event
from core.workflow import IllegalMove
from deliberations.actions import record_look_back
from deliberations.models import LookBack
from suggestions import actions
from suggestions.enums import Verdict
from suggestions.models import Evaluation, EvaluationScheme, SchemeItem, Suggestion, Supervision
from suggestions.queries import unsatisfied
from tests.factories.suggestions import (
    GOOD_IMPLEMENTATION,
    Case,
    case_in,
)
from tests.suggestions.test_evaluation_actions import reply_worth

pytestmark = pytest.mark.django_db


def test_a_score_stays_under_the_scheme_of_its_day(case: Case) -> None:
    case_in("replied", case)
    case.implementing(reply_worth(32))
    stricter = EvaluationScheme(
        version=2, name="第2版", valid_from=clock.today(), satisfied_from=90, basically_from=70, source="(test)"
    )
    stricter.save()
    SchemeItem.objects.bulk_create(
        SchemeItem(scheme=stricter, stage=stage, code=code, name=code, maximum=maximum)
        for stage, code, maximum in (("reply", "all", 50), ("implementation", "effect", 50))
    )
    case.reported()

    case.closed({"effect": 40})

    first, second = Evaluation.objects.all()
    assert (first.scheme.version, first.verdict) == (1, Verdict.SATISFIED)
    assert (second.scheme.version, second.verdict, second.maximum) == (2, Verdict.BASICALLY_SATISFIED, 50)


def test_schemes_and_scores_never_change(case: Case) -> None:
    case_in("implementing", case)
    score, scheme = Evaluation.objects.get(), EvaluationScheme.objects.get()

    for thing in (score, scheme, scheme.items.first()):
        with pytest.raises(AppendOnlyError):
            thing.save()
        behind_the_back = QuerySet(type(thing)).filter(pk=thing.pk)
        with pytest.raises(IntegrityError), transaction.atomic():
            behind_the_back.update(id=thing.pk)
        with pytest.raises(IntegrityError), transaction.atomic():
            behind_the_back._raw_delete(connection.alias)


def test_release_lets_the_department_see_every_score_so_far(case: Case) -> None:
    case_in("closed", case)

    actions.release_score(case.suggestion, by=case.committee)

    assert Evaluation.objects.visible_to(case.handler).count() == 2
    with pytest.raises(IllegalMove):
        actions.release_score(case.suggestion, by=case.committee)


def test_no_event_of_a_suggestion_names_a_score(case: Case) -> None:
    case_in("replied", case)
    case.unsatisfied()

    facts = Event.objects.of(case.suggestion).values_list("facts", flat=True)
    # The key of the score says nothing about it, whatever number it happens to be.
    told = str([{name: said for name, said in one.items() if name != "evaluation"} for one in facts])

    assert [word for word in ("unsatisfied", "没有针对性", "points", "verdict") if word in told] == []
    # The points, 21, as a number of their own; a day of the month is none.
    assert re.findall(r"(?<![\d-])21(?![\d-])", told) == []


@pytest.mark.parametrize(
    ("result", "items", "flagged"),
    [
        ("not_done", GOOD_IMPLEMENTATION, True),
        ("half_done", GOOD_IMPLEMENTATION, True),
        ("implemented", GOOD_IMPLEMENTATION, False),
        ("half_done", GOOD_IMPLEMENTATION | {"real_effect": 10}, False),
        ("not_done", GOOD_IMPLEMENTATION | {"real_effect": 10}, True),
    ],
)
def test_a_look_back_that_contradicts_a_good_score_is_flagged(
    case: Case, result: str, items: dict[str, int], flagged: bool
) -> None:
    case_in("reported", case)
    case.closed(items)
    planned = LookBack.objects.of(case.suggestion).get()

    record_look_back(planned, by=case.officer, visited_on=clock.today(), result=result, note="现场查看。")

    suggestion = Suggestion.objects.get()
    assert (suggestion.look_back_result, suggestion.contradicted_at is not None) == (result, flagged)


def test_pressure_leaves_no_trace_on_the_suggestion(case: Case) -> None:
    case_in("replied", case)
    before = Event.objects.of(case.suggestion).count()

    report = actions.report_pressure(case.suggestion, by=case.sponsor.user, text="要求打满分。")

    assert Event.objects.of(case.suggestion).count() == before
    assert Event.objects.of(report).get().verb == "report"


def test_a_note_starts_the_clock_of_an_idle_supervision_again(case: Case) -> None:
    with time_machine.travel("2019-05-06 09:00"):
        case_in("replied", case)
        case.unsatisfied()
        supervision = Supervision.objects.get(kind="committee")
        first = supervision.due_on
    with time_machine.travel("2019-05-13 09:00"):
        supervision = actions.add_supervision_note(supervision, by=case.committee, text="已约谈。")

    assert (first, supervision.due_on) == (date(2019, 5, 20), date(2019, 5, 27))


def test_supervision_ends_by_its_own_word_only(case: Case) -> None:
    case_in("replied", case)
    case.unsatisfied()
    case.replied()
    case.implementing()
    case.reported()
    case.closed()
    kept = list(Supervision.objects.values_list("state", flat=True))
    committee, station = Supervision.objects.order_by("pk")

    actions.close_supervision(committee, by=case.committee, reason="已落实。")

    assert kept == ["open", "open"]
    station.refresh_from_db()
    assert (committee.suggestion.state, station.state) == ("closed", "open")


def test_the_desk_tells_what_the_station_says(case: Case) -> None:
    case_in("replied", case)
    case.unsatisfied()
    actions.add_supervision_note(Supervision.objects.get(kind="station"), by=case.officer, text="居民仍在反映。")

    (row,) = unsatisfied(case.committee)

    assert (row.suggestion, row.evaluation.stage, row.station_note) == (case.suggestion, "reply", "居民仍在反映。")
