"""What belongs to one assignment ends with it: requests, contacts and waivers (rules 22 and 67)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.workflow import allowed_moves, timeline_of
from followups.enums import Kind
from followups.queries.kinds import KINDS
from suggestions import actions
from suggestions.models import ExtensionRequest, Round, Suggestion
from suggestions.queries import clocks_shown, extensions_to_decide
from tests.factories.accounts import DepartmentFactory
from tests.factories.stations import handler_of
from tests.factories.suggestions import Case, case_in

pytestmark = pytest.mark.django_db

REPLY = {"outcome_class": "A", "text": "已解决。", "signed_by": "王局长"}


def fresh(case: Case) -> Suggestion:
    return Suggestion.objects.get(pk=case.suggestion.pk)


def verbs(case: Case, person: User) -> set[str]:
    return {move.verb for move in allowed_moves(fresh(case), person)}


def contact_owed() -> list[Round]:
    """The rounds in which somebody is reminded to speak with the sponsor."""
    return list(next(one for one in KINDS if one.kind == Kind.CONTACT).things())


def ask_for_more_time(case: Case, by: User, days: int = 5) -> Suggestion:
    until = case.suggestion.rounds.get(closed_at=None).reply_due_on + timedelta(days=days)
    return actions.request_extension(case.suggestion, by=by, until=until, reason="需论证。")


@pytest.fixture
def reassigned(case: Case) -> Case:
    """The first department spoke with the sponsor, asked for more time, and gave the assignment back."""
    case_in("accepted", case)
    case.contacted()
    actions.waive_contact(case.suggestion, by=case.sponsor_user)
    ask_for_more_time(case, case.handler)
    case.return_requested()
    actions.decide_return(case.suggestion, by=case.committee, granted=True)
    case.first, case.lead = case.lead, DepartmentFactory()  # type: ignore[attr-defined]
    case.handler = handler_of(case.lead)
    case.suggestion = actions.assign_suggestion(fresh(case), by=case.committee, lead=case.lead)
    case.accepted()
    return case


def test_a_request_for_more_time_ends_with_its_assignment(reassigned: Case) -> None:
    request = ExtensionRequest.objects.get()

    assert (request.granted, request.ended_at is not None, request.outcome) == (None, True, "未作决定即告终止")
    assert list(extensions_to_decide()) == []
    assert fresh(reassigned).pending_extension() is None
    assert "decide_extension" not in verbs(reassigned, reassigned.committee)


def test_the_event_that_ends_a_request_says_so(reassigned: Case) -> None:
    event = next(one for one in timeline_of(reassigned.suggestion) if one.verb == "decide_return")

    assert event.facts["extension_ended"] == ExtensionRequest.objects.get().until.isoformat()


def test_the_next_department_can_ask_for_more_time(reassigned: Case) -> None:
    assert "request_extension" in verbs(reassigned, reassigned.handler)

    asked = ask_for_more_time(reassigned, reassigned.handler, days=9)

    assert list(extensions_to_decide()) == [asked]
    decided = actions.decide_extension(asked, by=reassigned.committee, granted=True)
    assert decided.rounds.get().reply_due_on == ExtensionRequest.objects.last().until


def test_the_next_department_speaks_with_the_sponsor_itself(reassigned: Case) -> None:
    with pytest.raises(ValidationError, match="先登记"):
        actions.reply_to_suggestion(fresh(reassigned), by=reassigned.handler, **REPLY)

    reassigned.contacted()

    assert actions.reply_to_suggestion(fresh(reassigned), by=reassigned.handler, **REPLY).state == "replied"


def test_the_sponsor_waives_for_each_department_anew(reassigned: Case) -> None:
    assert "waive_contact" in verbs(reassigned, reassigned.sponsor_user)

    actions.waive_contact(fresh(reassigned), by=reassigned.sponsor_user)
    replied = actions.reply_to_suggestion(fresh(reassigned), by=reassigned.handler, **REPLY)

    waivers = replied.rounds.get().waivers.select_related("assignment__department", "by")
    departments = [reassigned.first, reassigned.lead]  # type: ignore[attr-defined]
    assert [(one.assignment.department, one.by) for one in waivers] == [
        (department, reassigned.sponsor_user) for department in departments
    ]


def test_the_first_contact_is_owed_again(reassigned: Case) -> None:
    first_contact = "首次与代表沟通"
    running = [shown.label for shown in clocks_shown(fresh(reassigned))["running"]]
    owed = contact_owed()
    reassigned.contacted()

    assert (first_contact in running, owed) == (True, [Round.objects.get()])
    assert contact_owed() == []
    assert first_contact not in [shown.label for shown in clocks_shown(fresh(reassigned))["running"]]


def test_the_page_tells_old_contacts_and_requests_from_new_ones(client: Client, reassigned: Case) -> None:
    client.force_login(reassigned.handler)

    shown = client.get(reassigned.suggestion.get_absolute_url()).content.decode()
    reply = client.get(reverse("suggestions:suggestion-reply", args=[reassigned.suggestion.pk])).content.decode()

    assert ("此前交办期间的沟通" in shown, "未作决定即告终止" in shown, "代表同意免于沟通" in shown) == (
        True,
        True,
        False,
    )
    assert ("答复前须与领衔代表沟通" in reply, "list-lines" in reply) == (True, False)


def test_the_api_says_what_holds_under_the_assignment_in_force(client: Client, reassigned: Case) -> None:
    client.force_login(reassigned.sponsor_user)
    address = f"/api/v1/suggestions/{reassigned.suggestion.pk}/"
    before = client.get(address).json()["rounds"][0]["contact_waived_at"]
    waived = actions.waive_contact(fresh(reassigned), by=reassigned.sponsor_user).contact_waived_at
    after = client.get(address).json()["rounds"][0]["contact_waived_at"]

    assert (before, after[:19]) == (None, timezone.localtime(waived).isoformat()[:19])


def test_a_request_for_more_time_ends_with_the_reply(case: Case) -> None:
    case_in("accepted", case)
    ask_for_more_time(case, case.handler)
    case.replied()

    assert (ExtensionRequest.objects.get().outcome, case.suggestion.extension_asked_at) == ("未作决定即告终止", None)
    case.unsatisfied()
    assert (case.suggestion.state, list(extensions_to_decide())) == ("accepted", [])


def test_a_waiver_ends_with_its_round(case: Case) -> None:
    case_in("accepted", case)
    actions.waive_contact(case.suggestion, by=case.sponsor_user)
    actions.reply_to_suggestion(fresh(case), by=case.handler, **REPLY)
    case.unsatisfied()

    assert "waive_contact" in verbs(case, case.sponsor_user)
    with pytest.raises(ValidationError, match="先登记"):
        actions.reply_to_suggestion(fresh(case), by=case.handler, **REPLY)


def test_a_refused_return_leaves_everything_as_it_was(case: Case) -> None:
    case_in("accepted", case)
    case.contacted()
    ask_for_more_time(case, case.handler)
    case.return_requested()
    actions.decide_return(case.suggestion, by=case.committee, granted=False, reason="属于本单位职责。")

    assert [one.pk for one in extensions_to_decide()] == [case.suggestion.pk]
    assert actions.reply_to_suggestion(fresh(case), by=case.handler, **REPLY).state == "replied"


@pytest.mark.parametrize("days", [5, 30])
def test_a_grant_never_brings_a_day_forward(case: Case, days: int) -> None:
    case_in("accepted", case)
    asked = ask_for_more_time(case, case.handler)
    later = asked.due_on + timedelta(days=days)
    Round.objects.update(reply_due_on=later)

    with pytest.raises(ValidationError) as refusal:
        actions.decide_extension(fresh(case), by=case.committee, granted=True)
    refused = actions.decide_extension(fresh(case), by=case.committee, granted=False)

    assert list(refusal.value.message_dict) == ["granted"]
    assert refused.rounds.get().reply_due_on == later


def test_one_request_of_an_assignment_waits_at_a_time(reassigned: Case) -> None:
    ask_for_more_time(reassigned, reassigned.handler)

    assert ExtensionRequest.objects.count() == 2
    assert ExtensionRequest.objects.pending().count() == 1
