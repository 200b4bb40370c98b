"""What everybody may read without an account, and nothing else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from portal.queries.public import standings_of
from stations.enums import ConcernState, NotAcceptedReason, Route
from stations.models import Concern
from tests.factories.accounts import UserFactory
from tests.factories.councils import MicroProjectFactory
from tests.factories.deliberations import MeetingFactory, TopicFactory
from tests.factories.stations import ConcernFactory, ContactFactory, RepresentativeFactory, StationFactory
from tests.portal.conftest import tell

HOME, RESULTS, RECEIPT = "/public/", "/public/results/", "/public/receipt/"
#: Words that stand in internal fields of everything planted here.
INTERNAL = "内部"


@pytest.fixture
def planted(reference) -> Concern:
    """A story whose every internal text says so, and one disclosed result."""
    story = tell(state="replied")
    story.case.unsatisfied()
    concern = ConcernFactory(
        station=story.station, words="内部原话", place="内部地点", told=True, route_note="内部备注"
    )
    ContactFactory(concern=concern, name="内部姓名", phone="13912345678")
    TopicFactory(
        station=story.station, disclosed=True, title="内部标题", statement="内部说明", public_text="路灯已全部修好。",
        outcome_reason="内部原因", resolve_note="内部经过", concerns=[concern],
    )  # fmt: skip
    TopicFactory(station=story.station, confirmed=True, title="内部未公开", public_text="内部草稿")
    MeetingFactory(station=story.station, place="内部会议室", note="内部纪要")
    return concern


def read(client: Client, address: str, **asked: str) -> str:
    response = client.get(address, asked)
    assert response.status_code == 200
    return response.content.decode()


def test_nothing_internal_is_on_any_public_page(client, planted):
    pages = {
        address: read(client, address)
        for address in (HOME, RESULTS, f"/public/stations/{planted.station.code}/", RECEIPT, "/robots.txt")
    }
    pages["answer"] = read(client, RECEIPT, number=planted.number)
    for address, text in pages.items():
        assert (address, INTERNAL in text, "13912345678" in text) == (address, False, False)


def test_a_signed_in_person_reads_no_more_there(client, planted):
    client.force_login(UserFactory())
    assert INTERNAL not in read(client, RECEIPT, number=planted.number)


def test_the_home_shows_figures_results_and_stations(client, planted):
    text = read(client, HOME)
    assert ("路灯已全部修好。" in text, planted.station.community in text, "召开代表议事会" in text) == (True,) * 3


def test_results_are_narrowed_to_a_station(client, planted):
    elsewhere = StationFactory()
    TopicFactory(station=elsewhere, disclosed=True, public_text="别处修好了。")
    text = read(client, RESULTS, station=elsewhere.code)
    assert ("别处修好了。" in text, "路灯已全部修好。" in text) == (True, False)


def test_a_station_says_where_when_and_who(client, reference):
    station = StationFactory(address="坪山大道1号", hours="周一至周五 9:00–18:00")
    RepresentativeFactory(home_station=station, name="王代表")
    RepresentativeFactory(home_station=station, name="已卸任代表", ends_on=clock.today() - timedelta(days=1))
    MeetingFactory(station=station, place="未通知的会议室")
    MeetingFactory(station=station, place="议事厅", notified=True)
    text = read(client, f"/public/stations/{station.code}/")
    assert [said in text for said in ("坪山大道1号", "周一至周五", "王代表", "议事厅")] == [True] * 4
    assert [said in text for said in ("已卸任代表", "未通知的会议室")] == [False] * 2


@pytest.mark.parametrize("code", ["nonsense", "1", "%00", "x" * 300])
def test_a_station_that_is_not_there_is_404(client, db, code):
    assert client.get(f"/public/stations/{code}/").status_code == 404


# Where a concern stands.


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, ["已登记", "正在研究由谁办理"]),
        ({"routed": True}, ["办理中", "已转社区办理"]),
        ({"routed": True, "route": Route.HOTLINE, "external_number": "PS-77"}, ["办理中", "区热线", "PS-77"]),
        ({"routed": True, "route": Route.TOPIC}, ["办理中", "列为议题"]),
        ({"told": True}, ["已反馈", "反馈日期"]),
        ({"unreachable": True}, ["未能联系到您"]),
        ({"closed": True}, ["已办结"]),
        (
            {
                "told": True, "route": Route.NOT_ACCEPTED, "not_accepted_reason": NotAcceptedReason.OUTSIDE,
                "redirect_to": "请向邻区信访局反映",
            },
            ["不能受理", "请向邻区信访局反映", str(NotAcceptedReason.OUTSIDE.label)],
        ),
    ],
)  # fmt: skip
def test_a_receipt_number_shows_the_stage_in_plain_words(client, station, given, said):
    concern = ConcernFactory(station=station, **given)
    text = read(client, RECEIPT, number=concern.number)
    assert [word in text for word in said] == [True] * len(said)
    assert concern.words not in text


@pytest.mark.parametrize(
    "typed", ["0401261125-ab23cd", "0401261125 AB23CD", "０４０１２６１１２５－ａｂ２３ｃｄ", "0401261125AB23CD"]
)
def test_a_receipt_number_is_found_however_it_is_typed(client, station, typed):
    ConcernFactory(station=station, number="0401261125-AB23CD", closed=True)

    assert "已办结" in read(client, RECEIPT, number=typed)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({}, "列为议题"),
        ({"deliberated": True}, "与有关单位商议"),
        ({"tracked": True}, "正在办理"),
        ({"resolved": True}, "上门回头看"),
        ({"confirmed": True}, "已现场核实"),
        ({"disclosed": True}, "结果已公开"),
        ({"declined": True}, "说明原因"),
    ],
)
def test_a_concern_that_became_a_topic_is_followed(client, station, state, said):
    concern = ConcernFactory(station=station, routed=True, route=Route.TOPIC)
    topic = TopicFactory(station=station, concerns=[concern], **state)
    text = read(client, RECEIPT, number=concern.number)
    assert (said in text, topic.title in text) == (True, False)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({}, "由社区民生议政会表决"),
        ({"on_notice": True}, "正在公示"),
        ({"under_way": True}, "正在实施"),
        ({"accepted": True}, "已完成"),
        ({"disclosed": True}, "结果已公开"),
        ({"declined": True}, "说明原因"),
        ({"failed": True}, "未获"),
    ],
)
def test_a_concern_that_became_a_micro_project_is_followed(client, station, state, said):
    concern = ConcernFactory(station=station, routed=True, route=Route.MICRO_PROJECT)
    project = MicroProjectFactory(station=station, **state)
    project.concerns.add(concern)
    text = read(client, RECEIPT, number=concern.number)
    assert (said in text, project.title in text) == (True, False)


def test_every_state_and_route_has_its_words(station):
    for state in ConcernState:
        for route in ["", *Route]:
            concern = ConcernFactory(station=station, state=state, route=route)
            (standing,) = standings_of(concern.number)
            assert (bool(str(standing.stage)), bool(str(standing.explanation))) == (True, True)


@pytest.mark.parametrize("written", [" {} ", "{}\n", " {}"])
def test_a_number_is_found_however_it_was_copied(client, station, written):
    concern = ConcernFactory(station=station, number="0101260615-AB2CD3")
    for number in (concern.number, concern.number.lower(), "0101 260615 - ab2cd3"):
        assert "已登记" in read(client, RECEIPT, number=written.format(number))


@pytest.mark.parametrize("number", ["0101260615-AAAAAA", "x", "'--", "路灯", "\x00", "a" * 5000])
def test_an_unknown_number_says_so_and_keeps_what_was_typed(client, db, number):
    response = client.get(RECEIPT, {"number": number})
    assert response.status_code in (400, 404)
    assert 'class="receipt"' not in response.content.decode()


def test_a_part_of_a_number_finds_nothing(client, station):
    concern = ConcernFactory(station=station)
    assert client.get(RECEIPT, {"number": concern.number[:-1]}).status_code == 404


def test_guessing_is_slowed_down_to_twenty_a_minute(client, station, time_machine_at_noon):
    concern = ConcernFactory(station=station)
    answers = [client.get(RECEIPT, {"number": concern.number}).status_code for _try in range(21)]
    assert answers == [200] * 20 + [429]
    assert client.get(RECEIPT).status_code == 200
    assert client.get(RECEIPT, {"number": concern.number}, REMOTE_ADDR="192.0.2.9").status_code == 200
    time_machine_at_noon.shift(timedelta(minutes=1))
    assert client.get(RECEIPT, {"number": concern.number}).status_code == 200


def test_an_answer_is_not_kept_by_anybody(client, station):
    response = client.get(RECEIPT, {"number": ConcernFactory(station=station).number})
    assert "no-store" in response.headers["Cache-Control"]


# The rest.


def test_the_site_is_well(client, db):
    assert client.get("/healthz").json() == {"database": "ok"}


def test_the_site_says_when_it_is_not(client, db, monkeypatch):
    from django.db import OperationalError, connection

    def refuse(*args: object) -> None:
        raise OperationalError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", refuse)
        response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, {"database": "unreachable"})


def test_search_engines_do_not_ask_for_receipts(client):
    assert "Disallow: /public/receipt/" in client.get("/robots.txt").content.decode()


def test_only_these_pages_of_the_portal_are_public(client, db):
    from accounts.middleware import is_public
    from portal.urls import urlpatterns

    assert {pattern.name for pattern in urlpatterns if is_public(pattern.callback)} == {
        "home", "public-home", "public-station", "public-results", "public-projects", "public-project-photo", "receipt",
        "healthz", "robots",
    }  # fmt: skip
    for name in ("desk", "stations", "indicators", "project-figures", "search"):
        assert client.get(reverse(f"portal:{name}")).status_code == 302


@pytest.mark.parametrize("rows", [1, 3])
def test_public_pages_take_as_many_queries_whatever_the_rows(client, reference, django_assert_num_queries, rows):
    for _row in range(rows):
        concern = ConcernFactory()
        RepresentativeFactory(home_station=concern.station)
        TopicFactory(station=concern.station, disclosed=True)
    station = concern.station
    for address, queries in (
        (HOME, 8), (RESULTS, 1), (f"/public/stations/{station.code}/", 5), (f"{RECEIPT}?number={concern.number}", 1),
    ):  # fmt: skip
        with django_assert_num_queries(queries):
            client.get(address)


def test_a_receipt_that_cannot_be_kept_is_shown_again(client, db):
    for number in ("20260301\x00-AB", "20260301\ufffe-AB"):
        response = client.get(RECEIPT, {"number": number})

        assert (response.status_code, list(response.context["form"].errors)) == (400, ["number"])
        assert 'value="20260301�-AB"' in response.content.decode()
