"""How a department handles a suggestion: returning, contacts, opinions, more time, replies."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from core import clock
from core.events import Event
from core.workflow import IllegalMove, timeline_of
from deliberations.models import LookBack
from suggestions import actions
from suggestions.models import Suggestion
from suggestions.workflow import SUGGESTION
from tests.factories.accounts import DepartmentFactory
from tests.factories.deliberations import TopicFactory
from tests.factories.suggestions import Case, case_in
from tests.suggestions.test_suggestion_actions import refused

pytestmark = pytest.mark.django_db


@time_machine.travel("2019-05-06 09:00", tick=False)
def test_a_granted_return_is_assigned_anew(case: Case) -> None:
    case_in("return_requested", case)
    other = DepartmentFactory()

    actions.decide_return(case.suggestion, by=case.committee, granted=True)
    returned = Suggestion.objects.get()
    with time_machine.travel("2019-05-20 09:00"):
        case.assigned(lead=other, co_handling=[])

    assert (returned.state, returned.lead, returned.due_on) == ("registered", None, date(2019, 5, 13))
    assert (case.suggestion.state, case.suggestion.lead) == ("assigned", other)
    assert case.suggestion.rounds.get().reply_due_on == date(2019, 8, 20)
    assert not Suggestion.objects.visible_to(case.handler).exists()


def test_a_refused_return_needs_its_reason_and_is_the_last(case: Case) -> None:
    case_in("return_requested", case)

    assert refused(actions.decide_return, case.suggestion, by=case.committee, granted=False) == ["reason"]
    actions.decide_return(case.suggestion, by=case.committee, granted=False, reason="属于本单位职责。")
    with pytest.raises(IllegalMove):
        case.return_requested()


def test_a_refusal_returns_to_where_the_case_stood(case: Case) -> None:
    case_in("accepted", case)
    case.return_requested()

    suggestion = actions.decide_return(case.suggestion, by=case.committee, granted=False, reason="职责明确。")

    assert (suggestion.state, suggestion.due_on) == ("accepted", suggestion.rounds.get().reply_due_on)


def test_the_proper_unit_is_another_one(case: Case) -> None:
    case_in("assigned", case)

    named = refused(
        actions.request_return, case.suggestion, by=case.handler, reason="不属于", proper_department=case.lead
    )

    assert named == ["proper_department"]


@pytest.mark.parametrize(("day", "possible"), [("2019-05-20 23:59", True), ("2019-05-21 00:01", False)])
def test_returning_is_possible_until_the_tenth_working_day(case: Case, day: str, possible: bool) -> None:
    with time_machine.travel("2019-05-06 09:00"):
        case_in("assigned", case)

    with time_machine.travel(day):
        assert SUGGESTION["request_return"].starts_from(Suggestion.objects.get()) is possible


def test_no_reply_without_a_contact_in_the_round(case: Case) -> None:
    case_in("accepted", case)
    reply = {"outcome_class": "A", "text": "已解决。", "signed_by": "李局长"}

    assert refused(actions.reply_to_suggestion, case.suggestion, by=case.handler, **reply) == [""]
    case.contacted()
    actions.reply_to_suggestion(case.suggestion, by=case.handler, **reply)
    case.unsatisfied()
    assert refused(actions.reply_to_suggestion, case.suggestion, by=case.handler, **reply) == [""]


def test_the_sponsor_can_do_without_a_contact(case: Case) -> None:
    case_in("accepted", case)

    actions.waive_contact(case.suggestion, by=case.sponsor.user)
    reply = {"outcome_class": "A", "text": "已解决。", "signed_by": "李局长"}

    assert actions.reply_to_suggestion(case.suggestion, by=case.handler, **reply).state == "replied"


def test_a_contact_is_logged_after_it_was_made(case: Case) -> None:
    case_in("accepted", case)
    tomorrow = clock.today() + timedelta(days=1)

    named = refused(actions.log_contact, case.suggestion, by=case.handler, contacted_on=tomorrow, way="phone")

    assert named == ["contacted_on"]


def test_a_contact_is_made_after_the_round_began(case: Case) -> None:
    case_in("accepted", case)
    began = case.suggestion.rounds.get().opened_on

    named = refused(
        actions.log_contact, case.suggestion, by=case.handler, contacted_on=began - timedelta(days=1), way="phone"
    )
    logged = actions.log_contact(case.suggestion, by=case.handler, contacted_on=began, way="phone")

    assert (named, logged.contacts.count()) == (["contacted_on"], 1)


def test_a_co_handling_department_gives_its_opinion(case: Case) -> None:
    case_in("assigned", case)

    actions.give_opinion(case.suggestion, by=case.helper, opinion="建议先行勘查。")

    mine = case.suggestion.assignments.get(department=case.helping)
    assert (mine.opinion, mine.opinion_at is not None) == ("建议先行勘查。", True)
    assert case.helping.name in timeline_of(case.suggestion)[-1].sentence


@pytest.mark.parametrize(
    ("instrument", "until", "named"),
    [
        ("between_sessions", date(2019, 8, 6), ["until"]),
        ("between_sessions", date(2019, 8, 7), []),
        ("between_sessions", date(2019, 11, 6), []),
        ("between_sessions", date(2019, 11, 7), ["until"]),
        ("between_sessions", date.max, ["until"]),
        ("contact_letter", date(2019, 7, 5), []),
        ("contact_letter", date(2019, 7, 6), ["until"]),
    ],
)
@time_machine.travel("2019-05-06 09:00")
def test_no_extension_beyond_the_maximum(case: Case, instrument: str, until: date, named: list[str]) -> None:
    case_in("accepted", case, instrument=instrument)

    asked = {"by": case.handler, "until": until, "reason": "需跨部门论证。"}

    if named:
        assert refused(actions.request_extension, case.suggestion, **asked) == named
    else:
        assert actions.request_extension(case.suggestion, **asked).pending_extension().until == until


@pytest.mark.parametrize(("day", "possible"), [("2019-08-06 23:59", True), ("2019-08-07 00:01", False)])
def test_an_extension_is_asked_for_before_expiry(case: Case, day: str, possible: bool) -> None:
    with time_machine.travel("2019-05-06 09:00"):
        case_in("accepted", case)

    with time_machine.travel(day):
        assert SUGGESTION["request_extension"].starts_from(Suggestion.objects.get()) is possible


@pytest.mark.parametrize(("granted", "due"), [(True, date(2019, 9, 30)), (False, date(2019, 8, 6))])
@time_machine.travel("2019-05-06 09:00")
def test_a_decided_extension_keeps_both_dates(case: Case, granted: bool, due: date) -> None:
    case_in("accepted", case)
    actions.request_extension(case.suggestion, by=case.handler, until=date(2019, 9, 30), reason="需论证。")

    suggestion = actions.decide_extension(case.suggestion, by=case.committee, granted=granted)

    current = suggestion.rounds.get()
    assert (suggestion.due_on, current.reply_due_on, current.original_reply_due_on) == (due, due, date(2019, 8, 6))


def test_one_request_for_more_time_at_once(case: Case) -> None:
    case_in("accepted", case)
    until = case.suggestion.due_on + timedelta(days=10)
    actions.request_extension(case.suggestion, by=case.handler, until=until, reason="需论证。")

    with pytest.raises(IllegalMove):
        actions.request_extension(case.suggestion, by=case.handler, until=until, reason="再要一些。")


@pytest.mark.parametrize(
    ("outcome_class", "days", "named"),
    [
        ("A", None, []),
        ("A", 30, ["promised_on"]),
        ("B", None, ["promised_on"]),
        ("B", 0, []),
        ("B", -1, ["promised_on"]),
        ("C", 4 * 365, []),
        ("C", 4 * 365 + 1, ["promised_on"]),
        ("D", None, []),
        ("D", 30, ["promised_on"]),
    ],
)
def test_a_promise_fits_its_class(case: Case, outcome_class: str, days: int | None, named: list[str]) -> None:
    case_in("accepted", case)
    promised_on = None if days is None else clock.today() + timedelta(days=days)

    if named:
        assert refused(case.replied, outcome_class=outcome_class, promised_on=promised_on) == named
    else:
        assert case.replied(outcome_class=outcome_class, promised_on=promised_on).state == "replied"


@pytest.mark.parametrize(
    ("day", "promised_on", "opens_on"),
    [
        ("2019-05-06", date(2019, 9, 30), date(2019, 9, 30)),
        ("2019-05-06", date(2019, 12, 31), date(2019, 11, 1)),
        ("2019-11-01", date(2021, 1, 1), date(2020, 11, 1)),
    ],
)
def test_stage_two_opens_on_the_promised_date_or_at_the_yearly_check(
    case: Case, day: str, promised_on: date, opens_on: date
) -> None:
    with time_machine.travel(f"{day} 09:00"):
        case_in("accepted", case)
        case.replied(promised_on=promised_on)

    assert case.suggestion.rounds.get().reply.implementation_opens_on == opens_on


def test_a_reply_promises_a_look_back(case: Case) -> None:
    case_in("accepted", case)
    promised_on = clock.today() + timedelta(days=60)

    case.replied(promised_on=promised_on)

    assert LookBack.objects.of(case.suggestion).get().due_on == promised_on + timedelta(days=30)


def test_a_suggestion_of_a_topic_is_looked_at_with_the_topic(case: Case) -> None:
    case_in("accepted", case, topic=TopicFactory(station=case.station))

    case.replied()

    assert LookBack.objects.of(case.suggestion).count() == 0


def test_a_reply_never_changes(case: Case) -> None:
    case_in("replied", case)
    reply = case.suggestion.rounds.get().reply

    with pytest.raises(IntegrityError), transaction.atomic():
        type(reply).objects.filter(pk=reply.pk).update(text="换一种说法")


def test_who_was_faster(case: Case) -> None:
    case_in("submitted", case)
    late = Suggestion.objects.get()
    actions.reject_suggestion(case.suggestion, by=case.committee, reason="属于仲裁事项。")

    with pytest.raises(IllegalMove) as refusal:
        actions.register_suggestion(late, by=case.committee)

    assert f"{case.committee}对建议不予登记：属于仲裁事项。" in refusal.value.message


def test_every_verb_has_its_sentence_in_chinese(case: Case) -> None:
    case_in("closed", case)

    sentences = [event.sentence for event in timeline_of(case.suggestion)]

    assert len(sentences) == Event.objects.of(case.suggestion).count()
    assert not [sentence for sentence in sentences if "—" in sentence or "{" in sentence or " " in sentence]
