"""What councils and micro-projects put on the home pages: the vote first of all, then the work of each role."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from deliberations import actions
from deliberations.enums import Choice, CouncilState
from portal.homes import home_of
from portal.queries.council_work import COUNCIL_DEEDS, PROJECT_DEEDS
from stations.enums import Role
from tests.factories.accounts import UserFactory
from tests.factories.councils import CouncilFactory, MicroProjectFactory, Session
from tests.factories.stations import StationFactory, appoint, everybody, officer_of
from tests.portal.conftest import in_days, page
from tests.portal.test_home_page import first_row, waiting

pytestmark = pytest.mark.usefixtures("midsummer")


def subdistrict_of(station):
    return appoint(UserFactory(), Role.SUBDISTRICT, station.subdistrict)


# The member.


def test_a_member_without_any_role_finds_the_vote_on_the_home_page(client, db):
    session = Session().open()
    member = session.members[0].user
    text = page(client, member, "/")
    assert reverse("deliberations:council-cast", args=[session.council.pk]) in text
    assert "请联系管理员" not in text


def test_the_vote_stands_before_all_other_work(client, db):
    session = Session()
    person = session.members[0].user
    appoint(person, Role.OFFICER, session.station)
    MicroProjectFactory(station=session.station)
    session.open()
    text = page(client, person, "/")
    assert 0 < text.index('id="work-vote"') < text.index('id="work-projects"')


@pytest.mark.parametrize(
    ("seat", "shown"),
    [(0, True), (2, False)],  # the third member is not there
)
def test_only_who_is_present_is_asked_for_a_vote(db, seat, shown):
    session = Session().open(present=2)
    assert bool(home_of(session.members[seat].user).vote) == shown


def test_before_and_after_the_vote_nobody_is_asked(db):
    session = Session()
    member = session.members[0].user
    assert home_of(member).vote is None
    session.voted(Choice.FOR, Choice.FOR, Choice.FOR)
    assert home_of(member).vote is None


def test_nobody_without_a_seat_is_asked(db):
    session = Session().open()
    people = everybody(session.station)
    assert {name for name, person in people.items() if home_of(person).vote} == set()


# The liaison officer.


@pytest.mark.parametrize(
    ("state", "moment", "days"),
    [
        (CouncilState.PLANNED, timedelta(days=7), 4),
        (CouncilState.NOTIFIED, timedelta(hours=9), 0),
        (CouncilState.NOTIFIED, timedelta(days=-1), -1),
        (CouncilState.OPENED, timedelta(hours=-1), 0),
        (CouncilState.CLOSED, timedelta(hours=-2), 5),
    ],
)
def test_what_is_to_be_done_with_a_council(station, state, moment, days):
    CouncilFactory(station=station, state=state, starts_at=clock.now() + moment, minutes_due_on=in_days(5))
    row = first_row(officer_of(station), "councils")
    assert (row["kind"], row["due_on"]) == (COUNCIL_DEEDS[state], in_days(days))


@pytest.mark.parametrize("state", [CouncilState.NOTIFIED, CouncilState.CONFIRMED, CouncilState.CANCELLED])
def test_a_council_of_another_day_or_done_does_not_wait(station, state):
    CouncilFactory(station=station, state=state, starts_at=clock.now() + timedelta(days=1))
    assert waiting(officer_of(station)) == {}


def test_projects_wait_for_each_decision_of_the_officer(station):
    officer = officer_of(station)
    project = MicroProjectFactory(station=station)
    for state in PROJECT_DEEDS:
        type(project).objects.update(state=state)
        assert first_row(officer, "projects")["kind"] == PROJECT_DEEDS[state]


def test_an_objection_waits_from_its_day_until_it_is_answered(station):
    officer = officer_of(station)
    project = MicroProjectFactory(station=station, on_notice=True)
    with clock.at(clock.now() - timedelta(days=2)):
        actions.object_to_project(project, by=officer, text="影响通行。")
    assert first_row(officer, "objections")["due_on"] == in_days(-2)

    actions.answer_objection(project, by=officer, answer="已调整位置。", upheld=False)
    assert waiting(officer) == {}


def test_a_report_waits_a_week_before_its_date_until_it_is_made(station):
    officer = officer_of(station)
    project = MicroProjectFactory(station=station, under_way=True, report_due_on=in_days(7))
    MicroProjectFactory(station=station, under_way=True, report_due_on=in_days(8))
    assert waiting(officer) == {"progress": 1}

    actions.report_progress(project, by=officer, percent=60, note="已完成基础。")
    assert waiting(officer) == {}


def test_an_officer_sees_nothing_of_another_stations_council(client, station):
    elsewhere = StationFactory()
    CouncilFactory(station=elsewhere, place="别站会议室")
    MicroProjectFactory(station=elsewhere, title="别站项目")
    officer = officer_of(station)
    assert waiting(officer) == {}
    assert "别站" not in page(client, officer, "/")


# The subdistrict.


def test_a_notice_that_is_over_waits_for_the_subdistrict(client, reference):
    station = StationFactory()
    person = subdistrict_of(station)
    project = MicroProjectFactory(station=station, notice_over=True)
    MicroProjectFactory(station=station, on_notice=True)
    MicroProjectFactory(notice_over=True)
    assert waiting(person) == {"to_confirm": 1}
    assert project.title in page(client, person, "/")

    actions.confirm_project(project, by=person)
    assert waiting(person) == {}


# Queries: what councils add to a home costs none of its own.


@pytest.mark.parametrize("rows", [1, 3])
def test_councils_and_projects_take_no_query_more(client, reference, django_assert_num_queries, rows):
    station = StationFactory()
    for _row in range(rows):
        CouncilFactory(station=station)
        MicroProjectFactory(station=station)
        MicroProjectFactory(station=station, under_way=True, report_due_on=in_days(1))
        MicroProjectFactory(station=station, notice_over=True)
    for person, queries in ((officer_of(station), 9), (subdistrict_of(station), 11), (UserFactory(), 5)):
        client.force_login(person)
        with django_assert_num_queries(queries):
            client.get("/")
