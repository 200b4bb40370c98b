"""The tables of moves: complete, reachable, permitted by rules, offered on pages and in the API, and drawn."""

import ast
import string
from pathlib import Path
from typing import Any

import pytest
import rules
from django.apps import apps
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator

from core.workflow import WORKFLOWS, Move, Workflow
from tools import workflows

ROOT = Path(__file__).resolve().parents[2]
MOVES = [(workflow, move) for workflow in WORKFLOWS.values() for move in workflow]
EACH_MOVE = pytest.mark.parametrize(
    ("workflow", "move"), MOVES, ids=[f"{workflow.model}.{move.verb}" for workflow, move in MOVES]
)


def states_of(workflow: Workflow) -> set[str]:
    """The states that the field of the model allows; none where the model has no such field."""
    fields = {field.name: field for field in apps.get_model(workflow.model)._meta.fields}
    return {value for value, _label in fields["state"].choices} if "state" in fields else set()


#: Nouns without a stored state, and why.
STATELESS = {
    "stations.visit": "a visit is recorded once and for all",
    "suggestions.pressurereport": "a report is written once and for all",
    "deliberations.ballot": "a ballot is there or not; it is cast, and cast anew",
    "points.ledgerentry": "the state follows from the entry that takes it back",
}


def test_nouns_without_a_state_are_known() -> None:
    assert {workflow.model for workflow in WORKFLOWS.values() if not states_of(workflow)} == set(STATELESS)


@pytest.mark.parametrize("workflow", WORKFLOWS.values(), ids=WORKFLOWS)
def test_every_state_is_reached_from_the_beginning(workflow: Workflow) -> None:
    reached: set[str] = set()
    while True:
        further = {
            target
            for move in workflow
            if move.creates or set(move.sources) & reached
            for target in workflows.targets_of(move)
        }
        if further <= reached:
            break
        reached |= further

    assert reached == states_of(workflow)


@EACH_MOVE
def test_move_names_only_states_that_exist(workflow: Workflow, move: Move) -> None:
    known = states_of(workflow) or {"posted", "cast"}

    assert {*move.sources, *workflows.targets_of(move)} <= known


@EACH_MOVE
def test_move_has_a_rule_a_clause_and_words(workflow: Workflow, move: Move) -> None:
    assert rules.perm_exists(move.permission)
    assert move.permission.split(".")[0] == workflow.model.split(".")[0]
    assert move.clause[0] == "§"
    assert all(part.isdigit() for part in move.clause[1:].split("."))
    assert str(move.label)
    assert str(move.sentence)
    assert move.tone in {"plain", "primary", "danger"}


def placeholders(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


@EACH_MOVE
def test_sentence_says_the_same_in_both_languages(workflow: Workflow, move: Move) -> None:
    with translation.override("en"):
        english = str(move.sentence)
    with translation.override("zh-hans"):
        chinese, label = str(move.sentence), str(move.label)

    assert placeholders(chinese) == placeholders(english)
    assert (label.isascii(), chinese.isascii()) == (False, False)
    assert set(move.shows) <= placeholders(english)


#: Permissions that no move asks for, and who does.
WITHOUT_A_MOVE: dict[str, str] = {}


def test_every_permission_is_asked_for_by_a_move() -> None:
    asked = {move.permission for _workflow, move in MOVES}
    defined = set(rules.permissions.permissions)

    assert defined - asked == set(WITHOUT_A_MOVE)


# Where each move is offered.


def noun_of(workflow: Workflow) -> str:
    """The noun as it stands in addresses: LookBack is look-back."""
    name = apps.get_model(workflow.model).__name__
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("-")


def page_of(workflow: Workflow, move: Move) -> str:
    app = workflow.model.split(".")[0]
    return f"{app}:{noun_of(workflow)}-{'new' if move.creates else move.slug}"


#: Creations that have no page of their own, and where they happen instead.
CREATED_ELSEWHERE = {
    "stations.concern.receive": "on the page of the visit",
    "deliberations.commitment.commit": "on the page of the meeting, or by adding one to the topic",
    "suggestions.supervision.open": "by an unsatisfied verdict alone",
    "suggestions.pressurereport.report": "on suggestions:suggestion-report-pressure",
    "deliberations.ballot.cast": "on deliberations:council-ballot",
}


def exists(page: str) -> bool:
    for args in ([], [1], [1, 1]):
        try:
            reverse(page, args=args)
        except NoReverseMatch:
            continue
        return True
    return False


def test_every_move_has_its_page() -> None:
    missing = {
        f"{workflow.model}.{move.verb}"
        for workflow, move in MOVES
        if not exists(page_of(workflow, move)) and not (move.caused and not move.creates)
    }

    assert missing == set(CREATED_ELSEWHERE)
    assert exists("suggestions:suggestion-report-pressure")
    assert exists("deliberations:council-ballot")


def test_caused_moves_have_no_page() -> None:
    offered = {page_of(workflow, move) for workflow, move in MOVES if move.caused and exists(page_of(workflow, move))}

    assert offered == set()


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
    "stations.concern.reveal_contact": "contact data are shown to a person, one at a time, and never sent (rule 3)",
    "deliberations.commitment.commit": "with the record of the meeting, or `add-commitment` of the topic",
    "deliberations.ballot.cast": "`cast` of the council",
    "suggestions.pressurereport.report": "`report-pressure` of the suggestion",
    "points.pointsquery.ask": "a question from person to person",
    "points.pointsquery.answer": "a question from person to person",
}


def in_api(schema: dict[str, Any], workflow: Workflow, move: Move) -> bool:
    noun = API_NOUNS.get(workflow.model)
    address = f"/api/v1/{noun}/" if move.creates else f"/api/v1/{noun}/{{id}}/{move.slug}/"
    return "post" in schema["paths"].get(address, {})


def test_every_move_has_its_address_in_the_api(schema: dict[str, Any]) -> None:
    missing = {
        f"{workflow.model}.{move.verb}"
        for workflow, move in MOVES
        if not move.caused and not in_api(schema, workflow, move)
    }

    assert missing == set(NOT_IN_THE_API)


def test_api_changes_nothing_but_by_moves(schema: dict[str, Any]) -> None:
    moves = {
        f"/api/v1/{API_NOUNS[workflow.model]}/" + ("" if move.creates else f"{{id}}/{move.slug}/")
        for workflow, move in MOVES
        if workflow.model in API_NOUNS and not move.caused
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
    "councils/{id}/record-presence": "present",
    "councils/{id}/recuse": "member project reason",
    "councils/{id}/cast": "project choice receipt",
    "councils/{id}/enter-paper-count": "project members in_favour against abstained",
    "councils/{id}/confirm-paper-count": "project",
    "councils/{id}/reject-paper-count": "project reason",
    "councils/{id}/close-item": "project",
    "councils/{id}/close": "note",
    "councils/{id}/confirm-minutes": "note",
    "councils/{id}/override": "project rank reason",
    "councils/{id}/cancel": "reason",
    "council-members": "station kind name representative user starts_on",
    "council-members/{id}/leave": "ends_on reason",
    "suggestions": "instrument title situation proposal sponsor co_sponsors topic livelihood category facts_checked "
    "exclusions_checked",
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
    "ConcernInputRequest": "words nature category place people_affected urgency livelihood confidential contact",
    "ContactInputRequest": "name phone",
    "AttendanceInputRequest": "representative status reason",
    "CommitmentInputRequest": "topic department measure due_on responsible",
    "RecusalInputRequest": "project member reason",
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


# One door.


WRITING = {"update", "create", "get_or_create", "update_or_create"}


def writes_a_state(tree: ast.AST) -> list[int]:
    """The lines on which something is given a state."""
    return sorted(node.lineno for node in ast.walk(tree) if is_set(node) or is_handed_over(node))


def is_set(node: ast.AST) -> bool:
    """`thing.state = …`, in whatever company."""
    return isinstance(node, ast.Attribute) and node.attr == "state" and isinstance(node.ctx, ast.Store)


def is_handed_over(node: ast.AST) -> bool:
    """`update(state=…)`, `setattr(thing, "state", …)` and their like."""
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    named = any(isinstance(arg, ast.Constant) and arg.value == "state" for arg in node.args)
    given = any(keyword.arg == "state" for keyword in node.keywords)
    return (name == "setattr" and named) or (name in WRITING and given)


def test_nothing_writes_a_state_but_the_door() -> None:
    apps_of_ours = ["core", *(config.label for config in apps.get_app_configs() if (ROOT / config.label).is_dir())]
    writers = {
        str(path.relative_to(ROOT)): lines
        for app in dict.fromkeys(apps_of_ours)
        for path in sorted((ROOT / app).rglob("*.py"))
        if "migrations" not in path.parts and (lines := writes_a_state(ast.parse(path.read_text(encoding="utf-8"))))
    }

    assert list(writers) == ["core/workflow.py"]
    assert len(writers["core/workflow.py"]) == 1


@pytest.mark.parametrize(
    "code",
    [
        "thing.state = 1",
        "a, thing.state = 1, 2",
        "thing.state += 1",
        "things.update(state='x')",
        "setattr(x, 'state', 1)",
    ],
)
def test_the_net_catches_every_way_of_writing_a_state(code: str) -> None:
    assert writes_a_state(ast.parse(code)) == [1]


@pytest.mark.parametrize("code", ["state = 1", "x = thing.state", "things.filter(state='x')", "update(reason='x')"])
def test_the_net_lets_everything_else_through(code: str) -> None:
    assert writes_a_state(ast.parse(code)) == []


# What is drawn from the tables.


def test_drawings_are_up_to_date() -> None:
    assert workflows.TARGET.read_text(encoding="utf-8") == workflows.document(), "run `python -m tools.workflows`"


@pytest.mark.parametrize(
    ("permission", "words"),
    [
        ("deliberations.record_study", "officer here or its lead"),
        ("suggestions.add_supervision_note", "committee or (officer here and station tracking)"),
        ("deliberations.correct_attendance", "(officer here and minutes are open) or committee"),
        ("stations.anonymise_contact", "the software itself"),
        ("suggestions.lapse_score", "the software itself"),
        ("points.answer_query", "committee"),
    ],
)
def test_permission_in_words(permission: str, words: str) -> None:
    assert workflows.who_may(permission) == words
