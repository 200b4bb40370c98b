"""One field that searches everything, and finds nothing that the person may not see."""

import pytest

from portal.queries.search import excerpt
from stations.enums import Role
from tests.factories.accounts import UserFactory
from tests.factories.councils import CouncilFactory, MicroProjectFactory, Session
from tests.factories.deliberations import TopicFactory
from tests.factories.stations import ConcernFactory, StationFactory, appoint, committee, everybody, officer_of
from tests.factories.suggestions import SuggestionFactory
from tests.portal.conftest import page

SEARCH = "/search/"


def hits(text: str) -> int:
    return text.count('class="queue-title"')


@pytest.mark.parametrize("words", ["路灯", "灯坏", "老人出门"])
def test_two_characters_are_enough(client, station, words):
    ConcernFactory(station=station)
    ConcernFactory(station=station, words="公交站太远。")
    assert hits(page(client, officer_of(station), SEARCH, q=words)) == 1


def test_all_nouns_are_found(client, station):
    ConcernFactory(station=station)
    TopicFactory(station=station, statement="路灯损坏。")
    MicroProjectFactory(station=station, need="路灯太少。")
    CouncilFactory(station=station, place="路灯广场")
    SuggestionFactory(registered=True, situation="路灯不亮。", station=station)
    text = page(client, committee(), SEARCH, q="路灯")
    assert hits(text) == 5
    assert text.count("<mark>路灯</mark>") == 5


def test_a_council_is_found_by_what_it_votes_on(client, station):
    project = MicroProjectFactory(station=station, title="加装路灯")
    council = CouncilFactory(station=station, projects=[project])
    text = page(client, officer_of(station), SEARCH, q="路灯")
    assert (hits(text), council.get_absolute_url() in text, council.day.isoformat() in text) == (2, True, True)


def test_a_member_finds_what_is_put_to_the_vote_and_nothing_else(client, db):
    session = Session().open()
    session.project.title = "加装路灯"
    session.project.save()
    MicroProjectFactory(station=session.station, title="另一处路灯")
    member = session.members[0].user
    text = page(client, member, SEARCH, q="路灯")
    assert (hits(text), session.project.get_absolute_url() in text) == (2, True)


def test_a_receipt_number_is_found(client, station):
    concern = ConcernFactory(station=station)
    assert hits(page(client, officer_of(station), SEARCH, q=concern.number)) == 1


def test_nobody_finds_what_they_may_not_see(client, station):
    ConcernFactory(station=station, words="秘密路灯")
    TopicFactory(station=station, title="秘密议题路灯")
    MicroProjectFactory(station=station, title="秘密项目路灯")
    CouncilFactory(station=station, place="秘密会场")
    SuggestionFactory(station=station, title="秘密建议路灯")  # a draft
    found = {name: hits(page(client, person, SEARCH, q="秘密")) for name, person in everybody(station).items()}
    assert found == {
        "officer here": 5, "officer elsewhere": 0, "representative here": 4, "representative elsewhere": 0,
        "subdistrict here": 4, "subdistrict elsewhere": 0, "department": 0, "committee": 4, "leadership": 4,
        "administrator": 0, "nobody": 0,
    }  # fmt: skip


def test_without_words_nothing_is_listed(client, station):
    ConcernFactory(station=station)
    for asked in ("", "   ", "\u200b", "，。！"):
        assert hits(page(client, officer_of(station), SEARCH, q=asked)) == 0


@pytest.mark.parametrize("asked", ["<script>", "' OR 1=1 --", "a" * 5000, "%", "路" * 5000, "😀", "\\"])
def test_anything_can_be_asked(client, station, asked):
    client.force_login(officer_of(station))
    assert client.get(SEARCH, {"q": asked}).status_code == 200


def test_words_that_cannot_be_kept_are_shown_again(client, station):
    client.force_login(officer_of(station))
    answer = client.get(SEARCH, {"q": "路\x00灯"})
    assert (answer.status_code, 'value="路�灯"' in answer.content.decode()) == (400, True)
    assert "此处含有无法保存的字符（U+0000" in answer.content.decode()


def test_ten_are_shown_and_the_rest_is_behind_the_list(client, station):
    ConcernFactory.create_batch(12, station=station)
    text = page(client, officer_of(station), SEARCH, q="路灯")
    assert (hits(text), "/stations/concerns/?q=%E8%B7%AF%E7%81%AF" in text) == (10, True)


def test_the_excerpt_stands_around_the_words():
    text = "前" * 200 + "路灯" + "后" * 200
    cut = excerpt(text, "路灯")
    assert (cut.startswith("…"), cut.endswith("…"), "路灯" in cut, len(cut)) == (True, True, True, 92)
    assert excerpt("路灯坏了", "路灯") == "路灯坏了"


@pytest.mark.parametrize("rows", [1, 3])
def test_a_search_takes_nine_queries(client, station, django_assert_num_queries, rows):
    for _row in range(rows):
        elsewhere = StationFactory()
        ConcernFactory(station=elsewhere)
        TopicFactory(station=elsewhere)
        MicroProjectFactory(station=elsewhere, title="修路")
        CouncilFactory(station=elsewhere, place="路口")
        SuggestionFactory(station=elsewhere, registered=True)
    client.force_login(committee())
    with django_assert_num_queries(9):
        client.get(SEARCH, {"q": "路"})


def test_who_has_no_part_in_the_work_gets_no_field(client, db):
    assert 'id="site-search"' not in page(client, appoint(UserFactory(), Role.ADMINISTRATOR), "/")
    assert 'id="site-search"' in page(client, committee(), "/")
