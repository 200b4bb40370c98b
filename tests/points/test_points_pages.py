"""The pages of points: what they show, to whom, and what they cost."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core import clock
from points.models import LedgerEntry, PointsQuery
from stations.models import Representative, Station
from tests.factories.deliberations import MeetingFactory, TopicFactory
from tests.factories.points import LedgerEntryFactory, PointsQueryFactory, PointsRuleFactory
from tests.factories.stations import RepresentativeFactory, everybody


@pytest.fixture
def own(client: Client, lead: Representative) -> Client:
    """A browser of the representative."""
    client.force_login(lead.user)
    return client


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def earned(representative: Representative, meetings: int, topics: int = 0) -> list[LedgerEntry]:
    """Entries for meetings and topics of the home station, today."""
    station = representative.home_station
    sources = MeetingFactory.create_batch(meetings, station=station, confirmed=True)
    entries = [LedgerEntryFactory(representative=representative, source=source) for source in sources]
    led = TopicFactory.create_batch(topics, station=station, lead=representative)
    rule = PointsRuleFactory(lead=True)
    return entries + [LedgerEntryFactory(representative=representative, source=t, rule=rule) for t in led]


def test_dashboard_shows_total_rules_months_and_what_each_entry_was_for(
    own: Client, lead: Representative, in_english: None
) -> None:
    entries = earned(lead, meetings=2, topics=1)

    answer = own.get(reverse("points:dashboard"), headers={"accept-language": "en"})

    text = answer.content.decode()
    summary = answer.context["summary"]
    assert (summary.total, [rule.points for rule in summary.by_rule]) == (20, [10, 10, 0])
    assert summary.by_month == [(m, 20 if m == clock.today().month else 0) for m in range(1, 13)]
    assert all(entry.note in text and entry.get_absolute_url() in text for entry in entries)
    assert all(entry.source.get_absolute_url() in text for entry in answer.context["entries"])


def test_dashboard_links_only_to_sources_that_the_reader_may_see(own: Client, lead: Representative) -> None:
    elsewhere = MeetingFactory(confirmed=True, place="别处会议室")
    LedgerEntryFactory(representative=lead, source=elsewhere)

    text = own.get(reverse("points:dashboard")).content.decode()

    assert "别处会议室" in text
    assert elsewhere.get_absolute_url() not in text


def test_dashboard_of_another_year(own: Client, lead: Representative) -> None:
    LedgerEntryFactory(representative=lead, earned_on=date(2018, 6, 22), note="2018年议事会")
    LedgerEntryFactory(representative=lead, note="今年议事会")

    text = own.get(reverse("points:dashboard"), {"year": 2018}).content.decode()

    assert ("2018年议事会" in text, "今年议事会" in text) == (True, False)


@pytest.mark.parametrize("year", ["", "abc", "²", "99999999999999999999", "1900"])
def test_dashboard_of_a_year_that_makes_no_sense_is_this_year(own: Client, year: str) -> None:
    answer = own.get(reverse("points:dashboard"), {"year": year})

    assert (answer.status_code, answer.context["summary"].year) == (200, clock.today().year)


def test_dashboard_without_entries_says_what_will_appear(own: Client) -> None:
    answer = own.get(reverse("points:dashboard"))

    assert "empty-title" in answer.content.decode()


@pytest.mark.parametrize("entries", [1, 3])
def test_dashboard_costs_the_same_with_more_entries(
    own: Client, lead: Representative, entries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    earned(lead, meetings=entries, topics=entries)

    with django_assert_num_queries(12):
        own.get(reverse("points:dashboard"))


def test_ledger_is_alphabetical_and_names_no_place_in_a_ranking(
    station: Station, officer: User, lead: Representative
) -> None:
    third, first = (RepresentativeFactory(home_station=station, name=name) for name in ("张三", "李一"))
    earned(third, meetings=3)

    answer = browser(officer).get(reverse("points:ledger"))

    names = [str(representative) for representative, _points in answer.context["rows"]]
    assert names == [lead.name, first.name, third.name]


@pytest.mark.parametrize("count", [1, 3])
def test_ledger_costs_the_same_with_more_representatives(
    station: Station, officer: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    RepresentativeFactory.create_batch(count, home_station=station)
    page = browser(officer)

    with django_assert_num_queries(7):
        page.get(reverse("points:ledger"))


def test_who_opens_whose_points(station: Station, lead: Representative) -> None:
    people = everybody(station) | {"own": lead.user}
    entry = LedgerEntryFactory(representative=lead)
    pages = [
        reverse("points:ledger-detail", args=[lead.pk]),
        reverse("points:statement", args=[lead.pk]),
        entry.get_absolute_url(),
    ]

    answers = {kind: {browser(person).get(page).status_code for page in pages} for kind, person in people.items()}

    sees = {"own", "officer here", "committee", "leadership"}
    assert answers == {kind: {200} if kind in sees else {404} for kind in people}


def test_who_sees_a_list_of_ledgers(station: Station) -> None:
    people = everybody(station)

    answers = {kind: browser(person).get(reverse("points:ledger")).status_code for kind, person in people.items()}

    refused = {"subdistrict here", "subdistrict elsewhere", "department", "administrator", "nobody"}
    assert answers == {kind: 403 if kind in refused else 200 for kind in people}


def test_dashboard_of_who_earns_no_points_leads_to_the_list(station: Station, officer: User) -> None:
    answer = browser(officer).get(reverse("points:dashboard"))

    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("points:ledger"))


def test_statement_lists_every_entry_and_the_sums(own: Client, lead: Representative) -> None:
    entries = earned(lead, meetings=30)

    answer = own.get(reverse("points:statement", args=[lead.pk]))

    assert len(answer.context["entries"]) == len(entries)
    assert "150" in answer.content.decode()


def test_entry_is_taken_back_with_a_reason_on_its_page(station: Station, staff: User) -> None:
    entry = LedgerEntryFactory()
    page = browser(staff)
    url = reverse("points:ledger-entry-reverse", args=[entry.pk])

    empty = page.post(url, {"reason": ""})
    done = page.post(url, {"reason": "重复计分"})
    again = page.post(url, {"reason": "重复计分"})

    assert (empty.status_code, done.status_code, again.status_code) == (400, 302, 409)
    assert "重复计分" in page.get(entry.get_absolute_url()).content.decode()


def test_entry_taken_back_by_the_officer_is_refused(station: Station, officer: User, lead: Representative) -> None:
    entry = LedgerEntryFactory(representative=lead)

    answer = browser(officer).post(reverse("points:ledger-entry-reverse", args=[entry.pk]), {"reason": "重复"})

    assert (answer.status_code, LedgerEntry.objects.count()) == (403, 1)


def test_question_is_sent_and_answered(own: Client, lead: Representative, staff: User) -> None:
    (entry,) = earned(lead, meetings=1)
    page = browser(staff)

    asked = own.post(
        reverse("points:points-query-new"),
        {"entry": entry.pk, "year": entry.year, "text": "日期不对"},
    )
    query = PointsQuery.objects.get()
    waiting = page.get(reverse("points:points-query-list"), {"state": "open"}).content.decode()
    page.post(reverse("points:points-query-answer", args=[query.pk]), {"answer": "已核实，日期无误。"})
    shown = own.get(query.get_absolute_url()).content.decode()

    assert asked.headers["Location"] == query.get_absolute_url()
    assert "日期不对" in waiting
    assert "已核实，日期无误。" in shown
    query.refresh_from_db()
    assert (query.state, query.answered_by, query.entry) == ("answered", staff, entry)


def test_question_keeps_what_was_typed(own: Client, lead: Representative) -> None:
    answer = own.post(reverse("points:points-query-new"), {"year": "1800", "text": "没有记分"})

    assert (answer.status_code, set(answer.context["form"].errors)) == (400, {"year"})
    assert "没有记分" in answer.content.decode()


@pytest.mark.parametrize("entry", ["²", "-1", "9" * 40, "abc"])
def test_question_about_an_entry_that_makes_no_sense(own: Client, entry: str) -> None:
    page = reverse("points:points-query-new")
    typed = {"entry": entry, "year": clock.today().year, "text": "没有记分"}

    assert own.get(page, {"entry": entry}).status_code == 200
    assert own.post(page, typed).status_code == 400


def test_question_about_somebody_elses_entry_is_refused(own: Client) -> None:
    entry = LedgerEntryFactory()

    typed = {"entry": entry.pk, "year": clock.today().year, "text": "这是谁的"}
    answer = own.post(reverse("points:points-query-new"), typed)

    assert (answer.status_code, PointsQuery.objects.count()) == (400, 0)


def test_who_sees_and_answers_a_question(station: Station, lead: Representative) -> None:
    people = everybody(station) | {"own": lead.user}
    query = PointsQueryFactory(representative=lead)

    seen = {k: browser(p).get(query.get_absolute_url()).status_code for k, p in people.items()}
    answer = reverse("points:points-query-answer", args=[query.pk])
    may = {k: browser(p).get(answer).status_code for k, p in people.items()}

    assert {kind for kind, code in seen.items() if code == 200} == {"own", "committee", "leadership"}
    assert {kind for kind, code in may.items() if code == 200} == {"committee"}
    assert {may["own"], may["leadership"], may["officer here"]} == {403, 404}


def test_only_a_representative_asks(station: Station, officer: User) -> None:
    assert browser(officer).get(reverse("points:points-query-new")).status_code == 403


def test_rules_are_for_everybody_to_read(station: Station, officer: User) -> None:
    answer = browser(officer).get(reverse("points:points-rule-list"))

    assert [rule.points for rule in answer.context["counting"]] == [5, 10, 15]
    assert len(answer.context["switched_off"]) == 19
