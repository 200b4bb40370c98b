"""The pages of micro-projects: proposing, money at the field, notice, progress, pictures, envelopes (rules 15, 16)."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core import clock
from deliberations import actions
from deliberations.enums import Outcome, ProjectState, Proposer
from deliberations.models import MicroProject
from stations.enums import Role, Route
from stations.models import Station
from tests.factories.accounts import UserFactory
from tests.factories.councils import MicroProjectFactory, photo_of, picture, proposing_representative
from tests.factories.deliberations import TopicFactory
from tests.factories.stations import ConcernFactory, appoint, committee, officer_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def page(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def typed(station: Station, **more: Any) -> dict[str, Any]:
    """A form as somebody fills it in."""
    return {
        "station": station.pk, "proposer": "community", "kind": "works", "title": "加建凉亭", "need": "没有遮阳处。",
        "benefit": "建凉亭一座。", "people": "800", "budget": "180,000",
    } | more  # fmt: skip


def propose(page: Client, station: Station, **more: Any) -> Any:
    return page.post(reverse("deliberations:micro-project-new"), typed(station, **more))


def move(page: Client, project: MicroProject, verb: str, **given: Any) -> Any:
    return page.post(reverse(f"deliberations:micro-project-{verb}", args=[project.pk]), given)


# Proposing.


def test_an_officer_proposes_for_the_community(page: Client, station: Station) -> None:
    answer = propose(page, station)

    project = MicroProject.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, project.get_absolute_url())
    assert (project.proposer, project.budget, project.state) == (Proposer.COMMUNITY, 180_000, ProjectState.PROPOSED)


def test_a_representative_proposes_in_the_own_name_alone(client: Client, station: Station) -> None:
    representative = proposing_representative(station)
    client.force_login(representative.user)

    propose(client, station)

    project = MicroProject.objects.get()
    assert (project.proposer, project.representative) == (Proposer.REPRESENTATIVE, representative)


def test_a_project_grows_from_a_concern_and_a_topic(page: Client, station: Station) -> None:
    concern = ConcernFactory(station=station)
    topic = TopicFactory(station=station, tracked=True, outcome=Outcome.MICRO_PROJECT)
    form = page.get(reverse("deliberations:micro-project-new") + f"?concern={concern.pk}&topic={topic.pk}")

    assert form.context["form"].initial == {"concerns": [concern.pk], "topic": topic}
    propose(page, station, concerns=[concern.pk], topic=topic.pk)

    project = MicroProject.objects.get()
    concern.refresh_from_db()
    assert (project.topic, list(project.concerns.all()), concern.route) == (topic, [concern], Route.MICRO_PROJECT)


@pytest.mark.parametrize("budget", ["", "很多", "-1", "1.5", "99999999999999999999"])
def test_a_budget_that_is_none_is_said_at_the_field(page: Client, station: Station, budget: str) -> None:
    answer = propose(page, station, budget=budget)

    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (400, ["budget"])
    assert form["title"].value() == "加建凉亭"
    assert MicroProject.objects.count() == 0


@pytest.mark.parametrize(("budget", "yuan"), [("5万元", 50_000), ("4.87万", 48_700), ("约５万元", 50_000)])
def test_a_budget_is_read_as_it_is_written(page: Client, station: Station, budget: str, yuan: int) -> None:
    propose(page, station, budget=budget, people="1,200")

    project = MicroProject.objects.get()
    assert (project.budget, project.people) == (yuan, 1_200)


def test_a_budget_of_hardly_anything_is_asked_about_once(page: Client, station: Station) -> None:
    asked = propose(page, station, budget="5")
    other = propose(page, station, budget="6", asked="budget:5")
    text = asked.content.decode()

    assert (asked.status_code, list(asked.context["form"].errors)) == (400, ["budget"])
    assert ("总共只有 5 元" in text, 'name="asked" value="budget:5"' in text) == (True, True)
    assert (other.status_code, MicroProject.objects.count()) == (400, 0)

    propose(page, station, budget="5", asked="budget:5")

    assert MicroProject.objects.get().budget == 5


def test_a_small_budget_that_was_confirmed_is_not_asked_about_again(page: Client, station: Station) -> None:
    project = MicroProjectFactory(station=station, budget=800)

    answer = move(page, project, "revise", edition=project.edition, **typed(station, budget="800"))

    project.refresh_from_db()
    assert (answer.status_code, project.title) == (302, "加建凉亭")


def test_a_title_that_is_too_long_stays_whole(page: Client, station: Station) -> None:
    title = "关于加建凉亭的请求" * 15

    answer = propose(page, station, title=title, need="遮" * 10_000)

    form = answer.context["form"]
    assert (answer.status_code, form["title"].value()) == (400, title)
    assert form.errors["title"] == ["现有 135 个字符，最多可保存 120 个，请删减 15 个；所填内容均已保留。"]
    assert list(form.errors) == ["title"]


def test_a_budget_over_the_ceiling_is_said_at_the_field_and_passes_with_a_reason(
    page: Client, station: Station
) -> None:
    refused = propose(page, station, budget="500001")
    passed = propose(page, station, budget="500001", ceiling_reason="含无障碍坡道")

    assert (refused.status_code, list(refused.context["form"].errors)) == (400, ["budget"])
    assert "上限为500,000元" in refused.content.decode()
    assert passed.status_code == 302
    [warning] = MicroProject.objects.get().ceiling_warnings.all()
    assert (warning.amount, warning.reached, warning.reason) == (500_000, 500_001, "含无障碍坡道")


def test_only_people_of_a_station_propose(client: Client, station: Station) -> None:
    for person in (committee(), appoint(UserFactory(), Role.SUBDISTRICT, station.subdistrict), UserFactory()):
        client.force_login(person)
        assert client.get(reverse("deliberations:micro-project-new")).status_code == 403


# The way of a project.


def test_an_exclusion_keeps_a_project_off_the_shortlist(page: Client, station: Station) -> None:
    project = MicroProjectFactory(station=station)

    without = move(page, project, "check", exclusions=["property_company"])
    move(page, project, "check", exclusions=["property_company"], reason="电梯维保属物业合同范围")

    assert (without.status_code, list(without.context["form"].errors)) == (400, ["reason"])
    assert move(page, project, "shortlist").status_code == 409
    assert "属于物业公司职责" in page.get(project.get_absolute_url()).content.decode()


def test_notice_objection_and_confirmation(page: Client, client: Client, station: Station) -> None:
    project = MicroProjectFactory(station=station, on_notice=True)
    subdistrict = Client()
    subdistrict.force_login(appoint(UserFactory(), Role.SUBDISTRICT, station.subdistrict))

    assert move(subdistrict, project, "confirm").status_code == 409
    move(page, project, "object", text="离住宅楼太近")
    assert "公示暂停计时" in page.get(project.get_absolute_url()).content.decode()
    move(page, project, "answer-objection", objection=project.objections.get().pk, upheld="no", answer="相距五十米")
    MicroProject.objects.update(notice_until=clock.today() - timedelta(days=1), confirm_opens_on=clock.today())

    assert move(page, project, "confirm").status_code == 403
    assert move(subdistrict, project, "confirm").status_code == 302
    project.refresh_from_db()
    assert project.state == ProjectState.CONFIRMED


def test_progress_with_pictures(page: Client, station: Station) -> None:
    project = MicroProjectFactory(station=station, confirmed=True)

    answer = move(page, project, "report-progress", percent="30", note="基础完工", photos=[picture(), picture()])

    assert answer.status_code == 302
    text = page.get(project.get_absolute_url()).content.decode()
    assert ("30%" in text, text.count("?size=small")) == (True, 2)


@pytest.mark.parametrize(
    ("name", "content"),
    [("photo.jpg", b"not a picture"), ("photo.gif", b"GIF89a\x01\x00\x01\x00"), ("photo.png", b"\x89PNG\r\n\x1a\n")],
)
def test_what_is_no_picture_is_said_at_the_field(page: Client, station: Station, name: str, content: bytes) -> None:
    project = MicroProjectFactory(station=station, confirmed=True)

    answer = move(
        page, project, "report-progress", percent="30", note="基础", photos=[SimpleUploadedFile(name, content)]
    )

    form = answer.context["form"]
    assert (answer.status_code, list(form.errors), form["note"].value()) == (400, ["photos"], "基础")
    assert project.reports.count() == 0


def test_more_than_the_budget_needs_a_reason(page: Client, station: Station) -> None:
    project = MicroProjectFactory(station=station, under_way=True)
    given = {"accepted_on": clock.today().isoformat(), "cost": "190000"}

    refused = move(page, project, "accept", **given)
    passed = move(page, project, "accept", **given, reason="材料涨价")

    assert (refused.status_code, list(refused.context["form"].errors), passed.status_code) == (400, ["cost"], 302)


# Pictures.


def test_a_picture_has_the_same_sight_as_its_project(station: Station) -> None:
    project = MicroProjectFactory(station=station)
    photo = photo_of(project, caption="现状")
    address = reverse("deliberations:micro-project-photo", args=[project.pk, photo.pk])
    people = {
        "officer": officer_of(station), "committee": committee(), "nobody": UserFactory(),
        "officer elsewhere": officer_of(MicroProjectFactory().station),
    }  # fmt: skip
    browsers = {kind: Client() for kind in people}
    for kind, person in people.items():
        browsers[kind].force_login(person)

    answers = {kind: browser.get(address) for kind, browser in browsers.items()}
    for answer in answers.values():
        answer.close()

    assert {kind: answer.status_code for kind, answer in answers.items()} == {
        "officer": 200,
        "committee": 200,
        "nobody": 404,
        "officer elsewhere": 404,
    }
    assert Client().get(address).status_code == 302


def test_a_picture_is_served_as_a_picture_and_nothing_else(page: Client, station: Station) -> None:
    project, other = MicroProjectFactory(station=station), MicroProjectFactory(station=station)
    photo = photo_of(project)

    answer = page.get(reverse("deliberations:micro-project-photo", args=[project.pk, photo.pk]) + "?size=small")

    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert answer["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert Image.open(BytesIO(answer.getvalue())).format == "JPEG"
    assert page.get(reverse("deliberations:micro-project-photo", args=[other.pk, photo.pk])).status_code == 404


def test_a_removed_picture_is_gone(page: Client, station: Station, django_capture_on_commit_callbacks: Any) -> None:
    project = MicroProjectFactory(station=station)
    photo = photo_of(project)
    path = photo.picture.path

    with django_capture_on_commit_callbacks(execute=True):
        answer = move(page, project, "remove-photo", photo=photo.pk, reason="拍到了居民面部")

    assert (answer.status_code, project.photos.count()) == (302, 0)
    assert not Path(path).exists()


def test_a_picture_that_somebody_removed_before_is_no_mistake(page: Client, station: Station) -> None:
    project = MicroProjectFactory(station=station)
    photo, _other = photo_of(project), photo_of(project)
    actions.remove_photo(project, by=officer_of(station), photo=photo, reason="拍到了居民面部")

    answer = move(page, project, "remove-photo", photo=photo.pk, reason="重复")
    unknown = move(page, project, "remove-photo", photo=999_999, reason="重复")

    text = answer.content.decode()
    assert (answer.status_code, unknown.status_code, project.photos.count()) == (409, 400, 1)
    assert "拍到了居民面部" in text
    assert ">重复</textarea>" in text.replace("\n重复", "重复")


# Lists and figures.


@pytest.mark.parametrize("projects", [1, 3])
def test_list_and_page_ask_the_same_whatever_the_rows(
    page: Client, station: Station, projects: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = [MicroProjectFactory(station=station, under_way=True) for _ in range(projects)]
    for project in made:
        photo_of(project)
        project.concerns.add(ConcernFactory(station=station))
        project.reports.create(percent=10, note="开工", reported_on=clock.today(), by=UserFactory())

    with django_assert_num_queries(10):
        page.get(reverse("deliberations:micro-project-list"))
    with django_assert_num_queries(11):
        page.get(made[0].get_absolute_url())


def test_two_characters_are_found(page: Client, station: Station) -> None:
    wanted = MicroProjectFactory(station=station, title="旧村电动自行车充电棚")
    MicroProjectFactory(station=station)

    found = page.get(reverse("deliberations:micro-project-list"), {"q": "充电"}).context["page"]

    assert list(found) == [wanted]


def test_the_envelope_of_a_community(page: Client, station: Station) -> None:
    MicroProjectFactory(station=station, on_notice=True, budget=300_000)
    MicroProjectFactory(station=station, accepted=True, budget=300_000, cost=250_000)
    MicroProjectFactory(station=station, on_notice=True, budget=99, passed_on=clock.today().replace(year=2019))
    MicroProjectFactory(station=station, shortlisted=True, budget=777)

    [envelope] = page.get(reverse("deliberations:micro-project-envelopes")).context["envelopes"]

    assert (envelope.used, envelope.left, envelope.over, envelope.percent) == (550_000, 1_450_000, 0, 27)


@pytest.mark.parametrize("year", ["", "x", "0", "99999", "२०२६", "2026"])
def test_envelopes_of_a_year_that_is_none(page: Client, station: Station, year: str) -> None:
    answer = page.get(reverse("deliberations:micro-project-envelopes"), {"year": year})

    assert (answer.status_code, answer.context["year"]) == (200, clock.today().year if year != "2026" else 2026)


def test_a_topic_that_turned_into_a_micro_project_offers_to_propose_it(page: Client, station: Station) -> None:
    wanted = TopicFactory(station=station, tracked=True, outcome=Outcome.MICRO_PROJECT)
    other = TopicFactory(station=station, tracked=True)
    address = reverse("deliberations:micro-project-new")

    assert f"{address}?topic={wanted.pk}" in page.get(wanted.get_absolute_url()).content.decode()
    assert address not in page.get(other.get_absolute_url()).content.decode()


def test_an_open_concern_offers_to_become_a_micro_project(page: Client, station: Station) -> None:
    concern, closed = ConcernFactory(station=station), ConcernFactory(station=station, closed=True)
    address = reverse("deliberations:micro-project-new")

    assert f"{address}?concern={concern.pk}" in page.get(concern.get_absolute_url()).content.decode()
    assert address not in page.get(closed.get_absolute_url()).content.decode()
