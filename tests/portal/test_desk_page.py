"""The supervision desk: unsatisfied first, a case beside the list, few queries, the committee's alone."""

import re
from datetime import timedelta
from html import escape, unescape
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from core import clock
from portal.queries.work import SHOWN
from stations.enums import Role
from suggestions import actions
from suggestions.models import Supervision
from tests.factories.accounts import UserFactory
from tests.factories.stations import appoint
from tests.factories.suggestions import TEXT, Case, case_in
from tests.moves.hidden import opened
from tests.portal.conftest import page

pytestmark = pytest.mark.usefixtures("midsummer")
DESK = "/desk/"
BUTTON = re.compile(r'<a class="button[^"]*" href="([^"]*next=[^"]*)">([^<]*)</a>')
HIDDEN = '<input type="hidden" name="next" value="{}">'


@pytest.fixture
def case(reference) -> Case:
    case = case_in("replied")
    case.unsatisfied()
    return case


def test_an_unsatisfied_case_says_everything_at_one_glance(client, case):
    tracking = Supervision.objects.get(kind="station")
    actions.add_supervision_note(tracking, by=case.officer, text="居民代表认为没有变化。")
    with clock.at(clock.now() + timedelta(days=9)):
        text = page(client, case.committee, DESK)
    for said in (
        case.suggestion.number, case.suggestion.title, case.sponsor.name, case.lead.name, "答复", "21/40",
        "已持续9天", "居民代表认为没有变化。",
    ):  # fmt: skip
        assert said in text


def test_the_lists_stand_in_the_order_of_urgency(client, case):
    case_in("submitted", Case())
    case_in("registered", Case())
    case_in("return_requested", Case())
    late = case_in("assigned", Case())
    with clock.at(clock.now() + timedelta(days=8)):
        text = page(client, case.committee, DESK)
    order = ("unsatisfied", "overdue", "returns", "release", "register", "assign")
    found = [text.index(f'id="list-{code}"') for code in order]
    assert found == sorted(found)
    assert late.suggestion.title in text


def test_one_list_is_read_page_by_page(client, case):
    for _number in range(2):
        case_in("submitted", Case())
    text = page(client, case.committee, DESK, part="register")
    assert (text.count('class="queue-title"'), 'id="list-unsatisfied"' in text) == (2, False)


def test_scores_to_release_are_a_list_of_their_own(client, case):
    text = page(client, case.committee, DESK, part="release")
    assert (case.suggestion.title in text, 'datetime="2026-06-15"' in text) == (True, True)
    actions.release_score(case.suggestion, by=case.committee)
    assert case.suggestion.title not in page(client, case.committee, DESK, part="release")


def test_a_case_opens_beside_the_list_without_a_script(client, case):
    text = page(client, case.committee, DESK, case=case.suggestion.pk)
    assert 'id="list-unsatisfied"' in text
    assert "没有针对性。" in text
    assert case.suggestion.get_absolute_url() in text


def test_a_script_gets_the_case_alone(client, case):
    client.force_login(case.committee)
    response = client.get(DESK, {"case": case.suggestion.pk}, headers={"HX-Request": "true"})
    text = response.content.decode()
    assert ("没有针对性。" in text, "list-unsatisfied" in text, "<html" in text) == (True, False, False)


def test_both_rounds_are_in_the_case(client, case):
    case.replied()
    case.implementing()
    text = page(client, case.committee, DESK, case=case.suggestion.pk)
    assert ("第1轮" in text, "第2轮" in text, "21/40" in text, "36/40" in text) == (True,) * 4


@pytest.mark.parametrize("asked", ["999999999", "x", "-1", "9" * 40, "１"])
def test_a_case_that_is_not_there_is_404(client, case, asked):
    client.force_login(case.committee)
    assert client.get(DESK, {"case": asked}).status_code == 404


def test_a_draft_is_no_case_of_the_desk(client, case):
    draft = case_in("draft", Case())
    client.force_login(case.committee)
    assert client.get(DESK, {"case": draft.suggestion.pk}).status_code == 404


@pytest.mark.parametrize("part", ["nonsense", "", "overdue", "extensions"])
def test_any_part_can_be_asked_for(client, case, part):
    client.force_login(case.committee)
    assert client.get(DESK, {"part": part}).status_code == 200


def test_who_may_sit_at_the_desk(client, case):
    people = case.people()
    answers = {}
    for name, person in people.items():
        client.force_login(person)
        answers[name] = client.get(DESK).status_code
    assert {name for name, status in answers.items() if status == 200} == {"committee", "leadership"}
    assert set(answers.values()) == {200, 403}


def test_an_empty_desk_says_what_will_stand_there(client, reference):
    assert "督办台暂无待办事项" in page(client, appoint(UserFactory(), Role.COMMITTEE), DESK)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("asked", "queries"),
    [({}, 6), ({"part": "unsatisfied"}, 6), ({"part": "register"}, 6), ({"part": "release"}, 6), ({"case": True}, 11),
     ({"part": "unsatisfied", "case": True}, 11)],
)  # fmt: skip
def test_the_desk_takes_as_many_queries_whatever_the_rows(
    client, case, django_assert_num_queries, rows, asked, queries
):
    for _row in range(rows):
        case_in("submitted", Case())
        case_in("assigned", Case())
        other = case_in("replied", Case())
        other.unsatisfied()
    asked = {name: case.suggestion.pk if name == "case" else value for name, value in asked.items()}
    client.force_login(case.committee)
    with django_assert_num_queries(queries):
        client.get(DESK, asked)


# What can be done from the desk.


def deeds(text: str) -> dict[str, str]:
    """The buttons of the open case: what each says, and where it leads."""
    return {label: unescape(href) for href, label in BUTTON.findall(text)}


def move(verb: str, case: Case, back: str) -> str:
    return f"{reverse(f'suggestions:suggestion-{verb}', args=[case.suggestion.pk])}?{urlencode({'next': back})}"


@pytest.mark.parametrize(
    ("state", "verbs"),
    [
        ("submitted", {"登记": "register", "退回修改": "return-for-revision", "不予登记": "reject"}),
        ("registered", {"交办": "assign"}),
        ("assigned", {}),
        ("return_requested", {"审定退办": "decide-return"}),
        ("accepted", {}),
        ("closed", {"向承办单位公布评价": "release-score"}),
    ],
)
def test_the_open_moves_are_buttons_that_lead_back(client, reference, state, verbs):
    case = case_in(state)
    asked = {"part": "register", "page": "1", "case": case.suggestion.pk}
    text = page(client, case.committee, DESK, **asked)
    back = f"{DESK}?{urlencode(asked)}"
    assert deeds(text) == {label: move(verb, case, back) for label, verb in verbs.items()}


def test_who_only_reads_finds_no_button(client, case):
    leader = appoint(UserFactory(), Role.LEADERSHIP)
    text = page(client, leader, DESK, case=case.suggestion.pk)
    assert (case.suggestion.title in text, deeds(text)) == (True, {})


def test_a_script_gets_the_same_buttons(client, case):
    whole = page(client, case.committee, DESK, part="release", case=case.suggestion.pk)
    asked = {"part": "release", "case": case.suggestion.pk}
    alone = client.get(DESK, asked, headers={"HX-Request": "true"}).content.decode()
    assert (deeds(alone), list(deeds(alone))) == (deeds(whole), ["向承办单位公布评价"])


def test_a_move_done_from_the_desk_returns_to_the_same_list(client, case):
    text = page(client, case.committee, DESK, part="release", case=case.suggestion.pk)
    assert 'class="queue-title"' in text
    address = deeds(text)["向承办单位公布评价"]
    response = client.post(address, opened(client, address))
    assert response.headers["Location"] == f"{DESK}?part=release&case={case.suggestion.pk}"
    after = client.get(response.headers["Location"]).content.decode()
    assert ("公布" in after, 'class="queue-title"' in after, deeds(after)) == (True, False, {})


def test_the_form_of_a_move_carries_where_it_came_from(client, reference):
    case = case_in("submitted")
    back = f"{DESK}?part=register&case={case.suggestion.pk}"
    text = page(client, case.committee, reverse("suggestions:suggestion-reject", args=[case.suggestion.pk]), next=back)
    assert (text.count(HIDDEN.format(escape(back))), text.count(f'<a class="button" href="{escape(back)}">')) == (1, 1)


def test_a_refused_form_still_knows_where_to_return(client, reference):
    case = case_in("submitted")
    back = f"{DESK}?part=register&case={case.suggestion.pk}"
    address = reverse("suggestions:suggestion-reject", args=[case.suggestion.pk])
    client.force_login(case.committee)
    refused = client.post(address, {"reason": "", "next": back})
    assert (refused.status_code, HIDDEN.format(escape(back)) in refused.content.decode()) == (400, True)
    assert client.post(address, {"reason": "属于仲裁事项。", "next": back}).headers["Location"] == back


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/desk/", "javascript:alert(1)//", "portal"])
@pytest.mark.parametrize("sent", ["address", "form"])
def test_a_page_of_somebody_else_is_not_returned_to(client, case, target, sent):
    client.force_login(case.committee)
    address = reverse("suggestions:suggestion-release-score", args=[case.suggestion.pk])
    assert HIDDEN.format(escape(target)) not in page(client, case.committee, address, next=target)
    known = opened(client, address) | ({"next": target} if sent == "form" else {})
    response = client.post(f"{address}?{urlencode({'next': target})}" if sent == "address" else address, known)
    assert (response.status_code, response.headers["Location"]) == (302, case.suggestion.get_absolute_url())


def test_without_an_address_to_return_to_the_move_leads_to_the_thing(client, case):
    client.force_login(case.committee)
    address = reverse("suggestions:suggestion-release-score", args=[case.suggestion.pk])
    response = client.post(address, opened(client, address))
    assert response.headers["Location"] == case.suggestion.get_absolute_url()


def test_the_text_can_be_read_beside_the_list(client, case):
    text = page(client, case.committee, DESK, case=case.suggestion.pk)
    assert (TEXT["situation"] in text, TEXT["proposal"] in text) == (True, True)


def test_the_text_stands_open_where_it_is_to_be_read_first(client, reference):
    case = case_in("submitted")
    other = case_in("accepted")
    unfolded = [
        '<details class="fold" open>' in page(client, case.committee, DESK, case=one.suggestion.pk)
        for one in (case, other)
    ]
    assert unfolded == [True, False]


def test_the_reason_for_a_return_stands_in_the_case_until_it_is_decided(client, reference):
    case = case_in("return_requested")
    text = page(client, case.committee, DESK, case=case.suggestion.pk)
    assert ("不属于本单位职责。" in text, str(case.helping) in text) == (True, True)
    actions.decide_return(case.suggestion, by=case.committee, granted=False, reason="属于本单位职责。")
    assert "不属于本单位职责。" not in page(client, case.committee, DESK, case=case.suggestion.pk)


def test_the_reason_for_an_extension_stands_in_the_case_until_it_is_decided(client, reference):
    case = case_in("accepted")
    until = case.suggestion.current_round().reply_due_on + timedelta(days=20)
    actions.request_extension(case.suggestion, by=case.handler, until=until, reason="需要现场勘测。")
    text = page(client, case.committee, DESK, part="extensions", case=case.suggestion.pk)
    assert ("需要现场勘测。" in text, until.isoformat() in text, list(deeds(text))) == (True, True, ["审定延期"])
    actions.decide_extension(case.suggestion, by=case.committee, granted=True)
    assert "需要现场勘测。" not in page(client, case.committee, DESK, case=case.suggestion.pk)


# The address of an open case.


def test_opening_a_case_changes_the_address(client, case):
    case_in("submitted", Case())
    text = page(client, case.committee, DESK)
    assert text.count('data-hx-target="#case" data-hx-push-url="true"') == text.count('class="queue-title"') == 3


def test_going_back_to_a_case_gets_the_whole_page(client, case):
    client.force_login(case.committee)
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    response = client.get(DESK, {"case": case.suggestion.pk}, headers=headers)
    assert "<html" in response.content.decode()
    assert "HX-Request" in response.headers["Vary"]


@pytest.mark.parametrize("who", ["handler", "helper"])
def test_a_department_gets_nothing_of_the_desk(client, case, who):
    client.force_login(getattr(case, who))
    release = move("release-score", case, DESK)
    asked = [DESK, f"{DESK}?part=release", f"{DESK}?case={case.suggestion.pk}", release]
    answers = [client.get(address) for address in asked]
    assert [answer.status_code for answer in answers] == [403] * 4
    assert [one for one in answers if "不满意" in one.content.decode() or "待公布" in one.content.decode()] == []


@pytest.mark.parametrize("part", ["", "unsatisfied", "release"])
@pytest.mark.parametrize(
    "state",
    ["submitted", "registered", "assigned", "return_requested", "accepted", "unsatisfied", "reported", "closed"],
)
def test_no_case_takes_more_than_twelve_queries_however_long_the_lists(
    client, reference, django_assert_max_num_queries, part, state
):
    case = Case()
    for _row in range(SHOWN + 1):
        case_in("replied", case).unsatisfied()
    if state != "unsatisfied":
        case_in(state, case)
    client.force_login(case.committee)
    with django_assert_max_num_queries(12):
        assert client.get(DESK, {"part": part, "case": case.suggestion.pk}).status_code == 200
