"""A micro-project after the vote: notice, objections, work, acceptance, pictures, disclosure (rules 14, 16)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import User
from core import clock
from core.access import NotPermitted
from core.door import moved
from core.events import Event
from core.workdays import WorkdayOverride
from core.workflow import IllegalMove
from deliberations import actions
from deliberations.enums import PhotoKind, ProjectState
from deliberations.models import MicroProject, ProgressReport, ProjectPhoto
from stations.enums import Role
from stations.models import Station
from tests.deliberations.refusals import refusal_of
from tests.factories.accounts import UserFactory
from tests.factories.councils import MicroProjectFactory, load_reference, photo_of, picture
from tests.factories.stations import appoint, committee


@pytest.fixture(autouse=True)
def reference(db: None) -> None:
    load_reference()


@pytest.fixture
def subdistrict(station: Station) -> User:
    return appoint(UserFactory(), Role.SUBDISTRICT, station.subdistrict)


@pytest.fixture
def national_day(db: None) -> None:
    """The first week of October 2019 is free, and two days of weekends are worked for it."""
    free = [date(2019, 10, day) for day in range(1, 8)]
    worked = [date(2019, 9, 29), date(2019, 10, 12)]
    WorkdayOverride.objects.bulk_create(
        [WorkdayOverride(date=day, is_workday=False, name="国庆节") for day in free]
        + [WorkdayOverride(date=day, is_workday=True, name="国庆节调休") for day in worked]
    )


def on(month: int, day: int) -> AbstractContextManager[None]:
    """The morning of a day of 2019."""
    return clock.at(timezone.make_aware(datetime.combine(date(2019, month, day), time(9))))


@pytest.fixture
def noticed(station: Station, officer: User, national_day: None) -> MicroProject:
    """On public notice since Friday, 27 September 2019."""
    with on(9, 27):
        return actions.begin_notice(MicroProjectFactory(station=station, passed=True), by=officer)


def object_to(project: MicroProject, by: User, text: str = "会挡住消防通道") -> MicroProject:
    return actions.object_to_project(project, by=by, text=text)


# The notice.


def test_the_notice_runs_for_five_working_days(noticed: MicroProject) -> None:
    # Sunday 29 is worked; then Monday 30, Tuesday 8, Wednesday 9, Thursday 10.
    assert (noticed.notice_from, noticed.notice_until) == (date(2019, 9, 27), date(2019, 10, 10))
    assert noticed.state == ProjectState.ON_NOTICE


def test_it_is_confirmed_the_day_after_the_last(noticed: MicroProject, subdistrict: User) -> None:
    with on(10, 10), pytest.raises(IllegalMove):
        actions.confirm_project(noticed, by=subdistrict)
    with on(10, 11):
        project = actions.confirm_project(noticed, by=subdistrict)

    assert (project.state, project.report_due_on) == (ProjectState.CONFIRMED, date(2019, 11, 11))


def test_on_the_last_day_objections_are_taken_and_on_the_next_no_more(noticed: MicroProject, officer: User) -> None:
    with on(10, 11), pytest.raises(IllegalMove):
        object_to(noticed, officer)
    with on(10, 10):
        assert object_to(noticed, officer).notice_paused


def test_an_objection_stops_the_notice_and_the_answer_lets_the_rest_run(
    noticed: MicroProject, officer: User, subdistrict: User
) -> None:
    with on(9, 30):
        project = object_to(noticed, officer)
    assert (project.notice_until, project.notice_left) == (None, 3)
    with on(10, 20), pytest.raises(IllegalMove):
        actions.confirm_project(project, by=subdistrict)

    with on(10, 9):
        project = actions.answer_objection(project, by=subdistrict, answer="已改线", upheld=False)

    # Thursday 10, Friday 11, and Saturday 12, which is worked.
    assert (project.state, project.notice_until, project.notice_left) == ("on_notice", date(2019, 10, 12), None)
    with on(10, 13):
        assert actions.confirm_project(project, by=subdistrict).state == ProjectState.CONFIRMED


@pytest.mark.parametrize(
    ("raised", "answered", "until"),
    [
        ((10, 8), (10, 8), date(2019, 10, 10)),
        ((10, 10), (10, 10), date(2019, 10, 11)),
        ((10, 3), (10, 5), date(2019, 10, 10)),
    ],
    ids=["the same day", "on the last day", "during the holiday"],
)
def test_an_answer_costs_only_the_days_it_took(
    noticed: MicroProject, officer: User, raised: tuple[int, int], answered: tuple[int, int], until: date
) -> None:
    with on(*raised):
        object_to(noticed, officer)
    with on(*answered):
        project = actions.answer_objection(noticed, by=officer, answer="已说明", upheld=False)

    assert project.notice_until == until


@pytest.mark.parametrize("answer", ["确实挡住通道", "通道" * 1000])
def test_an_upheld_objection_ends_the_project(noticed: MicroProject, officer: User, answer: str) -> None:
    with on(9, 30):
        object_to(noticed, officer)
        project = actions.answer_objection(noticed, by=officer, answer=answer, upheld=True)

    project.refresh_from_db()
    assert (project.state, project.decline_reason) == (ProjectState.DECLINED, answer)
    objection = project.objections.get()
    assert (objection.upheld, objection.answered_by) == (True, officer)


def test_two_objections_are_both_answered(noticed: MicroProject, officer: User) -> None:
    with on(9, 30):
        object_to(noticed, officer)
    with on(10, 8):
        project = object_to(noticed, officer, "噪音太大")
    first, second = project.objections.all()
    answer = {"by": officer, "answer": "已说明", "upheld": False}

    with on(10, 9):
        assert list(refusal_of(lambda: actions.answer_objection(project, **answer))) == ["objection"]
        project = actions.answer_objection(project, objection=second, **answer)
        assert (project.notice_until, project.notice_left) == (None, 3)
        with pytest.raises(IllegalMove, match=f"{officer.name}.*已说明"):
            actions.answer_objection(project, objection=second, **answer)
        project = actions.answer_objection(project, objection=first, **answer)

    assert (project.notice_until, project.notice_left) == (date(2019, 10, 12), None)


# The work.


def test_each_report_sets_the_day_of_the_next(station: Station, officer: User) -> None:
    with on(1, 31):
        project = MicroProjectFactory(station=station, confirmed=True)
        project = actions.report_progress(project, by=officer, percent=20, note="基础已浇筑", photos=[picture()])
    assert (project.state, project.percent, project.report_due_on) == ("under_way", 20, date(2019, 2, 28))

    with on(2, 20):
        project = actions.report_progress(project, by=officer, percent=60, note="主体完成")

    assert (project.percent, project.report_due_on) == (60, date(2019, 3, 20))
    assert list(ProgressReport.objects.values_list("percent", "note")) == [(20, "基础已浇筑"), (60, "主体完成")]
    [photo] = project.photos.all()
    assert (photo.kind, photo.report) == (PhotoKind.PROGRESS, ProgressReport.objects.first())


@pytest.mark.parametrize("percent", [-1, 101, 40_000])
def test_a_percentage_is_one(station: Station, officer: User, percent: int) -> None:
    project = MicroProjectFactory(station=station, confirmed=True)
    report = {"by": officer, "percent": percent, "note": "过半"}

    assert list(refusal_of(lambda: actions.report_progress(project, **report))) == ["percent"]
    assert ProgressReport.objects.count() == 0


def accept(project: MicroProject, by: User, **given: Any) -> MicroProject:
    return actions.accept_project(project, by=by, **{"accepted_on": clock.today(), "cost": 175_000} | given)


def test_work_is_accepted_with_its_day_and_cost(station: Station, officer: User) -> None:
    project = accept(MicroProjectFactory(station=station, under_way=True), officer)

    assert (project.state, project.percent, project.report_due_on) == (ProjectState.ACCEPTED, 100, None)
    assert (project.cost, project.money, project.accepted_on) == (175_000, 175_000, clock.today())


def test_more_than_the_budget_needs_a_reason(station: Station, officer: User) -> None:
    project = MicroProjectFactory(station=station, under_way=True, budget=180_000)

    assert list(refusal_of(lambda: accept(project, officer, cost=180_001))) == ["cost"]
    project = accept(project, officer, cost=180_001, reason="增加无障碍坡道")

    facts = Event.objects.get(verb="accept").facts
    assert (project.cost, facts["budget"], facts["reason"]) == (180_001, 180_000, "增加无障碍坡道")


@pytest.mark.parametrize("days", [1, -1], ids=["in the future", "before it was confirmed"])
def test_work_is_accepted_between_confirmation_and_today(station: Station, officer: User, days: int) -> None:
    project = MicroProjectFactory(station=station, under_way=True)
    day = clock.today() + timedelta(days=days)

    assert list(refusal_of(lambda: accept(project, officer, accepted_on=day))) == ["accepted_on"]


def test_work_does_not_cost_less_than_nothing(station: Station, officer: User) -> None:
    project = MicroProjectFactory(station=station, under_way=True)

    assert list(refusal_of(lambda: accept(project, officer, cost=-1))) == ["cost"]


def test_evaluated_and_disclosed_with_a_text_of_its_own(station: Station, officer: User) -> None:
    project = MicroProjectFactory(station=station, accepted=True)

    project = actions.evaluate_project(project, by=officer, rating="satisfied", note="居民普遍满意")
    project = actions.disclose_project(project, by=committee(), public_text="连廊已投入使用。")

    assert (project.state, project.public_text) == (ProjectState.DISCLOSED, "连廊已投入使用。")
    assert list(MicroProject.objects.disclosed()) == [project]


# Pictures.


def test_a_picture_is_kept_without_its_name(station: Station, officer: User, media: Path) -> None:
    project = MicroProjectFactory(station=station)

    actions.add_photo(project, by=officer, kind="before", photo=picture(4000, 1000, name="张三家.jpg"), caption="门口")

    photo = project.photos.get()
    assert (photo.width, photo.height, photo.caption) == (2828, 707, "门口")
    assert {str(path.relative_to(media)) for path in media.rglob("*.jpg")} == {photo.picture.name, photo.thumbnail.name}
    assert "张三" not in photo.picture.name


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda project, by, file: actions.add_photo(project, by=by, kind="before", photo=file), "photo"),
        (
            lambda project, by, file: actions.report_progress(
                project, by=by, percent=5, note="进场", photos=[picture(), file]
            ),
            "photos",
        ),
    ],
    ids=["photo", "photos"],
)
def test_what_is_no_picture_is_refused_at_the_field(
    station: Station, officer: User, media: Path, call: Callable[..., Any], field: str
) -> None:
    text = SimpleUploadedFile("photo.jpg", "不是照片".encode(), content_type="image/jpeg")

    assert list(refusal_of(lambda: call(MicroProjectFactory(station=station, confirmed=True), officer, text))) == [
        field
    ]
    assert (ProjectPhoto.objects.count(), [*media.rglob("*.jpg")]) == (0, [])


class Broken(Exception):
    """What happens to a receiver further up."""


@pytest.mark.parametrize(
    "call",
    [
        lambda project, by: actions.add_photo(project, by=by, kind="before", photo=picture()),
        lambda project, by: actions.report_progress(project, by=by, percent=5, note="进场", photos=[picture()]),
    ],
    ids=["photo", "report"],
)
def test_files_of_a_move_that_fails_do_not_stay(
    station: Station, officer: User, media: Path, call: Callable[..., Any]
) -> None:
    project = MicroProjectFactory(station=station, confirmed=True)

    def break_down(**kwargs: Any) -> None:
        assert len([*media.rglob("*.jpg")]) == 2
        raise Broken

    moved.connect(break_down, sender=MicroProject)
    try:
        with pytest.raises(Broken):
            call(project, officer)
    finally:
        moved.disconnect(break_down, sender=MicroProject)

    assert (ProjectPhoto.objects.count(), [*media.rglob("*.jpg")]) == (0, [])


def test_files_go_once_the_row_is_gone(
    station: Station, officer: User, media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    photo = photo_of(MicroProjectFactory(station=station))

    with django_capture_on_commit_callbacks() as callbacks:
        actions.remove_photo(photo.project, by=officer, photo=photo, reason="有人不同意")
    assert (ProjectPhoto.objects.count(), len([*media.rglob("*.jpg")])) == (0, 2)

    for callback in callbacks:
        callback()
    assert [*media.rglob("*.jpg")] == []


def test_a_picture_of_another_project_is_not_removed(station: Station, officer: User) -> None:
    own, others = photo_of(MicroProjectFactory(station=station)), photo_of(MicroProjectFactory(station=station))
    remove = {"by": officer, "photo": others, "reason": "误传"}

    assert list(refusal_of(lambda: actions.remove_photo(own.project, **remove))) == ["photo"]
    assert ProjectPhoto.objects.count() == 2


def test_a_stranger_adds_no_picture(station: Station, media: Path) -> None:
    with pytest.raises(NotPermitted):
        actions.add_photo(MicroProjectFactory(station=station), by=UserFactory(), kind="before", photo=picture())

    assert [*media.rglob("*.jpg")] == []
