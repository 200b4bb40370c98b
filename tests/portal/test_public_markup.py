"""Public pages for who does not see them: results have headings and names, pages a description, moments a form."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from core.ui.environment import moment
from tests.factories.deliberations import TopicFactory
from tests.factories.stations import StationFactory, VisitFactory, load_clocks, officer_of
from tests.repository.parts import Tags, ids_of

pytestmark = pytest.mark.django_db

EMPTY_TIME = re.compile(r"<time[^>]*>\s*</time>")


def read(address: str) -> str:
    return Client().get(address).content.decode()


@pytest.fixture
def station():
    """A station with two published results."""
    load_clocks()
    station = StationFactory()
    for text in ("路灯已全部修好。", "下水道已疏通。"):
        TopicFactory(station=station, disclosed=True, public_text=text)
    return station


@pytest.mark.parametrize(
    ("page", "heading"), [("public-home", "h3"), ("public-results", "h2"), ("public-station", "h3")]
)
def test_a_result_is_named_by_its_heading(station, page, heading):
    body = read(reverse(f"portal:{page}", args=[station.code] if page == "public-station" else []))
    tags = Tags(body).found
    named = [attrs["aria-labelledby"] for tag, attrs in tags if tag == "article"]

    assert named == ["result-1", "result-2"]
    assert [tag for tag, attrs in tags if attrs.get("id") in named] == [heading] * 2
    assert set(named) <= set(ids_of(body))


def test_every_public_page_has_a_description_of_its_own(station):
    addresses = [reverse(f"portal:{name}") for name in ("public-home", "public-results", "public-projects", "receipt")]
    addresses += [reverse("portal:public-station", args=[station.code])]
    said = [
        attrs["content"]
        for address in addresses
        for tag, attrs in Tags(read(address)).found
        if tag == "meta" and attrs.get("name") == "description"
    ]

    assert len(said) == len(set(said)) == len(addresses)
    assert all(len(text) > 10 for text in said[:-1])
    assert str(station) in said[-1]


def test_no_time_is_empty_and_none_is_finer_than_a_second(station):
    officer = officer_of(station)
    VisitFactory(station=station, recorder=officer)
    client = Client()
    client.force_login(officer)
    body = client.get(reverse("stations:visit-list")).content.decode()
    moments = [attrs["datetime"] for tag, attrs in Tags(body).found if tag == "time" and "datetime" in attrs]

    assert EMPTY_TIME.findall(body) == []
    assert moments != []
    assert [one for one in moments if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00", one)] == []


def test_a_moment_is_told_in_the_time_of_the_district():
    at = datetime(2026, 3, 4, 7, 0, 9, 123456, tzinfo=ZoneInfo("UTC"))

    assert moment(at) == "2026-03-04T15:00:09+08:00"
