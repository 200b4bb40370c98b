"""What everybody may read of councils and micro-projects without an account, and nothing else (rules 14, 16)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from deliberations import actions
from deliberations.enums import CouncilState, ProjectKind, ProjectState
from deliberations.models import MicroProject, ProjectPhoto
from stations.models import Station
from tests.factories.accounts import UserFactory
from tests.factories.councils import CouncilFactory, MicroProjectFactory, photo_of, proposing_representative
from tests.factories.stations import StationFactory, committee, officer_of
from tests.portal.conftest import in_days

pytestmark = pytest.mark.usefixtures("midsummer")
PROJECTS = "/public/micro-projects/"
#: Words that stand in internal fields of everything planted here.
INTERNAL = "内部"


@pytest.fixture(autouse=True)
def pictures(settings: Any, tmp_path: Path) -> None:
    """Pictures of a test go with it."""
    settings.MEDIA_ROOT = tmp_path


def read(client: Client, address: str, **asked: Any) -> str:
    response = client.get(address, asked)
    assert response.status_code == 200
    return response.content.decode()


def photo_address(photo: ProjectPhoto, project: int | None = None) -> str:
    return reverse("portal:public-project-photo", args=[project or photo.project_id, photo.pk])


def secretive(station: Station, **state: Any) -> MicroProject:
    """A project whose every internal text says so."""
    proposer = proposing_representative(station)
    proposer.name = "提议代表"
    proposer.save()
    return MicroProjectFactory(
        station=station, need="内部需求", benefit="内部效益", check_note="内部核查", proposer="representative",
        representative=proposer, **({"evaluation_note": "内部评价"} | state),
    )  # fmt: skip


# The list.


def test_a_project_with_its_numbers_and_its_progress(client, station):
    project = MicroProjectFactory(
        station=station, under_way=True, title="加建凉亭", percent=40, budget=180_000, people=800, kind="works"
    )
    text = read(client, PROJECTS)
    said = [project.title, station.community, str(ProjectKind.WORKS.label), "180,000 元", "800", "40%"]
    assert [word in text for word in [*said, str(ProjectState.UNDER_WAY.label)]] == [True] * 7
    assert '<progress class="meter" max="100" value="40"' in text


def test_only_what_was_passed_and_published_is_there(client, station):
    before = ("checked", "shortlisted", "voting", "passed", "declined", "failed")
    after = ("on_notice", "notice_over", "confirmed", "under_way", "accepted", "evaluated", "disclosed")
    for state in (*before, *after):
        MicroProjectFactory(station=station, title=f"<{state}>", **{state: True})
    MicroProjectFactory(station=station, title="<proposed>")
    MicroProjectFactory(station=station, title="<objected>", on_notice=True, state=ProjectState.DECLINED)
    text = read(client, PROJECTS)
    assert {state for state in (*before, *after, "proposed", "objected") if f"&lt;{state}&gt;" in text} == set(after)


def test_nothing_internal_is_on_any_public_page(client, station):
    officer = officer_of(station)
    actions.object_to_project(secretive(station, on_notice=True), by=officer, text="内部异议")
    secretive(station, evaluated=True, public_text="内部草稿")
    disclosed = secretive(station, disclosed=True, public_text="凉亭已经建成。")
    photo_of(disclosed, caption="内部说明")
    CouncilFactory(station=station, place="内部会议室")
    pages = [read(client, address) for address in (PROJECTS, "/public/", f"/public/stations/{station.code}/")]
    client.force_login(committee())
    assert [INTERNAL in text for text in [*pages, read(client, PROJECTS)]] == [False] * 4
    # Who is in office stands on the page of the station, and not beside a project.
    assert ("凉亭已经建成。" in pages[0], "提议代表" in pages[0]) == (True, False)


@pytest.mark.parametrize(
    ("until", "said"), [(5, "2026-06-20"), (0, "2026-06-15"), (-1, None), (None, "截止日期另行公布")]
)
def test_the_notice_is_shown_while_it_runs(client, station, until, said):
    MicroProjectFactory(
        station=station, on_notice=True, notice_from=in_days(-3), notice_left=None if until is not None else 2,
        notice_until=None if until is None else in_days(until),
    )  # fmt: skip
    text = read(client, PROJECTS)
    assert ("2026-06-12" in text, said in text if said else False) == (said is not None, said is not None)


def test_the_list_is_narrowed_to_a_station(client, station):
    elsewhere = StationFactory()
    MicroProjectFactory(station=station, title="这里的项目", on_notice=True)
    MicroProjectFactory(station=elsewhere, title="别处的项目", on_notice=True)
    text = read(client, PROJECTS, station=elsewhere.code)
    assert ("别处的项目" in text, "这里的项目" in text) == (True, False)
    assert f'value="{elsewhere.code}" selected' in text


@pytest.mark.parametrize("code", ["nonsense", "1", "x" * 300])
def test_a_station_that_is_not_there_is_404(client, db, code):
    for address in (PROJECTS, "/public/results/"):
        assert client.get(address, {"station": code}).status_code == 404


def test_the_newest_vote_stands_first_and_the_rest_on_further_pages(client, station):
    for days in range(30):
        MicroProjectFactory(station=station, title=f"项目{days:02}", on_notice=True, passed_on=in_days(-days))
    first, second = read(client, PROJECTS), read(client, PROJECTS, page=2)
    assert [f"项目{days:02}" in first for days in (0, 24, 25)] == [True, True, False]
    assert first.index("项目00") < first.index("项目01")
    assert ("项目24" in second, "项目29" in second) == (False, True)


# Pictures.


def test_a_disclosed_project_shows_before_and_after(client, station):
    project = MicroProjectFactory(station=station, accepted=True)
    photos = [photo_of(project)]
    for kind in ("progress", "after"):
        photos.append(photo_of(project))
        ProjectPhoto.objects.filter(pk=photos[-1].pk).update(kind=kind)
    assert "photos" not in read(client, PROJECTS)

    MicroProject.objects.update(state=ProjectState.DISCLOSED)
    text = read(client, PROJECTS)
    assert [photo_address(photo) in text for photo in photos] == [True, False, True]


@pytest.mark.parametrize("size", ["", "small"])
def test_a_picture_is_served_as_what_it_is(client, station, size):
    photo = photo_of(MicroProjectFactory(station=station, disclosed=True))
    response = client.get(photo_address(photo), {"size": size} if size else {})
    file = photo.thumbnail if size else photo.picture
    assert response.getvalue() == Path(file.path).read_bytes()
    response.close()
    assert {name: response[name] for name in ("Content-Type", "X-Content-Type-Options", "Cache-Control")} == {
        "Content-Type": "image/jpeg", "X-Content-Type-Options": "nosniff", "Cache-Control": "public, max-age=3600",
    }  # fmt: skip


@pytest.mark.parametrize("state", ["on_notice", "under_way", "accepted", "evaluated"])
def test_no_picture_before_the_disclosure_whoever_asks(client, station, state):
    photo = photo_of(MicroProjectFactory(station=station, **{state: True}))
    assert client.get(photo_address(photo)).status_code == 404
    client.force_login(committee())
    assert client.get(photo_address(photo)).status_code == 404


def test_anything_else_than_a_public_picture_is_404(client, station):
    project = MicroProjectFactory(station=station, disclosed=True)
    photo, gone, progress = (photo_of(project) for _number in range(3))
    other = MicroProjectFactory(station=station, disclosed=True)
    ProjectPhoto.objects.filter(pk=progress.pk).update(kind="progress")
    gone.picture.storage.delete(gone.picture.name)
    asked = [
        photo_address(photo, project=other.pk), photo_address(photo) + "?size=large", photo_address(gone),
        photo_address(progress), reverse("portal:public-project-photo", args=[project.pk, 10**15]),
    ]  # fmt: skip
    assert [client.get(address).status_code for address in asked] == [404] * 5


# The next council.


def test_a_station_announces_its_next_council(client, station):
    for place, state, days in (
        ("未通知的会场", CouncilState.PLANNED, 1), ("已过的会场", CouncilState.NOTIFIED, -1),
        ("下次会场", CouncilState.NOTIFIED, 3), ("以后的会场", CouncilState.NOTIFIED, 4),
    ):  # fmt: skip
        CouncilFactory(station=station, place=place, state=state, starts_at=clock.now() + timedelta(days=days))
    CouncilFactory(place="别站会场", state=CouncilState.NOTIFIED)
    text = read(client, f"/public/stations/{station.code}/")
    assert "2026-06-18 10:00 · 下次会场" in text
    assert [place in text for place in ("未通知的会场", "已过的会场", "以后的会场", "别站会场")] == [False] * 4


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_three_queries_whatever_the_rows(client, station, django_assert_num_queries, rows):
    for _row in range(rows):
        photo_of(MicroProjectFactory(disclosed=True))
    UserFactory()
    with django_assert_num_queries(3):
        read(client, PROJECTS)
