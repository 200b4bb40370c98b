"""Suggestions, scores and supervisions through the API: the same story, the same refusals."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from accounts.models import User
from core import clock
from suggestions.models import Suggestion
from tests.factories.deliberations import TopicFactory
from tests.factories.suggestions import GOOD_IMPLEMENTATION, GOOD_REPLY, POOR_REPLY, TEXT, Case, case_in

pytestmark = pytest.mark.django_db


class Caller:
    """A person who calls the API."""

    def __init__(self, person: User) -> None:
        self.client = APIClient()
        self.client.force_authenticate(person)

    def move(self, suggestion: int, verb: str, **given: Any) -> Any:
        return self.client.post(f"/api/v1/suggestions/{suggestion}/{verb}/", given)

    def get(self, path: str, **given: Any) -> Any:
        return self.client.get(f"/api/v1/{path}", given)


def entry(case: Case, **more: Any) -> dict[str, Any]:
    return TEXT | {
        "instrument": "between_sessions", "sponsor": case.sponsor.pk, "co_sponsors": [case.co_sponsor.pk],
        "livelihood": True, "facts_checked": True, "exclusions_checked": True,
    } | more  # fmt: skip


def test_two_rounds_from_the_draft_to_the_end(case: Case) -> None:
    sponsor, co_sponsor = Caller(case.sponsor.user), Caller(case.co_sponsor.user)
    committee, handler = Caller(case.committee), Caller(case.handler)
    today = clock.today().isoformat()
    reply = {"outcome_class": "B", "text": "年内安装。", "promised_on": today, "signed_by": "李局长"}

    created = sponsor.client.post("/api/v1/suggestions/", entry(case, topic=TopicFactory(station=case.station).pk))
    pk = created.data["id"]
    answers = [
        co_sponsor.move(pk, "co-sign"),
        sponsor.move(pk, "submit"),
        committee.move(pk, "register"),
        committee.move(pk, "assign", lead=case.lead.pk, co_handling=[case.helping.pk]),
        handler.move(pk, "accept"),
        handler.move(pk, "log-contact", contacted_on=today, way="phone", note="已上门"),
        handler.move(pk, "reply", **reply),
        sponsor.move(pk, "score-reply", items=POOR_REPLY, reason="没有针对性"),
        handler.move(pk, "log-contact", contacted_on=today, way="face_to_face"),
        handler.move(pk, "reply", **reply),
        sponsor.move(pk, "score-reply", items=GOOD_REPLY),
        handler.move(pk, "report-implementation", text="已安装。", done_on=today),
        sponsor.move(pk, "score-implementation", items=GOOD_IMPLEMENTATION),
        committee.move(pk, "release-score"),
    ]

    assert (created.status_code, created.data["allowed_moves"]) == (201, ["revise", "discard", "submit"])
    assert [(answer.status_code, answer.data["state"]) for answer in answers] == [
        (200, state)
        for state in (
            "draft", "submitted", "registered", "assigned", "accepted", "accepted", "replied", "accepted", "accepted",
            "replied", "implementing", "reported", "closed", "closed",
        )
    ]  # fmt: skip
    assert [one["number"] for one in answers[-1].data["rounds"]] == [1, 2]
    scores = handler.get("evaluations/", suggestion=pk, ordering="id").data["results"]
    assert [(one["round"], one["stage"], one["points"], one["verdict"]) for one in scores] == [
        (1, "reply", 21, "unsatisfied"),
        (2, "reply", 36, "satisfied"),
        (2, "implementation", 52, "satisfied"),
    ]
    assert scores[0]["items"] == POOR_REPLY


def test_whoever_was_slower_is_told_who_was_faster(case: Case) -> None:
    case.draft(co_sponsors=[case.co_sponsor])
    committee, co_sponsor, sponsor = Caller(case.committee), Caller(case.co_sponsor.user), Caller(case.sponsor.user)
    pk = case.suggestion.pk
    steps = [(co_sponsor, "co-sign"), (sponsor, "submit"), (sponsor, "withdraw")]
    done = [caller.move(pk, verb).status_code for caller, verb in steps]

    answers = [co_sponsor.move(pk, "co-sign"), committee.move(pk, "register"), committee.move(pk, "assign")]

    assert done == [200, 200, 200]
    assert [answer.status_code for answer in answers] == [409, 409, 404]
    assert case.co_sponsor.user.name in answers[0].json()["message"]
    assert case.sponsor.user.name in answers[1].json()["message"]


def test_supervision_is_noted_and_closed(case: Case) -> None:
    case_in("replied", case)
    case.unsatisfied()
    committee = Caller(case.committee)
    listed = committee.get("supervisions/", suggestion=case.suggestion.pk, kind="committee").data["results"]
    path = f"/api/v1/supervisions/{listed[0]['id']}/"

    noted = committee.client.post(f"{path}add-note/", {"text": "已约谈。"})
    closed = committee.client.post(f"{path}close/", {"reason": "已落实。"})
    again = committee.client.post(f"{path}close/", {"reason": "已落实。"})

    assert listed[0]["allowed_moves"] == ["add-note", "close"]
    assert [note["text"] for note in noted.data["notes"]] == ["已约谈。"]
    assert (closed.data["state"], closed.data["closed_at"] is not None) == ("closed", True)
    assert again.status_code == 409


def test_a_return_and_an_extension(case: Case) -> None:
    case_in("accepted", case)
    handler, committee, pk = Caller(case.handler), Caller(case.committee), case.suggestion.pk
    until = case.suggestion.due_on + timedelta(days=10)

    answers = [
        handler.move(pk, "request-return", reason="不属于职责", proper_department=case.helping.pk),
        committee.move(pk, "decide-return", granted=False, reason="职责明确"),
        handler.move(pk, "request-extension", until=until.isoformat(), reason="需论证"),
        committee.move(pk, "decide-extension", granted=True),
    ]

    assert [answer.data["state"] for answer in answers] == ["return_requested", "accepted", "accepted", "accepted"]
    assert answers[-1].data["rounds"][0]["reply_due_on"] == until.isoformat()


def test_same_idempotency_key_creates_once(case: Case) -> None:
    sponsor = Caller(case.sponsor.user).client

    first = sponsor.post("/api/v1/suggestions/", entry(case), headers={"Idempotency-Key": "a"})
    again = sponsor.post("/api/v1/suggestions/", entry(case), headers={"Idempotency-Key": "a"})

    assert (first.json(), Suggestion.objects.count()) == (again.json(), 1)


def test_every_refusal_has_the_one_shape(case: Case) -> None:
    case_in("replied", case)
    pk = case.suggestion.pk
    sponsor, handler = Caller(case.sponsor.user), Caller(case.handler)

    refusals = {
        "wrong points": sponsor.move(pk, "score-reply", items=GOOD_REPLY | {"on_time": 11}),
        "no reason": sponsor.move(pk, "score-reply", items=POOR_REPLY),
        "unknown field": sponsor.move(pk, "score-reply", items=GOOD_REPLY, verdict="satisfied"),
        "not theirs": handler.move(pk, "score-reply", items=GOOD_REPLY),
        "not seen": Caller(case.people()["other department"]).move(pk, "accept"),
        "too late": handler.move(pk, "accept"),
    }

    assert {name: (a.status_code, a.data["code"], list(a.data["fields"])) for name, a in refusals.items()} == {
        "wrong points": (400, "invalid", ["items.on_time"]),
        "no reason": (400, "invalid", ["reason"]),
        "unknown field": (400, "invalid", ["verdict"]),
        "not theirs": (403, "not_permitted", []),
        "not seen": (404, "not_found", []),
        "too late": (409, "illegal_move", []),
    }
    assert all(set(a.data) == {"code", "message", "fields", "request_id"} for a in refusals.values())


def test_a_topic_that_the_sponsor_cannot_see_is_not_there(case: Case) -> None:
    answer = Caller(case.sponsor.user).client.post("/api/v1/suggestions/", entry(case, topic=TopicFactory().pk))

    assert (answer.status_code, list(answer.data["fields"])) == (400, ["topic"])


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_rows(
    case: Case, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(rows):
        case_in("accepted", case)
    caller = Caller(case.handler)

    with django_assert_num_queries(7):
        listed = caller.get("suggestions/").data["results"]

    assert [one["allowed_moves"] for one in listed] == [
        ["request-return", "log-contact", "request-extension", "reply"]
    ] * rows
