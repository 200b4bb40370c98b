"""The supervision desk: unsatisfied first, a case beside the list, few queries, the committee's alone."""

from datetime import timedelta

import pytest

from core import clock
from stations.enums import Role
from suggestions import actions
from suggestions.models import Supervision
from tests.factories.accounts import UserFactory
from tests.factories.stations import appoint
from tests.factories.suggestions import Case, case_in
from tests.portal.conftest import page

pytestmark = pytest.mark.usefixtures("midsummer")
DESK = "/desk/"


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
