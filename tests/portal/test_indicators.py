"""The published indicators: figure and rows are the same thing, on the page, in the API and in the report."""

import json
from datetime import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from core import clock
from deliberations.enums import CouncilState
from deliberations.models import Topic
from portal.queries.indicators import SHORTLISTED_SHARE, Period, Share, indicators, rows_behind
from suggestions import actions
from suggestions.models import Suggestion
from tests.factories.councils import CouncilFactory, MicroProjectFactory
from tests.factories.deliberations import MeetingFactory, TopicFactory
from tests.factories.stations import RepresentativeFactory, StationFactory, committee, everybody, officer_of
from tests.factories.suggestions import Case, SuggestionFactory, case_in
from tests.portal.conftest import page

pytestmark = pytest.mark.usefixtures("midsummer")
CODES = [
    "stations", "meetings_held", "problems_resolved", "suggestions_and_letters", "suggestions_livelihood",
    "suggestions_implemented", "councils_held", "micro_projects_proposed", "micro_projects_shortlisted",
    "micro_projects_passed", "micro_projects_accepted", "representative_projects_shortlisted_share",
]  # fmt: skip
YEAR = {"from": "2026-01-01", "to": "2026-12-31"}


def values(period: Period = Period()) -> dict[str, float | None]:  # noqa: B008 - a period never changes
    return {one.code: one.value for one in indicators(period)}


# What counts.


def test_the_codes_are_those_that_were_promised(db):
    assert [one.code for one in indicators(Period())] == CODES


def test_only_meetings_that_took_place_count(station):
    MeetingFactory(station=station)
    for state in ("notified", "held", "confirmed", "disclosed", "cancelled"):
        MeetingFactory(station=station, **{state: True})
    assert values()["meetings_held"] == 3


def test_only_confirmed_livelihood_topics_count(station):
    for state in ({}, {"resolved": True}, {"confirmed": True}, {"disclosed": True}, {"archived": True}):
        TopicFactory(station=station, **state)
    TopicFactory(station=station, confirmed=True, livelihood=False)
    TopicFactory(station=station, tracked=True, confirmed_at=clock.now())  # confirmed once, then reopened
    assert values()["problems_resolved"] == 3


def test_session_suggestions_and_unregistered_ones_do_not_count(reference):
    for instrument in ("session", "between_sessions", "contact_letter"):
        SuggestionFactory(registered=True, instrument=instrument)
    SuggestionFactory(registered=True, livelihood=False)
    SuggestionFactory()
    assert (values()["suggestions_and_letters"], values()["suggestions_livelihood"]) == (3, 2)


@pytest.mark.parametrize(
    ("state", "implemented"), [("implementing", 0), ("reported", 0), ("closed", 1)]
)  # fmt: skip
def test_implemented_means_closed_with_a_report(reference, state, implemented):
    case_in(state)
    assert values()["suggestions_implemented"] == implemented


def test_closed_is_not_implemented(reference):
    case = case_in("accepted")
    case.replied(outcome_class="D", reason="供参考。")
    case.implementing()
    assert case.suggestion.state == "closed"
    assert values()["suggestions_implemented"] == 0


def test_a_report_of_an_earlier_round_does_not_count(reference):
    case = case_in("reported")
    case.let_down()
    case.replied(outcome_class="D", reason="供参考。")
    case.implementing()
    assert (case.suggestion.state, values()["suggestions_implemented"]) == ("closed", 0)


def test_a_look_back_that_finds_nothing_done_takes_it_away(reference):
    case = case_in("closed")
    actions.note_look_back(case.suggestion, result="not_done", visited_on=clock.today())
    assert values()["suggestions_implemented"] == 0


def test_both_denominators_are_shown(reference):
    case_in("closed")
    case_in("registered", Case(), livelihood=False)
    found = {one.code: one for one in indicators(Period())}
    cases = {code: [(share.numerator, share.denominator) for share in one.shares] for code, one in found.items()}
    assert cases["suggestions_implemented"] == [(1, 2), (1, 1)]
    assert cases["suggestions_livelihood"] == [(1, 2)]


def test_a_share_of_nothing_and_one_that_is_no_part_have_no_percentage():
    assert [Share("x", *cases).percent for cases in ((0, 0), (2, 1), (1, 3))] == [None, None, 33.3]


# Councils and micro-projects (domain §6).


def test_only_councils_whose_votes_are_closed_count(station):
    for state in CouncilState:
        CouncilFactory(station=station, state=state)
    assert values()["councils_held"] == 2


def test_a_project_counts_for_what_has_happened_to_it(station):
    states = ("checked", "shortlisted", "voting", "passed", "on_notice", "confirmed", "under_way", "accepted")
    for state in (*states, "evaluated", "disclosed", "failed", "declined"):
        MicroProjectFactory(station=station, **{state: True})
    found = values()
    assert {code: found[code] for code in CODES if code.startswith("micro_projects")} == {
        "micro_projects_proposed": 12, "micro_projects_shortlisted": 10, "micro_projects_passed": 7,
        "micro_projects_accepted": 3,
    }  # fmt: skip


def test_a_project_that_an_objection_ended_was_not_passed(station):
    MicroProjectFactory(station=station, on_notice=True, state="declined")
    assert values()["micro_projects_passed"] == 0


def test_the_share_of_representatives_own_projects_names_both_numbers(station):
    own = {"station": station, "proposer": "representative", "representative": RepresentativeFactory()}
    MicroProjectFactory(**own)
    MicroProjectFactory(**own, declined=True)
    MicroProjectFactory(**own, disclosed=True)
    MicroProjectFactory(**own, failed=True)
    MicroProjectFactory(station=station, shortlisted=True)
    found = {one.code: one for one in indicators(Period())}[SHORTLISTED_SHARE]
    assert (found.value, found.numerator, found.denominator, found.note) == (50.0, 2, 4, "")


def test_a_share_of_nothing_is_no_figure_and_says_why(client, db):
    found = {one.code: one for one in indicators(Period())}[SHORTLISTED_SHARE]
    assert (found.value, found.numerator, found.denominator, bool(str(found.note))) == (None, 0, 0, True)
    assert "None" not in page(client, committee(), "/indicators/")
    assert "None" not in client.get("/public/").content.decode()


# The period.


@pytest.mark.parametrize(
    ("moment", "counted"),
    [
        ("2025-12-31T23:59:59+08:00", 0),
        ("2026-01-01T00:00:00+08:00", 1),
        ("2026-12-31T23:59:59+08:00", 1),
        ("2027-01-01T00:00:00+08:00", 0),
    ],
)
def test_both_ends_of_the_period_belong_to_it(client, station, moment, counted):
    at = datetime.fromisoformat(moment)
    day = timezone.localdate(at)
    MeetingFactory(station=station, held=True, starts_at=at)
    TopicFactory(station=station, confirmed=True, confirmed_at=at)
    CouncilFactory(station=station, state=CouncilState.CONFIRMED, starts_at=at)
    MicroProjectFactory(station=station, accepted=True, proposed_at=at, passed_on=day, accepted_on=day)
    client.force_login(committee())
    found = {one["code"]: one["value"] for one in client.get("/api/v1/indicators/", YEAR).json()}
    by_date = ("meetings_held", "problems_resolved", "councils_held", "micro_projects_proposed")
    assert [found[code] for code in (*by_date, "micro_projects_passed", "micro_projects_accepted")] == [counted] * 6


def test_a_station_counts_from_its_opening(station):
    StationFactory(founded_on="2026-05-01")
    assert [values(Period(None, day))["stations"] for day in (clock.today(), clock.today().replace(month=4))] == [2, 1]


# Figure and rows are the same.


def plant(reference: None) -> None:
    case_in("closed")
    case_in("registered", Case(), livelihood=False)
    case_in("registered", Case(), instrument="session")
    station = StationFactory()
    MeetingFactory(station=station, held=True)
    MeetingFactory(station=station)
    TopicFactory(station=station, disclosed=True)
    TopicFactory(station=station, resolved=True)
    CouncilFactory(station=station, state=CouncilState.CLOSED)
    CouncilFactory(station=station)
    MicroProjectFactory(station=station, accepted=True)
    own = {"proposer": "representative", "representative": RepresentativeFactory(home_station=station)}
    MicroProjectFactory(station=station, failed=True, **own)
    MicroProjectFactory(station=station, **own)


def test_every_figure_equals_its_rows(reference):
    plant(reference)
    for period in (Period(), Period(clock.today(), clock.today()), Period(None, clock.today().replace(year=2025))):
        for one in indicators(period):
            assert (one.code, one.numerator) == (one.code, rows_behind(one.code, period).count())


@pytest.mark.parametrize("code", CODES)
def test_the_page_behind_a_figure_lists_its_rows(client, reference, code):
    plant(reference)
    person = committee()
    figure = {one.code: one.numerator for one in indicators(Period())}[code]
    text = page(client, person, f"/indicators/{code}/")
    assert f"共计{figure}项，您可查看其中{figure}项。" in text
    assert text.count("table-title") == figure


def test_rows_of_others_are_counted_but_not_shown(client, reference):
    plant(reference)
    topic = Topic.objects.get(state="disclosed")
    stranger = officer_of(StationFactory())
    text = page(client, stranger, "/indicators/problems_resolved/")
    assert ("共计1项，您可查看其中0项。" in text, topic.title in text) == (True, False)


def test_an_indicator_that_nobody_knows_is_404(client, db):
    client.force_login(committee())
    assert client.get("/indicators/nonsense/").status_code == 404


def test_the_page_links_every_figure_to_its_rows_in_the_same_period(client, reference):
    text = page(client, committee(), "/indicators/", **YEAR)
    for code in CODES:
        assert f"/indicators/{code}/?from=2026-01-01&amp;to=2026-12-31" in text


@pytest.mark.parametrize(
    "asked",
    [{"from": "x"}, {"from": "0001-01-01"}, {"to": "9999-12-31"}, {"from": "2026-02-01", "to": "2026-01-01"}],
)
def test_a_period_that_makes_no_sense_is_refused_beside_the_field(client, db, asked):
    client.force_login(committee())
    assert client.get("/indicators/", asked).status_code == 400
    answer = client.get("/api/v1/indicators/", asked)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert set(answer.json()["fields"]) <= {"from", "to"}


# API and report.


def test_the_api_says_the_same_as_the_page(client, reference):
    plant(reference)
    client.force_login(committee())
    answer = client.get("/api/v1/indicators/").json()
    assert {one["code"]: one["value"] for one in answer} == values()
    assert set(answer[0]) == {
        "code", "name", "value", "numerator", "denominator", "shares", "unit", "definition", "note", "as_of",
    }  # fmt: skip
    assert {one["as_of"] for one in answer} == {"2026-06-15"}


def test_the_figures_are_public_and_so_open_to_everybody_with_an_account(client, station):
    assert client.get("/api/v1/indicators/").status_code == 401
    for person in everybody(station).values():
        client.force_login(person)
        assert client.get("/api/v1/indicators/").status_code == 200


def test_the_report_as_json(reference):
    plant(reference)
    out = StringIO()
    call_command("report_indicators", "--format", "json", "--from", "2026-01-01", "--to", "2026-12-31", stdout=out)
    assert {one["code"]: one["value"] for one in json.loads(out.getvalue())} == values()


def test_the_report_as_a_table(reference):
    plant(reference)
    out = StringIO()
    call_command("report_indicators", stdout=out)
    line = next(line for line in out.getvalue().splitlines() if line.startswith("suggestions_implemented"))
    assert line.split() == ["suggestions_implemented", "1", "件", "(1/2)"]


def test_the_report_refuses_nonsense(db):
    with pytest.raises(CommandError):
        call_command("report_indicators", "--from", "yesterday")


@pytest.mark.parametrize("rows", [1, 3])
def test_indicators_take_six_queries_whatever_the_rows(reference, django_assert_num_queries, rows):
    for _row in range(rows):
        plant(reference)
    with django_assert_num_queries(6):
        indicators(Period())


@pytest.mark.parametrize("rows", [1, 3])
def test_the_rows_take_six_queries(client, reference, django_assert_num_queries, rows):
    SuggestionFactory.create_batch(rows, registered=True)
    client.force_login(committee())
    with django_assert_num_queries(6):
        client.get("/indicators/suggestions_and_letters/")
    assert Suggestion.objects.count() == rows
