"""The contract with programs: every move has its address in the API, with the fields that were promised."""

from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator

from core.workflow import Move, Workflow
from tests.repository.test_workflows import MOVES


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return SchemaGenerator().get_schema(request=None, public=True)


API_NOUNS = {
    "stations.visit": "visits", "stations.concern": "concerns",
    "deliberations.topic": "topics", "deliberations.meeting": "meetings",
    "deliberations.commitment": "commitments", "deliberations.lookback": "look-backs",
    "deliberations.microproject": "micro-projects", "deliberations.council": "councils",
    "deliberations.councilmember": "council-members",
    "suggestions.suggestion": "suggestions", "suggestions.supervision": "supervisions",
    "points.ledgerentry": "ledger-entries",
}  # fmt: skip

#: Moves that programs do not make, and why.
NOT_IN_THE_API = {
    "stations.concern.receive": "concerns come with their visit",
    "stations.concern.split_off": "`split` of the message",
    "stations.concern.reveal_contact": "contact data are shown to a person, one at a time, and never sent (rule 3)",
    "deliberations.commitment.commit": "with the record of the meeting, or `add-commitment` of the topic",
    "deliberations.ballot.cast": "`cast` of the council",
    "suggestions.pressurereport.report": "`report-pressure` of the suggestion",
    "points.pointsquery.ask": "a question from person to person",
    "points.pointsquery.answer": "a question from person to person",
}


def in_api(schema: dict[str, Any], workflow: Workflow, move: Move) -> bool:
    noun = API_NOUNS.get(workflow.noun.label)
    address = f"/api/v1/{noun}/" if move.creates else f"/api/v1/{noun}/{{id}}/{move.slug}/"
    return "post" in schema["paths"].get(address, {})


def test_every_move_has_its_address_in_the_api(schema: dict[str, Any]) -> None:
    missing = {
        f"{workflow.noun.label}.{move.verb}"
        for workflow, move in MOVES
        if not move.caused and not in_api(schema, workflow, move)
    }

    assert missing == set(NOT_IN_THE_API)


def test_api_changes_nothing_but_by_moves(schema: dict[str, Any]) -> None:
    moves = {
        f"/api/v1/{API_NOUNS[workflow.noun.label]}/" + ("" if move.creates else f"{{id}}/{move.slug}/")
        for workflow, move in MOVES
        if workflow.noun.label in API_NOUNS and not move.caused
    }
    others = {path for path, methods in schema["paths"].items() if "post" in methods} - moves

    assert others == {
        "/api/v1/auth/token/",
        "/api/v1/auth/token/revoke/",
        "/api/v1/councils/{id}/cast/",
        "/api/v1/notifications/{id}/mark-read/",
        "/api/v1/suggestions/{id}/report-pressure/",
    }


# The contract with programs (fields that a move takes may be added to, never taken away).

VISIT = "station kind started_at place representatives note concerns"
SCORE = "items reason"
PROJECT = "kind title need benefit people budget concerns ceiling_reason"
COUNCIL = "starts_at place secrecy projects"
CONTRACT = {
    "visits": VISIT,
    "concerns/{id}/route": "route reason redirect_to external_number",
    "concerns/{id}/give-feedback": "told_on way satisfied",
    "concerns/{id}/close": "",
    "concerns/{id}/take-back": "",
    "concerns/{id}/leave-group": "",
    "concerns/{id}/split": "matters",
    "topics": "station title statement lead co_leads concerns departments livelihood",
    "topics/{id}/adopt": "",
    "topics/{id}/decline": "reason",
    "topics/{id}/record-study": "studied_on note waived_reason",
    "topics/{id}/decide-outcome": "outcome reason",
    "topics/{id}/resolve": "note tracker",
    "meetings": "station starts_at place topics",
    "meetings/{id}/notify": "",
    "meetings/{id}/hold": "attendance commitments residents_present",
    "meetings/{id}/confirm-minutes": "",
    "meetings/{id}/disclose": "public_text",
    "meetings/{id}/cancel": "reason",
    "commitments/{id}/report-done": "note",
    "commitments/{id}/postpone": "due_on reason",
    "look-backs": "topic suggestion commitment due_on",
    "look-backs/{id}/record": "visited_on result residents_agree note",
    "micro-projects": f"{PROJECT} station proposer representative topic",
    "micro-projects/{id}/revise": PROJECT,
    "micro-projects/{id}/check": "exclusions reason",
    "micro-projects/{id}/shortlist": "ceiling_reason",
    "micro-projects/{id}/decline": "reason",
    "micro-projects/{id}/object": "text",
    "micro-projects/{id}/answer-objection": "objection answer upheld",
    "micro-projects/{id}/confirm": "",
    "micro-projects/{id}/report-progress": "percent note photos",
    "micro-projects/{id}/accept": "accepted_on cost reason",
    "micro-projects/{id}/evaluate": "rating note",
    "micro-projects/{id}/disclose": "public_text",
    "micro-projects/{id}/add-photo": "kind photo caption",
    "micro-projects/{id}/remove-photo": "photo reason",
    "councils": f"{COUNCIL} station",
    "councils/{id}/notify": "",
    "councils/{id}/change": COUNCIL,
    "councils/{id}/open": "present recusals",
    "councils/{id}/record-presence": "present seen",
    "councils/{id}/recuse": "member project reason edition",
    "councils/{id}/cast": "project choice receipt",
    "councils/{id}/enter-paper-count": "project members in_favour against abstained count edition",
    "councils/{id}/confirm-paper-count": "project count edition",
    "councils/{id}/reject-paper-count": "project reason count edition",
    "councils/{id}/close-item": "project",
    "councils/{id}/close": "note",
    "councils/{id}/confirm-minutes": "note",
    "councils/{id}/override": "project rank reason",
    "councils/{id}/cancel": "reason",
    "council-members": "station kind name representative user starts_on",
    "council-members/{id}/leave": "ends_on reason",
    "suggestions": "instrument title situation proposal sponsor co_sponsors topic livelihood category facts_checked "
    "exclusions_checked",
    "suggestions/{id}/discard": "",
    "suggestions/{id}/submit": "",
    "suggestions/{id}/co-sign": "",
    "suggestions/{id}/register": "",
    "suggestions/{id}/return-for-revision": "reason",
    "suggestions/{id}/reject": "reason",
    "suggestions/{id}/assign": "lead co_handling",
    "suggestions/{id}/accept": "",
    "suggestions/{id}/request-return": "reason proper_department",
    "suggestions/{id}/decide-return": "granted reason",
    "suggestions/{id}/log-contact": "contacted_on way note",
    "suggestions/{id}/request-extension": "until reason",
    "suggestions/{id}/decide-extension": "granted",
    "suggestions/{id}/reply": "outcome_class text promised_on signed_by",
    "suggestions/{id}/score-reply": SCORE,
    "suggestions/{id}/report-implementation": "text done_on",
    "suggestions/{id}/score-implementation": SCORE,
    "suggestions/{id}/release-score": "",
    "supervisions/{id}/add-note": "text",
    "supervisions/{id}/close": "reason",
    "ledger-entries/{id}/reverse": "reason",
    "notifications/{id}/mark-read": "",
}
#: Parts of an input, by the name of their field.
PARTS = {
    "ConcernInputRequest": "words nature category second_category category_note place people_affected urgency "
    "livelihood confidential contact",
    "ContactInputRequest": "name phone phone_extension phone_other",
    "AttendanceInputRequest": "representative status reason",
    "CommitmentInputRequest": "topic department measure due_on responsible",
    "RecusalInputRequest": "project member reason",
    "SeatShownInputRequest": "member present edition",
}
READ_ONLY = (
    "stations representatives departments categories evaluations points-rules ledger-entries reminders notifications "
    "indicators supervisions commitments concerns"
)


def properties(schema: dict[str, Any], reference: dict[str, Any]) -> set[str]:
    name = reference["$ref"].rsplit("/", 1)[1]
    return set(schema["components"]["schemas"][name].get("properties", {}))


@pytest.mark.parametrize("address", CONTRACT)
def test_contract_with_programs_is_kept(schema: dict[str, Any], address: str) -> None:
    operation = schema["paths"][f"/api/v1/{address}/"]["post"]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})

    assert set(CONTRACT[address].split()) <= (properties(schema, body) if "$ref" in body else set())


@pytest.mark.parametrize("part", PARTS)
def test_parts_of_the_contract_are_kept(schema: dict[str, Any], part: str) -> None:
    assert set(PARTS[part].split()) <= set(schema["components"]["schemas"][part]["properties"])


@pytest.mark.parametrize("noun", READ_ONLY.split())
def test_every_noun_of_the_contract_is_read(schema: dict[str, Any], noun: str) -> None:
    assert "get" in schema["paths"][f"/api/v1/{noun}/"]


@pytest.mark.parametrize("noun", sorted(API_NOUNS.values()))
def test_every_noun_with_moves_says_which_are_open(schema: dict[str, Any], noun: str) -> None:
    answer = schema["paths"][f"/api/v1/{noun}/{{id}}/"]["get"]["responses"]["200"]
    shown = properties(schema, answer["content"]["application/json"]["schema"])

    assert {"id", "state", "allowed_moves"} <= shown
