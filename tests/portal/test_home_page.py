"""The home page of each role: what waits, most urgent first, in few queries, and nothing of anybody else's."""

from datetime import date, timedelta

import pytest

from accounts.models import User
from core import clock
from portal.homes import home_of
from portal.queries.homes import DESK
from portal.queries.work import rows_of, waiting_of
from stations.actions import give_feedback, route_concern
from stations.enums import Role
from suggestions import actions
from tests.factories.accounts import UserFactory
from tests.factories.deliberations import CommitmentFactory, LookBackFactory, MeetingFactory, TopicFactory
from tests.factories.stations import (
    ConcernFactory,
    StationFactory,
    appoint,
    handler_of,
    officer_of,
    representative_of,
)
from tests.factories.suggestions import Case, SuggestionFactory, case_in
from tests.portal.conftest import in_days, page

pytestmark = pytest.mark.usefixtures("midsummer")


def waiting(user: User) -> dict[str, int]:
    """How many rows each section of the person's home shows, in their order."""
    user.__dict__.pop("_duties", None)
    return {section["code"]: len(section["queue"]) for block in home_of(user).blocks for section in block.sections}


def first_row(user: User, code: str) -> dict[str, object]:
    user.__dict__.pop("_duties", None)
    sections = {section["code"]: section for block in home_of(user).blocks for section in block.sections}
    return sections[code]["queue"][0]


# The liaison officer.


def test_everything_that_waits_for_an_officer(station):
    officer = officer_of(station)
    ConcernFactory(station=station, triage_due_on=in_days(1))
    ConcernFactory(station=station, routed=True, feedback_due_on=in_days(2))
    MeetingFactory(station=station, starts_at=clock.now() + timedelta(days=6), notice_due_on=in_days(3))
    TopicFactory(station=station, deliberated=True, outcome_due_on=in_days(4))
    CommitmentFactory(topic=TopicFactory(station=station, tracked=True), due_on=in_days(5))
    LookBackFactory(topic=TopicFactory(station=station, resolved=True), due_on=in_days(6))

    assert waiting(officer) == {
        "triage": 1, "feedback": 1, "meetings": 1, "topics": 1, "commitments": 1, "look_backs": 1,
    }  # fmt: skip


def test_the_most_urgent_stands_first(station):
    officer = officer_of(station)
    ConcernFactory(station=station, triage_due_on=in_days(3))
    ConcernFactory(station=station, routed=True, feedback_due_on=in_days(-1))
    urgent = ConcernFactory(station=station, routed=True, feedback_due_on=in_days(-9))

    assert list(waiting(officer)) == ["feedback", "triage"]
    assert first_row(officer, "feedback")["title"] == urgent.words


def test_it_shrinks_the_moment_it_is_done(station):
    officer = officer_of(station)
    concern = ConcernFactory(station=station)
    assert waiting(officer) == {"triage": 1}

    concern = route_concern(concern, by=officer, route="community")
    assert waiting(officer) == {"feedback": 1}

    give_feedback(concern, by=officer, told_on=clock.today(), way="phone")
    assert waiting(officer) == {}


@pytest.mark.parametrize(
    ("state", "moment", "deed"),
    [
        ({}, timedelta(days=3), "发出会议通知"),
        ({"notified": True}, timedelta(days=3), "召开"),
        ({"notified": True}, timedelta(hours=-2), "记录会议"),
        ({"held": True}, timedelta(hours=-2), "确认会议纪要"),
    ],
)
def test_what_is_to_be_done_with_a_meeting(station, state, moment, deed):
    MeetingFactory(station=station, starts_at=clock.now() + moment, **state)
    assert str(first_row(officer_of(station), "meetings")["kind"]) == deed


def test_what_is_far_away_does_not_wait_yet(station):
    CommitmentFactory(topic=TopicFactory(station=station, tracked=True), due_on=in_days(16))
    LookBackFactory(topic=TopicFactory(station=station, resolved=True), due_on=in_days(16))
    assert waiting(officer_of(station)) == {}


def test_a_section_shows_five_and_says_how_many_there_are(client, station):
    ConcernFactory.create_batch(7, station=station)
    officer = officer_of(station)
    text = page(client, officer, "/")
    assert waiting(officer) == {"triage": 5}
    assert "查看全部7项" in text
    assert "/stations/concerns/?state=received" in text


def test_the_yearly_minimum_of_the_officers_station(station):
    MeetingFactory(station=station, held=True)
    minimum = home_of(officer_of(station)).blocks[0].figures["stations"][0][1]
    assert (minimum.required, minimum.held, minimum.needed) == (2, 1, 1)


def test_an_officer_sees_nothing_of_another_station(client, station):
    elsewhere = StationFactory()
    ConcernFactory(station=elsewhere, words="别站群众的原话")
    MeetingFactory(station=elsewhere, place="别站会议室")
    TopicFactory(station=elsewhere, title="别站议题")
    officer = officer_of(station)
    assert waiting(officer) == {}
    assert "别站" not in page(client, officer, "/")


# The representative.


def test_everything_that_waits_for_a_representative(reference):
    case = case_in("replied")
    sponsor = case.sponsor.user
    MeetingFactory(station=case.station)
    TopicFactory(station=case.station, lead=case.sponsor, studied=True)
    TopicFactory(station=case.station, lead=case.sponsor, tracked=True)
    SuggestionFactory(sponsor=case.sponsor)

    assert waiting(sponsor) == {
        "duties": 1, "score": 1, "finish": 1, "my_topics": 1, "tracked": 1, "my_suggestions": 1,
    }  # fmt: skip


def test_a_score_that_was_given_waits_no_more(reference):
    case = case_in("replied")
    case.implementing()
    assert "score" not in waiting(case.sponsor.user)


def test_a_co_sponsor_is_asked_to_join(reference):
    case = Case()
    case.draft(co_sponsors=[case.co_sponsor])
    assert waiting(case.co_sponsor.user) == {"co_sign": 1}
    actions.co_sign_suggestion(case.suggestion, by=case.co_sponsor.user)
    assert waiting(case.co_sponsor.user) == {}


def test_the_points_of_the_year(client, story):
    text = page(client, story.lead.user, "/")
    assert "15" in text
    assert "/points/" in text


def test_another_representatives_points_are_not_there(client, story):
    other = representative_of(story.station)
    assert home_of(other).blocks[0].figures["points"].total == 0


# The committee, the leadership, the subdistrict.


def test_the_committee_sees_the_unsatisfied_first(reference):
    case = case_in("replied")
    case.unsatisfied()
    case_in("submitted", Case())
    case_in("registered", Case())
    assert list(waiting(case.committee)) == ["unsatisfied", "release", "register", "assign"]


def test_what_stands_in_one_list_of_the_desk_is_not_in_another(reference):
    case = case_in("replied")
    case.unsatisfied()
    actions.release_score(case.suggestion, by=case.committee)
    with clock.at(clock.now() + timedelta(days=60)):
        assert waiting(case.committee) == {"unsatisfied": 1}


def test_a_score_waits_for_its_release_and_no_longer(reference):
    case = case_in("implementing")
    assert waiting(case.committee) == {"release": 1}
    row = first_row(case.committee, "release")
    assert (row["pk"], row["kind"], row["title"], row["place"], row["due_on"], row["on"]) == (
        case.suggestion.pk, case.suggestion.number, case.suggestion.title, case.lead.name, None, clock.today(),
    )  # fmt: skip
    actions.release_score(case.suggestion, by=case.committee)
    assert waiting(case.committee) == {}


def test_both_scores_of_a_suggestion_are_one_release(reference):
    case = case_in("closed")
    assert waiting(case.committee) == {"release": 1}
    actions.release_score(case.suggestion, by=case.committee)
    assert waiting(case.committee) == {}


def test_a_score_after_a_release_waits_again(reference):
    case = case_in("implementing")
    actions.release_score(case.suggestion, by=case.committee)
    case.reported()
    case.closed()
    assert waiting(case.committee) == {"release": 1}


def test_silence_is_nothing_to_release(reference):
    case = case_in("replied")
    with clock.at(clock.now() + timedelta(days=60)):
        actions.lapse_scores()
        case.suggestion.refresh_from_db()
        assert (case.suggestion.state, waiting(case.committee)) == ("implementing", {"due_soon": 1})


def test_the_oldest_score_is_released_first(reference):
    younger, older = case_in("replied"), case_in("replied")
    older.implementing()
    with clock.at(clock.now() + timedelta(days=1)):
        younger.implementing()
        rows = rows_of(next(work for work in DESK if work.code == "release"), older.committee)
        assert [waiting_of(row).pk for row in rows] == [older.suggestion.pk, younger.suggestion.pk]
        assert first_row(older.committee, "release")["pk"] == older.suggestion.pk


@pytest.mark.parametrize("who", ["handler", "helper", "officer", "sponsor_user"])
def test_nobody_else_is_told_of_a_score_that_waits(client, reference, who):
    person = getattr(case_in("closed"), who)
    assert "release" not in waiting(person)
    assert "待公布评价" not in page(client, person, "/")


def test_due_today_is_due_soon_and_a_day_later_overdue(reference):
    case = case_in("assigned")
    due_on = case.suggestion.due_on
    today = clock.today()
    with clock.at(clock.now() + (due_on - today)):
        assert waiting(case.committee) == {"due_soon": 1}
    with clock.at(clock.now() + (due_on - today) + timedelta(days=1)):
        assert waiting(case.committee) == {"overdue": 1}


def test_leadership_sees_indicators_and_what_does_not_go_well(client, reference):
    case = case_in("replied")
    case.unsatisfied()
    leader = appoint(UserFactory(), Role.LEADERSHIP)
    figures = home_of(leader).blocks[0].figures["indicators"]
    assert [one.code for one in figures][:2] == ["stations", "meetings_held"]
    assert waiting(leader) == {"unsatisfied": 1}
    assert case.suggestion.title in page(client, leader, "/")


def test_a_subdistrict_sees_its_own_stations_only(client, station):
    StationFactory(community="别处社区")
    ConcernFactory(station=station, feedback_due_on=in_days(-1))
    ConcernFactory(words="别处的原话", feedback_due_on=in_days(-1))
    person = appoint(UserFactory(), Role.SUBDISTRICT, station.subdistrict)
    tiles = home_of(person).blocks[0].figures["tiles"]
    assert [tile.station for tile in tiles] == [station]
    assert waiting(person) == {"late_concerns": 1}
    assert "别处" not in page(client, person, "/")


# The department.


@pytest.mark.parametrize(
    ("state", "section"), [("assigned", "accept"), ("accepted", "reply"), ("implementing", "report")]
)
def test_what_waits_for_a_lead_department(reference, state, section):
    assert section in waiting(case_in(state).handler)


def test_a_department_reads_how_the_date_was_computed(client, reference):
    case = case_in("accepted")
    row = first_row(case.handler, "reply")
    assert (row["due_on"], row["computed"].explanation()) == (
        date(2026, 9, 15),
        "自 2026年6月15日 起 3 个月，2026年9月15日 到期。",
    )
    assert row["computed"].explanation() in page(client, case.handler, "/")


def test_a_co_handling_department_owes_an_opinion(reference):
    assert waiting(case_in("assigned").helper) == {"opinions": 1}


def test_a_department_keeps_its_own_commitments_only(client, station):
    own = CommitmentFactory(measure="本单位的措施")
    CommitmentFactory(measure="别单位的措施")
    handler = handler_of(own.department)
    assert waiting(handler) == {"promised": 1}
    assert "别单位" not in page(client, handler, "/")


def test_a_department_is_not_told_of_a_score_before_its_release(client, reference):
    case = case_in("replied")
    case.unsatisfied()
    text = page(client, case.handler, "/")
    assert waiting(case.handler) == {"reply": 1}
    assert "不满意" not in text
    assert "没有针对性" not in text


# The administrator, several roles, none.


def test_the_administrator_sees_accounts_and_health_but_no_work(client, story):
    person = appoint(UserFactory(), Role.ADMINISTRATOR)
    text = page(client, person, "/")
    accounts = home_of(person).blocks[0].figures["accounts"]
    assert dict(accounts.by_role)["管理员"] == 1
    assert (story.concern.words in text, story.suggestion.title in text) == (False, False)


def test_a_person_with_several_roles_sees_the_sections_of_each(client, station):
    case = case_in("submitted")
    ConcernFactory(station=station)
    person = appoint(officer_of(station), Role.COMMITTEE)
    assert waiting(person) == {"triage": 1, "register": 1}
    assert case.suggestion.title in page(client, person, "/")


def test_without_an_appointment_the_page_says_who_helps(client, db):
    assert "请联系管理员" in page(client, UserFactory(), "/")


def test_without_an_account_the_public_page_opens(client, db):
    assert client.get("/").headers["Location"] == "/public/"


# Queries: the same with one row and with three, in every role.

QUERIES = {
    "officer": 9,
    "representative": 8,
    "committee": 5,
    "leadership": 11,
    "subdistrict": 11,
    "department": 5,
    "administrator": 9,
}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("role", QUERIES)
def test_a_home_takes_as_many_queries_whatever_the_rows(client, reference, django_assert_num_queries, role, rows):
    station = StationFactory()
    for _row in range(rows):
        case = case_in("accepted", Case(station=station))
        ConcernFactory(station=station, feedback_due_on=in_days(-1))
        MeetingFactory(station=station)
        LookBackFactory(topic=TopicFactory(station=station, resolved=True), due_on=in_days(1))
        CommitmentFactory(topic=TopicFactory(station=station, tracked=True), department=case.lead, due_on=in_days(1))
        case_in("submitted", case)
    person = {
        "officer": case.officer,
        "representative": case.sponsor.user,
        "committee": case.committee,
        "leadership": appoint(UserFactory(), Role.LEADERSHIP),
        "subdistrict": appoint(UserFactory(), Role.SUBDISTRICT, station.subdistrict),
        "department": case.handler,
        "administrator": appoint(UserFactory(), Role.ADMINISTRATOR),
    }[role]
    client.force_login(person)
    with django_assert_num_queries(QUERIES[role]):
        client.get("/")


def test_the_busiest_combination_stays_within_twelve(client, station, django_assert_max_num_queries):
    person = representative_of(station)
    appoint(person, Role.OFFICER, station)
    client.force_login(person)
    with django_assert_max_num_queries(12):
        client.get("/")
