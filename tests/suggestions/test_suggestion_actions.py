"""What happens to a suggestion between the first word and the reply (rules 18–24)."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core.access import NotPermitted
from core.workflow import IllegalMove, timeline_of
from portal.queries.homes import OPEN_SUGGESTION
from suggestions import actions
from suggestions.models import NumberSeries, Suggestion
from suggestions.queries import clocks_shown, to_co_sign, to_finish
from tests.factories.deliberations import TopicFactory
from tests.factories.stations import officer_of
from tests.factories.suggestions import Case, case_in

pytestmark = pytest.mark.django_db


def refused(action: Any, *things: Any, **given: Any) -> list[str]:
    """The fields that the refusal names ("" for the whole)."""
    with pytest.raises(ValidationError) as refusal:
        action(*things, **given)
    error = refusal.value
    return sorted(error.message_dict) if hasattr(error, "error_dict") else [""]


# Writing.


def test_a_suggestion_belongs_to_the_station_of_its_topic(case: Case) -> None:
    topic = TopicFactory()

    suggestion = case.draft(topic=topic)

    assert (suggestion.station, case.sponsor.home_station) == (topic.station, case.station)


def test_a_discarded_draft_stays_on_record(case: Case) -> None:
    case.draft()

    case.discarded()

    kept = Suggestion.objects.get()
    assert (kept.state, kept.title, kept.due_on) == ("discarded", case.suggestion.title, None)
    assert [event.verb for event in timeline_of(kept)] == ["draft", "discard"]


def test_the_officer_discards_what_the_officer_began_and_no_other_draft(case: Case) -> None:
    own = actions.draft_suggestion(by=case.officer, sponsor=case.sponsor, title="重复的", instrument="between_sessions")
    theirs = case.draft()

    actions.discard_suggestion(own, by=case.officer)
    for draft, somebody in ((theirs, case.officer), (theirs, officer_of(case.station)), (theirs, case.committee)):
        with pytest.raises(NotPermitted):
            actions.discard_suggestion(draft, by=somebody)

    assert [one.state for one in Suggestion.objects.order_by("pk")] == ["discarded", "draft"]


def test_the_sponsor_discards_what_the_officer_began(case: Case) -> None:
    draft = actions.draft_suggestion(
        by=case.officer, sponsor=case.sponsor, title="重复的", instrument="between_sessions"
    )

    assert actions.discard_suggestion(draft, by=case.sponsor_user).state == "discarded"


@pytest.mark.parametrize("state", ["submitted", "returned", "registered", "discarded"])
def test_only_a_draft_is_discarded(case: Case, state: str) -> None:
    case_in(state, case)

    with pytest.raises(IllegalMove):
        actions.discard_suggestion(case.suggestion, by=case.sponsor_user)


def test_a_discarded_draft_waits_for_nobody(case: Case) -> None:
    case.draft(co_sponsors=[case.co_sponsor])
    waiting = [len(to_finish(case.sponsor_user)), len(to_co_sign(case.co_sponsor.user))]

    case.discarded()

    assert waiting == [1, 1]
    assert [len(to_finish(case.sponsor_user)), len(to_co_sign(case.co_sponsor.user))] == [0, 0]
    assert (Suggestion.objects.open().count(), "discarded" in OPEN_SUGGESTION) == (0, False)


def test_the_sponsor_is_no_co_sponsor(case: Case) -> None:
    assert refused(case.draft, co_sponsors=[case.sponsor]) == ["co_sponsors"]


def test_a_change_of_text_voids_confirmations(case: Case) -> None:
    case.draft(co_sponsors=[case.co_sponsor])
    actions.co_sign_suggestion(case.suggestion, by=case.co_sponsor.user)
    same = {name: getattr(case.suggestion, name) for name in ("title", "situation", "proposal", "instrument")}

    actions.revise_suggestion(case.suggestion, by=case.sponsor.user, **same, co_sponsors=[case.co_sponsor])
    kept = case.suggestion.co_sponsors.get()
    changed = same | {"proposal": "改成拆除。"}
    actions.revise_suggestion(case.suggestion, by=case.sponsor.user, **changed, co_sponsors=[case.co_sponsor])
    voided = case.suggestion.co_sponsors.get()

    assert (kept.confirmed_at is not None, kept.voided) == (True, False)
    assert (voided.confirmed_at, voided.voided) == (None, True)


def test_submission_waits_for_text_checks_and_co_sponsors(case: Case) -> None:
    case.draft(situation=" ", proposal="", facts_checked=False, exclusions_checked=False, co_sponsors=[case.co_sponsor])

    missing = refused(case.submitted)

    assert missing == ["co_sponsors", "exclusions_checked", "facts_checked", "proposal", "situation"]
    assert Suggestion.objects.get().state == "draft"


def test_the_names_of_co_sponsors_are_submitted_with_the_text(case: Case) -> None:
    case.draft(co_sponsors=[case.co_sponsor])
    actions.co_sign_suggestion(case.suggestion, by=case.co_sponsor.user)

    assert case.submitted().joined_by == [case.co_sponsor.name]


def test_text_is_frozen_after_submission(case: Case) -> None:
    case_in("submitted", case)
    suggestion = Suggestion.objects.get()
    suggestion.title = "换个说法"

    with pytest.raises(ValidationError):
        suggestion.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Suggestion.objects.filter(pk=suggestion.pk).update(proposal="换个说法")


def test_withdrawn_before_registration_it_is_a_draft_again(case: Case) -> None:
    case_in("submitted", case)

    suggestion = actions.withdraw_suggestion(case.suggestion, by=case.sponsor.user)

    assert (suggestion.state, suggestion.due_on, suggestion.submitted_at) == ("draft", None, None)


# Registering and assigning.


@pytest.mark.parametrize(
    ("instrument", "number"),
    [("session", "会2019-001"), ("between_sessions", "闭2019-001"), ("contact_letter", "联2019-001")],
)
@time_machine.travel("2019-05-06 10:00")
def test_each_instrument_counts_by_itself(case: Case, instrument: str, number: str) -> None:
    assert case_in("registered", case, instrument=instrument).suggestion.number == number


def test_numbers_begin_anew_each_year(case: Case) -> None:
    with time_machine.travel("2019-12-31 23:59"):
        last = case_in("registered", case).suggestion.number
    with time_machine.travel("2020-01-01 00:01"):
        first = case_in("registered", case).suggestion.number

    assert (last, first) == ("闭2019-001", "闭2020-001")


def test_a_registration_that_fails_leaves_no_gap(case: Case) -> None:
    case_in("submitted", case)
    with transaction.atomic():
        actions.register_suggestion(case.suggestion, by=case.committee)
        transaction.set_rollback(True)

    case.registered()

    assert (case.suggestion.number[-3:], NumberSeries.objects.get().last) == ("001", 1)


@time_machine.travel("2019-11-29 09:00")
def test_assignment_starts_every_clock(case: Case) -> None:
    """Rules 20–22 from Friday 29 November 2019: three months end on the last day of February."""
    case_in("assigned", case)

    lead, helping = case.suggestion.assignments.all()
    current = case.suggestion.rounds.get()
    assert (lead.accept_due_on, lead.return_due_on) == (date(2019, 12, 6), date(2019, 12, 13))
    assert helping.opinion_due_on == date(2019, 12, 29)
    assert (current.contact_due_on, current.reply_due_on) == (date(2019, 12, 27), date(2020, 2, 29))
    assert case.suggestion.due_on == lead.accept_due_on


@time_machine.travel("2019-05-06 09:00")
def test_a_contact_letter_has_thirty_days_and_one_department(case: Case) -> None:
    case_in("registered", case, instrument="contact_letter")

    assert refused(case.assigned, co_handling=[case.helping]) == ["co_handling"]
    case.assigned()
    assert case.suggestion.rounds.get().reply_due_on == date(2019, 6, 5)


def test_lead_is_not_co_handling_as_well(case: Case) -> None:
    case_in("registered", case)

    assert refused(case.assigned, co_handling=[case.lead]) == ["co_handling"]


@time_machine.travel("2019-05-06 09:00")
def test_the_page_can_say_how_each_date_was_computed(case: Case) -> None:
    case_in("assigned", case)

    running = {shown.label: shown.computed.explanation() for shown in clocks_shown(case.suggestion)["running"]}

    assert list(running) == ["签收", "申请退办", "会办意见", "首次与代表沟通", "答复"]
    assert "2019年5月6日" in running["答复"]
    assert "2019年8月6日" in running["答复"]


def test_a_clock_stops_when_its_cause_is_gone(case: Case) -> None:
    case_in("accepted", case)
    case.contacted()
    actions.give_opinion(case.suggestion, by=case.helper, opinion="同意。")
    first = [shown.label for shown in clocks_shown(Suggestion.objects.get())["running"]]
    case.replied()
    case.unsatisfied()
    second = [shown.label for shown in clocks_shown(Suggestion.objects.get())["running"]]

    assert (first, second) == (["申请退办", "答复"], ["首次与代表沟通", "新一轮答复"])
