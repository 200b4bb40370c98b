"""Pictures of micro-projects through the API: as forms with files, and files that are no pictures (rule 16)."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from deliberations.models import MicroProject
from stations.models import Station
from tests.factories.councils import MicroProjectFactory, picture


def as_(person: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(person)
    return client


def post(person: User, project: MicroProject, verb: str, data: Any, form: bool = True) -> Any:
    kind = "multipart" if form else "json"
    return as_(person).post(f"/api/v1/micro-projects/{project.pk}/{verb}/", data, format=kind)


def test_progress_is_reported_with_pictures(station: Station, officer: User) -> None:
    project = MicroProjectFactory(station=station, confirmed=True)
    sent = {"percent": 30, "note": "基础已完成", "photos": [picture(), picture(name="b.jpg")]}

    shown = post(officer, project, "report-progress", sent)

    assert shown.status_code == 200, shown.data
    [report] = shown.data["reports"]
    photos = shown.data["photos"]
    assert (shown.data["percent"], report["percent"], report["note"]) == (30, 30, "基础已完成")
    assert [(p["kind"], p["report"], p["width"], p["height"]) for p in photos] == [
        ("progress", report["id"], 64, 48)
    ] * 2
    assert photos[0]["thumbnail_url"] == f"{photos[0]['url']}?size=small"


def test_a_picture_is_added_read_and_taken_back(station: Station, officer: User) -> None:
    project = MicroProjectFactory(station=station)
    sent = {"kind": "before", "photo": picture(), "caption": "改造前"}

    [photo] = post(officer, project, "add-photo", sent).data["photos"]
    page = browse(officer, photo["url"])
    assert page.getvalue()  # read to its end, as a browser does
    removed = post(officer, project, "remove-photo", {"photo": photo["id"], "reason": "有路人正脸"}, form=False)

    assert (photo["kind"], photo["caption"], photo["report"]) == ("before", "改造前", None)
    assert (page.status_code, page["Content-Type"]) == (200, "image/jpeg")
    assert (removed.status_code, removed.data["photos"]) == (200, [])


def browse(person: User, address: str) -> Any:
    client = APIClient()
    client.force_login(person)
    return client.get(address)


@pytest.mark.parametrize("form", [True, False], ids=["form", "json"])
def test_a_report_without_pictures_comes_either_way(station: Station, officer: User, form: bool) -> None:
    project = MicroProjectFactory(station=station, confirmed=True)

    answer = post(officer, project, "report-progress", {"percent": 10, "note": "已进场"}, form=form)

    assert (answer.status_code, answer.data["percent"], answer.data["photos"]) == (200, 10, [])


def no_picture(content: bytes = b"<svg onload=alert(1)>", name: str = "photo.jpg") -> Any:
    file = picture(name=name)
    file.file.seek(0)
    file.file.truncate()
    file.file.write(content)
    file.size = len(content)
    file.file.seek(0)
    return file


def test_an_upload_that_is_no_picture_is_refused_at_its_field(station: Station, officer: User) -> None:
    project = MicroProjectFactory(station=station, confirmed=True)
    report = {"percent": 10, "note": "已进场"}

    many = post(officer, project, "report-progress", report | {"photos": [picture(), no_picture()]})
    one = post(officer, project, "add-photo", {"kind": "before", "photo": no_picture()})
    empty = post(officer, project, "add-photo", {"kind": "before", "photo": no_picture(b"")})
    crowd = [picture(name=f"{n}.jpg") for n in range(7)]
    album = post(officer, project, "report-progress", report | {"photos": crowd})

    refused = [(answer.status_code, set(answer.data["fields"])) for answer in (many, one, empty, album)]
    assert refused == [(400, {"photos"}), (400, {"photo"}), (400, {"photo"}), (400, {"photos"})]
    project.refresh_from_db()
    assert (project.state, project.photos.count()) == ("confirmed", 0)


def parts(head: bytes, times: int) -> bytes:
    return b"--x\r\nContent-Disposition: form-data; %b\r\n\r\n1\r\n" % head * times + b"--x--\r\n"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"--x\r\nnonsense", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
        (b"kind=before", "application/x-www-form-urlencoded"),
        (parts(b'name="kind"', 2000), "multipart/form-data; boundary=x"),
        (parts(b'name="photo"; filename="a.jpg"', 200), "multipart/form-data; boundary=x"),
    ],
    ids=["nonsense", "no boundary", "another kind", "too many fields", "too many files"],
)
@pytest.mark.parametrize("session", [True, False], ids=["session", "token"])
def test_a_form_that_cannot_be_read_is_refused_in_the_same_shape(
    station: Station, officer: User, body: bytes, kind: str, session: bool
) -> None:
    project = MicroProjectFactory(station=station)
    client = APIClient() if session else as_(officer)
    if session:
        client.force_login(officer)

    answer = client.generic("POST", f"/api/v1/micro-projects/{project.pk}/add-photo/", body, content_type=kind)

    assert answer.status_code == (415 if "urlencoded" in kind else 400)
    assert set(answer.json()) == {"code", "message", "fields", "request_id"}


def test_a_picture_that_somebody_took_back_before_is_no_mistake(station: Station, officer: User) -> None:
    project = MicroProjectFactory(station=station)
    sent = {"kind": "before", "photo": picture()}
    first, _second = (post(officer, project, "add-photo", sent | {"photo": picture()}).data["photos"][-1] for _ in "12")
    remove = {"photo": first["id"], "reason": "有路人正脸"}
    post(officer, project, "remove-photo", remove, form=False)

    again = post(officer, project, "remove-photo", remove, form=False)
    unknown = post(officer, project, "remove-photo", remove | {"photo": 999_999}, form=False)

    assert (again.status_code, again.json()["code"]) == (409, "illegal_move")
    assert f"{officer.name}" in again.json()["message"]
    assert "有路人正脸" in again.json()["message"]
    assert (unknown.status_code, list(unknown.json()["fields"])) == (400, ["photo"])
